/* Seeds and services as people write them (docs/trace.md). */
#pragma once

#include "trace/coin/trace.h"
#include "trace/trace.h"

enum { COLOUR_BYTES = 64 };

/* A seed with its colour; one that names an address the ledger does not have is `absent`. */
struct named_seed {
    struct trace_seed seed; /* of an account ledger */
    struct coin_seed coin;  /* of a coin ledger */
    char colour[COLOUR_BYTES];
    bool absent;
    uint64_t block; /* behind the @, else 0 */
};

/* SEED: `txid:n`, `txid`, `address`, `address@BLOCK`; on an account ledger the address perhaps with
 * `/ASSET`; before an address perhaps its chain and a colon; then perhaps `=AMOUNT` in base units
 * and `#colour` (else "default"). Errors: value, not-found (a transaction, an asset), conflict,
 * with `place` before them. */
bool seed_parse(const struct ledger *ledger, struct span text, const char *place,
                struct named_seed *ret_seed, struct error *err);

/* An address, plain or CAIP-10, to its account; LEDGER_NONE when the ledger does not have it, as it
 * is of another chain or never occurs. */
bool account_parse(const struct ledger *ledger, struct span text, const char *place,
                   uint64_t *ret_account, struct error *err);

/* SEED of an account ledger, without amount and colour: see trace/kind.h. */
bool account_seed_parse(const struct ledger *ledger, struct span text, const char *place,
                        const struct amount *cap, struct named_seed *seed, struct error *err);

/* Cuts a text at its last `mark`; false, and nothing cut, when there is none. */
bool seed_cut_last(struct span *text, char mark, struct span *ret_tail);

/* Digits only, below 2^63. */
bool height_parse(struct span text, uint64_t *ret_height);
