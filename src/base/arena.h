/* An arena: the memory of one unit of work, given back in one go, under a budget in bytes.
 *
 *   used        free
 *   |#########|.......|    newest chunk; older chunks hang behind it
 *
 * Load: many small allocations of one lifetime (the texts of a label pack, of a flow table).
 * Running over the budget is an ordinary failure: NULL, nothing lost. Threads: one at a time.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/span.h"

struct arena_chunk;

struct arena {
    struct arena_chunk *newest;
    size_t budget; /* bytes that may be asked of the system in all */
    size_t held;   /* bytes asked so far */
    size_t chunk;  /* how many are asked at a time */
    bool over;     /* the budget has refused something, not the system */
};

/* An empty arena; asks the system for nothing yet. */
void arena_init(struct arena *arena, size_t budget);

/* The same where there are many arenas of little in each: the system is asked for `chunk` bytes at
 * a time instead of 64 KiB. */
void arena_init_chunks(struct arena *arena, size_t budget, size_t chunk);

/* Gives everything back; the arena is empty and may be used again. Takes a zeroed arena too. */
void arena_release(struct arena *arena);

/* The same, but keeps one chunk of the usual size to use again, with what was used of it zeroed:
 * for many small units of work one after the other. */
void arena_clear(struct arena *arena);

/* `size` bytes, zeroed, aligned for any type; NULL when the budget or the system has no more. */
void *arena_alloc(struct arena *arena, size_t size);

/* `count` things of `size` bytes; NULL also when the product overflows. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/* A copy of the bytes with a zero behind them; NULL as above. */
char *arena_text(struct arena *arena, struct span bytes);
