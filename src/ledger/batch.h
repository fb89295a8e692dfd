/* A batch: the end of a chain, in memory, in ledger order, numbered and summed up: what becomes
 * segments next. It stands on a base, the sealed segments before it, and looks up there what it has
 * not met itself.
 *
 *   base (sealed) ...  | blocks | transactions | transfers |  <- appended here
 *                      accounts, containers, assets that the batch met: dictionaries
 *
 * Load: millions of transfers; about 100 bytes each, and 250 a container met.
 * Threads: one at a time.
 */
#pragma once

#include "base/hash_index.h"
#include "ledger/postings.h"

/* Amounts no wider than this cannot add up to 2^256: there are fewer than 2^40 transfers. */
enum { NARROW_BYTES = 26 };

enum { BATCH_AMOUNT_BYTES = 16 };

/* One row in ledger order, as ingest hands it over, hashed. */
struct ledger_row {
    uint64_t block;
    uint64_t time;
    unsigned char transaction[TRANSACTION_ID_BYTES];
    bool has_from, has_to;
    unsigned char from[ACCOUNT_KEY_BYTES], to[ACCOUNT_KEY_BYTES];
    uint32_t from_hash, to_hash; /* see ledger_row_hash */
    struct span asset;           /* CAIP-19 */
    struct amount amount;
    enum transfer_kind kind;
};

/* Sets the hashes of a row's keys, which are looked at several times on the way in. The rows of a
 * writer are hashed with one seed, secret and random as keys come from outside; it never shows in
 * the result. */
void ledger_row_hash(struct ledger_row *row, uint64_t seed);

struct batch_block {
    uint64_t height, time;
    uint32_t first_transaction, first_transfer;
};

struct batch_transaction {
    unsigned char id[TRANSACTION_ID_BYTES];
    uint32_t first_transfer;
};

struct batch_account {
    uint64_t number; /* below first_account when the base has it */
    unsigned char key[ACCOUNT_KEY_BYTES];
    uint32_t last_asset, last_container; /* 1 + index of the asset last used, and its container */
};

struct batch_container {
    uint32_t account, asset; /* indices */
    struct amount balance;   /* after the last appended transfer */
    struct amount arrived; /* with unseen lots, from the ledger's first: bounds all running sums */
    bool summed;           /* `arrived` has what the base knows; see arrive() */
};

/* What a container of the base holds before the batch. */
struct batch_start {
    uint32_t index;
    struct amount balance;
};

struct batch_number {
    uint64_t container; /* its number in the ledger */
};

/* A container that the base does not have. */
struct batch_fresh {
    uint32_t index;
    uint32_t transfer; /* the one that brought it */
};

/* Half of a batch is these: nearly all amounts fit 16 bytes. See batch_amount. */
struct batch_transfer {
    uint32_t from, to; /* 1 + index of a batch_container, 0 for none */
    uint32_t unseen;   /* 1 + index of the lot that its debit made, 0 for none */
    uint8_t kind;      /* enum transfer_kind */
    bool is_wide;
    union {
        unsigned char bytes[BATCH_AMOUNT_BYTES];
        uint32_t wide; /* index in `wide` */
    } amount;
};

struct batch_wide {
    struct amount amount;
};

struct batch_unseen {
    uint32_t transfer;
    struct amount amount;
};

struct batch_asset {
    uint64_t number;
    size_t size;
    char text[ASSET_TEXT_BYTES_MAX];
};

#define BATCH_LIST(type, name)                                                                     \
    struct type *name;                                                                             \
    size_t name##_count, name##_capacity

struct batch {
    const struct ledger *base; /* may have no segments */
    uint64_t hash_seed;
    uint64_t first_account, first_container, first_asset; /* what the base has */
    uint64_t first_transfer, first_transaction;
    bool base_wide; /* some amount of the base is wider than NARROW_BYTES */
    uint64_t accounts_next, containers_next, assets_next;
    BATCH_LIST(batch_block, blocks);
    BATCH_LIST(batch_transaction, transactions);
    BATCH_LIST(batch_transfer, transfers);
    BATCH_LIST(batch_wide, wide);
    BATCH_LIST(batch_unseen, unseen);
    BATCH_LIST(batch_account, accounts);
    BATCH_LIST(batch_container, containers);
    BATCH_LIST(batch_number, numbers); /* beside `containers` */
    BATCH_LIST(batch_start, starts);   /* where it is not zero */
    BATCH_LIST(batch_fresh, fresh);    /* by number from first_container */
    BATCH_LIST(batch_asset, assets);
    struct hash_index account_index, container_index, asset_index;
    /* while segments are built: what stands before the next one */
    uint64_t built_accounts, built_containers, built_assets;
    struct amount *unseen_before; /* by asset */
    struct amount *held;          /* by container index */
};

/* `hash_seed` is as for ledger_row_hash, the same or another. */
void batch_init(struct batch *batch, const struct ledger *base, uint64_t hash_seed);
void batch_release(struct batch *batch);

/* Warms the caches for a row that is appended soon: call it for a block's rows at depth 0, then 1,
 * then 2, before the block is appended. Changes nothing else. */
void batch_expect(const struct batch *batch, const struct ledger_row *row, int depth);

static inline uint64_t batch_account_number(const struct batch *batch, uint32_t container)
{
    return batch->accounts[batch->containers[container].account].number;
}

static inline uint64_t batch_asset_number(const struct batch *batch, uint32_t container)
{
    return batch->assets[batch->containers[container].asset].number;
}

static inline struct amount batch_amount(const struct batch *batch,
                                         const struct batch_transfer *transfer)
{
    if (transfer->is_wide)
        return batch->wide[transfer->amount.wide].amount;
    return amount_load(transfer->amount.bytes, BATCH_AMOUNT_BYTES);
}

/* Appends a row: blocks do not fall (the caller's word), rows of a transaction stand together
 * (likewise), a block has one time.
 * Errors: value (these rules; a sum that passes 2^256), limit, memory, damaged (the base). */
bool batch_append(struct batch *batch, const struct ledger_row *row, struct error *err);
