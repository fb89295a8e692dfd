/* The sealed outputs that were spent or lost since the writer began: a set of numbers.
 *
 * Load: what the new blocks spend of the old ones', a million and more. 8 bytes each, and 11 to 16
 * with what is free. Threads: one at a time.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct spent_set {
    uint64_t seed;
    uint64_t *slots; /* 1 + output; 0: free */
    size_t capacity, count;
};

/* `seed` is secret and random: nobody can choose numbers that stand in one another's way. */
void spent_set_init(struct spent_set *set, uint64_t seed);
void spent_set_release(struct spent_set *set);

/* Adds an output, `*ret_new` unless it was in already. False: no memory, nothing changed. */
bool spent_set_add(struct spent_set *set, uint64_t output, bool *ret_new);
