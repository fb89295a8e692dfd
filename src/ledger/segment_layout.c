#include "ledger/segment_layout.h"

#include <string.h>

#include "base/error.h"
#include "base/u256.h"

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

const char *segment_column_name(enum segment_column column)
{
    ensure(column >= 0 && column < SEGMENT_COLUMNS);
    return column_names[column];
}

void le_store(unsigned char *bytes, uint64_t value, unsigned width)
{
    for (unsigned i = 0; i < width; i++)
        bytes[i] = (unsigned char)(value >> (8 * i));
}

void be_store(unsigned char *bytes, uint64_t value)
{
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(value >> (56 - 8 * i));
}

uint64_t le_load(const unsigned char *bytes, unsigned width)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < width; i++)
        value |= (uint64_t)bytes[i] << (8 * i);
    return value;
}

/* The rows that a column must have, told by the counts of the head; 8 or 32 the widest it may be.
 */
uint64_t segment_rows_expected(const uint64_t *counts, int column)
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

bool segment_counts_agree(const struct segment_shape *shape)
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

unsigned segment_number_width(uint64_t largest)
{
    return u256_width(u256_from_u64(largest));
}

void segment_set_widths(struct segment_shape *shape)
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

bool segment_layout(const struct segment_shape *shape, struct segment_layout *ret_layout)
{
    struct segment_layout layout = {0};
    const uint64_t check_bytes = UINT64_C(1) << SEGMENT_CHECK_SHIFT;
    for (int i = 0; i < SEGMENT_COLUMNS; i++) {
        uint64_t rows = shape->columns[i].rows;
        if (rows > UINT64_C(1) << 48 || shape->columns[i].width > 32)
            return false;
        layout.bytes[i] = rows * shape->columns[i].width;
        layout.first_check[i] = layout.checks;
        layout.checks += (layout.bytes[i] + check_bytes - 1) / check_bytes;
    }
    layout.head_bytes =
        SEGMENT_HEAD_BYTES + SEGMENT_COLUMNS * SEGMENT_ENTRY_BYTES + layout.checks * 8;
    uint64_t at = layout.head_bytes;
    for (int i = 0; i < SEGMENT_COLUMNS; i++) {
        at = (at + SEGMENT_ALIGN - 1) / SEGMENT_ALIGN * SEGMENT_ALIGN;
        layout.offset[i] = at;
        at += layout.bytes[i] + SEGMENT_SLACK;
    }
    layout.file_bytes = at;
    *ret_layout = layout;
    return true;
}

void segment_head_encode(const struct segment_shape *shape, const struct segment_layout *layout,
                         unsigned char hashes[][SHA256_BYTES], unsigned char *ret_bytes)
{
    memset(ret_bytes, 0, SEGMENT_HEAD_BYTES + SEGMENT_COLUMNS * SEGMENT_ENTRY_BYTES);
    memcpy(ret_bytes, SEGMENT_MAGIC, 8);
    le_store(ret_bytes + 8, SEGMENT_VERSION, 4);
    le_store(ret_bytes + 12, SEGMENT_KIND_ACCOUNT, 4);
    le_store(ret_bytes + 16, SEGMENT_COLUMNS, 4);
    le_store(ret_bytes + 24, layout->file_bytes, 8);
    for (int i = 0; i < SEGMENT_COUNTS; i++)
        le_store(ret_bytes + 32 + 8 * i, shape->counts[i], 8);
    for (int i = 0; i < SEGMENT_COLUMNS; i++) {
        unsigned char *entry = ret_bytes + SEGMENT_HEAD_BYTES + i * SEGMENT_ENTRY_BYTES;
        le_store(entry, (uint64_t)i + 1, 4);
        le_store(entry + 4, shape->columns[i].width, 4);
        le_store(entry + 8, shape->columns[i].rows, 8);
        le_store(entry + 16, layout->offset[i], 8);
        le_store(entry + 24, layout->first_check[i], 8);
        memcpy(entry + 32, hashes[i], SHA256_BYTES);
    }
}
