/* Files of seeds and services: one word a line. */
#pragma once

#include "base/error.h"
#include "base/span.h"

/* Gets a line without its end; `place` is "FILE:LINE" and holds for the call only. */
typedef bool word_taker(void *context, struct span line, const char *place, struct error *err);

/* Calls `take` for each line of a file, until it fails. A byte order mark, CR and blanks at the end
 * of a line, blank lines, and lines that start with "# " are passed over. Errors: io, limit,
 * memory, those of `take`. */
bool word_file_read(const char *path, word_taker *take, void *context, struct error *err);
