/* A block of a coin chain, decoded and checked, over bytes that stay where they are.
 *
 *     transactions   0        1              2
 *     inputs         0        1 2 3          4           in order, a run each transaction
 *     outputs        0 1      2              3 4 5
 *     ids            0        1              2           once proven
 *
 * Decoding is one pass without a copy: previous txids and scripts point into the block. The arrays
 * are the block's own and are used again for the next block, so that a chain costs no allocation a
 * transaction. Proving (txids, merkle root, witness commitment) is a second step, which writes
 * nothing that the first one made: it may run in one thread while others read transactions, inputs
 * and outputs. Load: a million blocks of up to 10,000 transactions.
 *
 * What is not checked: scripts, signatures, and that inputs spend what is there (that is the
 * ledger's). docs/coin-chains.md says what is.
 *
 * Errors: syntax, value, limit, unsupported; the text names the byte of the block, the transaction,
 * the input or output (all from 0, as the chain counts), and what was expected; `place` stands
 * before it. After a failure the block is empty and may be used again. Threads: as said above.
 */
#pragma once

#include "base/error.h"
#include "base/span.h"
#include "chain/coin_chain.h"
#include "chain/hash256.h"
#include "chain/header.h"

struct coin_input {
    const unsigned char *previous; /* txid, HASH256_BYTES; zeros in a coinbase */
    uint32_t index;                /* of that transaction's outputs; 2^32 - 1 in a coinbase */
    uint32_t sequence;
    struct span script;
};

struct coin_output {
    uint64_t value; /* in base units, at most the chain's max_money */
    struct span script;
};

struct coin_transaction {
    uint32_t first_input, inputs;   /* in the block's inputs: from, how many (at least one) */
    uint32_t first_output, outputs; /* likewise, at least one */
    uint32_t version, lock_time;
    struct span bytes; /* all of it, with witnesses */
    struct span body;  /* the inputs and outputs with their counts: between marker and witnesses */
    bool witness;      /* in the form of BIP-144 */
};

struct coin_block {
    struct span bytes;
    struct header header;
    struct coin_transaction *transactions; /* the first is the coinbase, and no other */
    struct coin_input *inputs;
    struct coin_output *outputs;
    unsigned char *ids; /* HASH256_BYTES each; good once proven */
    size_t transaction_count, input_count, output_count;
    bool witness;   /* some transaction has the form of BIP-144 */
    bool extension; /* Litecoin: an extension block (MWEB) follows, which is not read */
    bool proven;

    size_t transaction_capacity, input_capacity, output_capacity; /* its own business from here */
    size_t id_capacity, tree_capacity;
    unsigned char *tree;
};

/* An empty block is a zeroed one. Gives the arrays back; the block is empty again. */
void coin_block_release(struct coin_block *block);

/* Decodes all of `bytes`, which are one block and nothing behind it, and checks the form: canonical
 * sizes, counts that fit the bytes that are left, at least one transaction, the first a coinbase
 * and no other, inputs and outputs in each, values and their sums within max_money. */
bool coin_block_decode(struct coin_block *block, const struct coin_chain *chain, struct span bytes,
                       const char *place, struct error *err);

/* Makes the txids and checks the merkle root against the header, no pair of equal nodes in the tree
 * (CVE-2012-2459), and, where a transaction has a witness, the commitment of BIP-141 in the
 * coinbase. Writes `ids`, `tree` and `proven` only. */
bool coin_block_prove(struct coin_block *block, const char *place, struct error *err);

/* Of a decoded transaction; the txid is made anew, also before the block is proven. */
void coin_transaction_txid(const struct coin_transaction *transaction, unsigned char *ret_hash);
void coin_transaction_wtxid(const struct coin_transaction *transaction, unsigned char *ret_hash);

static inline const unsigned char *coin_block_id(const struct coin_block *block, size_t transaction)
{
    return block->ids + transaction * HASH256_BYTES;
}

/* A sum of output values of one transaction, which the decoder has checked: no overflow. */
uint64_t coin_block_paid(const struct coin_block *block, size_t transaction);
