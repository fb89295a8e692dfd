#include <pthread.h>
#include <stdlib.h>

#include "base/huge.h"
#include "ledger/build.h"
#include "ledger/build_sorted.h"
#include "ledger/segment_layout.h"
#include "ledger/segment_write.h"

static void widen(struct segment_shape *shape, enum segment_column column, struct amount amount)
{
    unsigned width = amount_width(amount);
    if (width > shape->columns[column].width)
        shape->columns[column].width = width;
}

static void widen_sums(struct segment_shape *shape, enum segment_column in, const struct sums *sums)
{
    widen(shape, in, sums->in);
    widen(shape, in + 1, sums->out);
    widen(shape, in + 2, sums->unseen);
}

static void set_counts(const struct range *range, const struct manifest_segment *listed,
                       uint64_t *counts)
{
    const struct batch *batch = range->batch;
    counts[COUNT_FIRST_BLOCK] = listed->first_block;
    counts[COUNT_LAST_BLOCK] = listed->last_block;
    counts[COUNT_FIRST_TRANSFER] = batch->first_transfer + range->transfer;
    counts[COUNT_TRANSFERS] = range->transfer_end - range->transfer;
    counts[COUNT_FIRST_TRANSACTION] = batch->first_transaction + range->transaction;
    counts[COUNT_TRANSACTIONS] = range->transaction_end - range->transaction;
    counts[COUNT_FIRST_ACCOUNT] = range->first_account;
    counts[COUNT_ACCOUNTS] = range->accounts;
    counts[COUNT_FIRST_CONTAINER] = range->first_container;
    counts[COUNT_CONTAINERS] = range->containers;
    counts[COUNT_FIRST_ASSET] = range->first_asset;
    counts[COUNT_ASSETS] = range->assets;
    counts[COUNT_BLOCKS] = range->block_end - range->block;
    counts[COUNT_POSTINGS] = range->postings_count;
    counts[COUNT_OLD_LISTS] = range->old_count;
    counts[COUNT_UNSEEN] = range->unseen_end - range->unseen;
    counts[COUNT_UNSEEN_SUMS] = range->unseen_sums_count;
    for (size_t i = 0; i < batch->assets_count; i++)
        if (batch->assets[i].number >= range->first_asset &&
            batch->assets[i].number < range->first_asset + range->assets)
            counts[COUNT_ASSET_BYTES] += batch->assets[i].size;
}

static void make_shape(const struct range *range, const struct manifest_segment *listed,
                       struct segment_shape *shape)
{
    const struct batch *batch = range->batch;
    *shape = (struct segment_shape){.kind = &account_kind};
    set_counts(range, listed, shape->counts);
    segment_shape_set(shape);
    uint64_t kind = 0, time = 0;
    for (size_t i = range->transfer; i < range->transfer_end; i++) {
        widen(shape, COLUMN_AMOUNT, batch_amount(batch, &batch->transfers[i]));
        kind |= (uint64_t)batch->transfers[i].kind;
    }
    for (size_t i = range->block; i < range->block_end; i++)
        time |= batch->blocks[i].time;
    shape->columns[COLUMN_KIND].width = segment_number_width(kind);
    shape->columns[COLUMN_BLOCK_TIME].width = segment_number_width(time);
    for (size_t i = range->unseen; i < range->unseen_end; i++)
        widen(shape, COLUMN_UNSEEN, batch->unseen[i].amount);
    for (size_t i = 0; i < range->old_count; i++)
        widen(shape, COLUMN_START, range->starts[i]);
    for (size_t i = 0; i * POSTINGS_PER_SUM < range->postings_count; i++)
        widen_sums(shape, COLUMN_SUM_IN, &range->samples[i]);
    for (size_t i = 0; i < range->unseen_sums_count; i++)
        widen(shape, COLUMN_UNSEEN_SUM, range->unseen_sums[i].sum);
}

static uint64_t stored_container(const struct batch *batch, uint32_t side)
{
    return side == 0 ? 0 : batch->numbers[side - 1].container + 1;
}

static void put_transfers(const struct range *range, struct segment_writer *writer)
{
    const struct batch *batch = range->batch;
    segment_writer_begin(writer, COLUMN_FROM);
    for (size_t i = range->transfer; i < range->transfer_end; i++)
        segment_writer_put(writer, stored_container(batch, batch->transfers[i].from));
    segment_writer_begin(writer, COLUMN_TO);
    for (size_t i = range->transfer; i < range->transfer_end; i++)
        segment_writer_put(writer, stored_container(batch, batch->transfers[i].to));
    segment_writer_begin(writer, COLUMN_KIND);
    for (size_t i = range->transfer; i < range->transfer_end; i++)
        segment_writer_put(writer, (uint64_t)batch->transfers[i].kind);
    segment_writer_begin(writer, COLUMN_AMOUNT);
    for (size_t i = range->transfer; i < range->transfer_end; i++)
        segment_writer_put_amount(writer, batch_amount(batch, &batch->transfers[i]));
    segment_writer_begin(writer, COLUMN_UNSEEN_AT);
    for (size_t i = range->unseen; i < range->unseen_end; i++)
        segment_writer_put(writer, batch->unseen[i].transfer - range->transfer);
    segment_writer_begin(writer, COLUMN_UNSEEN);
    for (size_t i = range->unseen; i < range->unseen_end; i++)
        segment_writer_put_amount(writer, batch->unseen[i].amount);
}

