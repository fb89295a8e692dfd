/* Which nBits a header must have, from the headers before it.
 *
 * What a chain's rule looks at is asked for by height: Bitcoin's two headers every 2016, the rules
 * of testnets up to 2016 more, Bitcoin Cash's averages 150 or so. Load: once a header. Threads:
 * pure functions over what `at` gives.
 */
#pragma once

#include "base/error.h"
#include "base/u256.h"
#include "chain/coin_chain.h"

/* What is asked of a header. */
struct header_point {
    uint32_t time;
    uint32_t bits;
};

/* The branch that ends in the parent. */
struct header_branch {
    struct header_point (*at)(void *context, uint32_t height); /* height at most the parent's */
    void *context;
    uint32_t parent; /* its height */
};

/* The nBits of the header that follows the parent and has this time. */
uint32_t difficulty_next(const struct coin_chain *chain, const struct header_branch *branch,
                         uint32_t time);

/* The same as a check, with the other rule that hangs on times (BIP-94: the first block of a period
 * is at most ten minutes before its parent). Errors: value, with `place` before it, and what was
 * expected. */
bool difficulty_check(const struct coin_chain *chain, const struct header_branch *branch,
                      struct header_point next, const char *place, struct error *err);
