#include "ledger/search.h"

#include "ledger/asset_index.h"

bool search_number(const struct segment *segment, int column, uint64_t from, uint64_t to,
                   uint64_t value, uint64_t *ret_row, struct error *err)
{
    while (from < to) {
        uint64_t middle = from + (to - from) / 2, found;
        if (!column_number(&segment->columns[column], middle, &found))
            return segment_damaged(segment, column, middle, err);
        if (found < value)
            from = middle + 1;
        else
            to = middle;
    }
    *ret_row = from;
    return true;
}

bool search_start(const struct segment *segment, int column, uint64_t value, uint64_t *ret_row,
                  struct error *err)
{
    uint64_t row, rows = segment->columns[column].rows;
    if (!search_number(segment, column, 0, rows, value + 1, &row, err))
        return false;
    if (row == 0 || row == rows)
        return segment_damaged(segment, column, row, err);
    *ret_row = row - 1;
    return true;
}

bool search_amount(const struct segment *segment, int column, uint64_t row,
                   struct amount *ret_amount, struct error *err)
{
    const unsigned char *bytes = column_row(&segment->columns[column], row);
    if (bytes == NULL)
        return segment_damaged(segment, column, row, err);
    *ret_amount = amount_load(bytes, segment->columns[column].width);
    return true;
}

