/* The columns of a merge that have an order of their own: the heads of all parts' orders are
 * compared, the least goes out; of equal ones that of the earlier part. */
#include "ledger/merge_parts.h"
#include "ledger/search.h"

enum { KEY_BYTES_MAX = 32 };

/* A column that sorts things, what they are counted by, and the column that tells their keys. */
static const struct order {
    int sorted, keys;
    int first;
} orders[] = {{COLUMN_CONTAINER_SORT, COLUMN_CONTAINER_ACCOUNT, COUNT_FIRST_CONTAINER},
              {COLUMN_ACCOUNT_SORT, COLUMN_ACCOUNT, COUNT_FIRST_ACCOUNT},
              {COLUMN_TRANSACTION_SORT, COLUMN_TRANSACTION, COUNT_FIRST_TRANSACTION}};

static const struct order *order_of(int sorted)
{
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++)
        if (orders[i].sorted == sorted)
            return &orders[i];
    ensure(false);
    return NULL;
}

struct head {
    uint64_t at, end, row;
    unsigned char key[KEY_BYTES_MAX];
};

static bool load_key(const struct segment *segment, const struct order *order, struct head *head,
                     struct error *err)
{
    const struct column *keys = &segment->columns[order->keys];
    uint64_t account, asset;
    if (order->keys != COLUMN_CONTAINER_ACCOUNT) {
        const unsigned char *bytes = column_row(keys, head->row);
        if (bytes == NULL)
            return segment_damaged(segment, order->keys, head->row, err);
        memcpy(head->key, bytes, keys->width);
        return true;
    }
    if (!column_number(keys, head->row, &account) ||
        !column_number(&segment->columns[COLUMN_CONTAINER_ASSET], head->row, &asset))
        return segment_damaged(segment, order->keys, head->row, err);
    be_store(head->key, account);
    be_store(head->key + 8, asset);
    return true;
}

static bool load_head(const struct segment *segment, const struct order *order, struct head *head,
                      struct error *err)
{
    if (head->at == head->end)
        return true;
    if (!column_number(&segment->columns[order->sorted], head->at, &head->row))
        return segment_damaged(segment, order->sorted, head->at, err);
    return load_key(segment, order, head, err);
}

static struct head *least_head(struct head *heads, size_t count, size_t *ret_part)
{
    struct head *least = NULL;
    for (size_t part = 0; part < count; part++) {
        struct head *head = &heads[part];
        if (head->at == head->end ||
            (least != NULL && memcmp(head->key, least->key, KEY_BYTES_MAX) >= 0))
            continue;
        least = head;
        *ret_part = part;
    }
    return least;
}

bool merge_put_sorted(struct merge *merge, int sorted, struct error *err)
{
    const struct order *order = order_of(sorted);
    struct head heads[MERGE_PARTS_MAX] = {0}, *least;
    size_t part = 0;
    for (size_t i = 0; i < merge->count; i++) {
        heads[i].end = merge->parts[i]->columns[sorted].rows;
        if (!load_head(merge->parts[i], order, &heads[i], err))
            return false;
    }
    segment_writer_begin(merge->writer, sorted);
    while ((least = least_head(heads, merge->count, &part)) != NULL) {
        const struct segment *segment = merge->parts[part];
        if (least->row >= segment->columns[order->keys].rows)
            return segment_damaged(segment, sorted, least->at, err);
        segment_writer_put(merge->writer, least->row + merge_shift(merge, part, order->first));
        least->at++;
        if (!load_head(segment, order, least, err))
            return false;
    }
    return true;
}

/* By asset, then part by part: the rows of an asset, as each part has them. */
struct sum_rows {
    uint64_t at, rows, asset, blocks_before;
};

static bool load_asset(const struct segment *segment, struct sum_rows *rows, struct error *err)
{
    rows->asset = LEDGER_NONE;
    return rows->at == rows->rows ||
           column_number(&segment->columns[COLUMN_UNSEEN_SUM_ASSET], rows->at, &rows->asset) ||
           segment_damaged(segment, COLUMN_UNSEEN_SUM_ASSET, rows->at, err);
}

static bool put_sum(struct merge *merge, const struct segment *segment, const struct sum_rows *rows,
                    int column, struct error *err)
{
    struct amount sum;
    uint64_t value = rows->asset;
    if (column == COLUMN_UNSEEN_SUM) {
        if (!search_amount(segment, column, rows->at, &sum, err))
            return false;
        segment_writer_put_amount(merge->writer, sum);
        return true;
    }
    if (column == COLUMN_UNSEEN_SUM_BLOCK) {
        if (!column_number(&segment->columns[column], rows->at, &value) ||
            value >= segment->shape.counts[COUNT_BLOCKS])
            return segment_damaged(segment, column, rows->at, err);
        value += rows->blocks_before;
    }
    segment_writer_put(merge->writer, value);
    return true;
}

static bool put_sum_column(struct merge *merge, int column, struct error *err)
{
    struct sum_rows rows[MERGE_PARTS_MAX] = {0};
    uint64_t blocks = 0;
    for (size_t part = 0; part < merge->count; part++) {
        rows[part].rows = merge->parts[part]->shape.counts[COUNT_UNSEEN_SUMS];
        rows[part].blocks_before = blocks;
        blocks += merge->parts[part]->shape.counts[COUNT_BLOCKS];
        if (!load_asset(merge->parts[part], &rows[part], err))
            return false;
    }
    segment_writer_begin(merge->writer, column);
    for (;;) {
        size_t least = 0;
        for (size_t part = 1; part < merge->count; part++)
            if (rows[part].asset < rows[least].asset)
                least = part;
        if (rows[least].asset == LEDGER_NONE)
            return true;
        if (!put_sum(merge, merge->parts[least], &rows[least], column, err))
            return false;
        rows[least].at++;
        if (!load_asset(merge->parts[least], &rows[least], err))
            return false;
    }
}

bool merge_put_unseen_sums(struct merge *merge, struct error *err)
{
    return put_sum_column(merge, COLUMN_UNSEEN_SUM_ASSET, err) &&
           put_sum_column(merge, COLUMN_UNSEEN_SUM_BLOCK, err) &&
           put_sum_column(merge, COLUMN_UNSEEN_SUM, err);
}
