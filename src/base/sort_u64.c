#include "base/sort_u64.h"

#include <assert.h>
#include <string.h>

enum {
    DIGIT_BITS = 11,
    DIGITS = (64 + DIGIT_BITS - 1) / DIGIT_BITS,
    DIGIT_VALUES = 1 << DIGIT_BITS
};

int compare_u64(const void *a, const void *b)
{
    const uint64_t *first = a, *second = b;
    return (*first > *second) - (*first < *second);
}

static void distribute(const uint64_t *from, uint64_t *to, size_t count, int shift,
                       const size_t *counts)
{
    size_t next[DIGIT_VALUES], at = 0;
    for (int value = 0; value < DIGIT_VALUES; value++) {
        next[value] = at;
        at += counts[value];
    }
    for (size_t i = 0; i < count; i++)
        to[next[from[i] >> shift & (DIGIT_VALUES - 1)]++] = from[i];
}

void sort_u64(uint64_t *numbers, uint64_t *spare, size_t count, int low)
{
    static_assert(DIGITS * DIGIT_BITS >= 64, "all bits have a digit");
    size_t counts[DIGITS][DIGIT_VALUES] = {0};
    uint64_t *from = numbers, *to = spare;
    for (size_t i = 0; i < count; i++)
        for (int digit = 0, shift = low; shift < 64; digit++, shift += DIGIT_BITS)
            counts[digit][numbers[i] >> shift & (DIGIT_VALUES - 1)]++;
    for (int digit = 0, shift = low; shift < 64 && count > 0; digit++, shift += DIGIT_BITS) {
        if (counts[digit][from[0] >> shift & (DIGIT_VALUES - 1)] == count)
            continue; /* all the same: nothing to move */
        distribute(from, to, count, shift, counts[digit]);
        uint64_t *swap = from;
        from = to;
        to = swap;
    }
    if (from != numbers && count > 0)
        memcpy(numbers, from, count * sizeof *numbers);
}
