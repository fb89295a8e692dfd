/* Growable arrays, in one function: the owner keeps the pointer, the count and the capacity.
 *
 *     struct move *grown = array_grow(list->moves, &list->capacity, list->count + 1,
 *                                     sizeof *grown, MOVES_MAX);
 *     if (grown == NULL)
 *         return array_error(list->count + 1, MOVES_MAX, "moves", err);
 *     list->moves = grown;
 */
#pragma once

#include <stddef.h>

#include "base/error.h"

/* Makes room for `need` things of `size` bytes; grows by half, never past `max` things.
 * Returns the array, moved or not; NULL when `need` is over `max` or the system has no memory, and
 * then the old array stands. The new room is not zeroed. Release with free(). */
void *array_grow(void *array, size_t *capacity, size_t need, size_t size, size_t max);

/* The error of an array_grow that gave NULL: limit, when `need` is over `max`, else memory; the
 * text names the `things`. Returns false. */
bool array_error(size_t need, size_t max, const char *things, struct error *err);
