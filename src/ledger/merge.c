#include "ledger/merge.h"

#include "ledger/merge_parts.h"
#include "ledger/search.h"

/* What is added to a part's numbers: those that count from their segment's first thing now count
 * from the merged segment's. */
static uint64_t shift_of(const struct merge *merge, size_t part, int column)
{
    uint64_t bytes = 0;
    switch (column) {
    case COLUMN_UNSEEN_AT:
    case COLUMN_TRANSACTION_FIRST:
        return merge_shift(merge, part, COUNT_FIRST_TRANSFER);
    case COLUMN_BLOCK:
        return merge_shift(merge, part, COUNT_FIRST_BLOCK);
    case COLUMN_BLOCK_FIRST:
        return merge_shift(merge, part, COUNT_FIRST_TRANSACTION);
    case COLUMN_ASSET_END:
        for (size_t i = 0; i < part; i++)
            bytes += merge->parts[i]->shape.counts[COUNT_ASSET_BYTES];
        return bytes;
    default:
        return 0;
    }
}

/* Columns that are the parts' columns one after the other. A column that ends with an end has a row
 * more than there are things: only the last part's end counts. */
static bool put_numbers(struct merge *merge, int column, bool has_end, struct error *err)
{
    segment_writer_begin(merge->writer, column);
    for (size_t part = 0; part < merge->count; part++) {
        const struct segment *segment = merge->parts[part];
        uint64_t shift = shift_of(merge, part, column), value;
        uint64_t rows = segment->columns[column].rows;
        if (has_end && part + 1 < merge->count)
            rows--;
        for (uint64_t row = 0; row < rows; row++) {
            if (!column_number(&segment->columns[column], row, &value))
                return segment_damaged(segment, column, row, err);
            segment_writer_put(merge->writer, value + shift);
        }
    }
    return true;
}

static bool put_amounts(struct merge *merge, int column, struct error *err)
{
    segment_writer_begin(merge->writer, column);
    for (size_t part = 0; part < merge->count; part++) {
        const struct segment *segment = merge->parts[part];
        struct amount amount;
        for (uint64_t row = 0; row < segment->columns[column].rows; row++) {
            if (!search_amount(segment, column, row, &amount, err))
                return false;
            segment_writer_put_amount(merge->writer, amount);
        }
    }
    return true;
}

static bool put_bytes(struct merge *merge, int column, struct error *err)
{
    segment_writer_begin(merge->writer, column);
    for (size_t part = 0; part < merge->count; part++) {
        const struct segment *segment = merge->parts[part];
        for (uint64_t row = 0; row < segment->columns[column].rows; row++) {
            const unsigned char *bytes = column_row(&segment->columns[column], row);
            if (bytes == NULL)
                return segment_damaged(segment, column, row, err);
            segment_writer_put_bytes(merge->writer, bytes);
        }
    }
    return true;
}

/* Counts of things add up; what stands before them is what stood before the first part. */
static void set_counts(struct merge *merge, const struct manifest_segment *listed)
{
    static const int added[] = {
        COUNT_TRANSFERS, COUNT_TRANSACTIONS, COUNT_ACCOUNTS, COUNT_CONTAINERS,  COUNT_ASSETS,
        COUNT_BLOCKS,    COUNT_POSTINGS,     COUNT_UNSEEN,   COUNT_UNSEEN_SUMS, COUNT_ASSET_BYTES};
    uint64_t *counts = merge->shape.counts;
    memcpy(counts, merge->parts[0]->shape.counts, sizeof merge->shape.counts);
    counts[COUNT_FIRST_BLOCK] = listed->first_block;
    counts[COUNT_LAST_BLOCK] = listed->last_block;
    counts[COUNT_OLD_LISTS] = 0; /* the survey counts them */
    for (size_t part = 1; part < merge->count; part++)
        for (size_t i = 0; i < sizeof added / sizeof added[0]; i++)
            counts[added[i]] += merge->parts[part]->shape.counts[added[i]];
}

/* Widths that follow from values are the widest of the parts', as those are as narrow as they can
 * be; the survey finds the others. */
static void set_shape(struct merge *merge)
{
    static const int widest[] = {COLUMN_KIND, COLUMN_AMOUNT, COLUMN_UNSEEN, COLUMN_BLOCK_TIME,
                                 COLUMN_UNSEEN_SUM};
    struct segment_shape *shape = &merge->shape;
    segment_shape_set(shape);
    for (size_t i = 0; i < sizeof widest / sizeof widest[0]; i++)
        for (size_t part = 0; part < merge->count; part++) {
            unsigned width = merge->parts[part]->columns[widest[i]].width;
            if (width > shape->columns[widest[i]].width)
                shape->columns[widest[i]].width = width;
        }
}

static bool put_columns(struct merge *merge, struct error *err)
{
    return put_numbers(merge, COLUMN_FROM, false, err) &&
           put_numbers(merge, COLUMN_TO, false, err) &&
           put_numbers(merge, COLUMN_KIND, false, err) && put_amounts(merge, COLUMN_AMOUNT, err) &&
           put_numbers(merge, COLUMN_UNSEEN_AT, false, err) &&
           put_amounts(merge, COLUMN_UNSEEN, err) && merge_put_lists(merge, err) &&
           put_numbers(merge, COLUMN_CONTAINER_ACCOUNT, false, err) &&
           put_numbers(merge, COLUMN_CONTAINER_ASSET, false, err) &&
           merge_put_sorted(merge, COLUMN_CONTAINER_SORT, err) &&
           put_bytes(merge, COLUMN_ACCOUNT, err) &&
           merge_put_sorted(merge, COLUMN_ACCOUNT_SORT, err) &&
           put_numbers(merge, COLUMN_ASSET_END, false, err) &&
           put_bytes(merge, COLUMN_ASSET_TEXT, err) && put_bytes(merge, COLUMN_TRANSACTION, err) &&
           merge_put_sorted(merge, COLUMN_TRANSACTION_SORT, err) &&
           put_numbers(merge, COLUMN_TRANSACTION_FIRST, true, err) &&
           put_numbers(merge, COLUMN_BLOCK, false, err) &&
           put_numbers(merge, COLUMN_BLOCK_TIME, false, err) &&
           put_numbers(merge, COLUMN_BLOCK_FIRST, true, err) && merge_put_unseen_sums(merge, err);
}

bool segments_merge(struct segment *const *parts, size_t count, const char *folder,
                    struct manifest_segment *listed, struct error *err)
{
    struct merge merge = {
        .shape.kind = &account_kind, .parts = parts, .count = count, .sums = {.fd = -1}};
    ensure(count > 0 && count <= MERGE_PARTS_MAX);
    set_counts(&merge, listed);
    bool ok = sum_file_open(&merge.sums, folder, err) && merge_survey_lists(&merge, err);
    if (ok) {
        set_shape(&merge);
        ok = segment_writer_open(&merge.writer, folder, &merge.shape, err);
    }
    ok = ok && put_columns(&merge, err) && segments_whole(merge.parts, merge.count, err) &&
         segment_writer_finish(merge.writer, listed->identity, err);
    segment_writer_free(merge.writer);
    sum_file_close(&merge.sums);
    return ok;
}
