/* How wide a narrow column is: as it is least in all, when what does not fit is told beside it. A
 * function of the values alone, in whatever order they are seen. */
#pragma once

#include <stdint.h>

enum { NARROW_WIDTHS = 9 };

struct narrow_survey {
    uint64_t count[NARROW_WIDTHS]; /* by width: values that need that many bytes */
};

void narrow_see(struct narrow_survey *survey, uint64_t value);

/* 1 to 7; `*ret_wide` is how many values do not fit. */
unsigned narrow_width(const struct narrow_survey *survey, uint64_t *ret_wide);
