#include "gate/own.h"

#include "gate/gate.h"
#include "store/shown.h"

static bool may_see(const struct world *world, const struct stored_audience *audience,
                    const struct facts *facts)
{
    const struct gate_case asked = {.world = world, .audience = audience, .facts = facts};
    return gate(&asked) == GATE_ALLOWED;
}

static bool show_to(struct gate_writer *writer, int64_t feed, const struct version *version,
                    struct error *err)
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
    bool added = false;
    return shown_add(writer->store, &shown, writer->means.now(writer->means.context), &added, err);
}

/* One audience of a collection: shown to it, or taken from it. */
static bool put(struct gate_writer *writer, const struct collection *collection,
                const struct stored_audience *audience, const struct version *version, bool sees,
                struct error *err)
{
    struct store *store = writer->store;
    int64_t feed = 0;
    bool dropped = false;
    if (sees)
        return feed_make(store, collection->number, audience->number, &feed, err) &&
               show_to(writer, feed, version, err);
    return feed_find(store, collection->number, audience->number, &feed, err) &&
           (feed == 0 || shown_drop(store, feed, version->id, version->seq, &dropped, err));
}

bool own_show(struct gate_writer *writer, const struct collection *collection,
              const struct version *version, const struct facts *facts, struct error *err)
{
    const struct world *world = writer->world;
    bool all = false;
    for (size_t i = 0; i < world->audience_count && !all; i++) {
        const struct stored_audience *audience = &world->audiences[i];
        if (audience->class != AUDIENCE_OWN || !may_see(world, audience, facts))
            continue;
        if (!put(writer, collection, audience, version, true, err))
            return false;
        all = audience->name.size == 0; /* `init` made it before any person's */
    }
    return true;
}

/* Whether it was posted there: first, or again so that somebody sees it. */
static bool was_posted(struct gate_writer *writer, const struct collection *collection,
                       const struct version *version, bool *ret_posted, struct error *err)
{
    const struct world *world = writer->world;
    bool posted = version->collection == collection->number;
    for (size_t i = 0; i < world->audience_count && !posted; i++) {
        int64_t feed = 0;
        if (world->audiences[i].class != AUDIENCE_OWN)
            continue;
        if (!feed_find(writer->store, collection->number, world->audiences[i].number, &feed, err) ||
            !shown_is(writer->store, feed, version, &posted, err))
            return false;
    }
    *ret_posted = posted;
    return true;
}

bool own_refresh(struct gate_writer *writer, const struct version *version,
                 const struct facts *facts, struct error *err)
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
            bool sees = !all && may_see(world, audience, facts);
            if (!put(writer, collection, audience, version, sees, err))
                return false;
            all = all || (sees && audience->name.size == 0);
        }
    }
    return true;
}
