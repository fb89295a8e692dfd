#include <stdlib.h>
#include <xxhash.h>

#include "base/array.h"
#include "trace/engine.h"

enum { PLACES_MAX = 1 << 30 };

void engine_release(struct engine *engine)
{
    for (size_t i = 0; i < engine->place_count; i++) {
        purse_release(&engine->places[i].purse);
        free(engine->places[i].grants);
        free(engine->places[i].run);
        free(engine->places[i].shown.path);
    }
    free(engine->places);
    hash_index_release(&engine->index);
    queue_release(&engine->queue);
    free(engine->grants);
    free(engine->seeded);
    free(engine->services);
    free(engine->seed_accounts);
    free(engine->seed_containers);
    free(engine->assets);
    free(engine->touched);
    lots_release(&engine->drawn);
}

static uint64_t hash_container(uint64_t container)
{
    return XXH3_64bits(&container, sizeof container);
}

bool engine_find(const struct engine *engine, uint64_t container, uint32_t *ret_place)
{
    uint64_t hash = hash_container(container);
    uint32_t entry;
    for (size_t at = hash_index_first(&engine->index, hash);
         hash_index_find(&engine->index, hash, &at, &entry);
         at = hash_index_next(&engine->index, at))
        if (engine->places[entry].shown.container == container) {
            *ret_place = entry;
            return true;
        }
    return false;
}

/* The next posting of a place that the end of the trace includes becomes an event. */
bool engine_next_posting(struct engine *engine, uint32_t place, struct error *err)
{
    struct posting posting;
    if (!postings_next(&engine->places[place].cursor, &posting, err))
        return false;
    if (posting.transfer >= engine->query->end)
        return true;
    struct event event = {posting.transfer, EVENT_TRANSFER, place};
    return queue_push(&engine->queue, event, err);
}

/* A place enters with what its container holds before a transfer, clean, and follows its postings
 * behind that transfer. A service only receives: nothing of it is followed. */
bool engine_add_place(struct engine *engine, uint64_t container, uint64_t from, uint32_t *ret_place,
                      struct error *err)
{
    const struct trace_query *query = engine->query;
    struct place place = {.shown = {.container = container, .hops = UINT32_MAX}};
    struct lots held = {0};
    if (!ledger_container(query->ledger, container, &place.shown.account, &place.shown.asset, err))
        return false;
    place.shown.service = engine_is_service(engine, container);
    place.shown.seed = engine_is_seed(engine, container);
    if (place.shown.seed)
        place.shown.hops = 0;
    struct place *grown = array_grow(engine->places, &engine->place_capacity,
                                     engine->place_count + 1, sizeof *grown, PLACES_MAX);
    if (grown == NULL)
        return error_memory(err, "following a trace");
    engine->places = grown;
    uint32_t number = (uint32_t)engine->place_count;
    if (!place.shown.service) {
        struct amount balance;
        if (!postings_balance(query->ledger, container, from, &balance, err) ||
            !postings_seek(query->ledger, container, from, &place.cursor, err))
            return false;
        bool ok = lots_put(&held, LOT_CLEAN, balance, err) &&
                  purse_put(query->rule, &place.purse, &held, err);
        lots_release(&held);
        if (!ok)
            return false;
    }
    if (!hash_index_add(&engine->index, hash_container(container), number)) {
        purse_release(&place.purse);
        return error_memory(err, "following a trace");
    }
    engine->places[engine->place_count++] = place;
    *ret_place = number;
    return place.shown.service || engine_next_posting(engine, number, err);
}
