#include "asked.h"

#include "base/limits.h"
#include "net/http_reply.h"
#include "net/http_target.h"

#define GREEN "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"

static struct error err;

#define MUST(call)                                                                                 \
    do {                                                                                           \
        if (!(call))                                                                               \
            fail_msg("%s", err.text);                                                              \
    } while (0)

static struct caller caller_of(struct asked *asked, int64_t account, const char *audience,
                               const struct collection_right *rights, size_t count)
{
    const struct stored_audience *audience_of =
        world_audience_parse(asked->made.world, span_text(audience));
    assert_non_null(audience_of);
    return (struct caller){
        .account = account,
        .name = span_text("somebody"),
        .org = asked->made.world->own,
        .role = 1,
        .audience = *audience_of,
        .rights = rights,
        .right_count = count,
    };
}

static int64_t collection_number(const struct asked *asked, const char *alias)
{
    return world_collection(asked->made.world, span_text(alias))->number;
}

static void make_callers(struct asked *asked)
{
    int64_t members = collection_number(asked, "members");
    int64_t desks = collection_number(asked, "desks");
    asked->own_rights[0] = (struct collection_right){members, true, true};
    asked->own_rights[1] = (struct collection_right){desks, true, true};
    asked->member_right = (struct collection_right){members, true, false};
    asked->desk_right = (struct collection_right){desks, true, false};
    asked->nobody = caller_of(asked, 0, "public", NULL, 0);
    asked->own = caller_of(asked, 1, "own", asked->own_rights, 2);
    asked->other = caller_of(asked, 6, "own", asked->own_rights, 2);
    asked->akira = caller_of(asked, 2, "own", asked->own_rights, 2);
    asked->akira.person = span_text(MADE_AKIRA);
    asked->jpn = caller_of(asked, 3, "member:jpn", &asked->member_right, 1);
    asked->desk = caller_of(asked, 4, "desk:market", &asked->desk_right, 1);
    asked->auditor = caller_of(asked, 5, "own", NULL, 0);
}

void asked_open(struct asked *asked, void (*fill)(struct made_world *made))
{
    *asked = (struct asked){0};
    made_world_open(&asked->made);
    fill(&asked->made);
    made_world_commit(&asked->made);
    MUST(gate_roll_back(&asked->made.writer, &err)); /* nothing: it has just begun */
    MUST(page_cache_init(&asked->cache, &err));
    writing_init(&asked->writing, &asked->made.writer, &asked->cache);
    const struct store_place place = {.folder = asked->made.folder};
    MUST(reading_pool_open(&asked->readers, &place, 2, &err));
    asked->taxii = (struct taxii){
        .worlds = &asked->made.worlds,
        .readers = &asked->readers,
        .writing = &asked->writing,
        .means = asked->made.writer.means,
        .title = "A node",
        .next_key = {1, 2, 3},
    };
    arena_init(&asked->arena, 64 << 20);
    http_response_init(&asked->response, &asked->arena);
    make_callers(asked);
}

void asked_change(struct asked *asked)
{
    MUST(writing_begin(&asked->writing, &err));
}

void asked_commit(struct asked *asked)
{
    MUST(writing_end(&asked->writing, true, &err));
    asked->made.world = asked->made.writer.world;
}

void asked_release(struct asked *asked)
{
    http_response_release(&asked->response);
    arena_release(&asked->arena);
    reading_pool_release(&asked->readers);
    writing_release(&asked->writing);
    page_cache_release(&asked->cache);
    made_world_release(&asked->made);
}

unsigned asked_for(struct asked *asked, const struct caller *caller, enum http_method method,
                   const char *target, const char *const *fields, const char *body)
{
    struct http_pair pairs[8];
    struct http_target parts;
    struct http_request request = {.method = method,
                                   .target = span_text(target),
                                   .headers = pairs,
                                   .body = body == NULL ? (struct span){0} : span_text(body),
                                   .arena = &asked->arena};
    MUST(http_target_parse(&parts, span_text(target), &asked->arena, &err));
    request.path = parts.path;
    request.query = parts.query;
    request.query_count = parts.query_count;
    for (size_t i = 0; fields != NULL && fields[i] != NULL; i += 2)
        pairs[request.header_count++] =
            (struct http_pair){span_text(fields[i]), span_text(fields[i + 1])};
    http_response_release(&asked->response);
    http_response_init(&asked->response, &asked->arena);
    taxii_head(&asked->taxii, &request, caller, &asked->response);
    if (asked->response.status == 0)
        taxii_answer(&asked->taxii, &request, caller, &asked->response);
    assert_false(asked->response.failed);
    assert_int_not_equal(asked->response.status, 0);
    assert_string_equal(asked_field(asked, "Content-Type"), ASKED_TAXII);
    return asked->response.status;
}

