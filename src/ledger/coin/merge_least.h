/* Which part of a merge comes next: the least of as many numbers as there are parts, one of which
 * changes each time. A tournament: each node keeps the loser of a match, so that a new number plays
 * only its own way up, four matches where there are sixteen parts.
 *
 *     numbers are key << LEAST_PART_BITS | part: of equal keys the earlier part's comes first
 *
 * Load: a step for each row of what is merged. Threads: one at a time.
 */
#pragma once

#include "ledger/stack.h"

enum { LEAST_PART_BITS = 16 };
#define LEAST_ENDED UINT64_MAX /* of a part that is through */

struct least {
    size_t leaves;
    uint64_t number;               /* the least */
    uint64_t loser[2 * STACK_MAX]; /* nodes 1 to leaves - 1; node i stands over 2i and 2i + 1 */
};

/* The numbers of `count` parts, at most STACK_MAX. */
void least_start(struct least *least, const uint64_t *numbers, size_t count);

static inline bool least_ended(const struct least *least)
{
    return least->number == LEAST_ENDED;
}
static inline uint64_t least_key(const struct least *least)
{
    return least->number >> LEAST_PART_BITS;
}
static inline size_t least_part(const struct least *least)
{
    return (size_t)(least->number & ((1 << LEAST_PART_BITS) - 1));
}

/* The number of the part that came first is another one now. */
static inline void least_next(struct least *least, uint64_t number)
{
    for (size_t node = (least_part(least) + least->leaves) / 2; node > 0; node /= 2) {
        uint64_t other = least->loser[node];
        least->loser[node] = other < number ? number : other;
        number = other < number ? other : number;
    }
    least->number = number;
}
