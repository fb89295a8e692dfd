/* The parts of a merge, shared by the files that make its columns: merge.c the plain ones,
 * merge_counts.c the narrow ones and what follows from them, merge_spends.c who spends what,
 * merge_pairs.c the sorted ones, merge_lists.c the addresses' outputs. */
#pragma once

#include "ledger/coin/merge.h"
#include "ledger/coin/merge_least.h"
#include "ledger/coin/parts.h"
#include "ledger/segment_write.h"

struct coin_merge {
    struct segment *const *parts;
    size_t count;
    struct segment_shape shape; /* of the segment that they become */
    struct segment_writer *writer;
};

/* How far the things of a part, counted by `first`, stand behind the merged segment's first. */
static inline uint64_t coin_shift(const struct coin_merge *merge, size_t part, int first)
{
    return merge->parts[part]->shape.counts[first] - merge->shape.counts[first];
}

/* A number of a column of at most 8 bytes all of whose rows are proven. */
static inline uint64_t proven_number(const struct column *column, uint64_t row)
{
    uint64_t number;
    if (column->width == 0)
        return 0;
    memcpy(&number, column->bytes + row * column->width, sizeof number); /* columns have slack */
    return number & (UINT64_MAX >> (64 - 8 * column->width));
}

/* All rows of a column are proven. Errors: damaged. */
bool part_prove(const struct segment *part, int column, struct error *err);

/* A walk over pairs of columns that are sorted by the first, in all parts at once: the least key
 * comes next, of equal ones that of the earlier part. Both columns are proven at the start. */
struct pair_walk {
    const struct coin_merge *merge;
    int keys;  /* the column of keys, of at most 40 bits; the values stand in the next one */
    int first; /* count by which values are shifted */
    uint64_t at[STACK_MAX], end[STACK_MAX]; /* rows of the parts */
    struct least next;                      /* by key */
};

/* From the first pair whose key is at least `from`, in every part. */
bool pair_walk_start(struct pair_walk *walk, const struct coin_merge *merge, int keys, int first,
                     uint64_t from, struct error *err);
void pair_walk_next(struct pair_walk *walk);

/* The value beside the key, counted from the merged segment's first. */
uint64_t pair_walk_value(const struct pair_walk *walk);

static inline bool pair_walk_ended(const struct pair_walk *walk)
{
    return least_ended(&walk->next);
}
static inline uint64_t pair_walk_key(const struct pair_walk *walk)
{
    return least_key(&walk->next);
}

/* Both columns, of the pairs whose keys are below `below`. */
bool coin_merge_put_pairs(struct coin_merge *merge, int keys, int first, uint64_t below,
                          struct error *err);

/* A narrow column: its width and how many rows are wide, for the shape; then it and the two behind.
 */
bool coin_merge_survey_narrow(struct coin_merge *merge, struct coin_narrow narrow,
                              struct error *err);
bool coin_merge_put_narrow(struct coin_merge *merge, struct coin_narrow narrow, struct error *err);
/* Columns inputs-before to output-transaction. */
bool coin_merge_put_positions(struct coin_merge *merge, struct error *err);

/* Counts the inputs that spend an output of the merged segment. */
bool coin_merge_survey_spends(struct coin_merge *merge, struct error *err);
/* Columns spent and spender. */
bool coin_merge_put_spends(struct coin_merge *merge, struct error *err);

/* Counts the old lists; then columns list-old to posting. */
bool coin_merge_survey_lists(struct coin_merge *merge, struct error *err);
bool coin_merge_put_lists(struct coin_merge *merge, struct error *err);
