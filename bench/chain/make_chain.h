/* A chain of any length with the shape of the real one, the same bytes for one seed everywhere.
 *
 * By default 1.7 million transactions, 3 million inputs, 4.4 million outputs to 2.6 million owners:
 * one input in most transactions and up to 200 in some, two outputs in most and up to 50 in
 * payouts, scripts of every kind (script_make.h), eight hot owners of whom the first has hundreds
 * of thousands of outputs, change that returns to young owners, one OP_RETURN in fifty outputs.
 * The unspent outputs grow evenly to `unspent` over the first `transactions`; a chain of `length` n
 * goes on for n times as many with that number held, so that lengths compare at equal unspent.
 * Early rewards mix into what comes later: of the 1.7 million transactions a haircut from the
 * coinbase of block 1 reaches 1,684,262, from that of block 3 1,473,895, of block 5 1,368,277, of
 * block 16 361,852, of block 150 17,798. `seed_block` names the block whose coinbase is told.
 *
 * Blocks 1 to 100 hold coinbases only, because these mature after 100 blocks.
 * Memory: 48 bytes an unspent output and one block. Threads: none.
 */
#pragma once

#include "chain_write.h"

struct chain_shape {
    uint64_t seed;
    uint64_t transactions; /* at length 1, coinbases not counted */
    uint64_t length;
    uint64_t unspent;            /* when length 1 is reached */
    uint32_t block_transactions; /* coinbases not counted */
    uint32_t seed_block;
    uint32_t underclaim_every; /* 0: never; else each n-th coinbase leaves half unclaimed */
    uint32_t sibling_every;    /* 0: never; else each n-th block has a stale sibling */
};

struct chain_made {
    struct chain_totals totals;
    struct chain_tip tip;
    uint64_t owners; /* whose number is below this was paid */
    uint64_t unspent, fees;
    unsigned char seed_id[HASH_BYTES]; /* the coinbase of `seed_block`; zeroes: no such block */
};

struct chain_shape chain_shape_default(void);

/* Errors: io, memory. */
bool chain_make(struct chain_made *ret_made, const struct chain_shape *shape,
                const struct chain_place *place, struct error *err);
