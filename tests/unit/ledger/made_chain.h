/* Random coin chains, kept as plain arrays: the truth that a ledger of them is held against. */
#pragma once

#include "ledger/coin/rows.h"

enum { CHAIN_KEYS = 40, CHAIN_NOBODY = -1, CHAIN_BURNT = -2, CHAIN_KEY_BYTES_MAX = 200 };

struct chain_output {
    uint64_t value;
    int key;         /* 0 to CHAIN_KEYS - 1, or one of the above */
    int64_t spender; /* input, or -1 */
    int64_t loser;   /* transaction, or -1 */
};

struct chain_transaction {
    unsigned char id[COIN_ID_BYTES];
    size_t first_input, inputs, first_output, outputs;
};

struct chain_block {
    unsigned char header[COIN_HEADER_BYTES];
    size_t first;
};

struct made_chain {
    struct chain_block *blocks;
    struct chain_transaction *transactions;
    size_t *inputs; /* the outputs that they spend */
    struct chain_output *outputs;
    size_t block_count, transaction_count, input_count, output_count;
    uint64_t random, ids;
};

/* An empty chain with room for what the tests make. Different seeds give different chains. */
void made_chain_init(struct made_chain *chain, uint64_t seed);
void made_chain_release(struct made_chain *chain);

/* Adds a block; now and then one with many transactions or outputs, great values, or a coinbase
 * that has the txid of an earlier one. */
void made_chain_grow(struct made_chain *chain, size_t blocks);

/* Takes the blocks from `height` on away. */
void made_chain_cut(struct made_chain *chain, size_t height);

/* What the ledger takes; good until the next call. */
const struct coin_rows *made_chain_rows(const struct made_chain *chain, size_t height,
                                        uint64_t seed);

struct coins_key made_chain_key(int key);

/* What the coinbase of a block, not the last, leaves of subsidy and fees. */
uint64_t made_chain_left(const struct made_chain *chain, size_t height);

/* By the rule of BIP-113, slowly. */
uint32_t made_chain_median(const struct made_chain *chain, size_t height);

/* Seals a chain as segments that end with the blocks `ends`, the last of which is the chain's: what
 * a writer that was killed may leave behind. Aborts where that fails. */
void made_chain_pieces(const struct made_chain *chain, const char *folder, const size_t *ends,
                       size_t count);
