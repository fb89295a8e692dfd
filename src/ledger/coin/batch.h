/* A batch: the end of a coin chain, in memory, in chain order, connected: what becomes a segment
 * next. While it is sealed the next one is appended to, so it looks at nothing that sealing
 * changes.
 *
 *   old (sealed before the writer began) | sealed, or being sealed | blocks  transactions ...
 *                            addresses that the batch met, in order of first sight: no numbers yet
 *
 * Address numbers are given when the batch is sealed (build.h), by one walk over the sealed
 * segments' indices for all of them; so a block that a better branch takes away leaves no trace in
 * what is sealed.
 *
 * Load: some hundred thousand transactions, about 150 bytes each; the unspent set beside it holds
 * what was made since the writer began, older outputs are looked up in the old segments.
 * Threads: one at a time.
 */
#pragma once

#include "base/hash_index.h"
#include "ledger/coin/rows.h"
#include "ledger/coin/spent_set.h"

struct coin_batch_block {
    unsigned char hash[COIN_ID_BYTES];
    unsigned char header[COIN_HEADER_BYTES];
    uint32_t median_time;
    uint32_t first_transaction;
};

struct coin_batch_transaction {
    unsigned char id[COIN_ID_BYTES];
    uint32_t first_input, first_output;
};

struct coin_batch_output {
    uint64_t value;
    uint32_t owner; /* 1 + batch address, 0 for none */
    bool burnt;
};

struct coin_batch_address {
    uint64_t hash;
    uint64_t key; /* where its type and bytes begin in `keys` */
    uint32_t key_bytes;
    uint32_t outputs; /* of the batch */
};

struct coin_batch_lost {
    uint64_t output;      /* in the ledger */
    uint32_t transaction; /* in the batch */
};

#define COIN_LIST(type, name)                                                                      \
    type *name;                                                                                    \
    size_t name##_count, name##_capacity

/* What can be spent, of all that stands before a block. */
struct coin_before {
    struct ledger *old;         /* sealed before the writer began; NULL: nothing */
    struct unspent unspent;     /* outputs behind it */
    struct spent_set old_spent; /* outputs in it that were spent or lost since */
    bool repeats; /* a txid of a sealed transaction came again, or such a pair is spent */
};

struct coin_batch {
    const struct coin_chain *chain;
    struct coin_before *before;
    uint64_t first_height, first_transaction, first_input, first_output;
    COIN_LIST(struct coin_batch_block, blocks);
    COIN_LIST(struct coin_batch_transaction, transactions);
    COIN_LIST(uint64_t, spends); /* by input: the output in the ledger */
    COIN_LIST(struct coin_batch_output, outputs);
    COIN_LIST(struct coin_batch_address, addresses);
    COIN_LIST(unsigned char, keys);
    COIN_LIST(struct coin_batch_lost, lost);
    struct hash_index address_index;
};

/* Behind the segments of a ledger, which may have none. `before` outlives the batch. */
void coin_batch_init(struct coin_batch *batch, const struct coin_chain *chain,
                     const struct ledger *ledger, struct coin_before *before);

/* Empty again, with the memory that it has, and behind another batch. */
void coin_batch_follow(struct coin_batch *batch, const struct coin_batch *last);

/* A zeroed one too. */
void coin_batch_release(struct coin_batch *batch);

/* Appends a block at the next height: connects every input with the unspent output that it spends.
 * After a failure batch and unspent set are good for nothing but release. Errors: value, with
 * `place` before it (an input that spends nothing that is there or its own block's reward, more
 * paid than spent, a coinbase that claims more than subsidy and fees, a txid that is there
 * already), limit, memory, damaged (old segments). */
bool coin_batch_append(struct coin_batch *batch, const struct coin_rows *rows, uint32_t median_time,
                       const char *place, struct error *err);
