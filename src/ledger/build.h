/* Turning a range of a batch into one sealed segment: what the segment needs beside the rows is
 * prepared, range after range, as the batch carries what is held from one to the next; then the
 * columns are written, which may happen in another thread while the next range is prepared.
 */
#pragma once

#include "ledger/batch.h"

struct unseen_sum {
    uint64_t asset;
    uint64_t block; /* row of the segment's block table */
    struct amount sum;
};

struct range_list {
    uint64_t number;    /* the container's, in the ledger */
    uint32_t container; /* index */
};

/* A range of the batch, and what the segment needs beside it. Indices are the batch's; numbers are
 * the ledger's. Lists stand as in the segment: old containers by number, then the new ones. */
struct range {
    struct batch *batch;
    size_t block, block_end, transaction, transaction_end, transfer, transfer_end;
    size_t unseen, unseen_end;
    uint64_t first_account, accounts, first_container, containers, first_asset, assets;
    struct range_list *lists;
    size_t lists_count, old_count;
    uint32_t *next;       /* by container index: postings counted, then where its next one goes */
    uint64_t *list_start; /* by list, and the end: its first posting */
    uint32_t *postings;
    uint64_t postings_count;
    struct sums *samples;  /* every POSTINGS_PER_SUM postings */
    struct amount *starts; /* by old list */
    struct unseen_sum *unseen_sums;
    size_t unseen_sums_count;
};

/* Blocks [first_row, end_row) of the batch's block table; ranges are prepared in order, from the
 * batch's first block to its last. Release the range, also after a failure. Errors: memory; limit
 * when the unseen lots of all accounts add up to more than 2^256. */
bool range_prepare(struct range *range, struct batch *batch, size_t first_row, size_t end_row,
                   struct error *err);

/* Writes the segment of the heights of `listed` and sets its identity. Errors: io, memory. Reads of
 * the batch only what preparing other ranges leaves alone. */
bool range_write(const struct range *range, const char *folder, struct manifest_segment *listed,
                 struct error *err);

void range_release(struct range *range);

/* The whole batch becomes segments, one a range of the cut of [0, last], which are added to the
 * `*count` listed ones. Where the last of those ends inside a range, the new one begins behind it.
 * The list has room for MANIFEST_SEGMENTS_MAX more. Errors: as above. */
bool build_batch(struct batch *batch, const char *folder, uint64_t last,
                 struct manifest_segment *list, size_t *count, struct error *err);
