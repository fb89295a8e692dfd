/* The parts of a merge, shared by the files that make its columns: merge.c the plain ones,
 * merge_lists.c postings and sums, merge_sorted.c those that are in an order of their own. */
#pragma once

#include "ledger/ledger.h"
#include "ledger/merge.h"
#include "ledger/sum_file.h"

struct merge {
    struct segment *const *parts;
    size_t count;
    struct segment_shape shape; /* of the segment that they become */
    struct segment_writer *writer;
    struct sum_file sums;
};

/* How far the things of a part, counted by `first`, stand behind the merged segment's first. */
static inline uint64_t merge_shift(const struct merge *merge, size_t part, int first)
{
    return merge->parts[part]->shape.counts[first] - merge->shape.counts[first];
}

/* merge_lists.c: looks at all lists: counts the old ones, spools the sums, and notes in the shape
 * how wide these and what lies at the start are. */
bool merge_survey_lists(struct merge *merge, struct error *err);
/* Columns list-old to sum-unseen. */
bool merge_put_lists(struct merge *merge, struct error *err);

/* merge_sorted.c: a permutation of rows by their keys (accounts, containers, transactions), and the
 * sums of unseen lots. */
bool merge_put_sorted(struct merge *merge, int sorted, struct error *err);
bool merge_put_unseen_sums(struct merge *merge, struct error *err);
