/* Permutations for the sorted columns; for build_columns.c. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* The rows 0 .. count-1 of fixed-width keys, `stride` bytes apart, in byte order of the keys, equal
 * keys by row. The caller frees. Errors: memory. */
bool sort_rows(uint32_t **ret_rows, const unsigned char *keys, size_t count, size_t stride,
               size_t width, struct error *err);
