#include "ledger/coin/merge.h"

#include <pthread.h>

#include "ledger/coin/merge_parts.h"

/* Columns that are the parts' columns one after the other, byte for byte. */
static bool put_rows(struct coin_merge *merge, int column, struct error *err)
{
    segment_writer_begin(merge->writer, column);
    for (size_t i = 0; i < merge->count; i++) {
        const struct column *from = &merge->parts[i]->columns[column];
        const unsigned char *bytes = column_rows(from, 0, from->rows);
        if (bytes == NULL)
            return segment_damaged(merge->parts[i], column, 0, err);
        segment_writer_put_rows(merge->writer, bytes, from->rows);
    }
    return true;
}

/* The same for numbers that count from the segment's first of something. A column that ends with an
 * end has a row more than there are things: only the last part's end counts. */
static bool put_shifted(struct coin_merge *merge, int column, int count, bool has_end,
                        struct error *err)
{
    uint64_t shift = 0, value;
    segment_writer_begin(merge->writer, column);
    for (size_t i = 0; i < merge->count; i++) {
        const struct segment *part = merge->parts[i];
        uint64_t rows = part->columns[column].rows - (has_end && i + 1 < merge->count);
        if (!part_prove(part, column, err))
            return false;
        for (uint64_t row = 0; row < rows; row++) {
            value = proven_number(&part->columns[column], row);
            if (value > part->shape.counts[count])
                return segment_damaged(part, column, row, err);
            segment_writer_put(merge->writer, value + shift);
        }
        shift += part->shape.counts[count];
    }
    return true;
}

/* Counts of things add up; what stands before them is what stood before the first part. */
static void set_counts(struct coin_merge *merge, const struct manifest_segment *listed)
{
    static const enum coin_count added[] = {
        COIN_COUNT_TRANSACTIONS, COIN_COUNT_INPUTS,    COIN_COUNT_OUTPUTS, COIN_COUNT_ADDRESSES,
        COIN_COUNT_POSTINGS,     COIN_COUNT_KEY_BYTES, COIN_COUNT_LOST};
    uint64_t *counts = merge->shape.counts;
    memcpy(counts, merge->parts[0]->shape.counts, sizeof merge->shape.counts);
    counts[COUNT_FIRST_BLOCK] = listed->first_block;
    counts[COUNT_LAST_BLOCK] = listed->last_block;
    for (size_t part = 1; part < merge->count; part++)
        for (size_t i = 0; i < sizeof added / sizeof added[0]; i++)
            counts[added[i]] += merge->parts[part]->shape.counts[added[i]];
}

static bool put_first_half(struct coin_merge *merge, struct error *err)
{
    return coin_merge_put_narrow(merge, COIN_NARROW_VALUE, err) &&
           put_rows(merge, COIN_OWNER, err) && coin_merge_put_spends(merge, err) &&
           put_rows(merge, COIN_SPENDS, err) &&
           coin_merge_put_narrow(merge, COIN_NARROW_INPUTS, err) &&
           coin_merge_put_narrow(merge, COIN_NARROW_OUTPUTS, err) &&
           coin_merge_put_positions(merge, err) &&
           coin_merge_put_pairs(merge, COIN_RUN_OUTPUT, COIN_COUNT_FIRST_INPUT,
                                merge->shape.counts[COIN_COUNT_FIRST_OUTPUT], err) &&
           put_rows(merge, COIN_TRANSACTION, err);
}

/* From COIN_PRINT on: the index of txids, the blocks, the addresses. In a thread of its own. */
struct second_half {
    struct coin_merge merge;
    bool ok;
    struct error err;
};

static void *put_second_half(void *context)
{
    struct second_half *half = context;
    struct coin_merge *merge = &half->merge;
    struct error *err = &half->err;
    half->ok =
        coin_merge_put_pairs(merge, COIN_PRINT, COIN_COUNT_FIRST_TRANSACTION, UINT64_MAX, err) &&
        put_shifted(merge, COIN_BLOCK_TRANSACTION, COIN_COUNT_TRANSACTIONS, true, err) &&
        put_rows(merge, COIN_MEDIAN_TIME, err) && put_rows(merge, COIN_BLOCK, err) &&
        put_rows(merge, COIN_HEADER, err) &&
        put_shifted(merge, COIN_KEY_END, COIN_COUNT_KEY_BYTES, false, err) &&
        put_rows(merge, COIN_KEY, err) &&
        coin_merge_put_pairs(merge, COIN_ADDRESS_PRINT, COIN_COUNT_FIRST_ADDRESS, UINT64_MAX,
                             err) &&
        coin_merge_put_lists(merge, err) &&
        coin_merge_put_pairs(merge, COIN_LOST, COIN_COUNT_FIRST_TRANSACTION, UINT64_MAX, err);
    return NULL;
}

static bool put_columns(struct coin_merge *merge, struct error *err)
{
    pthread_t thread;
    struct second_half half = {.merge = *merge};
    half.merge.writer = segment_writer_part(merge->writer, COIN_PRINT, COIN_COLUMNS);
    if (half.merge.writer == NULL)
        return error_memory(err, "writing a segment");
    bool threaded = pthread_create(&thread, NULL, put_second_half, &half) == 0;
    bool ok = put_first_half(merge, err);
    if (threaded)
        pthread_join(thread, NULL);
    else
        put_second_half(&half);
    if (ok && !half.ok)
        *err = half.err;
    return segment_writer_join(merge->writer, half.merge.writer, COIN_PRINT, ok && half.ok);
}

bool coin_segments_merge(struct segment *const *parts, size_t count, const char *folder,
                         struct manifest_segment *listed, struct error *err)
{
    struct coin_merge merge = {.shape.kind = &coin_kind, .parts = parts, .count = count};
    ensure(count > 0 && count <= STACK_MAX);
    set_counts(&merge, listed);
    if (!coin_merge_survey_narrow(&merge, err) || !coin_merge_survey_spends(&merge, err) ||
        !coin_merge_survey_lists(&merge, err))
        return false;
    segment_shape_set(&merge.shape);
    bool ok = segment_writer_open(&merge.writer, folder, &merge.shape, err) &&
              put_columns(&merge, err) && segments_whole(merge.parts, merge.count, err) &&
              segment_writer_finish(merge.writer, listed->identity, err);
    segment_writer_free(merge.writer);
    return ok;
}