static void put_sums(struct segment_writer *writer, int in, const struct sums *sums, uint64_t rows)
{
    segment_writer_begin(writer, in);
    for (uint64_t i = 0; i < rows; i++)
        segment_writer_put_amount(writer, sums[i].in);
    segment_writer_begin(writer, in + 1);
    for (uint64_t i = 0; i < rows; i++)
        segment_writer_put_amount(writer, sums[i].out);
    segment_writer_begin(writer, in + 2);
    for (uint64_t i = 0; i < rows; i++)
        segment_writer_put_amount(writer, sums[i].unseen);
}

static void put_postings(const struct range *range, struct segment_writer *writer)
{
    segment_writer_begin(writer, COLUMN_LIST_OLD);
    for (size_t i = 0; i < range->old_count; i++)
        segment_writer_put(writer, range->lists[i].number);
    segment_writer_begin(writer, COLUMN_LIST_START);
    for (size_t i = 0; i <= range->lists_count; i++)
        segment_writer_put(writer, range->list_start[i]);
    segment_writer_begin(writer, COLUMN_POSTING);
    for (uint64_t i = 0; i < range->postings_count; i++)
        segment_writer_put(writer, range->postings[i]);
    segment_writer_begin(writer, COLUMN_START);
    for (size_t i = 0; i < range->old_count; i++)
        segment_writer_put_amount(writer, range->starts[i]);
    put_sums(writer, COLUMN_SUM_IN, range->samples,
             (range->postings_count + POSTINGS_PER_SUM - 1) / POSTINGS_PER_SUM);
}

static bool put_containers(const struct range *range, struct segment_writer *writer,
                           struct error *err)
{
    const struct batch *batch = range->batch;
    const struct range_list *lists = range->lists + range->old_count;
    unsigned char *keys = huge_zeroed(range->containers + 1, 16);
    uint32_t *rows;
    if (keys == NULL)
        return error_memory(err, "building a segment");
    segment_writer_begin(writer, COLUMN_CONTAINER_ACCOUNT);
    for (size_t i = 0; i < range->containers; i++) {
        uint64_t account = batch_account_number(batch, lists[i].container);
        segment_writer_put(writer, account);
        be_store(keys + 16 * i, account);
        be_store(keys + 16 * i + 8, batch_asset_number(batch, lists[i].container));
    }
    segment_writer_begin(writer, COLUMN_CONTAINER_ASSET);
    for (size_t i = 0; i < range->containers; i++)
        segment_writer_put(writer, batch_asset_number(batch, lists[i].container));
    bool ok = sort_rows(&rows, keys, range->containers, 16, 16, err);
    free(keys);
    if (!ok)
        return false;
    segment_writer_begin(writer, COLUMN_CONTAINER_SORT);
    for (size_t i = 0; i < range->containers; i++)
        segment_writer_put(writer, rows[i]);
    free(rows);
    return true;
}

/* The new accounts of the range by number; the batch met them in another order, with old ones
 * between. */
static bool put_accounts(const struct range *range, struct segment_writer *writer,
                         struct error *err)
{
    const struct batch *batch = range->batch;
    unsigned char *keys = huge_zeroed(range->accounts + 1, ACCOUNT_KEY_BYTES);
    uint32_t *rows;
    if (keys == NULL)
        return error_memory(err, "building a segment");
    for (size_t i = 0; i < batch->accounts_count; i++) {
        uint64_t row = batch->accounts[i].number - range->first_account;
        if (batch->accounts[i].number >= range->first_account && row < range->accounts)
            memcpy(keys + row * ACCOUNT_KEY_BYTES, batch->accounts[i].key, ACCOUNT_KEY_BYTES);
    }
    segment_writer_begin(writer, COLUMN_ACCOUNT);
    for (size_t i = 0; i < range->accounts; i++)
        segment_writer_put_bytes(writer, keys + i * ACCOUNT_KEY_BYTES);
    bool ok = sort_rows(&rows, keys, range->accounts, ACCOUNT_KEY_BYTES, ACCOUNT_KEY_BYTES, err);
    free(keys);
    if (!ok)
        return false;
    segment_writer_begin(writer, COLUMN_ACCOUNT_SORT);
    for (size_t i = 0; i < range->accounts; i++)
        segment_writer_put(writer, rows[i]);
    free(rows);
    return true;
}

static bool is_new_asset(const struct range *range, const struct batch_asset *asset)
{
    return asset->number >= range->first_asset &&
           asset->number < range->first_asset + range->assets;
}

