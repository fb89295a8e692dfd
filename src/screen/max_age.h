/* How old a list may be on the day asked, for each authority: "30" for all, "US=30,JP=45" for some,
 * "60,US=10" for both. Who is not named has LIST_MAX_AGE_DAYS. Threads: pure functions. */
#pragma once

#include <stdbool.h>

#include "base/error.h"

enum { MAX_AGE_BYTES = 128 }; /* of the text, with a zero behind */

/* The days of an authority, at most 99,999; `text` may be NULL. Every part of the text is checked,
 * whoever it speaks of. Errors: usage. */
bool max_age_of(const char *text, const char *authority, unsigned *ret_days, struct error *err);
