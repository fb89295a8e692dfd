/* What a batch needs beside its rows to become a segment; build.c makes it, build_columns.c writes
 * the columns. */
#pragma once

#include "ledger/coin/addresses.h"

struct coin_range {
    struct coin_batch *batch;
    uint64_t first_address; /* number of the first new one */
    struct coin_numbers numbers;
    uint64_t *runs; /* older outputs that are spent, with the input (coin_entry), ascending */
    size_t runs_count;
    uint64_t *prints;          /* of txids, with the transaction, ascending */
    uint64_t *spare;           /* for sorting runs and prints */
    uint64_t *spare_addresses; /* for those of `numbers` */
    uint32_t *spender;         /* by output: 1 + input of the batch that spends it */
    uint32_t *list_start;      /* by list, and the end */
    uint32_t *next;            /* by batch address: where its next posting goes */
    uint32_t *postings;
    size_t postings_count;
    uint64_t key_bytes; /* of the new addresses */
};

/* Writes the segment of the heights of `listed` and sets its identity. `aside` is as in
 * segment_writer_aside. Errors: io, memory. */
bool coin_range_write(const struct coin_range *range, bool aside, const char *folder,
                      struct manifest_segment *listed, struct error *err);
