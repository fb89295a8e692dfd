#include "ledger/coin/cut.h"

#include "ledger/cut.h"
#include "ledger/format.h"

/* Where the tip begins: a multiple of the unit. */
static uint64_t tip_start(uint64_t last)
{
    return last < COIN_TIP_BLOCKS
               ? 0
               : (last + 1 - COIN_TIP_BLOCKS) >> SEGMENT_UNIT_SHIFT << SEGMENT_UNIT_SHIFT;
}

uint64_t coin_cut_start(uint64_t height, uint64_t last)
{
    uint64_t tip = tip_start(last);
    return height >= tip ? tip : cut_start(height, tip - 1);
}

uint64_t coin_cut_end(uint64_t height, uint64_t last)
{
    uint64_t tip = tip_start(last);
    return height >= tip ? last : cut_end(height, tip - 1);
}