/* Assets are met in the order of their numbers once the old ones are left out. */
static void put_assets(const struct range *range, struct segment_writer *writer)
{
    const struct batch *batch = range->batch;
    uint64_t end = 0;
    segment_writer_begin(writer, COLUMN_ASSET_END);
    for (size_t i = 0; i < batch->assets_count; i++)
        if (is_new_asset(range, &batch->assets[i]))
            segment_writer_put(writer, end += batch->assets[i].size);
    segment_writer_begin(writer, COLUMN_ASSET_TEXT);
    for (size_t i = 0; i < batch->assets_count; i++)
        for (size_t byte = 0;
             is_new_asset(range, &batch->assets[i]) && byte < batch->assets[i].size; byte++)
            segment_writer_put(writer, (unsigned char)batch->assets[i].text[byte]);
}

static bool put_transactions(const struct range *range, struct segment_writer *writer,
                             struct error *err)
{
    const struct batch_transaction *first = range->batch->transactions + range->transaction;
    size_t count = range->transaction_end - range->transaction;
    uint32_t *rows;
    segment_writer_begin(writer, COLUMN_TRANSACTION);
    for (size_t i = 0; i < count; i++)
        segment_writer_put_bytes(writer, first[i].id);
    if (!sort_rows(&rows, first[0].id, count, sizeof *first, TRANSACTION_ID_BYTES, err))
        return false;
    segment_writer_begin(writer, COLUMN_TRANSACTION_SORT);
    for (size_t i = 0; i < count; i++)
        segment_writer_put(writer, rows[i]);
    free(rows);
    segment_writer_begin(writer, COLUMN_TRANSACTION_FIRST);
    for (size_t i = 0; i < count; i++)
        segment_writer_put(writer, first[i].first_transfer - range->transfer);
    segment_writer_put(writer, range->transfer_end - range->transfer);
    return true;
}

static void put_blocks(const struct range *range, struct segment_writer *writer,
                       uint64_t first_height)
{
    const struct batch *batch = range->batch;
    segment_writer_begin(writer, COLUMN_BLOCK);
    for (size_t i = range->block; i < range->block_end; i++)
        segment_writer_put(writer, batch->blocks[i].height - first_height);
    segment_writer_begin(writer, COLUMN_BLOCK_TIME);
    for (size_t i = range->block; i < range->block_end; i++)
        segment_writer_put(writer, batch->blocks[i].time);
    segment_writer_begin(writer, COLUMN_BLOCK_FIRST);
    for (size_t i = range->block; i < range->block_end; i++)
        segment_writer_put(writer, batch->blocks[i].first_transaction - range->transaction);
    segment_writer_put(writer, range->transaction_end - range->transaction);
    segment_writer_begin(writer, COLUMN_UNSEEN_SUM_ASSET);
    for (size_t i = 0; i < range->unseen_sums_count; i++)
        segment_writer_put(writer, range->unseen_sums[i].asset);
    segment_writer_begin(writer, COLUMN_UNSEEN_SUM_BLOCK);
    for (size_t i = 0; i < range->unseen_sums_count; i++)
        segment_writer_put(writer, range->unseen_sums[i].block);
    segment_writer_begin(writer, COLUMN_UNSEEN_SUM);
    for (size_t i = 0; i < range->unseen_sums_count; i++)
        segment_writer_put_amount(writer, range->unseen_sums[i].sum);
}

/* The second half of the columns, about as much work as the first: names, and the order of names.
 */
struct second_half {
    const struct range *range;
    struct segment_writer *writer;
    uint64_t first_height;
    bool ok;
    struct error err;
};

static void *put_second_half(void *context)
{
    struct second_half *half = context;
    const struct range *range = half->range;
    half->ok = put_containers(range, half->writer, &half->err) &&
               put_accounts(range, half->writer, &half->err);
    if (half->ok)
        put_assets(range, half->writer);
    half->ok = half->ok && put_transactions(range, half->writer, &half->err);
    if (half->ok)
        put_blocks(range, half->writer, half->first_height);
    return NULL;
}

/* Both halves, at once where the system has a thread to give. */
static bool put_columns(const struct range *range, struct segment_writer *writer,
                        uint64_t first_height, struct error *err)
{
    pthread_t thread;
    struct second_half half = {.range = range, .first_height = first_height};
    half.writer = segment_writer_part(writer, COLUMN_CONTAINER_ACCOUNT, SEGMENT_COLUMNS);
    if (half.writer == NULL)
        return error_memory(err, "writing a segment");
    bool threaded = pthread_create(&thread, NULL, put_second_half, &half) == 0;
    put_transfers(range, writer);
    put_postings(range, writer);
    if (threaded)
        pthread_join(thread, NULL);
    else
        put_second_half(&half);
    if (!half.ok)
        *err = half.err;
    return segment_writer_join(writer, half.writer, COLUMN_CONTAINER_ACCOUNT, half.ok);
}

bool range_write(const struct range *range, const char *folder, struct manifest_segment *listed,
                 struct error *err)
{
    struct segment_shape shape;
    struct segment_writer *writer;
    make_shape(range, listed, &shape);
    if (!segment_writer_open(&writer, folder, &shape, err))
        return false;
    bool ok = put_columns(range, writer, listed->first_block, err) &&
              segment_writer_finish(writer, listed->identity, err);
    segment_writer_free(writer);
    return ok;
}
