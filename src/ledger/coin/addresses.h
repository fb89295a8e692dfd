/* Giving the addresses of a batch their numbers. */
#pragma once

#include "ledger/coin/batch.h"

/* A thing of the batch in a sorted list: a key of 40 bits, and which one it is. Lists are made in
 * the order of the things, or no two have one key: sorting looks at the keys alone. */
enum { COIN_ENTRY_SHIFT = 24 };
static inline uint64_t coin_entry(uint64_t key, uint64_t index)
{
    return key << COIN_ENTRY_SHIFT | index;
}
static inline size_t coin_entry_index(uint64_t entry)
{
    return entry & ((1 << COIN_ENTRY_SHIFT) - 1);
}
static inline uint64_t coin_entry_key(uint64_t entry)
{
    return entry >> COIN_ENTRY_SHIFT;
}

enum { COIN_PRINT_BITS = 23, COIN_PRINT_WORDS = (1 << COIN_PRINT_BITS) / 64 };

/* Of all addresses of a batch; the arrays are the caller's, and as long as it has addresses, but
 * for `bits`, which has COIN_PRINT_WORDS. */
struct coin_numbers {
    uint64_t *numbers; /* by batch address */
    uint64_t *prints;  /* entries by print, then by address */
    uint64_t *old;     /* entries by number of those that the base has */
    size_t old_count;
    uint64_t *bits; /* by the upper bits of a print: whether there is such a one */
};

/* Fills the arrays; `spare` is as long and is written over. New addresses are numbered behind those
 * of the base. Errors: damaged (the base). */
bool coin_number_addresses(const struct coin_batch *batch, const struct ledger *base,
                           struct coin_numbers *numbers, uint64_t *spare, struct error *err);

struct coins_key coin_batch_key(const struct coin_batch *batch, size_t address);
