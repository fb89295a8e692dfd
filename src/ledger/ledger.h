/* Reading the ledger of one chain (account kind): what moved, in order, and who held what when.
 *
 * Transfers, transactions, accounts, containers and assets are numbered from 0 in chain order. A
 * container is one (account, asset). Every number that a column gives is range-checked here; every
 * function returns false with `damaged` when a segment is not as it was sealed, and otherwise only
 * with the errors it names.
 *
 * A ledger is one generation: what a writer adds later is seen by opening again.
 * Lifetime: open to free. Threads: reading from many threads is safe.
 */
#pragma once

#include "chain/amount.h"
#include "chain/transfer_kind.h"
#include "ledger/manifest.h"
#include "ledger/segment.h"

#define LEDGER_NONE UINT64_MAX /* no such container, account, ... */

struct ledger {
    struct manifest manifest;
    const struct segment_kind *kind; /* of all its segments; NULL where there is none */
    struct segment **segments;       /* ascending, without overlap */
    size_t segment_count;
    struct asset_index *asset_index; /* for ledger_find_asset */
};

struct transfer {
    uint64_t from; /* container, or LEDGER_NONE */
    uint64_t to;
    enum transfer_kind kind;
    struct amount amount;
};

struct transaction {
    unsigned char id[TRANSACTION_ID_BYTES];
    uint64_t first, end; /* transfers */
    uint64_t block;      /* height */
    uint64_t time;       /* seconds since 1970 */
};

/* Running sums of one container: arrivals, debits, and lots made because a debit passed the
 * balance. in + unseen - out is the balance. */
struct sums {
    struct amount in, out, unseen;
};

/* Errors: not-found when there is no ledger in the folder, io, damaged, memory. */
bool ledger_open(struct ledger **ret_ledger, const char *folder, struct error *err);
void ledger_free(struct ledger *ledger);

/* The sum of a count of the segments: COUNT_TRANSFERS, COUNT_TRANSACTIONS, COUNT_ACCOUNTS, ... */
uint64_t ledger_count(const struct ledger *ledger, int count);

bool ledger_transfer(const struct ledger *ledger, uint64_t number, struct transfer *ret_transfer,
                     struct error *err);

/* `count` transfers from `first` on, all of which are there: several times faster than one by one.
 */
bool ledger_transfers(const struct ledger *ledger, uint64_t first, size_t count,
                      struct transfer *ret_transfers, struct error *err);

/* The unseen lot that a transfer's debit made; zero for most. */
bool ledger_transfer_unseen(const struct ledger *ledger, uint64_t number, struct amount *ret_amount,
                            struct error *err);

bool ledger_transaction(const struct ledger *ledger, uint64_t number,
                        struct transaction *ret_transaction, struct error *err);
bool ledger_transaction_of(const struct ledger *ledger, uint64_t transfer, uint64_t *ret_number,
                           struct error *err);

/* The first transfer of the first block at or above a height; the count of transfers if none. */
bool ledger_first_of_block(const struct ledger *ledger, uint64_t height, uint64_t *ret_transfer,
                           struct error *err);

/* The height of the last block whose time is not later; LEDGER_NONE when all are later. */
bool ledger_block_at_time(const struct ledger *ledger, uint64_t time, uint64_t *ret_height,
                          struct error *err);

/* By number; `ret_key` takes ACCOUNT_KEY_BYTES. The asset's text lives as long as the ledger. */
bool ledger_container(const struct ledger *ledger, uint64_t container, uint64_t *ret_account,
                      uint64_t *ret_asset, struct error *err);
bool ledger_account(const struct ledger *ledger, uint64_t account, unsigned char *ret_key,
                    struct error *err);
bool ledger_asset(const struct ledger *ledger, uint64_t asset, struct span *ret_text,
                  struct error *err);

/* By value: LEDGER_NONE when it does not occur. A transaction id that stands in two blocks is a
 * conflict that names both heights. */
bool ledger_find_account(const struct ledger *ledger, const unsigned char *key,
                         uint64_t *ret_account, struct error *err);
bool ledger_find_container(const struct ledger *ledger, uint64_t account, uint64_t asset,
                           uint64_t *ret_container, struct error *err);

/* The container of an account with the smallest asset number at or above `*asset`, which becomes
 * that number; LEDGER_NONE when there is none. */
bool ledger_next_container(const struct ledger *ledger, uint64_t account, uint64_t *asset,
                           uint64_t *ret_container, struct error *err);
bool ledger_find_asset(const struct ledger *ledger, struct span text, uint64_t *ret_asset,
                       struct error *err);
bool ledger_find_transaction(const struct ledger *ledger, const unsigned char *id,
                             uint64_t *ret_transaction, struct error *err);

/* All unseen lots of an asset in transfers below `end`. `end` is the first transfer of a block, or
 * the count of transfers. Reads O(log n) rows. */
bool ledger_unseen_before(const struct ledger *ledger, uint64_t asset, uint64_t end,
                          struct amount *ret_amount, struct error *err);
