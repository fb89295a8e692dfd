/* Fees on their way to the coinbase of their block, which is processed behind the block's last
 * transaction: its inputs are the subsidy and the fees in order of the transactions; its outputs
 * come in order, and then what it leaves unclaimed, which is burnt. */
#include "base/array.h"
#include "base/limits.h"
#include "trace/coin/engine.h"

bool coin_note_fee(struct coin_engine *engine, uint64_t transaction, const struct coin_part *fee,
                   uint32_t hops, struct error *err)
{
    struct coins_block block;
    uint64_t height;
    struct coin_fee *grown = array_grow(engine->fees, &engine->fee_capacity, engine->fee_count + 1,
                                        sizeof *grown, COIN_STATES_MAX);
    if (grown == NULL)
        return array_error(engine->fee_count + 1, COIN_STATES_MAX, "fees of one block", err);
    engine->fees = grown;
    struct coin_fee *row = &grown[engine->fee_count++];
    *row =
        (struct coin_fee){transaction, fee->value, fee->coloured, engine->fee_runs.count, 0, hops};
    const struct spread *spread = &engine->spread;
    for (size_t i = fee->first; i < fee->end; i++) {
        struct coin_run *runs =
            array_grow(engine->fee_runs.runs, &engine->fee_runs.capacity,
                       engine->fee_runs.count + 1, sizeof *runs, COIN_STATES_MAX);
        if (runs == NULL)
            return array_error(engine->fee_runs.count + 1, COIN_STATES_MAX, "fees", err);
        engine->fee_runs.runs = runs;
        runs[engine->fee_runs.count++] = spread->out.runs[i];
    }
    row->end = engine->fee_runs.count;
    return coins_block_of(engine->query->ledger, transaction, &height, err) &&
           coins_block(engine->query->ledger, height, &block, err) &&
           coin_push(engine, 2 * (block.end - 1) + 1, err);
}

/* What a transaction leaves to the coinbase. */
static bool fee_of(const struct ledger *ledger, uint64_t transaction, uint64_t *ret_fee,
                   struct error *err)
{
    struct coins_transaction rows;
    struct coins_output row;
    uint64_t output, fee = 0;
    if (!coins_transaction(ledger, transaction, &rows, err))
        return false;
    for (uint64_t i = 0; i < rows.inputs; i++) {
        if (!coins_spends(ledger, rows.first_input + i, &output, err) ||
            !coins_output(ledger, output, &row, err))
            return false;
        fee += row.value;
    }
    for (uint64_t i = 0; i < rows.outputs; i++) {
        if (!coins_output(ledger, rows.first_output + i, &row, err))
            return false;
        if (row.value > fee)
            return error_input(err, ERROR_DAMAGED, "ledger",
                               "a transaction pays more than it spends");
        fee -= row.value;
    }
    *ret_fee = fee;
    return true;
}

static bool put_run(struct coin_engine *engine, enum lot_class class, uint64_t amount,
                    struct error *err)
{
    return !engine->query->rule->ordered || coin_runs_put(&engine->spread.in, class, amount, err);
}

/* One transaction's fee joins the inputs of the coinbase. */
static bool draw_fee(struct coin_engine *engine, uint64_t coinbase, uint64_t transaction,
                     size_t *at, struct error *err)
{
    struct spread *spread = &engine->spread;
    if (*at < engine->fee_count && engine->fees[*at].transaction == transaction) {
        const struct coin_fee *fee = &engine->fees[(*at)++];
        spread->total += fee->value;
        spread->coloured += fee->coloured;
        if (!coin_moved(engine, coin_transaction_end(transaction), coin_transaction_end(coinbase),
                        fee->coloured, err))
            return false;
        for (size_t i = fee->first; i < fee->end; i++)
            if (!put_run(engine, engine->fee_runs.runs[i].class, engine->fee_runs.runs[i].amount,
                         err))
                return false;
        return true;
    }
    uint64_t value;
    if (!fee_of(engine->query->ledger, transaction, &value, err))
        return false;
    spread->total += value;
    return put_run(engine, LOT_CLEAN, value, err);
}

static bool draw_all(struct coin_engine *engine, const struct coins_block *block, uint64_t subsidy,
                     struct error *err)
{
    const struct coin_query *query = engine->query;
    struct spread *spread = &engine->spread;
    size_t at = 0;
    spread->in.count = spread->count = 0;
    spread->total = subsidy;
    spread->coloured = 0;
    if (query->fees == COIN_FEES_SUBSIDY_FIRST && !put_run(engine, LOT_CLEAN, subsidy, err))
        return false;
    for (uint64_t i = block->first + 1; i < block->end; i++)
        if (!draw_fee(engine, block->first, i, &at, err))
            return false;
    return query->fees == COIN_FEES_SUBSIDY_FIRST || put_run(engine, LOT_CLEAN, subsidy, err);
}

/* Its outputs, and what is unclaimed. */
static bool put_parts(struct coin_engine *engine, const struct coins_transaction *rows,
                      struct error *err)
{
    uint64_t left = engine->spread.total;
    struct coins_output row;
    struct coin_part *part;
    for (uint64_t i = 0; i <= rows->outputs; i++) {
        if ((part = coin_spread_part(engine, err)) == NULL)
            return false;
        part->value = left;
        if (i == rows->outputs)
            return true;
        if (!coins_output(engine->query->ledger, rows->first_output + i, &row, err))
            return false;
        if (row.value > left)
            return error_input(err, ERROR_DAMAGED, "ledger",
                               "a coinbase claims more than subsidy and fees");
        part->value = row.value;
        left -= row.value;
    }
    return true;
}

bool coin_step_coinbase(struct coin_engine *engine, uint64_t last, struct error *err)
{
    const struct coin_query *query = engine->query;
    struct coins_transaction rows;
    struct coins_block block;
    uint64_t height;
    bool exact, marked = engine->fee_count > 0;
    uint32_t hops = UINT32_MAX;
    if (!coins_block_of(query->ledger, last, &height, err) ||
        !coins_block(query->ledger, height, &block, err) ||
        !coins_transaction(query->ledger, block.first, &rows, err) ||
        !draw_all(engine, &block, coin_subsidy(query->chain, (uint32_t)height, &exact), err) ||
        !put_parts(engine, &rows, err))
        return false;
    for (size_t i = 0; i < engine->fee_count; i++)
        if (engine->fees[i].hops < hops)
            hops = engine->fees[i].hops;
    engine->fee_count = engine->fee_runs.count = engine->spread.out.count = 0;
    if (marked && !query->rule->spread(&engine->spread, err))
        return false;
    const struct coin_part *unclaimed = &engine->spread.parts[rows.outputs];
    engine->burnt += query->rule->marks ? 0 : unclaimed->coloured;
    return coin_moved(engine, coin_transaction_end(block.first), coin_sink_end(SINK_BURNT),
                      unclaimed->coloured, err) &&
           coin_make_outputs(engine, block.first, &rows, hops + 1, err);
}
