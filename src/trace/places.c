/* The places of a trace: finding, adding, releasing them. */
#include <stdlib.h>
#include <xxhash.h>

#include "base/array.h"
#include "base/limits.h"
#include "trace/engine.h"

void engine_release(struct engine *engine)
{
    for (size_t i = 0; i < engine->place_count; i++) {
        purse_release(&engine->places[i].purse);
        free(engine->rests[i].grants);
        free(engine->rests[i].run);
    }
    free(engine->places);
    free(engine->rests);
    hash_index_release(&engine->index);
    free(engine->place_of);
    queue_release(&engine->queue);
    free(engine->grants);
    free(engine->seeded);
    free(engine->services);
    free(engine->seed_accounts);
    free(engine->seed_containers);
    free(engine->assets);
    free(engine->touched);
    free(engine->hops);
    lots_release(&engine->drawn);
}

static uint64_t hash_container(uint64_t container)
{
    return XXH3_64bits(&container, sizeof container);
}

bool engine_find(const struct engine *engine, uint64_t container, uint32_t *ret_place)
{
    if (engine->place_of != NULL) {
        if (engine->place_of[container] == 0)
            return false;
        *ret_place = engine->place_of[container] - 1;
        return true;
    }
    uint64_t hash = hash_container(container);
    uint32_t entry;
    for (size_t at = hash_index_first(&engine->index, hash);
         hash_index_find(&engine->index, hash, &at, &entry);
         at = hash_index_next(&engine->index, at))
        if (engine->places[entry].container == container) {
            *ret_place = entry;
            return true;
        }
    return false;
}

bool engine_index_places(struct engine *engine, struct error *err)
{
    for (; engine->indexed < engine->place_count; engine->indexed++)
        if (!hash_index_add(&engine->index,
                            hash_container(engine->places[engine->indexed].container),
                            (uint32_t)engine->indexed))
            return error_memory(err, "following a trace");
    return true;
}

static bool make_room(struct engine *engine, struct error *err)
{
    size_t need = engine->place_count + 1;
    struct place *places =
        array_grow(engine->places, &engine->place_capacity, need, sizeof *places, PLACES_MAX);
    if (places != NULL)
        engine->places = places;
    struct place_rest *rests =
        array_grow(engine->rests, &engine->rest_capacity, need, sizeof *rests, PLACES_MAX);
    if (rests != NULL)
        engine->rests = rests;
    return (places != NULL && rests != NULL) ||
           array_error(need, PLACES_MAX, "places of a trace", err);
}

bool engine_add_place(struct engine *engine, uint64_t container, uint64_t before,
                      uint32_t *ret_place, struct error *err)
{
    const struct trace_query *query = engine->query;
    struct place place = {.container = container, .hops = UINT32_MAX};
    struct place_rest rest = {.next = LEDGER_NONE};
    struct amount balance = amount_zero();
    uint64_t asset;
    if (!ledger_container(query->ledger, container, &rest.account, &asset, err) ||
        !make_room(engine, err))
        return false;
    place.asset = (uint32_t)asset;
    place.service = engine_is_service(engine, container);
    place.seed = engine_is_seed(engine, container);
    if (place.seed)
        place.hops = 0;
    if (!place.service && !postings_balance(query->ledger, container, before, &balance, err))
        return false;
    uint32_t number = (uint32_t)engine->place_count;
    if (!purse_start(query->rule, &place.purse, balance, err))
        return false;
    engine->places[number] = place;
    engine->rests[number] = rest;
    engine->place_count++; /* from here on release frees it */
    if (engine->place_of != NULL)
        engine->place_of[container] = number + 1;
    else if (!engine_index_places(engine, err))
        return false;
    *ret_place = number;
    return true;
}
