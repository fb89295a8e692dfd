/* What a labelled address does, and whether a trace ends there: the one table that says so.
 *
 * A label's category is one word or several with a semicolon between them, as its source gives
 * them: the concept ids of GraphSense, those of INTERPOL's DW-VA taxonomy (with hyphens), or our
 * own names. A word that the table does not know names, and ends nothing. Threads: pure functions.
 */
#pragma once

#include <stdbool.h>

#include "base/span.h"

struct category {
    const char *name; /* ours */
    bool ends;        /* value that arrives here is no longer one person's: the trace stops */
    const char *about;
};

/* The category of one word; NULL when the table does not have it. */
const struct category *category_of_word(struct span word);

/* Of a label's words: the first one that ends a trace, else the first known one, else NULL. */
const struct category *category_of(struct span words);

/* All of them, in the table's order; NULL behind the last. */
const struct category *category_at(size_t number);