/* In a column of bytes sorted through a permutation: the first place whose bytes are not less. */
static bool search_bytes(const struct segment *segment, int sorted, int bytes,
                         const unsigned char *key, uint64_t *ret_place, struct error *err)
{
    unsigned width = segment->columns[bytes].width;
    uint64_t from = 0, to = segment->columns[sorted].rows;
    while (from < to) {
        uint64_t middle = from + (to - from) / 2, row;
        const unsigned char *found;
        if (!column_number(&segment->columns[sorted], middle, &row) ||
            (found = column_row(&segment->columns[bytes], row)) == NULL)
            return segment_damaged(segment, sorted, middle, err);
        if (memcmp(found, key, width) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    *ret_place = from;
    return true;
}

/* The row with these bytes at a place of the permutation; LEDGER_NONE when others stand there. */
static uint64_t row_if_equal(const struct segment *segment, int sorted, int bytes,
                             const unsigned char *key, uint64_t place)
{
    uint64_t row;
    const unsigned char *found;
    if (!column_number(&segment->columns[sorted], place, &row) ||
        (found = column_row(&segment->columns[bytes], row)) == NULL ||
        memcmp(found, key, segment->columns[bytes].width) != 0)
        return LEDGER_NONE;
    return row;
}

bool ledger_find_account(const struct ledger *ledger, const unsigned char *key,
                         uint64_t *ret_account, struct error *err)
{
    for (size_t i = 0; i < ledger->segment_count; i++) {
        uint64_t place;
        const struct segment *segment = ledger->segments[i];
        if (!search_bytes(segment, COLUMN_ACCOUNT_SORT, COLUMN_ACCOUNT, key, &place, err))
            return false;
        uint64_t row = row_if_equal(segment, COLUMN_ACCOUNT_SORT, COLUMN_ACCOUNT, key, place);
        if (row == LEDGER_NONE)
            continue;
        *ret_account = segment->shape.counts[COUNT_FIRST_ACCOUNT] + row;
        return true;
    }
    *ret_account = LEDGER_NONE;
    return true;
}

bool ledger_find_transaction(const struct ledger *ledger, const unsigned char *id,
                             uint64_t *ret_transaction, struct error *err)
{
    uint64_t number = LEDGER_NONE;
    for (size_t i = 0; i < ledger->segment_count; i++) {
        uint64_t place, row;
        const struct segment *segment = ledger->segments[i];
        if (!search_bytes(segment, COLUMN_TRANSACTION_SORT, COLUMN_TRANSACTION, id, &place, err))
            return false;
        while ((row = row_if_equal(segment, COLUMN_TRANSACTION_SORT, COLUMN_TRANSACTION, id,
                                   place++)) != LEDGER_NONE) {
            uint64_t other = segment->shape.counts[COUNT_FIRST_TRANSACTION] + row;
            struct transaction a, b;
            if (number == LEDGER_NONE) {
                number = other;
                continue;
            }
            if (!ledger_transaction(ledger, number, &a, err) ||
                !ledger_transaction(ledger, other, &b, err))
                return false;
            return error_input(err, ERROR_CONFLICT, "transaction",
                               "its id stands in the blocks %llu and %llu; expected one",
                               (unsigned long long)a.block, (unsigned long long)b.block);
        }
    }
    *ret_transaction = number;
    return true;
}

bool ledger_find_asset(const struct ledger *ledger, struct span text, uint64_t *ret_asset,
                       struct error *err)
{
    return asset_index_find(ledger->asset_index, ledger, text, ret_asset, err);
}

/* Negative, 0, positive: the container at a place of the segment's order against (account, asset).
 */
static bool compare_container(const struct segment *segment, uint64_t place, uint64_t account,
                              uint64_t asset, int *ret_order, uint64_t *ret_row, struct error *err)
{
    uint64_t row, found_account, found_asset;
    if (!column_number(&segment->columns[COLUMN_CONTAINER_SORT], place, &row) ||
        !column_number(&segment->columns[COLUMN_CONTAINER_ACCOUNT], row, &found_account) ||
        !column_number(&segment->columns[COLUMN_CONTAINER_ASSET], row, &found_asset))
        return segment_damaged(segment, COLUMN_CONTAINER_SORT, place, err);
    if (found_account != account)
        *ret_order = found_account < account ? -1 : 1;
    else
        *ret_order = (found_asset > asset) - (found_asset < asset);
    *ret_row = row;
    return true;
}

/* The first container of a segment's order at or above (account, asset); LEDGER_NONE at its end, or
 * where the account's have ended. */
static bool next_in_segment(const struct segment *segment, uint64_t account, uint64_t asset,
                            uint64_t *ret_asset, uint64_t *ret_container, struct error *err)
{
    uint64_t from = 0, to = segment->columns[COLUMN_CONTAINER_SORT].rows, end = to, row;
    int order;
    *ret_container = LEDGER_NONE;
    while (from < to) {
        uint64_t middle = from + (to - from) / 2;
        if (!compare_container(segment, middle, account, asset, &order, &row, err))
            return false;
        if (order < 0)
            from = middle + 1;
        else
            to = middle;
    }
    if (from == end)
        return true;
    if (!compare_container(segment, from, account, asset, &order, &row, err))
        return false;
    uint64_t found_account, found_asset;
    if (!column_number(&segment->columns[COLUMN_CONTAINER_ACCOUNT], row, &found_account) ||
        !column_number(&segment->columns[COLUMN_CONTAINER_ASSET], row, &found_asset))
        return segment_damaged(segment, COLUMN_CONTAINER_SORT, from, err);
    if (found_account != account)
        return true;
    *ret_asset = found_asset;
    *ret_container = segment->shape.counts[COUNT_FIRST_CONTAINER] + row;
    return true;
}

bool ledger_next_container(const struct ledger *ledger, uint64_t account, uint64_t *asset,
                           uint64_t *ret_container, struct error *err)
{
    uint64_t best = LEDGER_NONE, best_asset = *asset;
    for (size_t i = 0; i < ledger->segment_count; i++) {
        uint64_t found_asset, container;
        if (!next_in_segment(ledger->segments[i], account, *asset, &found_asset, &container, err))
            return false;
        if (container == LEDGER_NONE || (best != LEDGER_NONE && found_asset >= best_asset))
            continue;
        best = container;
        best_asset = found_asset;
    }
    *asset = best_asset;
    *ret_container = best;
    return true;
}

bool ledger_find_container(const struct ledger *ledger, uint64_t account, uint64_t asset,
                           uint64_t *ret_container, struct error *err)
{
    uint64_t found = asset, container;
    if (!ledger_next_container(ledger, account, &found, &container, err))
        return false;
    *ret_container = found == asset ? container : LEDGER_NONE;
    return true;
}
