/* A chain of the coin reference as a ledger, without blocks: txids and headers are made up, but
 * they fit each other, so that the ledger verifies when its first block is regtest's own. */
#pragma once

#include "coin.h"
#include "ledger/coin/coins.h"

enum { COIN_LOAD_SEED = 3 };

struct coin_load {
    const struct coin_chain *chain;
    size_t before; /* blocks of one transaction that stand before the reference's */
    size_t held;   /* outputs in memory; 0: as the writer likes */
};

/* The key of an address of the reference. */
struct coins_key coin_load_key(int owner);

/* Errors: as coin_writer_*. */
bool coin_load(const struct ref_coin_chain *chain, const struct coin_load *how, const char *folder,
               struct error *err);
