/* What the own member signs: the key of its home signs an approval or a lowering, for a person whom
 * the log names, and it is taken like one that is handed in. */
#include "base/limits.h"
#include "gate/approve.h"
#include "gate/facts.h"
#include "gate/meant.h"
#include "gate/policy.h"
#include "node/api_inside.h"
#include "node/own_word.h"
#include "store/versions.h"

enum {
    SIGN_KIND,
    SIGN_ID,
    SIGN_VERSION,
    SIGN_CONTENT,
    SIGN_TO,
    SIGN_UNTIL,
    SIGN_BY,
    SIGN_DRY,
    SIGN_FIELDS
};

struct signing {
    struct api_field fields[SIGN_FIELDS];
    struct own_word_asked asked;
    struct signed_word word;
    struct version version;
    struct account poster;
    bool dry; /* nothing is signed */
    struct dynbuf note;
};

/* What an approval has, a lowering must not have. */
static bool read_fields(struct api_request *request, struct signing *at, struct error *err)
{
    static const char *const names[] = {"kind", "id",    "version", "content",
                                        "to",   "until", "by",      "dry"};
    for (size_t i = 0; i < SIGN_FIELDS; i++)
        at->fields[i] = (struct api_field){names[i], i == SIGN_KIND || i == SIGN_ID, {0}};
    if (!api_fields(request, at->fields, SIGN_FIELDS, err))
        return false;
    struct span kind = at->fields[SIGN_KIND].text;
    at->asked.kind = span_is(kind, "approval") ? SIGNED_APPROVAL : SIGNED_LOWERING;
    at->dry = at->fields[SIGN_DRY].text.size > 0;
    if (!span_is(kind, "approval") && !span_is(kind, "lowering"))
        return error_input(err, ERROR_VALUE, "kind", "expected approval or lowering");
    if (at->dry && !span_is(at->fields[SIGN_DRY].text, "yes"))
        return error_input(err, ERROR_VALUE, "dry", "expected yes, or nothing");
    for (size_t i = SIGN_TO; i <= SIGN_BY; i++)
        if (at->asked.kind == SIGNED_LOWERING ? at->fields[i].text.size > 0
                                              : i != SIGN_BY && at->fields[i].text.size == 0)
            return error_input(err, ERROR_VALUE, names[i],
                               "expected of an approval, and of it alone");
    return true;
}

/* A lowering where nothing is lower would do nothing, today or ever. */
static bool check_lower(struct api_request *request, struct store *store, const struct signing *at,
                        struct error *err)
{
    struct gate_writer asking = {
        .store = store, .world = request->world, .means = request->call->node->means};
    bool serves = true;
    return (at->asked.kind != SIGNED_LOWERING ||
            gate_lowering_serves(&asking, &at->version, &serves, err)) &&
           (serves || error_input(err, ERROR_VALUE, "object",
                                  "this version is marked no lower than the one before"));
}

/* The words of a version that stands in the store. */
static bool make_word(struct api_request *request, struct store *store, struct signing *at,
                      struct error *err)
{
    struct arena *arena = request->call->arena;
    struct own_word_asked *asked = &at->asked;
    struct facts facts;
    if (!facts_decode(at->version.facts, arena, &facts, err) ||
        (facts.creator != 0 && !identifier_text(store, facts.creator, arena, &asked->creator, err)))
        return false;
    asked->has_version = timestamp_of_key(at->version.version, &asked->version);
    asked->object = at->fields[SIGN_ID].text;
    asked->content = at->version.content;
    asked->own = facts.creator_org == request->world->own && !facts.relayed;
    asked->marking = facts.own;
    asked->audience = at->fields[SIGN_TO].text;
    asked->until = at->fields[SIGN_UNTIL].text;
    asked->by = at->fields[SIGN_BY].text;
    asked->now = api_now(request);
    return own_word_make(&request->call->node->config, asked, arena, &at->word, err) &&
           check_lower(request, store, at, err);
}

static bool find(struct api_request *request, struct store *store, struct signing *at,
                 struct error *err)
{
    struct api_asked asked = {.id = at->fields[SIGN_ID].text,
                              .content = at->fields[SIGN_CONTENT].text};
    struct api_seen seen;
    int64_t id = 0;
    int64_t seq = 0;
    bool some = false;
    if (!api_see_asked(request, store, &asked, at->fields[SIGN_VERSION].text, &seen, err))
        return false;
    const struct meant meant = {asked.id, seen.version, seen.content};
    return meant_find(store, request->world, &meant, &id, &seq, err) &&
           version_read(store, seq, false, request->call->arena, &at->version, err) &&
           account_read(store, at->version.poster, request->call->arena, &at->poster, &some, err) &&
           make_word(request, store, at, err);
}

static bool write_answer(struct api_request *request, const struct signing *at, bool is_new,
                         struct error *err)
{
    struct json_writer *json = api_begin(request, is_new ? 201 : 200);
    json_open_object(json, NULL);
    if (!own_word_members(&at->word, &at->asked.marking, json, err))
        return false;
    if (!at->dry) {
        json_string(json, "note", dynbuf_bytes(&at->note));
        json_bool(json, "new", is_new);
    }
    json_close(json);
    return api_end(request, err);
}

/* What was posted by somebody is signed for another: two persons, as in a release. */
static bool sign(struct api_request *request, struct signing *at, struct error *err)
{
    const struct node *node = request->call->node;
    const struct signed_in *who = request->call->who;
    bool by_own = at->poster.number != 0 && at->poster.org == request->world->own;
    const struct gate_by by = {.actor = who->name,
                               .second = by_own ? at->poster.name : (struct span){0}};
    struct signed_word word;
    bool is_new = false;
    if (who->account != 0 && who->account == at->poster.number)
        return api_refuse(request, 403, "persons", "Nobody signs for what they posted themselves.");
    if (!at->dry && (!own_word_sign(&node->config, &node->keys, &at->word, &at->note, err) ||
                     !api_take_word(request, dynbuf_bytes(&at->note), &by, &word, &is_new, err)))
        return false;
    return write_answer(request, at, is_new, err);
}

bool api_sign(struct api_request *request, struct error *err)
{
    struct reading_pool *readers = &request->call->node->readers;
    struct store *store = NULL;
    struct signing at = {0};
    if (!read_fields(request, &at, err) || !reading_take(readers, &store, err))
        return false;
    bool ok = find(request, store, &at, err);
    reading_give(readers, store);
    if (!ok)
        return false;
    dynbuf_init(&at.note, NOTE_BYTES_MAX);
    ok = sign(request, &at, err);
    dynbuf_release(&at.note);
    return ok;
}
