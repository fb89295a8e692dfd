/* Which segments a ledger has: the blocks below (last + 1) rounded down to 2^10 are cut by the
 * binary digits of their number, the largest range first; what is left is one short range. Ranges
 * of a cut lie whole inside the ranges of every later one. Pure functions.
 */
#pragma once

#include <stdint.h>

/* The first and the last height of the range that holds `height`, in the cut of [0, last]. */
uint64_t cut_start(uint64_t height, uint64_t last);
uint64_t cut_end(uint64_t height, uint64_t last);
