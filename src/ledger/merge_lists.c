/* The posting lists of a merge. Parts hold their lists in ascending order of containers, the old
 * ones before the new ones; so a walk over all parts at once meets each container once, with one
 * piece of its list in each part in which it moves. */
#include "ledger/merge_parts.h"
#include "ledger/postings.h"
#include "ledger/search.h"

struct piece {
    size_t part;
    uint64_t number;     /* of the list in the part */
    uint64_t start, end; /* postings */
};

struct merged_list {
    uint64_t container;
    bool old; /* of a segment before the merge */
    struct piece pieces[MERGE_PARTS_MAX];
    size_t piece_count;
};

struct list_walk {
    struct merge *merge;
    uint64_t at[MERGE_PARTS_MAX];        /* the next list of each part */
    uint64_t container[MERGE_PARTS_MAX]; /* whose it is; LEDGER_NONE at the end */
};

static bool load_next(struct list_walk *walk, size_t part, struct error *err)
{
    const struct segment *segment = walk->merge->parts[part];
    const uint64_t *counts = segment->shape.counts;
    uint64_t at = walk->at[part], old = counts[COUNT_OLD_LISTS];
    walk->container[part] = LEDGER_NONE;
    if (at >= old) {
        if (at - old < counts[COUNT_CONTAINERS])
            walk->container[part] = counts[COUNT_FIRST_CONTAINER] + at - old;
        return true;
    }
    return column_number(&segment->columns[COLUMN_LIST_OLD], at, &walk->container[part]) ||
           segment_damaged(segment, COLUMN_LIST_OLD, at, err);
}

static bool start_walk(struct list_walk *walk, struct merge *merge, struct error *err)
{
    *walk = (struct list_walk){.merge = merge};
    for (size_t part = 0; part < merge->count; part++)
        if (!load_next(walk, part, err))
            return false;
    return true;
}

static bool take_piece(struct list_walk *walk, size_t part, struct merged_list *list,
                       struct error *err)
{
    const struct segment *segment = walk->merge->parts[part];
    const struct column *starts = &segment->columns[COLUMN_LIST_START];
    struct piece piece = {.part = part, .number = walk->at[part]};
    if (!column_number(starts, piece.number, &piece.start) ||
        !column_number(starts, piece.number + 1, &piece.end) || piece.start > piece.end ||
        piece.end > segment->shape.counts[COUNT_POSTINGS])
        return segment_damaged(segment, COLUMN_LIST_START, piece.number, err);
    list->pieces[list->piece_count++] = piece;
    walk->at[part]++;
    return load_next(walk, part, err);
}

/* The list of the next container; `container` is LEDGER_NONE at the end. */
static bool next_list(struct list_walk *walk, struct merged_list *list, struct error *err)
{
    const struct merge *merge = walk->merge;
    list->container = LEDGER_NONE;
    list->piece_count = 0;
    for (size_t part = 0; part < merge->count; part++)
        if (walk->container[part] < list->container)
            list->container = walk->container[part];
    list->old = list->container < merge->shape.counts[COUNT_FIRST_CONTAINER];
    for (size_t part = 0; part < merge->count && list->container != LEDGER_NONE; part++)
        if (walk->container[part] == list->container && !take_piece(walk, part, list, err))
            return false;
    return true;
}

static uint64_t postings_of(const struct merged_list *list)
{
    uint64_t postings = 0;
    for (size_t i = 0; i < list->piece_count; i++)
        postings += list->pieces[i].end - list->pieces[i].start;
    return postings;
}

/* What the container holds before the merged segment. */
static bool start_of(const struct merge *merge, const struct merged_list *list,
                     struct amount *ret_start, struct error *err)
{
    const struct piece *first = &list->pieces[0];
    const struct segment *segment = merge->parts[first->part];
    *ret_start = amount_zero();
    return first->number >= segment->shape.counts[COUNT_OLD_LISTS] ||
           search_amount(segment, COLUMN_START, first->number, ret_start, err);
}

static bool posting_of(const struct segment *segment, uint64_t at, uint64_t *ret_value,
                       struct error *err)
{
    return (column_number(&segment->columns[COLUMN_POSTING], at, ret_value) &&
            *ret_value / 2 < segment->shape.counts[COUNT_TRANSFERS]) ||
           segment_damaged(segment, COLUMN_POSTING, at, err);
}

static bool count_posting(const struct segment *segment, uint64_t at, struct sums *sums,
                          struct amount *balance, struct error *err)
{
    uint64_t value;
    struct amount amount;
    if (!posting_of(segment, at, &value, err) ||
        !search_amount(segment, COLUMN_AMOUNT, value / 2, &amount, err))
        return false;
    return sums_add(sums, balance, amount, value % 2 != 0) ||
           error_input(err, ERROR_LIMIT, "container", "its running sums pass 2^256");
}

static void widen(struct merge *merge, int column, struct amount amount)
{
    unsigned width = amount_width(amount);
    if (width > merge->shape.columns[column].width)
        merge->shape.columns[column].width = width;
}

static bool spool_sums(struct merge *merge, const struct sums *sums, struct error *err)
{
    widen(merge, COLUMN_SUM_IN, sums->in);
    widen(merge, COLUMN_SUM_OUT, sums->out);
    widen(merge, COLUMN_SUM_UNSEEN, sums->unseen);
    return sum_file_add(&merge->sums, sums, err);
}

