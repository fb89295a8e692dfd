/* Seeds and services as people write them (docs/trace.md). */
#pragma once

#include "trace/trace.h"

enum { COLOUR_BYTES = 64 };

/* A seed with its colour; one that names an address the ledger does not have is `absent`. */
struct named_seed {
    struct trace_seed seed;
    char colour[COLOUR_BYTES];
    bool absent;
    uint64_t block; /* behind the @, else 0 */
};

/* SEED: `txid:n`, `txid`, `address`, `address@BLOCK`, the address perhaps with `/ASSET` and before
 * it `eip155:N:`; then perhaps `=AMOUNT` in base units and `#colour` (else "default"). Errors:
 * value, not-found (a transaction, an asset), conflict, with `place` before them. */
bool seed_parse(const struct ledger *ledger, struct span text, const char *place,
                struct named_seed *ret_seed, struct error *err);

/* An address, plain or CAIP-10, to its account; LEDGER_NONE when the ledger does not have it, as it
 * is of another chain or never occurs. */
bool account_parse(const struct ledger *ledger, struct span text, const char *place,
                   uint64_t *ret_account, struct error *err);

/* Digits only, below 2^63. */
bool height_parse(struct span text, uint64_t *ret_height);
