#include "gate/hide.h"

#include "base/limits.h"
#include "gate/act.h"
#include "gate/released_row.h"
#include "log/record.h"
#include "store/hidden.h"
#include "store/versions.h"

/* Of the org's making, and posted by it. A marking definition that others have there travels with
 * what it marks, and goes with the last of that (drop_riders). */
static bool is_own(struct gate_writer *writer, const struct hiding *hiding, bool others,
                   int64_t seq, struct arena *arena, struct facts *ret_facts, bool *ret_own,
                   struct error *err)
{
    struct version version;
    if (!version_read(writer->store, seq, false, arena, &version, err) ||
        !facts_decode(version.facts, arena, ret_facts, err))
        return false;
    *ret_own = version.asserter == hiding->org && !ret_facts->relayed &&
               !(others && ret_facts->definition) &&
               (ret_facts->creator_org == 0 || ret_facts->creator_org == hiding->org);
    return true;
}

/* Of one audience. What it does not have there needs not be looked for among all that carry it. */
static bool drop_riders_of(struct gate_reading *reading, int64_t collection,
                           const struct facts *facts, struct error *err)
{
    struct store *store = reading->writer->store;
    int64_t feed = 0;
    bool ok = feed_find(store, collection, reading->audience->number, &feed, err);
    for (size_t at = 0; ok && feed != 0 && at < facts->rider_count; at++) {
        bool any = false;
        ok = shown_any(store, feed, facts->riders[at], &any, err) &&
             (!any || act_ride(reading, facts->riders[at], err));
    }
    return ok;
}

/* The marking definitions that it carried there go with the last that carries them. */
static bool drop_riders(struct gate_writer *writer, const struct hiding *hiding,
                        const struct facts *facts, struct error *err)
{
    struct gate_reading reading = {.writer = writer};
    const struct world *world = writer->world;
    bool ok = true;
    arena_init(&reading.arena, OBJECT_ARENA_BYTES);
    for (size_t i = 0; ok && i < world->audience_count; i++) {
        reading.audience = &world->audiences[i];
        const struct collection *its = world_collection_of(world, reading.audience);
        if (its != NULL && its->number == hiding->collection->number)
            ok = drop_riders_of(&reading, its->number, facts, err);
    }
    arena_release(&reading.arena);
    return ok;
}

static bool drop(struct gate_writer *writer, const struct hiding *hiding, const struct shown *row,
                 struct error *err)
{
    const struct world *world = writer->world;
    for (size_t i = 0; i < world->audience_count; i++) {
        int64_t audience = world->audiences[i].number;
        int64_t feed = 0;
        bool held = false;
        if (!feed_find(writer->store, hiding->collection->number, audience, &feed, err) ||
            (feed != 0 && !shown_drop(writer->store, feed, row->id, row->seq, &held, err)) ||
            (held && !allowance_hold(writer->store, audience, row->id, row->seq, err)))
            return false;
    }
    return true;
}

static bool hide_one(struct gate_writer *writer, const struct hiding *hiding, bool others,
                     const struct released *released, struct arena *arena, bool *ret_own,
                     struct error *err)
{
    const struct shown *row = released_row(released);
    struct record record = {{
        [RECORD_OBJECT] = released_id(released),
        [RECORD_VERSION] = released_version(released),
        [RECORD_ACTOR] = hiding->actor,
        [RECORD_SUBJECT] = hiding->collection->alias,
    }};
    struct facts facts;
    uint64_t leaf = 0;
    return is_own(writer, hiding, others, row->seq, arena, &facts, ret_own, err) &&
           (!*ret_own ||
            (hidden_add(writer->store, hiding->collection->number, row->seq, err) &&
             drop(writer, hiding, row, err) && drop_riders(writer, hiding, &facts, err) &&
             gate_log(writer, LEAF_HIDDEN, &record, &leaf, err)));
}

/* What is seen in the collection by `audience`. */
static bool hide_seen(struct gate_writer *writer, const struct hiding *hiding,
                      const struct stored_audience *audience, unsigned versions,
                      struct arena *arena, bool *ret_any, struct error *err)
{
    struct released_query query = *hiding->query;
    struct released_page page = {.more = true};
    struct view view;
    bool others = audience != hiding->audience;
    if (!view_of(writer->store, writer->world, hiding->collection, audience,
                 others ? (struct span){0} : hiding->person, &view, err))
        return false;
    query.versions = versions;
    query.limit = PAGE_ROWS_MAX;
    query.with_bytes = false;
    while (page.more) {
        if (!released_page(writer->store, &view, &query, arena, &page, err))
            return false;
        for (size_t i = 0; i < page.count; i++) {
            bool own = false;
            if (!hide_one(writer, hiding, others, page.objects[i], arena, &own, err))
                return false;
            *ret_any = *ret_any || own;
        }
        query.after = page.next;
    }
    return true;
}

/* What the others have there, who may have what was posted elsewhere. That is nothing which own
 * people do not see somewhere: of theirs all, and no RED of another's goes on. First and last are
 * only those of who asks. All are looked at, whatever was found: what is hidden costs as much as
 * what is not there. */
static bool hide_from_others(struct gate_writer *writer, const struct hiding *hiding,
                             struct arena *arena, bool *ret_any, struct error *err)
{
    const struct world *world = writer->world;
    unsigned versions = hiding->query->versions & (VERSION_ALL | VERSION_KEYS);
    for (size_t i = 0; versions != 0 && i < world->audience_count; i++) {
        const struct stored_audience *audience = &world->audiences[i];
        const struct collection *its = world_collection_of(world, audience);
        if (its != NULL && its->number == hiding->collection->number &&
            !hide_seen(writer, hiding, audience, versions, arena, ret_any, err))
            return false;
    }
    return true;
}

bool gate_hide(struct gate_writer *writer, const struct hiding *hiding, bool *ret_any,
               struct error *err)
{
    struct arena arena;
    bool any = false;
    arena_init(&arena, OBJECT_ARENA_BYTES);
    bool ok =
        hide_seen(writer, hiding, hiding->audience, hiding->query->versions, &arena, &any, err) &&
        (hiding->audience->class != AUDIENCE_OWN ||
         hide_from_others(writer, hiding, &arena, &any, err));
    arena_release(&arena);
    if (ok)
        *ret_any = any;
    return ok;
}

static bool show_to(struct gate_reading *reading, const struct version *version, struct error *err)
{
    struct allowance allowance;
    bool some = false;
    if (!allowance_find(reading->writer->store, reading->audience->number, version->id,
                        version->seq, &allowance, &some, err))
        return false;
    return !some || allowance.state != ALLOWANCE_ALLOWED ||
           (gate_read(reading, version->seq, err) && act_show(reading, err));
}

bool hide_end(struct gate_writer *writer, const struct collection *collection,
              const struct version *version, bool *ret_was, struct error *err)
{
    struct gate_reading reading = {.writer = writer};
    const struct world *world = writer->world;
    bool was = false;
    bool ok = hidden_end(writer->store, collection->number, version->seq, &was, err);
    for (size_t i = 0; ok && was && i < world->audience_count; i++) {
        reading.audience = &world->audiences[i];
        const struct collection *its = world_collection_of(world, reading.audience);
        if (its != NULL && its->number == collection->number)
            ok = show_to(&reading, version, err);
    }
    arena_release(&reading.arena);
    if (ok)
        *ret_was = was;
    return ok;
}
