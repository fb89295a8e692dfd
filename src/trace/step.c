/* One transfer of a trace, and the end of a transaction. */
#include <stdlib.h>

#include "base/array.h"
#include "trace/engine.h"

static struct amount tainted(const struct lots *lots)
{
    struct amount sum;
    ensure(amount_add(lots_sum(lots, LOT_COLOURED), lots_sum(lots, LOT_FRESH), &sum));
    return sum;
}

static void add_to(const struct engine *engine, struct amount *sum, struct amount amount)
{
    if (!engine->query->rule->marks)
        ensure(amount_add(*sum, amount, sum));
}

/* Colour moved from one place to another: the receiver may now be nearer to the seeds. */
static bool note_hop(struct engine *engine, uint32_t from, uint32_t to, uint64_t transfer,
                     struct amount amount, struct error *err)
{
    struct trace_place *place = &engine->places[to].shown;
    uint32_t hops = engine->places[from].shown.hops;
    if (hops == UINT32_MAX || hops + 1 >= place->hops)
        return true;
    struct trace_hop *grown = array_grow(place->path, &place->path_capacity, place->path_count + 1,
                                         sizeof *grown, UINT32_MAX);
    if (grown == NULL)
        return error_memory(err, "following a trace");
    place->path = grown;
    place->path[place->path_count++] = (struct trace_hop){transfer, from, hops + 1, amount};
    place->hops = hops + 1;
    place->reached_at = transfer;
    return true;
}

static bool touch(struct engine *engine, uint32_t number, struct amount coloured, struct error *err)
{
    struct place *place = &engine->places[number];
    add_to(engine, &place->arrived, coloured);
    if (engine->query->rule->marks && !amount_add(place->arrived, coloured, &place->arrived))
        place->arrived = coloured;
    if (place->touched)
        return true;
    uint32_t *grown = array_grow(engine->touched, &engine->touched_capacity,
                                 engine->touched_count + 1, sizeof *grown, UINT32_MAX);
    if (grown == NULL)
        return error_memory(err, "following a trace");
    engine->touched = grown;
    engine->touched[engine->touched_count++] = number;
    place->touched = true;
    return true;
}

bool step_end_transaction(struct engine *engine, struct error *err)
{
    const struct trace_query *query = engine->query;
    for (size_t i = 0; i < engine->touched_count; i++) {
        struct place *place = &engine->places[engine->touched[i]];
        bool keep = amount_compare(place->arrived, query->min) >= 0;
        struct amount turned;
        if (!purse_turn(query->rule, &place->purse, LOT_FRESH, keep ? LOT_COLOURED : LOT_CLEAN,
                        purse_sum(query->rule, &place->purse, LOT_FRESH), &turned, err))
            return false;
        if (keep)
            place->shown.reached = true;
        else
            add_to(engine, &engine->assets[place->shown.asset].unresolved, turned);
        place->arrived = amount_zero();
        place->touched = false;
    }
    engine->touched_count = 0;
    return true;
}

static bool rest_at_service(struct engine *engine, uint32_t number, uint32_t from,
                            uint64_t transfer, struct error *err)
{
    struct amount coloured = tainted(&engine->drawn);
    struct trace_place *place = &engine->places[number].shown;
    if (amount_is_zero(coloured))
        return true;
    ensure(amount_add(place->coloured, coloured, &place->coloured));
    add_to(engine, &engine->assets[place->asset].services, coloured);
    place->reached = true;
    return from == NOBODY || note_hop(engine, from, number, transfer, coloured, err);
}

/* `engine->drawn` arrives. With --min colour from elsewhere is fresh until the transaction ends. */
static bool arrive(struct engine *engine, uint64_t container, uint32_t from, uint64_t transfer,
                   uint64_t asset_number, struct error *err)
{
    const struct rule *rule = engine->query->rule;
    struct amount moved = tainted(&engine->drawn), all, turned;
    bool fresh = !amount_is_zero(engine->query->min) && !amount_is_zero(moved);
    uint32_t number;
    bool known = engine_find(engine, container, &number);
    if (fresh && !lots_turn(&engine->drawn, LOT_COLOURED, LOT_FRESH, moved, &turned, err))
        return false;
    if (!colour_arrival(engine, known ? &engine->places[number] : NULL, transfer,
                        &engine->assets[asset_number], err))
        return false;
    all = tainted(&engine->drawn);
    if (!known && amount_is_zero(all))
        return true;
    if (!known && !engine_add_place(engine, container, transfer, &number, err))
        return false;
    if (engine->places[number].shown.service)
        return rest_at_service(engine, number, from, transfer, err);
    struct place *place = &engine->places[number];
    if (!purse_put(rule, &place->purse, &engine->drawn, err))
        return false;
    if (!amount_is_zero(lots_sum(&engine->drawn, LOT_COLOURED)) ||
        (rule->marks && engine->drawn.end > engine->drawn.first &&
         !amount_is_zero(place->purse.sum[LOT_COLOURED])))
        place->shown.reached = true;
    if (amount_is_zero(moved))
        return true;
    if (fresh && !touch(engine, number, moved, err))
        return false;
    return from == NOBODY || note_hop(engine, from, number, transfer, moved, err);
}

static void sink(struct engine *engine, enum transfer_sink where, uint64_t asset_number)
{
    struct trace_asset *asset = &engine->assets[asset_number];
    struct amount coloured = tainted(&engine->drawn);
    struct amount *sums[] = {[SINK_NONE] = NULL,
                             [SINK_FEES] = &asset->fees,
                             [SINK_BURNT] = &asset->burnt,
                             [SINK_UNRESOLVED] = &asset->unresolved};
    if (sums[where] != NULL)
        add_to(engine, sums[where], coloured);
}

bool step_transfer(struct engine *engine, uint64_t number, struct error *err)
{
    struct transfer transfer;
    uint64_t account, asset;
    uint32_t from = NOBODY;
    if (!ledger_transfer(engine->query->ledger, number, &transfer, err) ||
        !ledger_container(engine->query->ledger,
                          transfer.to != LEDGER_NONE ? transfer.to : transfer.from, &account,
                          &asset, err))
        return false;
    const struct transfer_kind_info *kind = transfer_kind_info(transfer.kind);
    engine->transfers_read++;
    lots_clear(&engine->drawn);
    if (kind->debits && engine_find(engine, transfer.from, &from) &&
        engine->places[from].shown.service)
        from = NOBODY;
    /* A seeded row from a container to itself: the debit comes first, and needs the container. */
    size_t seeded = engine_first_seeded(engine, number);
    if (kind->debits && kind->credits && transfer.from == transfer.to && from == NOBODY &&
        seeded < engine->seeded_count && engine->seeded[seeded].transfer == number &&
        !engine_add_place(engine, transfer.from, number, &from, err))
        return false;
    bool ok = kind->debits && from != NOBODY
                  ? draw_debit(engine, from, number, transfer.amount, err)
                  : lots_put(&engine->drawn, LOT_CLEAN, transfer.amount, err);
    if (!ok)
        return false;
    if (kind->credits)
        return arrive(engine, transfer.to, from, number, asset, err);
    sink(engine, kind->sink, asset);
    return true;
}
