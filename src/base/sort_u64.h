/* Sorting numbers: a radix sort, which needs as much memory again. Who sorts things by a key packs
 * key and number of the thing into one, the number lowest.
 *
 * Load: millions at a time. Threads: pure function.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* For qsort and bsearch, where there are few. */
int compare_u64(const void *a, const void *b);

/* Ascending by the bits from `low` (0 to 63) on; those that are equal there keep their order, so
 * what is in order below needs no work. `spare` has room for `count` numbers and is written over.
 */
void sort_u64(uint64_t *numbers, uint64_t *spare, size_t count, int low);
