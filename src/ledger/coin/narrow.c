#include "ledger/coin/narrow.h"

/* What a value that does not fit costs beside its place in the column: 5 bytes for the row, 8 for
 * the value. */
enum { WIDE_BYTES = 13 };

unsigned narrow_width(const struct narrow_survey *survey, uint64_t *ret_wide)
{
    uint64_t rows = 0, fits = 0, least = UINT64_MAX;
    unsigned best = 1;
    for (int i = 0; i < NARROW_WIDTHS; i++)
        rows += survey->count[i];
    for (unsigned width = 1; width <= 7; width++) {
        fits += survey->count[width];
        uint64_t cost = rows * width + (rows - fits) * WIDE_BYTES;
        if (cost < least) {
            least = cost;
            best = width;
            *ret_wide = rows - fits;
        }
    }
    return best;
}
