#include "base/array.h"

#include <stdio.h>

#include "base/checked.h"
#include "base/huge.h"

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
    void *moved = huge_realloc(array, bytes);
    if (moved == NULL)
        return NULL;
    *capacity = wanted;
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
