#include "base/array.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "base/checked.h"

enum { HUGE_FROM_BYTES = 32 << 20, HUGE_PAGE_BYTES = 2 << 20 };

/* Large arrays are mostly read here and there: with huge pages most of the walks through the page
 * tables go. A hint: where the system does not take it nothing is lost. */
static void hint_huge(void *array, size_t bytes)
{
    uintptr_t from = ((uintptr_t)array + HUGE_PAGE_BYTES - 1) / HUGE_PAGE_BYTES * HUGE_PAGE_BYTES;
    uintptr_t to = ((uintptr_t)array + bytes) / HUGE_PAGE_BYTES * HUGE_PAGE_BYTES;
    if (bytes >= HUGE_FROM_BYTES && from < to)
        (void)madvise((char *)array + (from - (uintptr_t)array), to - from, MADV_HUGEPAGE);
}

void *array_grow(void *array, size_t *capacity, size_t need, size_t size, size_t max)
{
    if (need > max)
        return NULL;
    if (array != NULL && need <= *capacity)
        return array;
    size_t wanted = *capacity + *capacity / 2;
    if (wanted < 16)
        wanted = 16;
    if (wanted < need)
        wanted = need;
    if (wanted > max)
        wanted = max;
    size_t bytes;
    if (!checked_mul_size(wanted, size, &bytes))
        return NULL;
    void *moved = realloc(array, bytes == 0 ? 1 : bytes);
    if (moved == NULL)
        return NULL;
    *capacity = wanted;
    hint_huge(moved, bytes);
    return moved;
}

bool array_error(size_t need, size_t max, const char *things, struct error *err)
{
    char doing[64];
    if (need > max)
        return error_input(err, ERROR_LIMIT, things, "expected at most %zu of them", max);
    snprintf(doing, sizeof doing, "gathering %s", things);
    return error_memory(err, doing);
}
