/* Seeds at work: what becomes coloured where, within the grants. */
#include <stdlib.h>

#include "base/array.h"
#include "trace/engine.h"

static struct amount most(const struct grant *grant, struct amount clean)
{
    return grant->capped ? amount_min(grant->left, clean) : clean;
}

/* Its cap is used up: it starts no colour any more. */
static bool is_spent(const struct grant *grant)
{
    return grant->capped && amount_is_zero(grant->left);
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

static void mark_reached(struct engine *engine, uint32_t number, uint64_t transfer)
{
    struct place *place = &engine->places[number];
    if (place->reached)
        return;
    place->reached = true;
    engine->rests[number].reached_at = transfer;
    engine->assets[place->asset].seeded = true;
}

/* Notes a grant at a place; several seeds act in the order in which they were given. */
static bool add_grant(struct engine *engine, uint32_t number, uint32_t grant, struct error *err)
{
    struct place_rest *rest = &engine->rests[number];
    uint32_t *grown = array_grow(rest->grants, &rest->grant_capacity, rest->grant_count + 1,
                                 sizeof *grown, SIZE_MAX / 8);
    if (grown == NULL)
        return error_memory(err, "starting a seed");
    rest->grants = grown;
    size_t at = rest->grant_count++;
    for (; at > 0 && rest->grants[at - 1] > grant; at--)
        rest->grants[at] = rest->grants[at - 1];
    rest->grants[at] = grant;
    engine->places[number].granted = true;
    return true;
}

/* A seed's place is followed, posting by posting, from its start on. */
static bool find_awake(struct engine *engine, uint64_t container, uint64_t transfer,
                       uint32_t *ret_place, struct error *err)
{
    bool known = engine_find(engine, container, ret_place);
    if (known && engine->places[*ret_place].sleep == AWAKE)
        return true;
    if (!(known ? place_wake(engine, *ret_place, transfer, err)
                : engine_add_place(engine, container, transfer, ret_place, err)))
        return false;
    engine->places[*ret_place].sleep = AWAKE;
    return sparse_follow(engine, *ret_place, transfer, err);
}

/* Adds to one part of what was stolen of an asset. All that a result adds up is a part of the two,
 * so that no other sum can pass what these hold. */
static bool add_stolen(const struct engine *engine, struct trace_asset *asset, struct amount *part,
                       struct amount turned, struct error *err)
{
    struct amount all;
    return engine->query->rule->marks ||
           (amount_add(*part, turned, part) && amount_add(asset->opening, asset->received, &all)) ||
           error_input(err, ERROR_LIMIT, "seeds",
                       "what they held and received of one asset passes 2^256");
}

/* An address seed starts: it colours what its container holds. */
bool colour_start(struct engine *engine, uint32_t grant_number, uint64_t transfer,
                  struct error *err)
{
    struct grant *grant = &engine->grants[grant_number];
    bool marks = engine->query->rule->marks && !is_spent(grant);
    uint32_t number;
    struct amount turned;
    if (!find_awake(engine, grant->container, transfer, &number, err) ||
        !add_grant(engine, number, grant_number, err))
        return false;
    struct place *place = &engine->places[number];
    struct trace_asset *asset = &engine->assets[place->asset];
    if (!purse_turn(engine->query->rule, &place->purse, LOT_CLEAN, LOT_COLOURED,
                    most(grant, place->purse.total), &turned, err))
        return false;
    spend(grant, turned);
    if (marks) /* a seed is marked also while it holds nothing */
        place->purse.sum[LOT_COLOURED] = amount_from_u64(1);
    if (!add_stolen(engine, asset, &asset->opening, turned, err))
        return false;
    if (!amount_is_zero(turned))
        mark_reached(engine, number, transfer);
    return true;
}

/* The lot that a debit makes because the balance is short: a seed's has the seed's colour. */
bool colour_unseen(struct engine *engine, uint32_t number, struct amount missing, struct error *err)
{
    struct lots made = {0};
    struct place *place = &engine->places[number];
    const struct place_rest *rest = &engine->rests[number];
    struct trace_asset *asset = &engine->assets[place->asset];
    struct amount turned;
    bool ok = lots_put(&made, LOT_CLEAN, missing, err);
    for (size_t i = 0; ok && place->granted && i < rest->grant_count; i++) {
        ok = colour_lots(&engine->grants[rest->grants[i]], &made, &turned, err);
        if (!ok || amount_is_zero(turned))
            continue;
        ok = add_stolen(engine, asset, &asset->opening, turned, err);
        mark_reached(engine, number, 0);
    }
    ok = ok && purse_put(engine->query->rule, &place->purse, &made, err);
    lots_release(&made);
    return ok;
}

/* The next grant of an arrival, in the order in which the seeds were given: those of address seeds
 * that started at the place, and those of seeded rows. */
static uint32_t next_grant(const struct engine *engine, uint32_t place, uint64_t transfer,
                           size_t *at_place, size_t *at_row)
{
    bool granted = place != NOBODY && engine->places[place].granted;
    const struct place_rest *rest = granted ? &engine->rests[place] : NULL;
    bool in_place = granted && *at_place < rest->grant_count;
    bool in_row = *at_row < engine->seeded_count && engine->seeded[*at_row].transfer == transfer;
    uint32_t of_place = in_place ? rest->grants[*at_place] : NOBODY;
    uint32_t of_row = in_row ? engine->seeded[*at_row].grant : NOBODY;
    if (of_place < of_row)
        (*at_place)++;
    else if (in_row)
        (*at_row)++;
    return of_place < of_row ? of_place : of_row;
}

/* Seeds colour the clean part of what arrives; `engine->drawn` is on its way to `place`. */
bool colour_arrival(struct engine *engine, uint32_t place, uint64_t transfer,
                    struct trace_asset *asset, struct error *err)
{
    size_t at_place = 0, at_row = engine_first_seeded(engine, transfer);
    uint32_t grant;
    while ((grant = next_grant(engine, place, transfer, &at_place, &at_row)) != NOBODY) {
        struct amount turned;
        if (!colour_lots(&engine->grants[grant], &engine->drawn, &turned, err))
            return false;
        /* Under poison a seed's mark is firm, whatever --min says of what came along. */
        if (engine->query->rule->marks && !is_spent(&engine->grants[grant]) &&
            !lots_turn(&engine->drawn, LOT_FRESH, LOT_COLOURED, lots_sum(&engine->drawn, LOT_FRESH),
                       &turned, err))
            return false;
        if (!add_stolen(engine, asset, &asset->received, turned, err))
            return false;
        asset->seeded = true;
    }
    return true;
}
