#include "ledger/coin/merge.h"

#include <stdatomic.h>

#include "base/beside.h"
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

static bool put_values(struct coin_merge *merge, struct error *err)
{
    return coin_merge_put_narrow(merge, COIN_NARROW_VALUE, err);
}

static bool put_owners(struct coin_merge *merge, struct error *err)
{
    return put_rows(merge, COIN_OWNER, err);
}

static bool put_transactions(struct coin_merge *merge, struct error *err)
{
    return put_rows(merge, COIN_SPENDS, err) &&
           coin_merge_put_narrow(merge, COIN_NARROW_INPUTS, err) &&
           coin_merge_put_narrow(merge, COIN_NARROW_OUTPUTS, err) &&
           coin_merge_put_positions(merge, err) &&
           coin_merge_put_pairs(merge, COIN_RUN_OUTPUT, COIN_COUNT_FIRST_INPUT,
                                merge->shape.counts[COIN_COUNT_FIRST_OUTPUT], err);
}

static bool put_ids(struct coin_merge *merge, struct error *err)
{
    return put_rows(merge, COIN_TRANSACTION, err);
}

static bool put_prints(struct coin_merge *merge, struct error *err)
{
    return coin_merge_put_pairs(merge, COIN_PRINT, COIN_COUNT_FIRST_TRANSACTION, UINT64_MAX, err) &&
           put_shifted(merge, COIN_BLOCK_TRANSACTION, COIN_COUNT_TRANSACTIONS, true, err) &&
           put_rows(merge, COIN_MEDIAN_TIME, err) && put_rows(merge, COIN_BLOCK, err) &&
           put_rows(merge, COIN_HEADER, err);
}

static bool put_keys(struct coin_merge *merge, struct error *err)
{
    return put_shifted(merge, COIN_KEY_END, COIN_COUNT_KEY_BYTES, false, err) &&
           put_rows(merge, COIN_KEY, err);
}

static bool put_key_prints(struct coin_merge *merge, struct error *err)
{
    return coin_merge_put_pairs(merge, COIN_ADDRESS_PRINT, COIN_COUNT_FIRST_ADDRESS, UINT64_MAX,
                                err);
}

static bool put_lists(struct coin_merge *merge, struct error *err)
{
    return coin_merge_put_lists(merge, err) &&
           coin_merge_put_pairs(merge, COIN_LOST, COIN_COUNT_FIRST_TRANSACTION, UINT64_MAX, err);
}

/* Columns that are made apart from all others, by their first one. */
static const struct group {
    int first;
    bool (*put)(struct coin_merge *merge, struct error *err);
} groups[] = {
    {COIN_VALUE, put_values},
    {COIN_OWNER, put_owners},
    {COIN_SPENT, coin_merge_put_spends},
    {COIN_SPENDS, put_transactions},
    {COIN_TRANSACTION, put_ids},
    {COIN_PRINT, put_prints},
    {COIN_KEY_END, put_keys},
    {COIN_ADDRESS_PRINT, put_key_prints},
    {COIN_LIST_OLD, put_lists},
};
enum { GROUPS = sizeof groups / sizeof groups[0] };

/* Two threads take one group after the other, from the last one down: so the last to be taken is a
 * short one. The first group's writer is the segment's. */
struct work {
    struct coin_merge merges[GROUPS];
    bool ok[GROUPS];
    struct error errs[GROUPS];
    atomic_size_t taken;
};

static void put_groups(void *context)
{
    struct work *work = context;
    for (size_t taken; (taken = atomic_fetch_add(&work->taken, 1)) < GROUPS;) {
        size_t i = GROUPS - 1 - taken;
        work->ok[i] = groups[i].put(&work->merges[i], &work->errs[i]);
    }
}

/* All groups before are written, and joined: so is this one. */
static bool join(struct work *work, size_t at, bool ok, struct error *err)
{
    if (ok && !work->ok[at])
        *err = work->errs[at];
    ok = ok && work->ok[at];
    return at == 0 ? ok
                   : segment_writer_join(work->merges[0].writer, work->merges[at].writer,
                                         groups[at].first, ok);
}

static bool put_columns(struct coin_merge *merge, struct error *err)
{
    struct work work = {.merges[0] = *merge};
    struct beside other;
    size_t open = 1;
    for (; open < GROUPS; open++) {
        int end = open + 1 < GROUPS ? groups[open + 1].first : COIN_COLUMNS;
        work.merges[open] = *merge;
        work.merges[open].writer = segment_writer_part(merge->writer, groups[open].first, end);
        if (work.merges[open].writer == NULL)
            break;
    }
    bool ok = open == GROUPS || error_memory(err, "writing a segment");
    if (ok) {
        beside_start(&other, put_groups, &work);
        put_groups(&work);
        beside_join(&other);
    }
    for (size_t i = 0; i < open; i++)
        ok = join(&work, i, ok, err);
    return ok;
}

/* What the shape must know before any column is made, in two halves side by side. */
struct survey {
    struct coin_merge *merge;
    bool ok;
    struct error err;
};

static void survey_values(void *context)
{
    struct survey *half = context;
    half->ok = coin_merge_survey_narrow(half->merge, COIN_NARROW_VALUE, &half->err);
}

static bool survey(struct coin_merge *merge, struct error *err)
{
    struct survey values = {.merge = merge};
    struct beside other;
    beside_start(&other, survey_values, &values);
    bool ok = coin_merge_survey_narrow(merge, COIN_NARROW_INPUTS, err) &&
              coin_merge_survey_narrow(merge, COIN_NARROW_OUTPUTS, err) &&
              coin_merge_survey_spends(merge, err) && coin_merge_survey_lists(merge, err);
    beside_join(&other);
    if (ok && !values.ok)
        *err = values.err;
    return ok && values.ok;
}

bool coin_segments_merge(struct segment *const *parts, size_t count, const char *folder,
                         struct manifest_segment *listed, struct error *err)
{
    struct coin_merge merge = {.shape.kind = &coin_kind, .parts = parts, .count = count};
    ensure(count > 0 && count <= STACK_MAX);
    set_counts(&merge, listed);
    if (!survey(&merge, err))
        return false;
    segment_shape_set(&merge.shape);
    bool ok = segment_writer_open(&merge.writer, folder, &merge.shape, err) &&
              put_columns(&merge, err) && segments_whole(merge.parts, merge.count, err) &&
              segment_writer_finish(merge.writer, listed->identity, err);
    segment_writer_free(merge.writer);
    return ok;
}
