/* The unspent outputs of a chain being made, so that most that are spent are young.
 *
 * Four pools, the older the larger. A new output lies in the youngest; one that is over its maximum
 * gives a random output to the next. A draw picks a pool by fixed odds, then any output of it: the
 * ages of what is spent run from within the block to the whole chain.
 *
 * Memory: 48 bytes an output. Threads: none.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chain_write.h"

enum { POOL_AGES = 4 };

struct coin {
    unsigned char id[HASH_BYTES];
    uint64_t value;
    uint32_t index; /* in its transaction */
    uint32_t owner;
};

struct pool {
    struct coin *coins[POOL_AGES];
    size_t count[POOL_AGES], capacity[POOL_AGES];
    size_t total;
};

/* False: no memory. */
bool pool_add(struct pool *pool, const struct coin *coin, uint64_t *state);

/* Takes one out; the pool must not be empty. */
struct coin pool_draw(struct pool *pool, uint64_t *state);

void pool_release(struct pool *pool);
