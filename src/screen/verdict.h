/* What a person has said about two entries of lists: that they are one party, or that they are not.
 * It beats every rule, and stays on record: lists/verdicts, one line each, and a later line about
 * the same two beats an earlier one. Bytes: docs/list-format.md.
 */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/span.h"

struct verdict {
    bool same;
    const char *list_a, *list_b;
    struct span key_a, key_b;
    uint64_t at; /* seconds since 1970 */
};

struct verdicts {
    struct verdict *items; /* in the order in which they came */
    size_t count, capacity;
    struct arena texts;
};

/* None where the home has none. Errors: io, damaged, memory, limit. */
bool verdicts_read(struct verdicts *ret_verdicts, const char *home, struct error *err);
void verdicts_release(struct verdicts *verdicts);

/* Puts one more on record. Errors: io, busy, damaged, memory, limit. */
bool verdict_add(const char *home, const struct verdict *verdict, struct error *err);