unsigned asked_get(struct asked *asked, const struct caller *caller, const char *target)
{
    static const char *const fields[] = {"Accept", ASKED_TAXII, NULL};
    return asked_for(asked, caller, HTTP_GET, target, fields, NULL);
}

unsigned asked_post(struct asked *asked, const struct caller *caller, const char *target,
                    const char *body)
{
    static const char *const fields[] = {"Accept", ASKED_TAXII, "Content-Type", ASKED_TAXII, NULL};
    return asked_for(asked, caller, HTTP_POST, target, fields, body);
}

unsigned asked_delete(struct asked *asked, const struct caller *caller, const char *target)
{
    static const char *const fields[] = {"Accept", ASKED_TAXII, NULL};
    return asked_for(asked, caller, HTTP_DELETE, target, fields, NULL);
}

struct span asked_body(const struct asked *asked)
{
    return http_body_bytes(asked->response.body);
}

const char *asked_field(const struct asked *asked, const char *name)
{
    for (unsigned i = 0; i < asked->response.field_count; i++)
        if (strcmp(asked->response.fields[i].name, name) == 0)
            return asked->response.fields[i].value;
    return NULL;
}

size_t asked_count(const struct asked *asked, const char *text)
{
    struct span body = asked_body(asked);
    size_t size = strlen(text);
    size_t count = 0;
    for (size_t i = 0; i + size <= body.size; i++)
        count += memcmp(body.data + i, text, size) == 0;
    return count;
}

bool asked_has(const struct asked *asked, const char *text)
{
    return asked_count(asked, text) > 0;
}

const char *asked_next(struct asked *asked)
{
    static const char name[] = "\"next\":\"";
    struct span body = asked_body(asked);
    size_t at = 0;
    while (at + sizeof name <= body.size && memcmp(body.data + at, name, sizeof name - 1) != 0)
        at++;
    if (at + sizeof name > body.size)
        return "";
    at += sizeof name - 1;
    size_t end = at;
    while (body.data[end] != '"')
        end++;
    return arena_text(&asked->arena, span_part(body, at, end));
}

void asked_id(char ret_id[64], const char *type, unsigned number)
{
    snprintf(ret_id, 64, "%s--00000000-0000-4000-8000-%012x", type, number);
}

struct span asked_object(struct arena *arena, const char *type, unsigned number, unsigned second)
{
    struct dynbuf json;
    char id[64];
    asked_id(id, type, number);
    dynbuf_init(&json, 1 << 16);
    dynbuf_format(&json,
                  "{\"type\":\"%s\",\"spec_version\":\"2.1\",\"id\":\"%s\",\"name\":\"n\","
                  "\"created\":\"2026-01-01T00:00:00.000Z\","
                  "\"modified\":\"2026-01-01T00:00:%02u.000Z\","
                  "\"created_by_ref\":\"" MADE_USA "\",\"object_marking_refs\":[\"" GREEN "\"]}",
                  type, id, second);
    struct span kept = span_of(arena_text(arena, dynbuf_bytes(&json)), json.size);
    dynbuf_release(&json);
    return kept;
}

struct span asked_identity(void)
{
    static const char identity[] =
        "{\"type\":\"identity\",\"spec_version\":\"2.1\",\"id\":\"" MADE_USA "\",\"name\":\"usa\","
        "\"created\":\"2026-01-01T00:00:00Z\",\"modified\":\"2026-01-01T00:00:00Z\","
        "\"object_marking_refs\":[\"marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487\"]}";
    return span_text(identity);
}
