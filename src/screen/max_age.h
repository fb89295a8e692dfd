/* How old a list may be on the day asked, for each authority: "30" for all, "US=30,JP=45" for some,
 * "60,US=10" for both; a home's own in its file `screen.conf`, a command's in --max-age. Who is
 * named nowhere has LIST_MAX_AGE_DAYS. Threads: pure functions, but for the one that reads a file.
 */
#pragma once

#include <stdbool.h>

#include "base/error.h"
#include "base/span.h"

enum { MAX_AGE_BYTES = 128 }; /* of the text, with a zero behind */

/* Sets the days of an authority, at most 99,999, where the text speaks of it, by name or of all; a
 * name counts before all. `text` may be NULL. Every part of it is checked, whoever it speaks of.
 * Errors: usage. */
bool max_age_set(const char *text, const char *authority, unsigned *days, struct error *err);

/* The text of a home's file: lines `max-age DAYS` and `max-age AUTHORITY DAYS`, each at most once;
 * blank lines, and lines that start with #, are passed over. A home without the file has none: an
 * empty text. Errors: value, conflict, with `screen.conf:LINE`; io, limit, memory. */
bool max_age_read(char ret_text[MAX_AGE_BYTES], const char *home, struct error *err);

/* The same of the bytes of a file; `path` is for errors. */
bool max_age_parse(char ret_text[MAX_AGE_BYTES], struct span bytes, const char *path,
                   struct error *err);
