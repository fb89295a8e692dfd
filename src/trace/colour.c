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

static bool colour_lots(struct grant *grant, struct lots *lots, struct amount *ret_coloured,
                        struct error *err)
{
    if (!lots_turn(lots, LOT_CLEAN, LOT_COLOURED, most(grant, lots_sum(lots, LOT_CLEAN)),
                   ret_coloured, err))
        return false;
    spend(grant, *ret_coloured);
    return true;
}

static void mark_reached(struct engine *engine, struct place *place, uint64_t transfer)
{
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
    size_t at = place->grant_count++; /* several seeds act in the order in which they were given */
    for (; at > 0 && place->grants[at - 1] > grant_number; at--)
        place->grants[at] = place->grants[at - 1];
    place->grants[at] = grant_number;
    if (!purse_turn(engine->query->rule, &place->purse, LOT_CLEAN, LOT_COLOURED,
                    most(grant, place->purse.total), &turned, err))
        return false;
    spend(grant, turned);
    if (engine->query->rule->marks) /* a seed is marked also while it holds nothing */
        place->purse.sum[LOT_COLOURED] = amount_from_u64(1);
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
        ok = colour_lots(&engine->grants[place->grants[i]], &made, &turned, err);
        if (!ok || amount_is_zero(turned))
            continue;
        ensure(engine->query->rule->marks || amount_add(*opening, turned, opening));
        mark_reached(engine, place, 0);
    }
    ok = ok && purse_put(engine->query->rule, &place->purse, &made, err);
    lots_release(&made);
    return ok;
}

/* The next grant of an arrival, in the order in which the seeds were given: those of address seeds
 * that started at the place, and those of seeded rows. */
static uint32_t next_grant(const struct engine *engine, const struct place *place,
                           uint64_t transfer, size_t *at_place, size_t *at_row)
{
    bool in_place = place != NULL && *at_place < place->grant_count;
    bool in_row = *at_row < engine->seeded_count && engine->seeded[*at_row].transfer == transfer;
    uint32_t of_place = in_place ? place->grants[*at_place] : NOBODY;
    uint32_t of_row = in_row ? engine->seeded[*at_row].grant : NOBODY;
    if (of_place < of_row)
        (*at_place)++;
    else if (in_row)
        (*at_row)++;
    return of_place < of_row ? of_place : of_row;
}

/* Seeds colour the clean part of what arrives; `engine->drawn` is on its way to `place`. */
bool colour_arrival(struct engine *engine, const struct place *place, uint64_t transfer,
                    struct trace_asset *asset, struct error *err)
{
    size_t at_place = 0, at_row = engine_first_seeded(engine, transfer);
    uint32_t grant;
    while ((grant = next_grant(engine, place, transfer, &at_place, &at_row)) != NOBODY) {
        struct amount turned;
        if (!colour_lots(&engine->grants[grant], &engine->drawn, &turned, err))
            return false;
        /* Under poison a seed's mark is firm, whatever --min says of what came along. */
        if (engine->query->rule->marks &&
            !lots_turn(&engine->drawn, LOT_FRESH, LOT_COLOURED, lots_sum(&engine->drawn, LOT_FRESH),
                       &turned, err))
            return false;
        ensure(engine->query->rule->marks || amount_add(asset->received, turned, &asset->received));
        asset->seeded = true;
    }
    return true;
}
