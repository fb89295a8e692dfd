/* Blocks and transactions of a ledger, and what is summed up by block. */
#include "ledger/search.h"

static bool read_block(const struct segment *segment, uint64_t row, uint64_t *ret_height,
                       uint64_t *ret_time, struct error *err)
{
    uint64_t above, time;
    const uint64_t *counts = segment->shape.counts;
    if (!column_number(&segment->columns[COLUMN_BLOCK], row, &above) ||
        above > counts[COUNT_LAST_BLOCK] - counts[COUNT_FIRST_BLOCK])
        return segment_damaged(segment, COLUMN_BLOCK, row, err);
    if (!column_number(&segment->columns[COLUMN_BLOCK_TIME], row, &time))
        return segment_damaged(segment, COLUMN_BLOCK_TIME, row, err);
    *ret_height = counts[COUNT_FIRST_BLOCK] + above;
    *ret_time = time;
    return true;
}

bool ledger_transaction(const struct ledger *ledger, uint64_t number,
                        struct transaction *ret_transaction, struct error *err)
{
    uint64_t row, first, end, block;
    struct transaction transaction;
    const struct segment *segment =
        ledger_segment_of(ledger, COUNT_FIRST_TRANSACTION, COUNT_TRANSACTIONS, number, &row);
    if (segment == NULL)
        return error_input(err, ERROR_DAMAGED, "transaction", "number %llu is not in the ledger",
                           (unsigned long long)number);
    const unsigned char *id = column_row(&segment->columns[COLUMN_TRANSACTION], row);
    const struct column *firsts = &segment->columns[COLUMN_TRANSACTION_FIRST];
    if (id == NULL || !column_number(firsts, row, &first) ||
        !column_number(firsts, row + 1, &end) || first >= end ||
        end > segment->shape.counts[COUNT_TRANSFERS])
        return segment_damaged(segment, COLUMN_TRANSACTION_FIRST, row, err);
    if (!search_start(segment, COLUMN_BLOCK_FIRST, row, &block, err) ||
        !read_block(segment, block, &transaction.block, &transaction.time, err))
        return false;
    memcpy(transaction.id, id, TRANSACTION_ID_BYTES);
    transaction.first = segment->shape.counts[COUNT_FIRST_TRANSFER] + first;
    transaction.end = segment->shape.counts[COUNT_FIRST_TRANSFER] + end;
    *ret_transaction = transaction;
    return true;
}

bool ledger_transaction_of(const struct ledger *ledger, uint64_t transfer, uint64_t *ret_number,
                           struct error *err)
{
    uint64_t row, transaction;
    const struct segment *segment =
        ledger_segment_of(ledger, COUNT_FIRST_TRANSFER, COUNT_TRANSFERS, transfer, &row);
    if (segment == NULL)
        return error_input(err, ERROR_DAMAGED, "transfer", "number %llu is not in the ledger",
                           (unsigned long long)transfer);
    if (!search_start(segment, COLUMN_TRANSACTION_FIRST, row, &transaction, err))
        return false;
    *ret_number = segment->shape.counts[COUNT_FIRST_TRANSACTION] + transaction;
    return true;
}

bool ledger_first_of_block(const struct ledger *ledger, uint64_t height, uint64_t *ret_transfer,
                           struct error *err)
{
    for (size_t i = 0; i < ledger->segment_count; i++) {
        const struct segment *segment = ledger->segments[i];
        const uint64_t *counts = segment->shape.counts;
        uint64_t block = 0, transaction, first;
        if (height > counts[COUNT_LAST_BLOCK])
            continue;
        if (height > counts[COUNT_FIRST_BLOCK] &&
            !search_number(segment, COLUMN_BLOCK, 0, counts[COUNT_BLOCKS],
                           height - counts[COUNT_FIRST_BLOCK], &block, err))
            return false;
        if (!column_number(&segment->columns[COLUMN_BLOCK_FIRST], block, &transaction) ||
            !column_number(&segment->columns[COLUMN_TRANSACTION_FIRST], transaction, &first) ||
            first > counts[COUNT_TRANSFERS])
            return segment_damaged(segment, COLUMN_BLOCK_FIRST, block, err);
        *ret_transfer = counts[COUNT_FIRST_TRANSFER] + first;
        return true;
    }
    *ret_transfer = ledger_count(ledger, COUNT_TRANSFERS);
    return true;
}

bool ledger_block_at_time(const struct ledger *ledger, uint64_t time, uint64_t *ret_height,
                          struct error *err)
{
    /* Block times of a flow table are the publisher's and need not rise: look at all of them. */
    for (size_t i = ledger->segment_count; i-- > 0;) {
        const struct segment *segment = ledger->segments[i];
        for (uint64_t row = segment->shape.counts[COUNT_BLOCKS]; row-- > 0;) {
            uint64_t height, found;
            if (!read_block(segment, row, &height, &found, err))
                return false;
            if (found > time)
                continue;
            *ret_height = height;
            return true;
        }
    }
    *ret_height = LEDGER_NONE;
    return true;
}

/* The last sum of an asset in a segment at or before a row of its block table. */
static bool sum_in_segment(const struct segment *segment, uint64_t asset, uint64_t blocks,
                           struct amount *ret_amount, bool *ret_found, struct error *err)
{
    uint64_t rows = segment->shape.counts[COUNT_UNSEEN_SUMS], from, to, row;
    if (!search_number(segment, COLUMN_UNSEEN_SUM_ASSET, 0, rows, asset, &from, err) ||
        !search_number(segment, COLUMN_UNSEEN_SUM_ASSET, from, rows, asset + 1, &to, err) ||
        !search_number(segment, COLUMN_UNSEEN_SUM_BLOCK, from, to, blocks, &row, err))
        return false;
    *ret_found = row > from;
    return row == from || search_amount(segment, COLUMN_UNSEEN_SUM, row - 1, ret_amount, err);
}

bool ledger_unseen_before(const struct ledger *ledger, uint64_t asset, uint64_t end,
                          struct amount *ret_amount, struct error *err)
{
    for (size_t i = ledger->segment_count; i-- > 0;) {
        const struct segment *segment = ledger->segments[i];
        const uint64_t *counts = segment->shape.counts;
        uint64_t blocks = counts[COUNT_BLOCKS], transaction;
        bool found;
        if (end <= counts[COUNT_FIRST_TRANSFER])
            continue;
        if (end < counts[COUNT_FIRST_TRANSFER] + counts[COUNT_TRANSFERS] &&
            (!search_start(segment, COLUMN_TRANSACTION_FIRST, end - counts[COUNT_FIRST_TRANSFER],
                           &transaction, err) ||
             !search_start(segment, COLUMN_BLOCK_FIRST, transaction, &blocks, err)))
            return false;
        if (!sum_in_segment(segment, asset, blocks, ret_amount, &found, err))
            return false;
        if (found)
            return true;
    }
    *ret_amount = amount_zero();
    return true;
}
