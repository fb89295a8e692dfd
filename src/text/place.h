/* Where in a text: "name:line:column", counted only when an error is written.
 *
 * Lines and columns count from 1; a column is a character, not a byte, as editors count.
 */
#pragma once

#include "base/span.h"

enum { TEXT_PLACE_BYTES = 512, TEXT_PLACE_NAME_BYTES = 384 };

/* The end of a long name, of at most TEXT_PLACE_NAME_BYTES and starting with a whole character, so
 * that a line and column behind it are never cut off. */
const char *place_name(const char *name);

/* The line of byte `at` (at most the size), for a text whose first line is `first`. */
uint64_t place_line(struct span text, size_t at, uint64_t first);

/* "name:line:column" of byte `at`, which may be the text's end. */
void place_of(char ret_place[TEXT_PLACE_BYTES], const char *name, struct span text, size_t at);

/* What stands at byte `at`, for "found ...": a printable byte in quotes, a number, or the end. */
enum { TEXT_FOUND_BYTES = 32 };
void place_found(char ret_found[TEXT_FOUND_BYTES], struct span text, size_t at);
