/* Merged mining, as Dogecoin has it since block 371,337: the work of a header is that of another
 * chain's header, the parent, whose coinbase names the block that it is done for.
 *
 *     our hash ──▶ chain branch ──▶ root, in the script of the parent's coinbase
 *                                   coinbase ──▶ branch ──▶ merkle root of the parent's header
 *
 *     header | coinbase | hash | branch, place | chain branch, place | parent's header |
 * transactions
 *
 * Rules: those of Dogecoin Core 1.14 (CAuxPow::check). Load: one a header, 5 million. Threads: pure
 * functions over bytes that stay where they are.
 */
#pragma once

#include "base/error.h"
#include "chain/block_cursor.h"
#include "chain/hash256.h"
#include "chain/header.h"

/* A list of hashes up a tree from a leaf; bit i of `place` says on which side hash i stands. */
struct merged_branch {
    const unsigned char *hashes;
    uint32_t count, place;
};

struct merged_proof {
    unsigned char coinbase[HASH256_BYTES]; /* its txid */
    struct span script;                    /* of the coinbase's input */
    struct merged_branch branch, chain_branch;
    const unsigned char *parent; /* HEADER_BYTES */
};

/* Whether a header of this version carries a proof behind it. */
bool merged_is(uint32_t version);

/* The number of the chain in a version. */
uint32_t merged_chain(uint32_t version);

/* Reads the proof at the cursor and moves behind it. Errors as the cursor's. */
bool merged_read(struct block_cursor *cursor, struct merged_proof *ret);

/* Whether the parent works for the block of this hash, of a chain with this number. What is left is
 * that the parent's own hash meets the target. Errors: value, with `place` before it. */
bool merged_check(const struct merged_proof *proof, const unsigned char *hash, uint32_t chain,
                  const char *place, struct error *err);
