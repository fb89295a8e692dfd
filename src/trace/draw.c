/* Debits: the unseen lot, then what the rule draws; runs of debits that are drawn as one. */
#include <stdlib.h>

#include "base/array.h"
#include "trace/engine.h"

enum { RUN_ROWS_SCANNED_MAX = 64 };

static bool make_unseen(struct engine *engine, uint32_t place, struct amount debit,
                        struct error *err)
{
    struct amount missing;
    return !amount_sub(debit, engine->places[place].purse.total, &missing) ||
           amount_is_zero(missing) || colour_unseen(engine, place, missing, err);
}

static bool add_to_run(struct place_rest *place, uint64_t transfer, struct amount amount,
                       struct error *err)
{
    struct joined *grown = array_grow(place->run, &place->run_capacity, place->run_count + 1,
                                      sizeof *grown, SIZE_MAX / sizeof *grown / 2);
    if (grown == NULL)
        return error_memory(err, "joining debits");
    place->run = grown;
    place->run[place->run_count++] = (struct joined){.transfer = transfer, .amount = amount};
    return true;
}

/* The debits of this transaction up to the container's next arrival, from its postings. */
static bool find_run(struct engine *engine, uint32_t number, uint64_t first, struct error *err)
{
    struct place_rest *rest = &engine->rests[number];
    struct posting_cursor cursor;
    struct posting posting;
    if (!postings_seek(engine->query->ledger, engine->places[number].container, first, &cursor,
                       err))
        return false;
    for (;;) {
        struct transfer transfer;
        if (!postings_next(&cursor, &posting, err))
            return false;
        if (posting.arrival || posting.transfer >= engine->transaction_end)
            return true;
        if (!ledger_transfer(engine->query->ledger, posting.transfer, &transfer, err) ||
            !add_to_run(rest, posting.transfer, transfer.amount, err))
            return false;
    }
}

/* The same from the rows of a short transaction. */
static bool scan_run(struct engine *engine, uint32_t number, uint64_t first, struct error *err)
{
    uint64_t container = engine->places[number].container;
    for (uint64_t at = first; at < engine->transaction_end; at++) {
        struct transfer transfer;
        if (!ledger_transfer(engine->query->ledger, at, &transfer, err))
            return false;
        const struct transfer_kind_info *kind = transfer_kind_info(transfer.kind);
        if (kind->debits && transfer.from == container &&
            !add_to_run(&engine->rests[number], at, transfer.amount, err))
            return false;
        if (kind->credits && transfer.to == container)
            return true;
    }
    return true;
}

static bool start_run(struct engine *engine, uint32_t number, uint64_t first,
                      struct amount *ret_whole, struct error *err)
{
    struct place_rest *rest = &engine->rests[number];
    struct amount whole = amount_zero();
    rest->run_count = rest->run_next = 0;
    bool scanned = engine->transaction_end - first <= RUN_ROWS_SCANNED_MAX;
    if (!(scanned ? scan_run : find_run)(engine, number, first, err))
        return false;
    for (size_t i = 0; i < rest->run_count; i++)
        if (!amount_add(whole, rest->run[i].amount, &whole))
            return error_input(err, ERROR_DAMAGED, "a transaction", "its debits pass 2^256");
    *ret_whole = whole;
    return true;
}

static int largest_first(const void *a, const void *b)
{
    const struct joined *x = a, *y = b;
    int order = amount_compare(y->amount, x->amount);
    return order != 0 ? order : (x->transfer > y->transfer) - (x->transfer < y->transfer);
}

static int by_transfer(const void *a, const void *b)
{
    const struct joined *x = a, *y = b;
    return (x->transfer > y->transfer) - (x->transfer < y->transfer);
}

/* The run's coloured value goes to its largest debits, ordinary coloured before fresh. */
static bool share_run(struct engine *engine, uint32_t number, struct amount whole,
                      struct error *err)
{
    struct lots drawn = {0};
    struct place_rest *rest = &engine->rests[number];
    bool ok = purse_draw(engine->query->rule, &engine->places[number].purse, whole, &drawn, err);
    struct amount coloured = lots_sum(&drawn, LOT_COLOURED), fresh = lots_sum(&drawn, LOT_FRESH);
    lots_release(&drawn);
    if (!ok)
        return false;
    if (rest->run_count > 1)
        qsort(rest->run, rest->run_count, sizeof *rest->run, largest_first);
    for (size_t i = 0; i < rest->run_count; i++) {
        struct joined *debit = &rest->run[i];
        struct amount room;
        debit->coloured = amount_min(debit->amount, coloured);
        ensure(amount_sub(debit->amount, debit->coloured, &room));
        debit->fresh = amount_min(room, fresh);
        ensure(amount_sub(coloured, debit->coloured, &coloured) &&
               amount_sub(fresh, debit->fresh, &fresh));
    }
    if (rest->run_count > 1)
        qsort(rest->run, rest->run_count, sizeof *rest->run, by_transfer);
    return true;
}

static bool draw_joined(struct engine *engine, uint32_t number, uint64_t transfer,
                        struct error *err)
{
    struct amount whole, clean;
    struct place_rest *rest = &engine->rests[number];
    if (rest->run_next == rest->run_count &&
        (!start_run(engine, number, transfer, &whole, err) ||
         !make_unseen(engine, number, whole, err) || !share_run(engine, number, whole, err)))
        return false;
    if (rest->run_next == rest->run_count || rest->run[rest->run_next].transfer != transfer)
        return error_input(err, ERROR_DAMAGED, "postings", "they do not fit the transfers");
    const struct joined *debit = &rest->run[rest->run_next++];
    ensure(amount_sub(debit->amount, debit->coloured, &clean) &&
           amount_sub(clean, debit->fresh, &clean));
    return lots_put(&engine->drawn, LOT_COLOURED, debit->coloured, err) &&
           lots_put(&engine->drawn, LOT_FRESH, debit->fresh, err) &&
           lots_put(&engine->drawn, LOT_CLEAN, clean, err);
}

/* A sleeper is drawn from: it is followed again, unless the event of this very debit does that. */
static bool wake_to_draw(struct engine *engine, uint32_t number, uint64_t transfer,
                         struct error *err)
{
    bool in_turn = engine->places[number].sleep == AHEAD && engine->rests[number].next == transfer;
    if (!place_wake(engine, number, transfer, err))
        return false;
    engine->places[number].sleep = AWAKE;
    return in_turn || sparse_follow(engine, number, transfer + 1, err);
}

bool draw_debit(struct engine *engine, uint32_t number, uint64_t transfer, struct amount debit,
                struct error *err)
{
    const struct rule *rule = engine->query->rule;
    if (engine->places[number].sleep != AWAKE && !wake_to_draw(engine, number, transfer, err))
        return false;
    bool ok = rule->joins_debits
                  ? draw_joined(engine, number, transfer, err)
                  : make_unseen(engine, number, debit, err) &&
                        purse_draw(rule, &engine->places[number].purse, debit, &engine->drawn, err);
    if (ok && engine->place_of == NULL && !lots_all_clean(&engine->drawn))
        engine->rests[number].quiet = 0;
    return ok;
}
