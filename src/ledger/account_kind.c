/* The columns of the account kind: how many rows and how wide, told by the counts. */
#include <stddef.h>

#include "base/error.h"
#include "ledger/segment_layout.h"

static const char *const column_names[SEGMENT_COLUMNS] = {
    [COLUMN_FROM] = "from",
    [COLUMN_TO] = "to",
    [COLUMN_KIND] = "kind",
    [COLUMN_AMOUNT] = "amount",
    [COLUMN_UNSEEN_AT] = "unseen-at",
    [COLUMN_UNSEEN] = "unseen",
    [COLUMN_LIST_OLD] = "list-old",
    [COLUMN_LIST_START] = "list-start",
    [COLUMN_POSTING] = "posting",
    [COLUMN_START] = "start",
    [COLUMN_SUM_IN] = "sum-in",
    [COLUMN_SUM_OUT] = "sum-out",
    [COLUMN_SUM_UNSEEN] = "sum-unseen",
    [COLUMN_CONTAINER_ACCOUNT] = "container-account",
    [COLUMN_CONTAINER_ASSET] = "container-asset",
    [COLUMN_CONTAINER_SORT] = "container-sort",
    [COLUMN_ACCOUNT] = "account",
    [COLUMN_ACCOUNT_SORT] = "account-sort",
    [COLUMN_ASSET_END] = "asset-end",
    [COLUMN_ASSET_TEXT] = "asset-text",
    [COLUMN_TRANSACTION] = "transaction",
    [COLUMN_TRANSACTION_SORT] = "transaction-sort",
    [COLUMN_TRANSACTION_FIRST] = "transaction-first",
    [COLUMN_BLOCK] = "block",
    [COLUMN_BLOCK_TIME] = "block-time",
    [COLUMN_BLOCK_FIRST] = "block-first",
    [COLUMN_UNSEEN_SUM_ASSET] = "unseen-sum-asset",
    [COLUMN_UNSEEN_SUM_BLOCK] = "unseen-sum-block",
    [COLUMN_UNSEEN_SUM] = "unseen-sum",
};

static const char *column_name(int column)
{
    return column_names[column];
}

static uint64_t rows_expected(const uint64_t *counts, int column)
{
    switch (column) {
    case COLUMN_FROM:
    case COLUMN_TO:
    case COLUMN_KIND:
    case COLUMN_AMOUNT:
        return counts[COUNT_TRANSFERS];
    case COLUMN_UNSEEN_AT:
    case COLUMN_UNSEEN:
        return counts[COUNT_UNSEEN];
    case COLUMN_LIST_OLD:
    case COLUMN_START:
        return counts[COUNT_OLD_LISTS];
    case COLUMN_LIST_START:
        return counts[COUNT_OLD_LISTS] + counts[COUNT_CONTAINERS] + 1;
    case COLUMN_POSTING:
        return counts[COUNT_POSTINGS];
    case COLUMN_SUM_IN:
    case COLUMN_SUM_OUT:
    case COLUMN_SUM_UNSEEN:
        return (counts[COUNT_POSTINGS] + POSTINGS_PER_SUM - 1) / POSTINGS_PER_SUM;
    case COLUMN_CONTAINER_ACCOUNT:
    case COLUMN_CONTAINER_ASSET:
    case COLUMN_CONTAINER_SORT:
        return counts[COUNT_CONTAINERS];
    case COLUMN_ACCOUNT:
    case COLUMN_ACCOUNT_SORT:
        return counts[COUNT_ACCOUNTS];
    case COLUMN_ASSET_END:
        return counts[COUNT_ASSETS];
    case COLUMN_ASSET_TEXT:
        return counts[COUNT_ASSET_BYTES];
    case COLUMN_TRANSACTION:
    case COLUMN_TRANSACTION_SORT:
        return counts[COUNT_TRANSACTIONS];
    case COLUMN_TRANSACTION_FIRST:
        return counts[COUNT_TRANSACTIONS] + 1;
    case COLUMN_BLOCK:
    case COLUMN_BLOCK_TIME:
        return counts[COUNT_BLOCKS];
    case COLUMN_BLOCK_FIRST:
        return counts[COUNT_BLOCKS] + 1;
    default:
        return counts[COUNT_UNSEEN_SUMS];
    }
}

static bool width_allowed(int column, unsigned width)
{
    switch (column) {
    case COLUMN_ACCOUNT:
        return width == ACCOUNT_KEY_BYTES;
    case COLUMN_TRANSACTION:
        return width == TRANSACTION_ID_BYTES;
    case COLUMN_ASSET_TEXT:
        return width == 1;
    case COLUMN_AMOUNT:
    case COLUMN_UNSEEN:
    case COLUMN_START:
    case COLUMN_SUM_IN:
    case COLUMN_SUM_OUT:
    case COLUMN_SUM_UNSEEN:
    case COLUMN_UNSEEN_SUM:
        return width <= 32;
    default:
        return width <= 8;
    }
}

