#include "ledger/cut.h"

#include "ledger/format.h"

uint64_t cut_end(uint64_t from, uint64_t last)
{
    uint64_t units = (last + 1) >> SEGMENT_UNIT_SHIFT, at = 0;
    for (int bit = 63 - SEGMENT_UNIT_SHIFT; bit >= 0; bit--) {
        if ((units >> bit & 1) == 0)
            continue;
        at += UINT64_C(1) << bit;
        if (from < at << SEGMENT_UNIT_SHIFT)
            return (at << SEGMENT_UNIT_SHIFT) - 1;
    }
    return last;
}

uint64_t cut_start(uint64_t height, uint64_t last)
{
    uint64_t units = (last + 1) >> SEGMENT_UNIT_SHIFT, at = 0;
    for (int bit = 63 - SEGMENT_UNIT_SHIFT; bit >= 0; bit--) {
        uint64_t next = at + (units & UINT64_C(1) << bit);
        if (height < next << SEGMENT_UNIT_SHIFT)
            break;
        at = next;
    }
    return at << SEGMENT_UNIT_SHIFT;
}
