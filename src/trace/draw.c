/* Debits: the unseen lot, then what the rule draws; runs of debits that are drawn as one. */
#include <stdlib.h>

#include "base/array.h"
#include "trace/engine.h"

static bool make_unseen(struct engine *engine, struct place *place, struct amount debit,
                        struct error *err)
{
    struct amount missing;
    return !amount_sub(debit, place->purse.total, &missing) || amount_is_zero(missing) ||
           colour_unseen(engine, place, missing, err);
}

static bool add_to_run(struct place *place, uint64_t transfer, struct amount amount,
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

/* The debits of this transaction up to the container's next arrival. */
static bool find_run(struct engine *engine, struct place *place, uint64_t first,
                     struct amount *ret_whole, struct error *err)
{
    struct posting_cursor cursor;
    struct posting posting;
    *ret_whole = amount_zero();
    place->run_count = place->run_next = 0;
    if (!postings_seek(engine->query->ledger, place->shown.container, first, &cursor, err))
        return false;
    for (;;) {
        struct transfer transfer;
        if (!postings_next(&cursor, &posting, err))
            return false;
        if (posting.arrival || posting.transfer >= engine->transaction_end)
            return true;
        if (!ledger_transfer(engine->query->ledger, posting.transfer, &transfer, err) ||
            !add_to_run(place, posting.transfer, transfer.amount, err))
            return false;
        ensure(amount_add(*ret_whole, transfer.amount, ret_whole));
    }
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
static bool share_run(struct engine *engine, struct place *place, struct amount whole,
                      struct error *err)
{
    struct lots drawn = {0};
    bool ok = engine->query->rule->draw(&place->purse, whole, &drawn, err);
    struct amount coloured = lots_sum(&drawn, LOT_COLOURED), fresh = lots_sum(&drawn, LOT_FRESH);
    lots_release(&drawn);
    if (!ok)
        return false;
    qsort(place->run, place->run_count, sizeof *place->run, largest_first);
    for (size_t i = 0; i < place->run_count; i++) {
        struct joined *debit = &place->run[i];
        struct amount room;
        debit->coloured = amount_min(debit->amount, coloured);
        ensure(amount_sub(debit->amount, debit->coloured, &room));
        debit->fresh = amount_min(room, fresh);
        ensure(amount_sub(coloured, debit->coloured, &coloured) &&
               amount_sub(fresh, debit->fresh, &fresh));
    }
    qsort(place->run, place->run_count, sizeof *place->run, by_transfer);
    return true;
}

static bool draw_joined(struct engine *engine, struct place *place, uint64_t transfer,
                        struct error *err)
{
    struct amount whole, clean;
    if (place->run_next == place->run_count &&
        (!find_run(engine, place, transfer, &whole, err) ||
         !make_unseen(engine, place, whole, err) || !share_run(engine, place, whole, err)))
        return false;
    const struct joined *debit = &place->run[place->run_next++];
    ensure(debit->transfer == transfer);
    ensure(amount_sub(debit->amount, debit->coloured, &clean) &&
           amount_sub(clean, debit->fresh, &clean));
    return lots_put(&engine->drawn, LOT_COLOURED, debit->coloured, err) &&
           lots_put(&engine->drawn, LOT_FRESH, debit->fresh, err) &&
           lots_put(&engine->drawn, LOT_CLEAN, clean, err);
}

bool draw_debit(struct engine *engine, uint32_t number, uint64_t transfer, struct amount debit,
                struct error *err)
{
    struct place *place = &engine->places[number];
    if (engine->query->rule->joins_debits)
        return draw_joined(engine, place, transfer, err);
    return make_unseen(engine, place, debit, err) &&
           engine->query->rule->draw(&place->purse, debit, &engine->drawn, err);
}