static bool counts_agree(const struct segment_shape *shape)
{
    const uint64_t *counts = shape->counts;
    bool sides = shape->columns[COLUMN_FROM].width > 0 || shape->columns[COLUMN_TO].width > 0;
    bool sorted = shape->columns[COLUMN_CONTAINER_SORT].width > 0;
    return counts[COUNT_TRANSFERS] > 0 && sides && /* each transfer has a side, not numbered 0 */
           counts[COUNT_BLOCKS] > 0 && counts[COUNT_BLOCKS] <= counts[COUNT_TRANSACTIONS] &&
           counts[COUNT_TRANSACTIONS] <= counts[COUNT_TRANSFERS] &&
           counts[COUNT_LAST_BLOCK] - counts[COUNT_FIRST_BLOCK] >= counts[COUNT_BLOCKS] - 1 &&
           (counts[COUNT_CONTAINERS] < 2 || sorted) && /* a permutation has numbers over 0 */
           counts[COUNT_CONTAINERS] <= 2 * counts[COUNT_TRANSFERS] &&
           counts[COUNT_ACCOUNTS] <= counts[COUNT_CONTAINERS] &&
           counts[COUNT_ASSETS] <= counts[COUNT_CONTAINERS] &&
           counts[COUNT_ASSETS] <= counts[COUNT_ASSET_BYTES] &&
           counts[COUNT_POSTINGS] <= 2 * counts[COUNT_TRANSFERS] &&
           counts[COUNT_OLD_LISTS] <= counts[COUNT_POSTINGS] &&
           counts[COUNT_OLD_LISTS] <= counts[COUNT_FIRST_CONTAINER] &&
           counts[COUNT_UNSEEN] <= counts[COUNT_TRANSFERS] &&
           counts[COUNT_UNSEEN_SUMS] <= counts[COUNT_UNSEEN];
}

static void set_widths(struct segment_shape *shape)
{
    const uint64_t *counts = shape->counts;
    const struct {
        enum segment_column column;
        uint64_t largest;
    } widths[] = {
        {COLUMN_FROM, counts[COUNT_FIRST_CONTAINER] + counts[COUNT_CONTAINERS]},
        {COLUMN_TO, counts[COUNT_FIRST_CONTAINER] + counts[COUNT_CONTAINERS]},
        {COLUMN_UNSEEN_AT, counts[COUNT_TRANSFERS]},
        {COLUMN_LIST_OLD, counts[COUNT_FIRST_CONTAINER]},
        {COLUMN_LIST_START, counts[COUNT_POSTINGS]},
        {COLUMN_POSTING, 2 * counts[COUNT_TRANSFERS]},
        {COLUMN_CONTAINER_ACCOUNT, counts[COUNT_FIRST_ACCOUNT] + counts[COUNT_ACCOUNTS]},
        {COLUMN_CONTAINER_ASSET, counts[COUNT_FIRST_ASSET] + counts[COUNT_ASSETS] - 1},
        {COLUMN_CONTAINER_SORT, counts[COUNT_CONTAINERS]},
        {COLUMN_ACCOUNT_SORT, counts[COUNT_ACCOUNTS]},
        {COLUMN_ASSET_END, counts[COUNT_ASSET_BYTES]},
        {COLUMN_TRANSACTION_SORT, counts[COUNT_TRANSACTIONS]},
        {COLUMN_TRANSACTION_FIRST, counts[COUNT_TRANSFERS]},
        {COLUMN_BLOCK, counts[COUNT_LAST_BLOCK] - counts[COUNT_FIRST_BLOCK]},
        {COLUMN_BLOCK_FIRST, counts[COUNT_TRANSACTIONS]},
        {COLUMN_UNSEEN_SUM_ASSET, counts[COUNT_FIRST_ASSET] + counts[COUNT_ASSETS] - 1},
        {COLUMN_UNSEEN_SUM_BLOCK, counts[COUNT_BLOCKS]},
    };
    for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++)
        shape->columns[widths[i].column].width = segment_number_width(widths[i].largest);
    shape->columns[COLUMN_ACCOUNT].width = ACCOUNT_KEY_BYTES;
    shape->columns[COLUMN_TRANSACTION].width = TRANSACTION_ID_BYTES;
    shape->columns[COLUMN_ASSET_TEXT].width = 1;
}

static const struct segment_pair pairs[] = {
    {COUNT_FIRST_TRANSFER, COUNT_TRANSFERS}, {COUNT_FIRST_TRANSACTION, COUNT_TRANSACTIONS},
    {COUNT_FIRST_ACCOUNT, COUNT_ACCOUNTS},   {COUNT_FIRST_CONTAINER, COUNT_CONTAINERS},
    {COUNT_FIRST_ASSET, COUNT_ASSETS},       {0, 0}};

const struct segment_kind account_kind = {
    .number = 2,
    .name = "account",
    .columns = SEGMENT_COLUMNS,
    .counts = SEGMENT_COUNTS,
    .head_bytes = 192,
    .column_name = column_name,
    .pairs = pairs,
    .rows = rows_expected,
    .width_allowed = width_allowed,
    .set_widths = set_widths,
    .counts_agree = counts_agree,
};
