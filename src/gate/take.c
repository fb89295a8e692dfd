#include "gate/take.h"

#include <stdio.h>

#include "base/hex.h"
#include "base/limits.h"
#include "gate/act.h"
#include "gate/chain.h"
#include "gate/facts_make.h"
#include "gate/hide.h"
#include "gate/own.h"
#include "gate/refer.h"
#include "gate/settle.h"
#include "gate/two_persons.h"
#include "gate/version_key.h"
#include "log/record.h"
#include "store/allowances.h"
#include "store/posted.h"

enum { RULE_WORDS_BYTES = 32 };

void taking_begin(struct taking *ret_taking, struct gate_writer *writer, const struct taking_by *by)
{
    *ret_taking = (struct taking){.writer = writer, .by = *by};
}

void taking_release(struct taking *taking)
{
    arena_release(&taking->arena);
    id_set_release(&taking->touched);
    id_set_release(&taking->audiences);
    *taking = (struct taking){0};
}

static int64_t now_of(const struct taking *taking)
{
    return taking->writer->means.now(taking->writer->means.context);
}

/* An id is decided about anew for those audiences for which a release of it was ever asked. */
static bool touch(struct taking *taking, int64_t id, struct error *err)
{
    int64_t audiences[ORGS_MAX];
    size_t count = 0;
    bool is_new = false;
    if (!allowance_audiences(taking->writer->store, id, audiences, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!id_set_add(&taking->audiences, audiences[i], &is_new, err))
            return false;
    return count == 0 || id_set_add(&taking->touched, id, &is_new, err);
}

bool offer_make(struct offer *ret_offer, const struct object *object, struct arena *arena,
                struct error *err)
{
    struct offer offer = {.object = object};
    if (object->class == OBJECT_MARKING && object->bytes.size > DEFINITION_BYTES_MAX)
        return error_input(err, ERROR_LIMIT, "marking-definition", "over %d bytes",
                           DEFINITION_BYTES_MAX);
    if (!object_content_hash(object, offer.content, err) ||
        !version_key_of(object, arena, &offer.version, err))
        return false;
    log_hash_of(&offer.bytes, object->bytes);
    *ret_offer = offer;
    return true;
}

static bool log_taken(struct taking *taking, const struct offer *offer, bool relayed,
                      struct error *err)
{
    char hex[2 * LOG_HASH_BYTES + 1];
    uint64_t leaf = 0;
    hex_encode(hex, offer->bytes.bytes, sizeof offer->bytes.bytes);
    struct record record = {{
        [RECORD_OBJECT] = offer->object->id,
        [RECORD_VERSION] = offer->version,
        [RECORD_HASH] = span_text(hex),
        [RECORD_ACTOR] = taking->by.name,
        [RECORD_SUBJECT] = taking->by.collection->alias,
    }};
    return gate_log(taking->writer, relayed ? LEAF_IMPORTED : LEAF_RECEIVED, &record, &leaf, err);
}

static bool ask_rule(struct taking *taking, const struct release_rule *rule,
                     const struct version *version, struct error *err)
{
    struct allowance allowance = {.audience = rule->audience,
                                  .id = version->id,
                                  .seq = version->seq,
                                  .state = ALLOWANCE_WAITING,
                                  .highest = (enum tlp)rule->tlp};
    char words[RULE_WORDS_BYTES];
    snprintf(words, sizeof words, "rule %lld", (long long)rule->number);
    struct allowance_asked asked = {.rule = span_text(words), .actor = taking->by.name};
    return allowance_ask(taking->writer->store, &allowance, &asked, err) &&
           touch(taking, version->id, err);
}

/* What an object counts as may still change, with a definition that comes later: how high a rule
 * reaches is for the gate to compare. */
static bool ask_rules(struct taking *taking, const struct object *object,
                      const struct version *version, struct error *err)
{
    const struct world *world = taking->writer->world;
    for (size_t i = 0; i < world->rule_count && !two_persons_must(object->type, object->root);
         i++) {
        const struct release_rule *rule = &world->rules[i];
        const struct stored_audience *to = world_audience(world, rule->audience);
        if (to == NULL || to->class == AUDIENCE_OWN || !span_equal(rule->kind, object->type) ||
            (rule->role != 0 && rule->role != taking->by.role) ||
            (rule->account != 0 && rule->account == taking->by.account))
            continue; /* the last: nobody approves their own act, not beforehand either */
        if (!ask_rule(taking, rule, version, err))
            return false;
    }
    return true;
}

struct marked {
    struct taking *taking;
    struct id_set done; /* once an object, however many of its versions name the definition */
};

static bool remake_marked(void *context, int64_t seq, struct error *err)
{
    struct marked *marked = context;
    int64_t id = 0;
    bool is_new = false;
    return version_id(marked->taking->writer->store, seq, &id, err) &&
           id_set_add(&marked->done, id, &is_new, err) &&
           (!is_new ||
            (touch(marked->taking, id, err) && chain_remake(marked->taking->writer, id, err)));
}

static bool is_statement(const struct object *object)
{
    return span_is(json_member_text(object->root, "definition_type"), "statement") &&
           json_member(object->root, "extensions") == NULL;
}

/* Whether two versions of a definition mark alike: two statements that carry and name the same. */
static bool marks_alike(struct taking *taking, int64_t before, const struct object *object,
                        const struct facts *facts, bool *ret_alike, struct error *err)
{
    struct version version;
    struct object old;
    struct facts old_facts;
    if (!version_read(taking->writer->store, before, true, &taking->arena, &version, err) ||
        !object_read(version.bytes, &taking->arena, &old, err) ||
        !facts_decode(version.facts, &taking->arena, &old_facts, err))
        return false;
    *ret_alike = is_statement(&old) && is_statement(object) && facts_alike(&old_facts, facts);
    return true;
}

/* A marking definition that comes after what it marks: what that may do is worked out anew, unless
 * the definition says what it said before. */
static bool follow_definition(struct taking *taking, const struct object *object, int64_t before,
                              const struct version *version, const struct facts *facts,
                              struct error *err)
{
    struct marked marked = {.taking = taking};
    int64_t newest = 0;
    bool alike = false;
    definitions_forget(&taking->writer->definitions);
    if (!identifier_newest(taking->writer->store, version->id, &newest, err))
        return false;
    if (newest == before)
        return true;
    if (before != 0 && newest == version->seq &&
        !marks_alike(taking, before, object, facts, &alike, err))
        return false;
    bool ok =
        alike || references_each(taking->writer->store, version->id, remake_marked, &marked, err);
    id_set_release(&marked.done);
    return ok;
}

/* Shows a version to the own people as it stands in the store. */
static bool show_stored(struct taking *taking, int64_t seq, bool *ret_any, struct error *err)
{
    struct gate_reading reading = {.writer = taking->writer};
    bool ok = gate_read(&reading, seq, err) &&
              own_show(taking->writer, taking->by.collection, &reading.version, &reading.facts,
                       &reading.newest, ret_any, err);
    arena_release(&reading.arena);
    return ok;
}

/* Where nothing in the store knows the id, most questions need not be asked. */
static bool store_new(struct taking *taking, const struct offer *offer, struct version *version,
                      const struct facts *facts, bool is_new, struct error *err)
{
    struct gate_writer *writer = taking->writer;
    const struct object *object = offer->object;
    struct dynbuf bytes;
    bool follows = object->class == OBJECT_MARKING && !is_new;
    bool any = false;
    int64_t before = 0;
    dynbuf_init(&bytes, OBJECT_FACTS_BYTES_MAX);
    bool ok = facts_encode(facts, &bytes) || dynbuf_error(&bytes, "an object's facts", err);
    version->facts = dynbuf_bytes(&bytes);
    ok = ok && (!follows || identifier_newest(writer->store, version->id, &before, err)) &&
         version_add(writer->store, version, &version->seq, err) &&
         refer_add(writer, version, facts, err) && log_taken(taking, offer, facts->relayed, err) &&
         (is_new ? own_show(writer, taking->by.collection, version, facts, facts, &any, err) &&
                       (facts->variant ||
                        identifier_set_newest(writer->store, version->id, version->seq, err))
                 : chain_put(writer, version, facts, &taking->arena, err) &&
                       show_stored(taking, version->seq, &any, err) &&
                       touch(taking, version->id, err)) &&
         ask_rules(taking, object, version, err) &&
         (!follows || follow_definition(taking, object, before, version, facts, err));
    dynbuf_release(&bytes);
    return ok;
}

/* Of a version that is here already: it may have been hidden in this collection, and there may be
 * other rules. */
static bool take_again(struct taking *taking, const struct offer *offer, int64_t seq,
                       struct error *err)
{
    struct store *store = taking->writer->store;
    struct version version;
    struct facts facts;
    int64_t collection = taking->by.collection->number;
    bool elsewhere = false;
    bool hidden = false;
    bool any = false;
    return version_read(store, seq, false, &taking->arena, &version, err) &&
           (version.collection == collection ||
            posted_add(store, collection, seq, &elsewhere, err)) &&
           facts_decode(version.facts, &taking->arena, &facts, err) &&
           show_stored(taking, seq, &any, err) &&
           hide_end(taking->writer, taking->by.collection, &version, &hidden, err) &&
           (!(elsewhere || hidden || any) || log_taken(taking, offer, facts.relayed, err)) &&
           ask_rules(taking, offer->object, &version, err);
}

/* Of what the poster's org has here, so that nothing else is told by it. */
static bool check_room(struct taking *taking, const struct version *version, struct error *err)
{
    int64_t count = 0;
    return versions_count_of(taking->writer->store, version->id, version->asserter, &count, err) &&
           (count < OBJECT_VERSIONS_MAX ||
            error_input(err, ERROR_LIMIT, "object", "it has %d versions already",
                        OBJECT_VERSIONS_MAX));
}

bool take_object(struct taking *taking, const struct offer *offer, struct error *err)
{
    struct store *store = taking->writer->store;
    const struct object *object = offer->object;
    struct facts facts;
    struct version version = {
        .asserter = taking->by.org,
        .poster = taking->by.account,
        .collection = taking->by.collection->number,
        .received = now_of(taking),
        .version = offer->version,
        .type = object->type,
        .spec = span_text("2.1"),
        .bytes = object->bytes,
        .content = span_of(offer->content, sizeof offer->content),
    };
    int64_t same = 0;
    bool is_new = false;
    arena_release(&taking->arena);
    arena_init(&taking->arena, OBJECT_ARENA_BYTES);
    if (object->class == OBJECT_MARKING)
        definitions_forget(&taking->writer->definitions);
    if (!identifier_make(store, object->id, &version.id, &is_new, err) ||
        !facts_make(taking->writer, object, version.id, taking->by.org, &taking->arena, &facts,
                    err) ||
        (!is_new && !version_find(store, &version, &same, err)))
        return false;
    if (same != 0)
        return take_again(taking, offer, same, err);
    return (is_new || check_room(taking, &version, err)) &&
           store_new(taking, offer, &version, &facts, is_new, err);
}

bool taking_end(struct taking *taking, struct error *err)
{
    const struct world *world = taking->writer->world;
    for (size_t i = 0; i < taking->audiences.count; i++)
        if (!settle(taking->writer, world_audience(world, taking->audiences.numbers[i]),
                    taking->touched.numbers, taking->touched.count, err))
            return false;
    return true;
}
