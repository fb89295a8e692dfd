/* One block as the ledger takes it: what it spends, what it makes, and for whom. Made from a
 * decoded block, in a thread of its own, or from a sealed one that is to be appended again.
 *
 * Load: block after block; the arrays stay. The txids that inputs point at belong to who made it.
 * What is read of an output is small and lies together, as another core reads it. Threads: one at a
 * time each.
 */
#pragma once

#include "chain/coin_block.h"
#include "ledger/coin/coins.h"
#include "ledger/coin/unspent.h"

struct coin_rows_input {
    const unsigned char *previous; /* txid */
    uint32_t index;
    struct unspent_key key; /* of the two */
};

struct coin_rows_output {
    uint64_t value;
    uint64_t hash;       /* of its key */
    uint32_t key;        /* where its type and bytes begin in `keys` */
    uint32_t key_bytes;  /* of both */
    enum coin_fate fate; /* only owned ones have a key */
};

struct coin_rows_transaction {
    unsigned char id[COIN_ID_BYTES];
    struct unspent_key first;     /* of its first output */
    uint32_t first_input, inputs; /* a coinbase has none */
    uint32_t first_output, outputs;
};

struct coin_rows {
    unsigned char hash[COIN_ID_BYTES], header[COIN_HEADER_BYTES];
    struct coin_rows_transaction *transactions; /* the first is the coinbase */
    struct coin_rows_input *inputs;
    struct coin_rows_output *outputs;
    size_t transactions_count, inputs_count, outputs_count;
    size_t transactions_capacity, inputs_capacity, outputs_capacity;
    unsigned char *keys; /* each with its type before it */
    size_t keys_count, keys_capacity;
    unsigned char *ids; /* of what a sealed block spends */
    size_t ids_count, ids_capacity;
};

/* A zeroed one is empty. */
void coin_rows_release(struct coin_rows *rows);

/* The key of an output of these rows that has an owner. Errors: memory, limit. */
bool coin_rows_put_key(struct coin_rows *rows, struct coin_rows_output *row, struct coins_key key,
                       struct error *err);

/* Of a decoded and proven block, which outlives its use. Errors: memory, limit. */
bool coin_rows_of_block(struct coin_rows *rows, const struct coin_block *block, uint64_t seed,
                        struct error *err);

/* Of a sealed block. Errors: memory, limit, damaged. */
bool coin_rows_of_sealed(struct coin_rows *rows, const struct ledger *ledger, uint64_t height,
                         uint64_t seed, struct error *err);

/* What a transaction pays; the parts are at most max_money each and in sum. */
uint64_t coin_rows_paid(const struct coin_rows *rows, size_t transaction);