/* The samples that fall into a list whose first posting is `at`: it is walked up to the last. */
static bool sample_list(struct merge *merge, const struct merged_list *list, uint64_t at,
                        struct amount balance, struct error *err)
{
    struct sums sums = {0};
    uint64_t end = at + postings_of(list);
    uint64_t samples = (end + POSTINGS_PER_SUM - 1) / POSTINGS_PER_SUM -
                       (at + POSTINGS_PER_SUM - 1) / POSTINGS_PER_SUM;
    for (size_t i = 0; i < list->piece_count; i++) {
        const struct piece *piece = &list->pieces[i];
        for (uint64_t from = piece->start; samples > 0 && from < piece->end; from++, at++) {
            if (at % POSTINGS_PER_SUM == 0) {
                if (!spool_sums(merge, &sums, err))
                    return false;
                samples--;
            }
            if (!count_posting(merge->parts[piece->part], from, &sums, &balance, err))
                return false;
        }
    }
    return true;
}

bool merge_survey_lists(struct merge *merge, struct error *err)
{
    struct list_walk walk;
    struct merged_list list;
    uint64_t at = 0;
    bool ok = start_walk(&walk, merge, err);
    while (ok && (ok = next_list(&walk, &list, err)) && list.container != LEDGER_NONE) {
        struct amount start;
        ok = start_of(merge, &list, &start, err) && sample_list(merge, &list, at, start, err);
        at += postings_of(&list);
        if (ok && list.old) {
            merge->shape.counts[COUNT_OLD_LISTS]++;
            widen(merge, COLUMN_START, start);
        }
    }
    return ok && sum_file_ready(&merge->sums, err);
}

static bool put_old(struct merge *merge, const struct merged_list *list, uint64_t *at,
                    struct error *err)
{
    (void)at;
    (void)err;
    if (list->old)
        segment_writer_put(merge->writer, list->container);
    return true;
}

static bool put_start(struct merge *merge, const struct merged_list *list, uint64_t *at,
                      struct error *err)
{
    (void)err;
    segment_writer_put(merge->writer, *at);
    *at += postings_of(list);
    return true;
}

static bool put_postings(struct merge *merge, const struct merged_list *list, uint64_t *at,
                         struct error *err)
{
    (void)at;
    for (size_t i = 0; i < list->piece_count; i++) {
        const struct piece *piece = &list->pieces[i];
        uint64_t shift = 2 * merge_shift(merge, piece->part, COUNT_FIRST_TRANSFER), value;
        for (uint64_t from = piece->start; from < piece->end; from++) {
            if (!posting_of(merge->parts[piece->part], from, &value, err))
                return false;
            segment_writer_put(merge->writer, value + shift);
        }
    }
    return true;
}

static bool put_balance(struct merge *merge, const struct merged_list *list, uint64_t *at,
                        struct error *err)
{
    struct amount start;
    (void)at;
    if (!list->old)
        return true;
    if (!start_of(merge, list, &start, err))
        return false;
    segment_writer_put_amount(merge->writer, start);
    return true;
}

typedef bool list_taker(struct merge *merge, const struct merged_list *list, uint64_t *at,
                        struct error *err);

static bool each_list(struct merge *merge, int column, list_taker *take, uint64_t *at,
                      struct error *err)
{
    struct list_walk walk;
    struct merged_list list;
    segment_writer_begin(merge->writer, column);
    bool ok = start_walk(&walk, merge, err);
    while (ok && (ok = next_list(&walk, &list, err)) && list.container != LEDGER_NONE)
        ok = take(merge, &list, at, err);
    return ok;
}

static void put_sums(struct merge *merge)
{
    uint64_t rows = merge->shape.columns[COLUMN_SUM_IN].rows;
    struct sums sums;
    segment_writer_begin(merge->writer, COLUMN_SUM_IN);
    for (uint64_t row = 0; row < rows; row++) {
        sum_file_row(&merge->sums, row, &sums);
        segment_writer_put_amount(merge->writer, sums.in);
    }
    segment_writer_begin(merge->writer, COLUMN_SUM_OUT);
    for (uint64_t row = 0; row < rows; row++) {
        sum_file_row(&merge->sums, row, &sums);
        segment_writer_put_amount(merge->writer, sums.out);
    }
    segment_writer_begin(merge->writer, COLUMN_SUM_UNSEEN);
    for (uint64_t row = 0; row < rows; row++) {
        sum_file_row(&merge->sums, row, &sums);
        segment_writer_put_amount(merge->writer, sums.unseen);
    }
}

bool merge_put_lists(struct merge *merge, struct error *err)
{
    uint64_t at = 0;
    if (!each_list(merge, COLUMN_LIST_OLD, put_old, &at, err) ||
        !each_list(merge, COLUMN_LIST_START, put_start, &at, err))
        return false;
    segment_writer_put(merge->writer, at);
    if (!each_list(merge, COLUMN_POSTING, put_postings, &at, err) ||
        !each_list(merge, COLUMN_START, put_balance, &at, err))
        return false;
    put_sums(merge);
    return !sum_file_damaged(&merge->sums) ||
           error_input(err, ERROR_IO, merge->sums.path, "the file was shortened while it was read");
}
