/* One transfer of a trace, and the end of a transaction. */
#include <stdlib.h>

#include "base/array.h"
#include "trace/engine.h"

static struct amount tainted(const struct lots *lots)
{
    struct amount sum = amount_zero();
    for (size_t i = lots->first; i < lots->end; i++)
        if (lots->lots[i].class != LOT_CLEAN)
            ensure(amount_add(sum, lots->lots[i].amount, &sum)); /* parts of one transfer */
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
    struct place *place = &engine->places[to];
    struct place_rest *rest = &engine->rests[to];
    uint32_t hops = engine->places[from].hops;
    if (hops == UINT32_MAX || hops + 1 >= place->hops)
        return true;
    struct trace_hop *grown = array_grow(engine->hops, &engine->hop_capacity, engine->hop_count + 1,
                                         sizeof *grown, SIZE_MAX / sizeof *grown / 2);
    if (grown == NULL)
        return error_memory(err, "following a trace");
    engine->hops = grown;
    engine->hops[engine->hop_count++] = (struct trace_hop){.transfer = transfer,
                                                           .before = rest->last_hop,
                                                           .from = from,
                                                           .hops = hops + 1,
                                                           .amount = amount};
    rest->last_hop = engine->hop_count;
    place->hops = hops + 1;
    rest->reached_at = transfer;
    return true;
}

/* Tells who listens. */
static bool tell(const struct engine *engine, const struct trace_move *move, struct error *err)
{
    const struct trace_query *query = engine->query;
    return query->moved == NULL || move->from == NOBODY || amount_is_zero(move->coloured) ||
           query->moved(query->moved_context, move, err);
}

static bool touch(struct engine *engine, uint32_t number, struct amount coloured, struct error *err)
{
    struct place *place = &engine->places[number];
    struct amount *arrived = &engine->rests[number].arrived;
    if (!amount_add(*arrived, coloured, arrived)) {
        ensure(engine->query->rule->marks); /* marks are no money and may pass 2^256 */
        *arrived = coloured;
    }
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
        struct amount *arrived = &engine->rests[engine->touched[i]].arrived;
        bool keep = amount_compare(*arrived, query->min) >= 0;
        struct amount turned =
            purse_settle(query->rule, &place->purse, keep ? LOT_COLOURED : LOT_CLEAN);
        if (keep)
            place->reached = true;
        else
            add_to(engine, &engine->assets[place->asset].unresolved, turned);
        struct trace_move move = {engine->transaction_end - 1, engine->touched[i], TRACE_NOWHERE,
                                  SINK_UNRESOLVED, turned};
        if (!keep && !tell(engine, &move, err))
            return false;
        *arrived = amount_zero();
        place->touched = false;
    }
    engine->touched_count = 0;
    return true;
}

/* Transactions end between two events: what --min holds back is decided before the next one. */
bool step_enter_transaction(struct engine *engine, uint64_t transfer, struct error *err)
{
    uint64_t number;
    struct transaction transaction;
    if (!engine->minds_transactions || transfer < engine->transaction_end)
        return true;
    if (!step_end_transaction(engine, err))
        return false;
    if (transfer >= engine->query->end) /* a seed whose block has no transfer left */
        return true;
    if (!ledger_transaction_of(engine->query->ledger, transfer, &number, err) ||
        !ledger_transaction(engine->query->ledger, number, &transaction, err))
        return false;
    engine->transaction_end = transaction.end;
    return true;
}

static bool rest_at_service(struct engine *engine, uint32_t number, uint32_t from,
                            uint64_t transfer, struct error *err)
{
    struct amount coloured = tainted(&engine->drawn);
    struct place *place = &engine->places[number];
    struct amount *sum = &engine->rests[number].at_service;
    if (amount_is_zero(coloured))
        return true;
    if (!amount_add(*sum, coloured, sum))
        return error_input(err, ERROR_DAMAGED, "a service", "its arrivals pass 2^256");
    add_to(engine, &engine->assets[place->asset].services, coloured);
    place->reached = true;
    return from == NOBODY || note_hop(engine, from, number, transfer, coloured, err);
}

/* The lots reach a place that is no service. */
static bool take_in(struct engine *engine, uint32_t number, uint64_t transfer, bool coloured,
                    struct error *err)
{
    const struct rule *rule = engine->query->rule;
    struct place *place = &engine->places[number];
    bool idle = place->sleep == IDLE;
    if (!coloured && place->sleep != AWAKE)
        return true; /* clean value: the sleeper finds it in the running sums */
    if (!place_wake(engine, number, transfer, err) ||
        !purse_put(rule, &place->purse, &engine->drawn, err))
        return false;
    if (engine->place_of == NULL || place->sleep != AWAKE) {
        engine->rests[number].slept = transfer + 1;
        engine->rests[number].quiet = coloured ? 0 : engine->rests[number].quiet;
    }
    if (lots_hold(&engine->drawn, LOT_COLOURED) ||
        (rule->marks && engine->drawn.end > engine->drawn.first &&
         !amount_is_zero(place->purse.sum[LOT_COLOURED])))
        place->reached = true;
    return !idle || sparse_follow(engine, number, transfer + 1, err);
}

