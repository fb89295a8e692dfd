/* The ledger of a made chain of three segments, for a forger who seals what they changed: columns
 * are changed by their numbers, written, opened and verified. */
#pragma once

#include "forge.h"
#include "ledger/coin/coins.h"
#include "made_chain.h"

enum { FORGED_CHAIN_BLOCKS = 130, FORGED_CHAIN_PIECES = 3 };

struct forged_chain {
    struct made_chain chain;
    struct forgery forgery;
    struct error err; /* why it did not verify */
};

extern struct forged_chain forged_chain;

/* Makes it, under `ledger` of the scratch folder; release it at the end. */
void forged_chain_make(void);
void forged_chain_release(void);

/* Takes another ledger of the chain as what is forged. */
void forged_chain_copy(const char *folder);

/* Seals the forgery, opens and verifies; false too where it cannot even be laid out. */
bool forged_chain_verifies(void);

uint64_t forged_chain_get(size_t segment, int column, uint64_t row);
void forged_chain_set(size_t segment, int column, uint64_t row, uint64_t value);
uint64_t forged_chain_rows(size_t segment, int column);
