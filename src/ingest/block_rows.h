/* The rows of one block, gathered and made ready for the ledger: checked against each other, equal
 * ones told apart or folded, put in order.
 *
 * Load: block after block; the memory stays. Threads: one at a time.
 */
#pragma once

#include "base/hash_index.h"
#include "ingest/flow_row.h"

struct block_rows {
    struct flow_row *rows;
    size_t count, capacity;
    bool unique;             /* fold equal rows also where no position proves them one */
    uint64_t equal, dropped; /* over all blocks */
    struct hash_index index;
};

void block_rows_release(struct block_rows *block);

/* Adds a row of the same block. Errors: memory. */
bool block_rows_add(struct block_rows *block, const struct flow_row *row, struct error *err);

/* Equal rows are two transfers, counted; one of them is dropped when they have one position, or on
 * request. With positions rows are sorted by them, else by order_block. Errors: value or conflict
 * about `*ret_row` (positions in some rows only, one position twice, a transaction in pieces);
 * limit, memory: then `*ret_row` is the block's first. */
bool block_rows_prepare(struct block_rows *block, const struct flow_row **ret_row,
                        struct error *err);
