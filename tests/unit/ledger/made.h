/* Ledgers made for a test through the writer, from rows with small numbers for names. */
#pragma once

#include "ledger/writer.h"

struct made_row {
    uint64_t block;
    unsigned transaction;
    unsigned from, to; /* 0: nobody */
    unsigned asset;
    uint64_t amount;
    enum transfer_kind kind;
};

enum { MADE_BLOCK_SECONDS = 12 }; /* a block's time is its height times this */

void made_key(unsigned account, unsigned char *ret_key);
void made_id(unsigned transaction, unsigned char *ret_id);

/* "eip155:1/erc20:aN" in static storage, good until the next call. */
struct span made_asset(unsigned asset);

/* One row as ingest would hand it over. */
void made_ledger_row(const struct made_row *row, struct ledger_row *ret_row);

/* Appends rows in ledger order and commits. */
bool made_append(const char *folder, const struct made_row *rows, size_t count, struct error *err);

/* Random rows in ledger order, the same for the same seed: every kind, MADE_ACCOUNTS accounts (a
 * third of the sides is the first, which so gets long lists), MADE_ASSETS assets, self-transfers,
 * sides that move nothing, blocks with gaps over several segments. */
enum { MADE_ACCOUNTS = 9, MADE_ASSETS = 3 };
void made_random(struct made_row *ret_rows, size_t count, uint64_t seed);

/* Appends rows in so many commits, each of whole blocks, and opens the ledger. */
struct ledger *made_ledger(const char *folder, const struct made_row *rows, size_t count,
                           size_t commits);

/* The account and asset of a container, as `made_row` numbers them. */
void made_container(const struct ledger *ledger, uint64_t container, unsigned *ret_account,
                    unsigned *ret_asset);

/* What a container has moved, by hand: debits, arrivals, what debits lacked. */
struct made_sums {
    uint64_t in, out, unseen;
};

/* Moves one row: `sums` is by account, then asset. Returns the row's unseen lot. */
uint64_t made_move(struct made_sums sums[MADE_ACCOUNTS + 1][MADE_ASSETS + 1],
                   const struct made_row *row);
