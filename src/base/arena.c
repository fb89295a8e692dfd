#include "base/arena.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

enum { CHUNK_BYTES = 64 * 1024 };

struct arena_chunk {
    struct arena_chunk *older;
    size_t size; /* of `bytes` */
    size_t used;
    alignas(max_align_t) unsigned char bytes[];
};

void arena_init(struct arena *arena, size_t budget)
{
    arena_init_chunks(arena, budget, CHUNK_BYTES);
}

void arena_init_chunks(struct arena *arena, size_t budget, size_t chunk)
{
    *arena = (struct arena){.budget = budget, .chunk = chunk};
}

void arena_release(struct arena *arena)
{
    struct arena_chunk *chunk = arena->newest;
    while (chunk != NULL) {
        struct arena_chunk *older = chunk->older;
        free(chunk);
        chunk = older;
    }
    arena->newest = NULL;
    arena->held = 0;
    arena->over = false;
}

void arena_clear(struct arena *arena)
{
    struct arena_chunk *kept = NULL, *older;
    for (struct arena_chunk *chunk = arena->newest; chunk != NULL; chunk = older) {
        older = chunk->older;
        if (kept == NULL && chunk->size == CHUNK_BYTES)
            kept = chunk;
        else
            free(chunk);
    }
    arena->newest = kept;
    arena->held = 0;
    arena->over = false;
    if (kept == NULL)
        return;
    memset(kept->bytes, 0, kept->used);
    kept->used = 0;
    kept->older = NULL;
    arena->held = sizeof *kept + CHUNK_BYTES;
}

static bool add_chunk(struct arena *arena, size_t size)
{
    size_t whole;
    if (size < arena->chunk)
        size = arena->chunk;
    if (!checked_add_size(size, sizeof(struct arena_chunk), &whole) ||
        whole > arena->budget - arena->held) {
        arena->over = true;
        return false;
    }
    struct arena_chunk *chunk = calloc(1, whole);
    if (chunk == NULL)
        return false;
    chunk->older = arena->newest;
    chunk->size = size;
    arena->newest = chunk;
    arena->held += whole;
    return true;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    const size_t unit = alignof(max_align_t);
    if (size > SIZE_MAX - unit)
        return NULL;
    size = (size + unit - 1) / unit * unit;
    struct arena_chunk *chunk = arena->newest;
    if (chunk == NULL || chunk->size - chunk->used < size) {
        if (!add_chunk(arena, size))
            return NULL;
        chunk = arena->newest;
    }
    void *memory = chunk->bytes + chunk->used;
    chunk->used += size;
    return memory;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    size_t whole;
    return checked_mul_size(count, size, &whole) ? arena_alloc(arena, whole) : NULL;
}

char *arena_text(struct arena *arena, struct span bytes)
{
    if (bytes.size == SIZE_MAX)
        return NULL;
    char *copy = arena_alloc(arena, bytes.size + 1);
    if (copy != NULL && bytes.size > 0)
        memcpy(copy, bytes.data, bytes.size);
    return copy;
}
