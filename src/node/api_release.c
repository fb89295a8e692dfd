/* Releases by persons, and who may see what. */
#include <stdio.h>

#include "base/hex.h"
#include "base/limits.h"
#include "gate/meant.h"
#include "gate/release.h"
#include "gate/two_persons.h"
#include "node/api_inside.h"
#include "store/allowances.h"
#include "store/overlays.h"
#include "store/versions.h"

/* The members of one. */
static void write_verdict(struct json_writer *json, const struct gate_verdict *verdict)
{
    api_write_audience(json, "audience", verdict->audience);
    json_bool(json, "sees", verdict->reason == GATE_ALLOWED);
    json_text(json, "reason", gate_reason_name(verdict->reason));
    json_text(json, "text", gate_reason_text(verdict->reason));
    if (verdict->leaf >= 0) {
        char path[64];
        snprintf(path, sizeof path, "/api/v1/log/proofs/%lld", (long long)verdict->leaf);
        json_u64(json, "leaf", (uint64_t)verdict->leaf);
        json_text(json, "proof", path);
    }
}

/* What raises the object on this node. */
static bool read_overlays(struct api_request *request, struct store *store, struct span id,
                          struct overlay **ret_overlays, size_t *ret_count, struct error *err)
{
    int64_t number = 0;
    return identifier_find(store, id, &number, err) &&
           overlays_read(store, number, request->call->arena, ret_overlays, ret_count, err);
}

static void write_who(struct api_request *request, const struct gate_verdict *verdicts,
                      const struct overlay *overlays, size_t count)
{
    struct json_writer *json = &request->json;
    json_open_array(json, "audiences");
    for (size_t i = 0; i < request->world->audience_count; i++) {
        json_open_object(json, NULL);
        write_verdict(json, &verdicts[i]);
        json_close(json);
    }
    json_close(json);
    json_open_array(json, "raised");
    for (size_t i = 0; i < count; i++)
        api_write_overlay(json, &overlays[i]);
    json_close(json);
}

bool api_who(struct api_request *request, struct error *err)
{
    struct node *node = request->call->node;
    struct api_asked asked = {.id = api_query(request, "id"),
                              .content = api_query(request, "content")};
    struct gate_writer asking = {.world = request->world, .means = node->means};
    struct gate_verdict *verdicts = NULL;
    struct overlay *overlays = NULL;
    struct api_seen seen = {0};
    size_t count = 0;
    if (!reading_take(&node->readers, &asking.store, err))
        return false;
    bool ok =
        api_see_asked(request, asking.store, &asked, api_query(request, "version"), &seen, err) &&
        gate_who(&asking, asked.id, seen.version, seen.content, request->call->arena, &verdicts,
                 err) &&
        read_overlays(request, asking.store, asked.id, &overlays, &count, err);
    reading_give(&node->readers, asking.store);
    if (!ok)
        return false;
    struct json_writer *json = api_begin(request, 200);
    json_open_object(json, NULL);
    json_string(json, "id", asked.id);
    api_write_version(json, "version", seen.version);
    write_who(request, verdicts, overlays, count);
    json_close(json);
    return api_end(request, err);
}

/* What is to be released, as it is stored. */
struct releasing {
    struct span id;
    struct api_seen meant;
    const struct stored_audience *to;
    int64_t number, seq, leaf;
    bool by_two; /* two persons must */
    struct account poster;
    char content[2 * OBJECT_HASH_BYTES + 1];
};

enum { RELEASE_ID, RELEASE_VERSION, RELEASE_CONTENT, RELEASE_TO, RELEASE_FIELDS };

static bool read_release(struct api_request *request, struct releasing *ret_releasing,
                         struct error *err)
{
    struct api_field fields[RELEASE_FIELDS] = {
        {"id", true, {0}}, {"version", false, {0}}, {"content", false, {0}}, {"to", true, {0}}};
    if (!api_fields(request, fields, RELEASE_FIELDS, err) ||
        !api_audience(request, fields[RELEASE_TO].text, &ret_releasing->to, err))
        return false;
    struct api_asked asked = {.id = fields[RELEASE_ID].text,
                              .content = fields[RELEASE_CONTENT].text};
    struct reading_pool *readers = &request->call->node->readers;
    struct store *store = NULL;
    ret_releasing->id = asked.id;
    if (!reading_take(readers, &store, err))
        return false;
    bool ok = api_see_asked(request, store, &asked, fields[RELEASE_VERSION].text,
                            &ret_releasing->meant, err);
    reading_give(readers, store);
    return ok;
}

