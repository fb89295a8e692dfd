/* The counts of each transaction, and what follows from them. */
#include "ledger/coin/narrow.h"
#include "ledger/coin/verify_parts.h"

enum { GROUP = 1 << COIN_GROUP_SHIFT };

bool row_walk_next(struct row_walk *walk, uint64_t *ret_value, struct error *err)
{
    int column = walk->narrow.column;
    const struct column *columns = walk->part->columns;
    uint64_t escape = coin_narrow_escape(columns[column].width), value, at;
    if (!column_number(&columns[column], walk->row, &value) ||
        (value == escape && (!column_number(&columns[column + 1], walk->wide, &at) ||
                             !column_number(&columns[column + 2], walk->wide, &value) ||
                             at != walk->row || value < escape)))
        return segment_damaged(walk->part, column, walk->row, err);
    walk->wide += value >= escape;
    walk->row++;
    *ret_value = value;
    return true;
}

/* No wide row is left over, and no other width would have been less. */
static bool check_narrow(const struct segment *part, struct coin_narrow narrow, uint64_t most,
                         struct error *err)
{
    const struct column *column = &part->columns[narrow.column];
    struct row_walk walk = row_walk_of(part, narrow);
    struct narrow_survey seen = {0};
    uint64_t value, wide;
    for (uint64_t row = 0; row < column->rows; row++) {
        if (!row_walk_next(&walk, &value, err))
            return false;
        if (value > most)
            return segment_damaged(part, narrow.column, row, err);
        narrow_see(&seen, value);
    }
    return (walk.wide == part->shape.counts[narrow.count] &&
            narrow_width(&seen, &wide) == column->width && wide == walk.wide) ||
           segment_damaged(part, narrow.column + 1, walk.wide, err);
}

/* How many inputs, or outputs, each transaction has; what stands before every 64th one; and the
 * transaction of every 64th of them, or the end where that is one. */
static bool check_side(const struct segment *part, struct coin_narrow narrow, int before_column,
                       int of_column, enum coin_count count, struct error *err)
{
    struct row_walk walk = row_walk_of(part, narrow);
    uint64_t transactions = part_count(part, COIN_COUNT_TRANSACTIONS);
    uint64_t things = part_count(part, count), before = 0, group = 0, value;
    for (uint64_t i = 0;; i++) {
        if (i % GROUP == 0 && !part_number_is(part, before_column, i / GROUP, before, err))
            return false;
        if (i == transactions)
            break;
        if (!row_walk_next(&walk, &value, err))
            return false;
        if (value > things - before)
            return segment_damaged(part, narrow.column, i, err);
        before += value;
        for (; group * GROUP < before; group++)
            if (!part_number_is(part, of_column, group, i, err))
                return false;
    }
    if (before != things)
        return segment_damaged(part, narrow.column, transactions, err);
    return things % GROUP != 0 || part_number_is(part, of_column, group, transactions, err);
}

bool coin_verify_rows(struct coin_verify *verify)
{
    struct error *err = verify->err;
    progress_phase(verify->progress, "rows", "segments", verify->ledger->segment_count);
    for (size_t i = 0; i < verify->ledger->segment_count; i++) {
        const struct segment *part = verify->ledger->segments[i];
        if (!check_narrow(part, COIN_NARROW_VALUE, verify->chain->max_money, err) ||
            !check_narrow(part, COIN_NARROW_INPUTS, UINT64_MAX, err) ||
            !check_narrow(part, COIN_NARROW_OUTPUTS, UINT64_MAX, err) ||
            !check_side(part, COIN_NARROW_INPUTS, COIN_INPUTS_BEFORE, COIN_INPUT_TRANSACTION,
                        COIN_COUNT_INPUTS, err) ||
            !check_side(part, COIN_NARROW_OUTPUTS, COIN_OUTPUTS_BEFORE, COIN_OUTPUT_TRANSACTION,
                        COIN_COUNT_OUTPUTS, err))
            return false;
        progress_done(verify->progress, i + 1);
    }
    return true;
}
