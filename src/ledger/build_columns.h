/* The columns of a segment, written from a range of a batch; for build.c. */
#pragma once

#include "ledger/build.h"

struct unseen_sum {
    uint64_t asset;
    uint64_t block; /* row of the segment's block table */
    struct amount sum;
};

struct range_list {
    uint64_t number;    /* the container's, in the ledger */
    uint32_t container; /* its index in the batch */
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
    uint32_t *list_of;    /* by container index: 1 + its list, 0 for none */
    uint64_t *list_start; /* by list, and the end: its first posting */
    uint64_t *postings;
    uint64_t postings_count;
    struct sums *samples; /* every POSTINGS_PER_SUM postings */
    struct sums *starts;  /* by old list */
    struct unseen_sum *unseen_sums;
    size_t unseen_sums_count;
};

void range_release(struct range *range);

/* Writes the file and sets range of heights' identity. Errors: io, memory. */
bool range_write(struct range *range, const char *folder, struct manifest_segment *listed,
                 struct error *err);
