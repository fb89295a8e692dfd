/* Which segments the ledger of a coin chain has: all blocks but the last COIN_TIP_BLOCKS and more
 * are cut as in ledger/cut.h, in units of 2^10; what is left above is one segment, the tip, which
 * may still be taken back. A function of the last height alone. */
#pragma once

#include <stdint.h>

/* A better branch that begins no deeper rewrites the tip and nothing else. */
enum { COIN_TIP_BLOCKS = 144 };

/* The first and the last height of the range that holds `height`, at most `last`. */
uint64_t coin_cut_start(uint64_t height, uint64_t last);
uint64_t coin_cut_end(uint64_t height, uint64_t last);
