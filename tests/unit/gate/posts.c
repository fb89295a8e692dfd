#include "posts.h"

#include "base/limits.h"
#include "intel/rel.h"
#include "store/approvals.h"
#include "store/versions.h"

struct made_world world;
struct arena arena;
struct error err;

int posts_begin(void **state)
{
    (void)state;
    arena_init(&arena, 256 << 20);
    made_world_open(&world);
    return 0;
}

int posts_end(void **state)
{
    (void)state;
    made_world_release(&world);
    arena_release(&arena);
    return 0;
}

/* Takes an object of somebody: all but its type's own members is the same. */
void take(const char *org, const char *collection, const char *id, const char *time,
          const char *markings, const char *more)
{
    struct dynbuf json;
    dynbuf_init(&json, 1 << 20);
    dynbuf_format(&json,
                  "{\"type\":\"%.*s\",\"spec_version\":\"2.1\",\"id\":\"%s\",\"created\":"
                  "\"2026-01-01T00:00:00Z\",\"modified\":\"2026-01-01T00:00:%sZ\","
                  "\"object_marking_refs\":[%s],%s}",
                  (int)strcspn(id, "-"), id, id, time, markings, more);
    if (!made_try(&world, org, collection, dynbuf_bytes(&json), &err))
        fail_msg("%s", err.text);
    dynbuf_release(&json);
}

void tool(const char *org, const char *id, const char *time, const char *markings, const char *name)
{
    char more[200];
    snprintf(more, sizeof more, "\"name\":\"%s\"", name);
    take(org, "members", id, time, markings, more);
}

/* A statement, marked (or not) as `more` says. */
void statement(const char *id, const char *time, const char *more)
{
    struct dynbuf json;
    dynbuf_init(&json, 1 << 16);
    dynbuf_format(&json,
                  "{\"type\":\"marking-definition\",\"spec_version\":\"2.1\",\"id\":\"%s\","
                  "\"created\":\"2026-01-01T00:00:%sZ\",\"definition_type\":\"statement\","
                  "\"definition\":{\"statement\":\"words of %s at %s\"}%s}",
                  id, time, id, time, more);
    made_take(&world, "members", dynbuf_bytes(&json));
    dynbuf_release(&json);
}

static void sign(const char *id, const char *version, const char *by, int64_t audience,
                 int64_t until)
{
    struct content_range all = {.from = {0}};
    struct span contents[CONTENTS_MAX];
    size_t count = 0;
    struct approval approval = {
        .version = span_text(version),
        .by = span_text(by),
        .audience = audience,
        .until = until,
        .signature = span_text("signature"),
    };
    memset(all.to, 0xff, sizeof all.to);
    assert_true(identifier_find(&world.store, span_text(id), &approval.id, &err));
    assert_true(version_contents(&world.store, approval.id, approval.version, &all, &arena,
                                 contents, &count, &err));
    assert_int_equal(count, 1);
    approval.content = contents[0];
    if (!gate_approve(&world.writer, &approval, &made_officer, &err))
        fail_msg("%s", err.text);
}

void lower(const char *org, const char *id, const char *version, int64_t until)
{
    char by[64];
    snprintf(by, sizeof by, "lowering %s", org);
    sign(id, version, by, 0, until);
}

void approve(const char *id, const char *version, const char *by, const char *to, int64_t until)
{
    sign(id, version, by, world_audience_parse(world.world, span_text(to))->number, until);
}

bool hide(const char *collection, const char *id)
{
    return made_hide(&world, collection, id);
}

static const char *marking_of_rel(const struct rel_marking *rel, const char *tlp, bool taken)
{
    struct dynbuf json;
    struct object marking;
    struct dynbuf words;
    dynbuf_init(&json, 1 << 16);
    dynbuf_init(&words, 1 << 16);
    assert_true(rel_make(&json, rel, &err));
    assert_true(object_read(dynbuf_bytes(&json), &arena, &marking, &err));
    dynbuf_format(&words, "\"%.*s\",\"%s\"", (int)marking.id.size, (const char *)marking.id.data,
                  tlp);
    if (taken)
        made_take(&world, "members", dynbuf_bytes(&json));
    const char *kept = arena_text(&arena, dynbuf_bytes(&words));
    dynbuf_release(&json);
    dynbuf_release(&words);
    return kept;
}

const char *orcon_marking(bool taken)
{
    struct span names[] = {span_text("jpn"), span_text("kor")};
    struct span jpn = span_text(MADE_JPN);
    const struct rel_marking rel = {.rel = {.names = names, .count = 2},
                                    .orcon = {.names = &jpn, .count = 1}};
    return marking_of_rel(&rel, GREEN, taken);
}

const char *rel_marking(const char *members, bool taken)
{
    struct span names[2] = {span_of(members, strcspn(members, " "))};
    struct rel_marking rel = {.rel = {.names = names, .count = 1}};
    if (members[names[0].size] == ' ')
        names[rel.rel.count++] = span_text(members + names[0].size + 1);
    return marking_of_rel(&rel, GREEN, taken);
}

const char *red_marking(const char *person, bool taken)
{
    return red_marking_to("usa", person, taken);
}

const char *red_marking_to(const char *member, const char *person, bool taken)
{
    struct span name = span_text(person);
    struct span to = span_text(member);
    const struct rel_marking rel = {.rel = {.names = &to, .count = 1},
                                    .persons = {.names = &name, .count = 1}};
    return marking_of_rel(&rel, RED, taken);
}

bool sees_in(struct view view, unsigned versions, const char *words)
{
    struct released_page page;
    const struct released_query query = {
        .versions = versions, .limit = PAGE_ROWS_MAX, .with_bytes = true};
    assert_true(released_page(&world.store, &view, &query, &arena, &page, &err));
    for (size_t i = 0; i < page.count; i++) {
        struct span bytes = released_bytes(page.objects[i]);
        if (memmem(bytes.data, bytes.size, words, strlen(words)) != NULL)
            return true;
    }
    return false;
}

struct view view_for(const char *name, const char *person, const char *collection)
{
    struct view view;
    const struct stored_audience *audience = world_audience_parse(world.world, span_text(name));
    assert_true(view_of(&world.store, world.world,
                        world_collection(world.world, span_text(collection)), audience,
                        span_text(person), &view, &err));
    return view;
}

bool sees(const char *name, const char *words)
{
    const struct stored_audience *audience = world_audience_parse(world.world, span_text(name));
    const struct collection *collection = world_collection_of(world.world, audience);
    const char *alias = collection == NULL ? "members" : (const char *)collection->alias.data;
    return sees_in(view_for(name, "", alias), VERSION_ALL, words);
}

int64_t count_of(const char *query)
{
    struct sql_rows rows;
    bool some = false;
    assert_true(sql_ask_one(world.store.db, query, SQL_NO_VALUES, &rows, &some, &err) && some);
    int64_t count = sql_get_number(&rows, 0);
    sql_done(&rows);
    return count;
}
