/* The coin chains that are known: one row of parameters each.
 *
 * Load: a look-up a command, then a pointer handed around. Sources: the chain parameters of Bitcoin
 * Core 28, Litecoin Core 0.21, Dogecoin Core 1.14 and Bitcoin Cash Node 27 (docs/coin-chains.md).
 * Threads: constant data.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

/* Which hash of a header must meet its target. The name of a block is the double SHA-256 on all. */
enum coin_proof { PROOF_SHA256D, PROOF_SCRYPT };

/* How nBits follows from the headers before (chain/difficulty.h). */
enum coin_retarget {
    RETARGET_BITCOIN,  /* every 2016 blocks, two weeks; signet too */
    RETARGET_TESTNET3, /* and the chain's limit for a block 20 minutes late */
    RETARGET_TESTNET4, /* and BIP-94 */
    RETARGET_NEVER,    /* regtest */
    RETARGET_LITECOIN, /* every 2016 blocks, three and a half days */
    RETARGET_DOGECOIN, /* every 240 blocks, four hours; DigiShield from 145,000 */
    RETARGET_CASH,     /* Bitcoin's; then the emergency rule, cw-144, and ASERT */
};

/* One coinbase has the same txid as an earlier one, whose outputs it puts out of reach (BIP-30). */
struct coin_duplicate {
    uint32_t first;
    uint32_t second;
};

struct coin_chain {
    const char *name; /* "bitcoin", as people write it */
    const char
        *caip2; /* "bip122:" and 32 digits of a hash: the genesis, or the first block of a fork */
    const char *genesis;    /* hash of block 0, as people write it */
    const char *asset;      /* of its coin, as CAIP-19 names it behind the chain: slip44:N */
    const char *symbol;     /* a coin has 10^8 base units on every chain here */
    unsigned char magic[4]; /* before each block in a file of blocks */
    unsigned char p2pkh;    /* version bytes of addresses */
    unsigned char p2sh;
    unsigned char p2sh_old;     /* read, never printed; the same as p2sh where there is none */
    const char *witness_prefix; /* of addresses; NULL: the chain has no segwit */
    enum coin_proof proof;
    enum coin_retarget retarget;
    uint32_t limit_bits;     /* the easiest target */
    uint32_t halving_blocks; /* 0: not by halving (Dogecoin) */
    uint64_t first_subsidy;
    uint64_t max_money;     /* no output, and no sum of outputs, is larger */
    uint32_t merged_number; /* in merged mining (chain/merged.h); 0: the chain has none */
    bool extension;         /* blocks may end in a MWEB extension block */
    uint32_t fork_height;   /* where it left another chain; 0: it did not */
    const char *fork;       /* the hash of its block there, as people write it */
    const struct coin_duplicate *duplicates; /* ends with a second of 0; NULL: none */
};

enum { COIN_CHAINS = 8 };
extern const struct coin_chain coin_chains[COIN_CHAINS];

/* By name or CAIP-2 name; NULL when there is none. */
const struct coin_chain *coin_chain_find(struct span name);

/* The first row with this magic. Bitcoin Cash writes Bitcoin's in its files: ask for it by name. */
const struct coin_chain *coin_chain_of_magic(const unsigned char magic[4]);

/* What the coinbase of a block may create beside the fees. `*ret_exact` is false where that is only
 * a ceiling: Dogecoin's rewards below 145,000 are drawn from the hash of the block before. */
uint64_t coin_subsidy(const struct coin_chain *chain, uint32_t height, bool *ret_exact);

/* When the coinbase at `height` repeats an earlier txid: true, and the earlier height. */
bool coin_duplicate_of(const struct coin_chain *chain, uint32_t height, uint32_t *ret_first);
