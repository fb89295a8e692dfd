#include "gate/own.h"

#include "store/hidden.h"
#include "store/posted.h"
#include "store/shown.h"

static bool may_see(const struct world *world, const struct stored_audience *audience,
                    const struct facts *facts, const struct facts *newest)
{
    const struct gate_case asked = {
        .world = world, .audience = audience, .facts = facts, .newest = newest};
    return gate(&asked) == GATE_ALLOWED;
}

static bool show_to(struct gate_writer *writer, int64_t feed, const struct version *version,
                    bool *ret_added, struct error *err)
{
    const struct shown shown = {
        .feed = feed,
        .seq = version->seq,
        .id = version->id,
        .version = version->version,
        .type = version->type,
        .spec = version->spec,
        .standing = version->standing,
    };
    return shown_add(writer->store, &shown, writer->means.now(writer->means.context), ret_added,
                     err);
}

/* One audience of a collection: shown to it, or taken from it. */
static bool put(struct gate_writer *writer, const struct collection *collection,
                const struct stored_audience *audience, const struct version *version, bool sees,
                bool *ret_added, struct error *err)
{
    struct store *store = writer->store;
    int64_t feed = 0;
    bool held = false;
    *ret_added = false;
    if (sees)
        return feed_make(store, collection->number, audience->number, &feed, err) &&
               show_to(writer, feed, version, ret_added, err);
    return feed_find(store, collection->number, audience->number, &feed, err) &&
           (feed == 0 || shown_drop(store, feed, version->id, version->seq, &held, err));
}

bool own_show(struct gate_writer *writer, const struct collection *collection,
              const struct version *version, const struct facts *facts, const struct facts *newest,
              bool *ret_any, struct error *err)
{
    const struct world *world = writer->world;
    bool all = false;
    bool any = false;
    for (size_t i = 0; i < world->audience_count && !all; i++) {
        const struct stored_audience *audience = &world->audiences[i];
        if (audience->class != AUDIENCE_OWN || !may_see(world, audience, facts, newest))
            continue;
        bool added = false;
        if (!put(writer, collection, audience, version, true, &added, err))
            return false;
        any = any || added;
        all = audience->name.size == 0; /* `init` made it before any person's */
    }
    *ret_any = any;
    return true;
}

/* Whether it was posted there, first or again, and is not hidden. */
static bool was_posted(struct gate_writer *writer, const struct collection *collection,
                       const struct version *version, bool *ret_posted, struct error *err)
{
    bool posted = version->collection == collection->number;
    bool hidden = false;
    if (!hidden_is(writer->store, collection->number, version->seq, &hidden, err) ||
        (!posted && !posted_is(writer->store, collection->number, version->seq, &posted, err)))
        return false;
    *ret_posted = posted && !hidden;
    return true;
}

bool own_refresh(struct gate_writer *writer, const struct version *version,
                 const struct facts *facts, const struct facts *newest, struct error *err)
{
    const struct world *world = writer->world;
    for (size_t c = 0; c < world->collection_count; c++) {
        const struct collection *collection = &world->collections[c];
        bool posted = false;
        bool all = false;
        if (!was_posted(writer, collection, version, &posted, err))
            return false;
        for (size_t i = 0; i < world->audience_count && posted; i++) {
            const struct stored_audience *audience = &world->audiences[i];
            if (audience->class != AUDIENCE_OWN)
                continue;
            bool sees = !all && may_see(world, audience, facts, newest);
            bool added = false;
            if (!put(writer, collection, audience, version, sees, &added, err))
                return false;
            all = all || (sees && audience->name.size == 0);
        }
    }
    return true;
}

/* Whether there is anybody among them who does not see it. */
static bool is_limited(const struct world *world, const struct facts *governs)
{
    return governs != NULL && governs->marking.tlp == TLP_RED && governs->creator_org != world->own;
}

static bool sees_under(const struct world *world, const struct stored_audience *audience,
                       const struct facts *governs)
{
    return governs == NULL || may_see(world, audience, governs, governs);
}

bool own_same(const struct world *world, const struct facts *one, const struct facts *other)
{
    if (!is_limited(world, one) && !is_limited(world, other))
        return true;
    for (size_t i = 0; i < world->audience_count; i++)
        if (world->audiences[i].class == AUDIENCE_OWN &&
            sees_under(world, &world->audiences[i], one) !=
                sees_under(world, &world->audiences[i], other))
            return false;
    return true;
}

bool own_refresh_all(struct gate_writer *writer, int64_t id, struct error *err)
{
    struct gate_reading reading = {.writer = writer};
    int64_t seqs[SEQS_MAX];
    int64_t after = 0;
    size_t count = SEQS_MAX;
    bool ok = true;
    while (ok && count == SEQS_MAX) {
        ok = versions_of(writer->store, id, after, seqs, &count, err);
        for (size_t i = 0; ok && i < count; i++)
            ok = gate_read(&reading, seqs[i], err) &&
                 own_refresh(writer, &reading.version, &reading.facts, &reading.newest, err);
        if (ok && count > 0)
            after = seqs[count - 1];
    }
    arena_release(&reading.arena);
    return ok;
}
