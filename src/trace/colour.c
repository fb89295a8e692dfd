/* Seeds at work: what becomes coloured where, within the grants. */
#include <stdlib.h>

#include "base/array.h"
#include "trace/engine.h"

static struct amount most(const struct grant *grant, struct amount clean)
{
    return grant->capped ? amount_min(grant->left, clean) : clean;
}

static void spend(struct grant *grant, struct amount amount)
{
    if (grant->capped)
        ensure(amount_sub(grant->left, amount, &grant->left));
}

bool colour_lots(struct engine *engine, struct grant *grant, struct lots *lots,
                 struct amount *ret_coloured, struct error *err)
{
    (void)engine;
    if (!lots_turn(lots, LOT_CLEAN, LOT_COLOURED, most(grant, lots_sum(lots, LOT_CLEAN)),
                   ret_coloured, err))
        return false;
    spend(grant, *ret_coloured);
    return true;
}

static void mark_reached(struct engine *engine, struct place *place, uint64_t transfer)
{
    place->shown.seed = true;
    place->shown.hops = 0;
    if (place->shown.reached)
        return;
    place->shown.reached = true;
    place->shown.reached_at = transfer;
    engine->assets[place->shown.asset].seeded = true;
}

static struct trace_asset *asset_of(struct engine *engine, const struct place *place)
{
    return &engine->assets[place->shown.asset];
}

/* An address seed starts: it colours what its container holds. */
bool colour_start(struct engine *engine, uint32_t grant_number, uint64_t transfer,
                  struct error *err)
{
    struct grant *grant = &engine->grants[grant_number];
    uint32_t number;
    struct amount turned;
    if (!engine_find(engine, grant->container, &number) &&
        !engine_add_place(engine, grant->container, transfer, &number, err))
        return false;
    struct place *place = &engine->places[number];
    uint32_t *grown = array_grow(place->grants, &place->grant_capacity, place->grant_count + 1,
                                 sizeof *grown, SIZE_MAX / 8);
    if (grown == NULL)
        return error_memory(err, "starting a seed");
    place->grants = grown;
    place->grants[place->grant_count++] = grant_number;
    place->shown.seed = true;
    place->shown.hops = 0;
    if (!purse_turn(engine->query->rule, &place->purse, LOT_CLEAN, LOT_COLOURED,
                    most(grant, place->purse.total), &turned, err))
        return false;
    spend(grant, turned);
    ensure(engine->query->rule->marks ||
           amount_add(asset_of(engine, place)->opening, turned, &asset_of(engine, place)->opening));
    if (!amount_is_zero(turned))
        mark_reached(engine, place, transfer);
    return true;
}

/* The lot that a debit makes because the balance is short: a seed's has the seed's colour. */
bool colour_unseen(struct engine *engine, struct place *place, struct amount missing,
                   struct error *err)
{
    struct lots made = {0};
    struct amount turned, *opening = &asset_of(engine, place)->opening;
    bool ok = lots_put(&made, LOT_CLEAN, missing, err);
    for (size_t i = 0; ok && i < place->grant_count; i++) {
        ok = colour_lots(engine, &engine->grants[place->grants[i]], &made, &turned, err);
        if (!ok || amount_is_zero(turned))
            continue;
        ensure(engine->query->rule->marks || amount_add(*opening, turned, opening));
        mark_reached(engine, place, 0);
    }
    ok = ok && purse_put(engine->query->rule, &place->purse, &made, err);
    lots_release(&made);
    return ok;
}

/* Seeds colour the clean part of what arrives; `engine->drawn` is on its way to `place`. */
bool colour_arrival(struct engine *engine, const struct place *place, uint64_t transfer,
                    struct trace_asset *asset, struct error *err)
{
    struct amount turned;
    for (size_t i = 0; place != NULL && i < place->grant_count; i++) {
        if (!colour_lots(engine, &engine->grants[place->grants[i]], &engine->drawn, &turned, err))
            return false;
        ensure(engine->query->rule->marks || amount_add(asset->received, turned, &asset->received));
        asset->seeded = true;
    }
    for (size_t i = engine_first_seeded(engine, transfer);
         i < engine->seeded_count && engine->seeded[i].transfer == transfer; i++) {
        if (!colour_lots(engine, &engine->grants[engine->seeded[i].grant], &engine->drawn, &turned,
                         err))
            return false;
        ensure(engine->query->rule->marks || amount_add(asset->received, turned, &asset->received));
        asset->seeded = true;
    }
    return true;
}