static bool find_receiver(struct engine *engine, uint64_t container, uint64_t transfer,
                          uint32_t *ret_place, struct error *err)
{
    return engine_find(engine, container, ret_place) ||
           (engine_add_place(engine, container, transfer, ret_place, err) &&
            sparse_follow(engine, *ret_place, transfer + 1, err));
}

/* `engine->drawn` arrives. With --min colour from elsewhere is fresh until the transaction ends. */
static bool arrive(struct engine *engine, uint64_t container, uint32_t from, uint64_t transfer,
                   uint64_t asset, struct error *err)
{
    struct amount moved = tainted(&engine->drawn), turned;
    bool fresh = !amount_is_zero(engine->query->min) && !amount_is_zero(moved), coloured;
    uint32_t number = NOBODY;
    engine_find(engine, container, &number);
    if (fresh && !lots_turn(&engine->drawn, LOT_COLOURED, LOT_FRESH, moved, &turned, err))
        return false;
    if (!colour_arrival(engine, number, transfer, &engine->assets[asset], err))
        return false;
    coloured = !lots_all_clean(&engine->drawn);
    if (number == NOBODY && !coloured)
        return true;
    if (!find_receiver(engine, container, transfer, &number, err))
        return false;
    struct trace_move move = {transfer, from, number, SINK_NONE, moved};
    if (!tell(engine, &move, err))
        return false;
    if (engine->places[number].service)
        return rest_at_service(engine, number, from, transfer, err);
    if (!take_in(engine, number, transfer, coloured, err))
        return false;
    if (amount_is_zero(moved))
        return true;
    if (fresh && !touch(engine, number, moved, err))
        return false;
    return from == NOBODY || note_hop(engine, from, number, transfer, moved, err);
}

static bool sink(struct engine *engine, enum transfer_sink where, uint32_t from, uint64_t transfer,
                 uint64_t asset_number, struct error *err)
{
    struct trace_asset *asset = &engine->assets[asset_number];
    struct amount coloured = tainted(&engine->drawn);
    struct amount *sums[] = {[SINK_NONE] = NULL,
                             [SINK_FEES] = &asset->fees,
                             [SINK_BURNT] = &asset->burnt,
                             [SINK_UNRESOLVED] = &asset->unresolved};
    if (sums[where] != NULL)
        add_to(engine, sums[where], coloured);
    struct trace_move move = {transfer, from, TRACE_NOWHERE, where, coloured};
    return sums[where] == NULL || tell(engine, &move, err);
}

/* The asset of a transfer: that of a place it touches, else the ledger is asked. */
static bool asset_of(const struct engine *engine, const struct transfer *transfer, uint32_t from,
                     uint64_t *ret_asset, struct error *err)
{
    uint64_t account;
    uint32_t to;
    if (from != NOBODY)
        *ret_asset = engine->places[from].asset;
    else if (transfer->to != LEDGER_NONE && engine_find(engine, transfer->to, &to))
        *ret_asset = engine->places[to].asset;
    else
        return ledger_container(engine->query->ledger,
                                transfer->to != LEDGER_NONE ? transfer->to : transfer->from,
                                &account, ret_asset, err);
    return true;
}

/* A seeded row from a container to itself: the debit comes first, and needs the container. */
static bool find_sender(struct engine *engine, uint64_t number, const struct transfer *transfer,
                        uint32_t *ret_from, struct error *err)
{
    bool credits = transfer_kind_info(transfer->kind)->credits;
    if (engine_find(engine, transfer->from, ret_from)) {
        if (engine->places[*ret_from].service)
            *ret_from = NOBODY;
        return true;
    }
    if (!credits || transfer->from != transfer->to || !engine_is_seeded(engine, number))
        return true;
    return engine_add_place(engine, transfer->from, number, ret_from, err) &&
           sparse_follow(engine, *ret_from, number + 1, err);
}

/* Whether nobody need look into the sender. A sleeper that a seeded row brings its own value back
 * to has to wake before the debit. */
static bool is_clean_debit(const struct engine *engine, uint64_t number,
                           const struct transfer *transfer, uint32_t from)
{
    if (from == NOBODY)
        return true;
    return place_sleeps_through(engine, from, number) &&
           (transfer->from != transfer->to || !engine_is_seeded(engine, number));
}

bool step_transfer(struct engine *engine, uint64_t number, const struct transfer *transfer,
                   struct error *err)
{
    const struct transfer_kind_info *kind = transfer_kind_info(transfer->kind);
    uint32_t from = NOBODY;
    uint64_t asset;
    engine->steps++;
    lots_clear(&engine->drawn);
    if ((kind->debits && !find_sender(engine, number, transfer, &from, err)) ||
        !asset_of(engine, transfer, from, &asset, err))
        return false;
    if (!(is_clean_debit(engine, number, transfer, from)
              ? lots_put(&engine->drawn, LOT_CLEAN, transfer->amount, err)
              : draw_debit(engine, from, number, transfer->amount, err)))
        return false;
    if (kind->credits)
        return arrive(engine, transfer->to, from, number, asset, err);
    return sink(engine, kind->sink, from, number, asset, err);
}
