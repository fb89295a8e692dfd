/* Who spends what is told twice: by input, and by output. Both must say the same. */
#include "ledger/coin/merge_parts.h"
#include "ledger/coin/verify_parts.h"

/* The input that is said to spend an output does. */
static bool check_spender(const struct segment *part, int column, uint64_t row, uint64_t output,
                          struct error *err)
{
    uint64_t input, spends;
    if (!part_number(part, column, row, UINT64_MAX, &input, err))
        return false;
    return (column_number(&part->columns[COIN_SPENDS], input, &spends) && spends == output) ||
           segment_damaged(part, column, row, err);
}

/* The bits of the segment, the count before each row of them, and the spenders. */
static bool check_spent_here(const struct segment *part, struct error *err)
{
    uint64_t outputs = part_count(part, COIN_COUNT_OUTPUTS), spent = 0;
    uint64_t first = part_count(part, COIN_COUNT_FIRST_OUTPUT);
    for (uint64_t row = 0; row < part->columns[COIN_SPENT].rows; row++) {
        const unsigned char *bytes = column_row(&part->columns[COIN_SPENT], row);
        if (bytes == NULL || le_load(bytes, 8) != spent)
            return segment_damaged(part, COIN_SPENT, row, err);
        for (uint64_t bit = 0; bit < COIN_SPENT_BITS; bit++) {
            uint64_t output = row * COIN_SPENT_BITS + bit;
            if ((bytes[8 + bit / 8] >> bit % 8 & 1) == 0)
                continue;
            if (output >= outputs)
                return segment_damaged(part, COIN_SPENT, row, err);
            if (!check_spender(part, COIN_SPENDER, spent++, first + output, err))
                return false;
        }
    }
    return spent == part_count(part, COIN_COUNT_SPENT) || segment_damaged(part, COIN_SPENT, 0, err);
}

/* Older outputs. With those above there are as many as inputs, and each names another input: so
 * every input is told. */
static bool check_run(const struct segment *part, struct error *err)
{
    uint64_t output;
    if (!part_rises(part, COIN_RUN_OUTPUT, part_count(part, COIN_COUNT_FIRST_OUTPUT), err))
        return false;
    for (uint64_t row = 0; row < part->columns[COIN_RUN_OUTPUT].rows; row++)
        if (!part_number(part, COIN_RUN_OUTPUT, row, UINT64_MAX, &output, err) ||
            !check_spender(part, COIN_RUN_INPUT, row, output, err))
            return false;
    return true;
}

/* No output is in two runs, and none in a run that is spent in its own segment: one walk over all
 * runs, in order of outputs. */
static bool check_once(const struct coin_verify *verify)
{
    const struct ledger *ledger = verify->ledger;
    struct coin_merge all = {.parts = ledger->segments, .count = ledger->segment_count};
    struct pair_walk walk;
    uint64_t least = 0;
    if (!pair_walk_start(&walk, &all, COIN_RUN_OUTPUT, COIN_COUNT_FIRST_INPUT, 0, verify->err))
        return false;
    while (!pair_walk_ended(&walk)) {
        uint64_t output = pair_walk_key(&walk), row, before;
        bool spent;
        const struct segment *part =
            ledger_segment_of(ledger, COIN_COUNT_FIRST_OUTPUT, COIN_COUNT_OUTPUTS, output, &row);
        if (part == NULL || output < least)
            return segment_damaged(ledger->segments[least_part(&walk.next)], COIN_RUN_OUTPUT,
                                   walk.at[least_part(&walk.next)], verify->err);
        if (!part_spent(part, row, &before, &spent, verify->err))
            return false;
        if (spent)
            return segment_damaged(part, COIN_SPENT, row / COIN_SPENT_BITS, verify->err);
        least = output + 1;
        pair_walk_next(&walk);
    }
    return true;
}

bool coin_verify_spends(struct coin_verify *verify)
{
    progress_phase(verify->progress, "spends", "segments", verify->ledger->segment_count);
    for (size_t i = 0; i < verify->ledger->segment_count; i++) {
        const struct segment *part = verify->ledger->segments[i];
        if (!check_spent_here(part, verify->err) || !check_run(part, verify->err))
            return false;
        progress_done(verify->progress, i + 1);
    }
    return check_once(verify);
}