/* Whether two persons must let it go: of relationships that stands in the object. */
static bool ask_kind(struct store *store, struct releasing *at, const struct version *version,
                     struct error *err)
{
    struct arena arena;
    struct version whole;
    const struct json_value *root = NULL;
    bool ok = true;
    arena_init(&arena, OBJECT_ARENA_BYTES);
    if (span_is(version->type, "relationship"))
        ok = version_read(store, version->seq, true, &arena, &whole, err) &&
             json_tree_read(whole.bytes, "object", &arena, &root, err);
    if (ok)
        at->by_two = two_persons_must(version->type, root);
    arena_release(&arena);
    return ok;
}

static bool read_posted(struct api_request *request, struct store *store, struct releasing *at,
                        struct error *err)
{
    const struct meant meant = {at->id, at->meant.version, at->meant.content};
    struct version version;
    bool some = false;
    if (!meant_find(store, request->world, &meant, &at->number, &at->seq, err) ||
        !version_read(store, at->seq, false, request->call->arena, &version, err) ||
        !account_read(store, version.poster, request->call->arena, &at->poster, &some, err))
        return false;
    at->meant.version = version.version;
    hex_encode(at->content, version.content.data, OBJECT_HASH_BYTES);
    return ask_kind(store, at, &version, err);
}

/* Nobody lets go what they brought; where two persons must, the other one is who brought it. */
static const char *objection(const struct api_request *request, const struct releasing *at)
{
    const struct signed_in *who = request->call->who;
    bool by_person = at->poster.number != 0 && at->poster.role != ROLE_MACHINE &&
                     at->poster.org == request->world->own;
    if (who->account != 0 && who->account == at->poster.number)
        return "Nobody releases what they posted themselves.";
    return at->by_two && !by_person
               ? "Two persons must let this go, and none of the own people has posted it."
               : NULL;
}

/* Within a transaction of the writer. */
static bool release(struct api_request *request, struct releasing *at, const char **ret_objection,
                    enum gate_reason *ret_reason, struct error *err)
{
    struct gate_writer *writer = request->call->node->writing.writer;
    struct allowance allowance;
    bool some = false;
    if (!read_posted(request, writer->store, at, err))
        return false;
    *ret_objection = objection(request, at);
    if (*ret_objection != NULL)
        return true;
    const struct gate_release asked = {
        .id = at->id,
        .version = at->meant.version,
        .content = span_text(at->content),
        .to = world_audience(writer->world, at->to->number),
        .actor = request->call->who->name,
        .second = at->by_two ? at->poster.name : (struct span){0},
    };
    if (!gate_release(writer, &asked, ret_reason, err) ||
        !allowance_find(writer->store, at->to->number, at->number, at->seq, &allowance, &some, err))
        return false;
    at->leaf = some && *ret_reason == GATE_ALLOWED ? allowance.leaf : -1;
    return true;
}

bool api_release(struct api_request *request, struct error *err)
{
    struct writing *writing = &request->call->node->writing;
    struct releasing at = {0};
    const char *no = NULL;
    enum gate_reason reason = GATE_ALLOWED;
    if (!read_release(request, &at, err) || !writing_begin(writing, err))
        return false;
    bool ok = release(request, &at, &no, &reason, err);
    if (!writing_end(writing, ok, err))
        return false;
    if (no != NULL)
        return api_refuse(request, 403, "persons", no);
    const struct gate_verdict verdict = {.audience = at.to, .reason = reason, .leaf = at.leaf};
    struct json_writer *json = api_begin(request, 200);
    json_open_object(json, NULL);
    json_string(json, "id", at.id);
    api_write_version(json, "version", at.meant.version);
    write_verdict(json, &verdict);
    json_close(json);
    return api_end(request, err);
}
