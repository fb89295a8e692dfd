#include "base/huge.h"

#include <malloc.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "base/checked.h"

/* MALLOC_BYTES: what malloc keeps beside large memory. With it the whole is a multiple of huge
 * pages, which Linux then begins at a huge page and can move without breaking it up. */
enum { HUGE_FROM_BYTES = 4 << 20, HUGE_PAGE_BYTES = 2 << 20, PAGE_BYTES = 4096, MALLOC_BYTES = 32 };

static bool rounded(size_t bytes, size_t *ret_bytes)
{
    if (bytes >= HUGE_FROM_BYTES) {
        if (!checked_add_size(bytes, MALLOC_BYTES + HUGE_PAGE_BYTES - 1, &bytes))
            return false;
        bytes = bytes / HUGE_PAGE_BYTES * HUGE_PAGE_BYTES - MALLOC_BYTES;
    }
    *ret_bytes = bytes;
    return true;
}

/* From the page of malloc's own head to the last one: a hint for a part only would leave memory of
 * two kinds, and such Linux does not move when it grows. */
static void *hinted(void *memory, size_t bytes)
{
    if (memory == NULL || bytes < HUGE_FROM_BYTES)
        return memory;
    char *from = (char *)memory - (uintptr_t)memory % PAGE_BYTES;
    size_t size = (size_t)((char *)memory - from) + bytes;
    (void)madvise(from, (size + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES, MADV_HUGEPAGE);
    return memory;
}

void *huge_alloc(size_t bytes)
{
    return rounded(bytes, &bytes) ? hinted(malloc(bytes == 0 ? 1 : bytes), bytes) : NULL;
}

void *huge_zeroed(size_t count, size_t size)
{
    size_t bytes;
    if (!checked_mul_size(count, size, &bytes) || !rounded(bytes, &bytes))
        return NULL;
    return hinted(calloc(bytes == 0 ? 1 : bytes, 1), bytes);
}

void *huge_table(size_t count, size_t size)
{
    volatile char *memory = huge_zeroed(count, size);
    for (size_t at = 0; memory != NULL && at < count * size; at += PAGE_BYTES)
        memory[at] = 0;
    return (void *)memory;
}

void *huge_realloc(void *memory, size_t bytes)
{
    return rounded(bytes, &bytes) ? hinted(realloc(memory, bytes == 0 ? 1 : bytes), bytes) : NULL;
}

void huge_give_back(void)
{
    (void)mallopt(M_MMAP_THRESHOLD, HUGE_FROM_BYTES); /* a limit that is set stays */
}
