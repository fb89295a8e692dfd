#include "ledger/verify_tables.h"

#include "chain/caip.h"
#include "ledger/search.h"

static bool number_at(const struct segment *segment, int column, uint64_t row, uint64_t *ret_number,
                      struct error *err)
{
    return column_number(&segment->columns[column], row, ret_number) ||
           segment_damaged(segment, column, row, err);
}

static bool rises(const struct segment *segment, int column, struct error *err)
{
    uint64_t rows = segment->columns[column].rows, before = 0, value;
    for (uint64_t row = 0; row < rows; row++) {
        if (!number_at(segment, column, row, &value, err))
            return false;
        if (row > 0 && value <= before)
            return segment_damaged(segment, column, row, err);
        before = value;
    }
    return true;
}

/* A column of first rows: from 0 up to the end. */
static bool rises_to(const struct segment *segment, int column, uint64_t end, struct error *err)
{
    uint64_t first, last, rows = segment->columns[column].rows;
    if (!rises(segment, column, err) || !number_at(segment, column, 0, &first, err) ||
        !number_at(segment, column, rows - 1, &last, err))
        return false;
    return (first == 0 && last == end) || segment_damaged(segment, column, 0, err);
}

/* Heights rise and stay in the segment's range; every transaction stands in a block. */
static bool check_blocks(const struct segment *segment, struct error *err)
{
    const uint64_t *counts = segment->shape.counts;
    uint64_t last;
    if (!rises(segment, COLUMN_BLOCK, err) ||
        !number_at(segment, COLUMN_BLOCK, counts[COUNT_BLOCKS] - 1, &last, err))
        return false;
    if (last > counts[COUNT_LAST_BLOCK] - counts[COUNT_FIRST_BLOCK])
        return segment_damaged(segment, COLUMN_BLOCK, counts[COUNT_BLOCKS] - 1, err);
    return rises_to(segment, COLUMN_BLOCK_FIRST, counts[COUNT_TRANSACTIONS], err);
}

/* Negative, 0, positive: two rows of a column of bytes; NULL rows are damaged. */
static bool compare_bytes(const struct segment *segment, int column, uint64_t a, uint64_t b,
                          int *ret_order, struct error *err)
{
    const unsigned char *x = column_row(&segment->columns[column], a);
    const unsigned char *y = column_row(&segment->columns[column], b);
    if (x == NULL || y == NULL)
        return segment_damaged(segment, column, x == NULL ? a : b, err);
    *ret_order = memcmp(x, y, segment->columns[column].width);
    return true;
}

static bool compare_containers(const struct segment *segment, uint64_t a, uint64_t b,
                               int *ret_order, struct error *err)
{
    *ret_order = 0;
    for (int column = COLUMN_CONTAINER_ACCOUNT; *ret_order == 0 && column <= COLUMN_CONTAINER_ASSET;
         column++) {
        uint64_t x, y;
        if (!number_at(segment, column, a, &x, err) || !number_at(segment, column, b, &y, err))
            return false;
        *ret_order = (x > y) - (x < y);
    }
    return true;
}

static bool compare_rows(const struct segment *segment, int sorted, uint64_t a, uint64_t b,
                         int *ret_order, struct error *err)
{
    switch (sorted) {
    case COLUMN_ACCOUNT_SORT:
        return compare_bytes(segment, COLUMN_ACCOUNT, a, b, ret_order, err);
    case COLUMN_TRANSACTION_SORT:
        if (!compare_bytes(segment, COLUMN_TRANSACTION, a, b, ret_order, err))
            return false;
        if (*ret_order == 0) /* one id in two blocks */
            *ret_order = a < b ? -1 : 1;
        return true;
    default:
        return compare_containers(segment, a, b, ret_order, err);
    }
}

