/* Money: an input spends an output of an earlier transaction that somebody can spend, and no reward
 * of its own block; no transaction pays more than it spends, no coinbase more than subsidy and
 * fees. */
#include "ledger/coin/verify_parts.h"

/* The transactions of a segment, in order. */
struct money_walk {
    const struct coin_verify *verify;
    const struct segment *part;
    struct row_walk inputs, outputs, values;
    uint64_t transaction, input, output; /* local: the next */
    uint64_t spendable;                  /* the first output behind the genesis' */
    uint64_t reward, reward_end;         /* outputs of the block's coinbase */
};

/* What the transaction's inputs hold. */
static bool sum_inputs(struct money_walk *walk, uint64_t count, uint64_t *ret_sum)
{
    struct error *err = walk->verify->err;
    uint64_t sum = 0, output, end = part_count(walk->part, COIN_COUNT_FIRST_OUTPUT) + walk->output;
    for (; count > 0; count--, walk->input++) {
        struct coins_output spent;
        if (!part_number(walk->part, COIN_SPENDS, walk->input, UINT64_MAX, &output, err))
            return false;
        if (output >= end || output < walk->spendable ||
            (output >= walk->reward && output < walk->reward_end))
            return segment_damaged(walk->part, COIN_SPENDS, walk->input, err);
        if (!coins_output(walk->verify->ledger, output, &spent, err))
            return false;
        if (spent.fate == COIN_BURNT || __builtin_add_overflow(sum, spent.value, &sum))
            return segment_damaged(walk->part, COIN_SPENDS, walk->input, err);
    }
    *ret_sum = sum;
    return true;
}

static bool sum_outputs(struct money_walk *walk, uint64_t count, uint64_t *ret_sum)
{
    uint64_t sum = 0, value;
    for (; count > 0; count--, walk->output++) {
        if (!row_walk_next(&walk->values, &value, walk->verify->err))
            return false;
        if (__builtin_add_overflow(sum, value, &sum) || sum > walk->verify->chain->max_money)
            return segment_damaged(walk->part, COIN_VALUE, walk->output, walk->verify->err);
    }
    *ret_sum = sum;
    return true;
}

/* Only a coinbase has no input; all have an output. */
static bool check_transaction(struct money_walk *walk, bool coinbase, uint64_t *ret_in,
                              uint64_t *ret_out)
{
    struct error *err = walk->verify->err;
    uint64_t inputs, outputs;
    if (!row_walk_next(&walk->inputs, &inputs, err) ||
        !row_walk_next(&walk->outputs, &outputs, err))
        return false;
    if ((inputs == 0) != coinbase)
        return segment_damaged(walk->part, COIN_INPUTS, walk->transaction, err);
    if (outputs == 0)
        return segment_damaged(walk->part, COIN_OUTPUTS, walk->transaction, err);
    if (!sum_inputs(walk, inputs, ret_in) || !sum_outputs(walk, outputs, ret_out))
        return false;
    walk->transaction++;
    return coinbase || *ret_out <= *ret_in ||
           segment_damaged(walk->part, COIN_VALUE, walk->output - 1, err);
}

static bool check_block(struct money_walk *walk, uint64_t height, uint64_t end)
{
    uint64_t reward, most, in, out, first = walk->output;
    bool exact;
    most = coin_subsidy(walk->verify->chain, (uint32_t)height, &exact);
    if (!check_transaction(walk, true, &in, &reward))
        return false;
    walk->reward = part_count(walk->part, COIN_COUNT_FIRST_OUTPUT) + first;
    walk->reward_end = part_count(walk->part, COIN_COUNT_FIRST_OUTPUT) + walk->output;
    if (height == 0)
        walk->spendable = walk->output;
    while (walk->transaction < end)
        if (!check_transaction(walk, false, &in, &out))
            return false;
        else if (__builtin_add_overflow(most, in - out, &most))
            most = UINT64_MAX;
    return reward <= most || segment_damaged(walk->part, COIN_VALUE, first, walk->verify->err);
}

static bool check_part(struct money_walk *walk, uint64_t first_height)
{
    const struct segment *part = walk->part;
    uint64_t end;
    walk->inputs = row_walk_of(part, COIN_NARROW_INPUTS);
    walk->outputs = row_walk_of(part, COIN_NARROW_OUTPUTS);
    walk->values = row_walk_of(part, COIN_NARROW_VALUE);
    walk->transaction = walk->input = walk->output = 0;
    for (uint64_t row = 0; row < part->columns[COIN_BLOCK].rows; row++) {
        if (!part_number(part, COIN_BLOCK_TRANSACTION, row + 1, UINT64_MAX, &end,
                         walk->verify->err) ||
            !check_block(walk, first_height + row, end))
            return false;
        progress_done(walk->verify->progress, first_height + row);
    }
    return true;
}

bool coin_verify_values(struct coin_verify *verify)
{
    struct money_walk walk = {.verify = verify};
    progress_phase(verify->progress, "values", "blocks", verify->ledger->manifest.last_block + 1);
    for (size_t i = 0; i < verify->ledger->segment_count; i++) {
        walk.part = verify->ledger->segments[i];
        if (!check_part(&walk, walk.part->shape.counts[COUNT_FIRST_BLOCK]))
            return false;
    }
    return true;
}
