/* How wide a narrow column is: as it is least in all, when what does not fit is told beside it. A
 * function of the values alone, in whatever order they are seen. */
#pragma once

#include <stdint.h>

enum { NARROW_WIDTHS = 9 };

struct narrow_survey {
    uint64_t count[NARROW_WIDTHS]; /* by width: values that need that many bytes */
};

static inline void narrow_see(struct narrow_survey *survey, uint64_t value)
{
    /* the highest number of a width is its escape, so the value and one more must fit */
    unsigned bits = value == UINT64_MAX ? 65 : 64 - (unsigned)__builtin_clzll(value + 1);
    unsigned width = (bits + 7) / 8;
    survey->count[width < NARROW_WIDTHS ? width : NARROW_WIDTHS - 1]++;
}

/* 1 to 7; `*ret_wide` is how many values do not fit. */
unsigned narrow_width(const struct narrow_survey *survey, uint64_t *ret_wide);