/* Each row stands behind the one before: so none stands twice, and none is missing. */
static bool is_sorted(const struct segment *segment, int sorted, struct error *err)
{
    uint64_t rows = segment->columns[sorted].rows, before = 0, row;
    for (uint64_t place = 0; place < rows; place++) {
        int order = -1;
        if (!number_at(segment, sorted, place, &row, err) ||
            (place > 0 && !compare_rows(segment, sorted, before, row, &order, err)))
            return false;
        if (row >= rows || order >= 0)
            return segment_damaged(segment, sorted, place, err);
        before = row;
    }
    return true;
}

static bool check_sides(const struct ledger *ledger, const struct segment *segment,
                        struct error *err)
{
    const uint64_t *counts = segment->shape.counts;
    for (uint64_t row = 0; row < counts[COUNT_TRANSFERS]; row++) {
        struct transfer transfer;
        uint64_t account, from, to;
        if (!ledger_transfer(ledger, counts[COUNT_FIRST_TRANSFER] + row, &transfer, err))
            return false;
        if (transfer.from == LEDGER_NONE || transfer.to == LEDGER_NONE)
            continue;
        if (!ledger_container(ledger, transfer.from, &account, &from, err) ||
            !ledger_container(ledger, transfer.to, &account, &to, err))
            return false;
        if (from != to)
            return segment_damaged(segment, COLUMN_TO, row, err);
    }
    return true;
}

static bool check_lots(const struct ledger *ledger, const struct segment *segment,
                       struct error *err)
{
    const uint64_t *counts = segment->shape.counts;
    if (!rises(segment, COLUMN_UNSEEN_AT, err))
        return false;
    for (uint64_t lot = 0; lot < counts[COUNT_UNSEEN]; lot++) {
        struct transfer transfer;
        struct amount made;
        uint64_t row;
        if (!number_at(segment, COLUMN_UNSEEN_AT, lot, &row, err) ||
            !search_amount(segment, COLUMN_UNSEEN, lot, &made, err))
            return false;
        if (row >= counts[COUNT_TRANSFERS] || amount_is_zero(made))
            return segment_damaged(segment, COLUMN_UNSEEN, lot, err);
        if (!ledger_transfer(ledger, counts[COUNT_FIRST_TRANSFER] + row, &transfer, err))
            return false;
        if (!transfer_kind_info(transfer.kind)->debits)
            return segment_damaged(segment, COLUMN_UNSEEN_AT, lot, err);
    }
    return true;
}

/* Texts lie one behind the other, to the end, and are assets of the ledger's chain. */
static bool check_assets(const struct ledger *ledger, const struct segment *segment,
                         struct error *err)
{
    const uint64_t *counts = segment->shape.counts;
    uint64_t bytes = 0;
    for (uint64_t row = 0; row < counts[COUNT_ASSETS]; row++) {
        struct span text, chain;
        if (!ledger_asset(ledger, counts[COUNT_FIRST_ASSET] + row, &text, err))
            return false;
        if (!caip19_valid(text, &chain) || !span_is(chain, ledger->manifest.chain))
            return segment_damaged(segment, COLUMN_ASSET_TEXT, row, err);
        bytes += text.size;
    }
    return bytes == counts[COUNT_ASSET_BYTES] ||
           segment_damaged(segment, COLUMN_ASSET_END, counts[COUNT_ASSETS], err);
}

bool verify_tables(const struct ledger *ledger, const struct segment *segment, struct error *err)
{
    const uint64_t *counts = segment->shape.counts;
    return check_blocks(segment, err) &&
           rises_to(segment, COLUMN_TRANSACTION_FIRST, counts[COUNT_TRANSFERS], err) &&
           is_sorted(segment, COLUMN_TRANSACTION_SORT, err) &&
           is_sorted(segment, COLUMN_ACCOUNT_SORT, err) &&
           is_sorted(segment, COLUMN_CONTAINER_SORT, err) && check_assets(ledger, segment, err) &&
           check_sides(ledger, segment, err) && check_lots(ledger, segment, err);
}
