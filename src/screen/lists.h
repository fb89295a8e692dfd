/* The lists that are known. Adding a list is a row of the table in lists.c, and canaries for it in
 * guard.c. Static; threads may share it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

struct list_kind {
    const char *name;      /* "ofac-sdn" */
    const char *authority; /* "US", "UN", "JP", "KR", "EU"; "OS" for OpenSanctions' own view */
    const char *title;
    bool parties, addresses; /* which kinds of fact it is the word on */
    bool has_ids;            /* keys are the list's own ids: equal ones are an error */
};

enum { LIST_MAX_AGE_DAYS = 30 };

extern const struct list_kind list_kinds[];
extern const size_t list_kind_count;

/* By name; NULL when there is none. */
const struct list_kind *list_kind_named(const char *name);

/* The day in the authority's time zone at a moment (seconds since 1970), as YYYY-MM-DD. Tokyo and
 * Seoul are nine hours ahead of UTC; New York and Brussels follow their rules of 2007 and 1996 on;
 * the United Nations' list is stamped in UTC. */
void authority_day(const char *authority, uint64_t seconds, char ret_day[11]);

/* Days from one YYYY-MM-DD to another; both are days that there are. */
int64_t days_between(const char *from, const char *to);

/* "2026-11-25T19:00:00Z". */
enum { MOMENT_BYTES = 24 };
void moment_print(uint64_t seconds, char ret_text[MOMENT_BYTES]);

/* The same back; also with a blank for the T, without the Z, and a day alone, which is its end.
 * False for anything else. */
bool moment_parse(struct span text, uint64_t *ret_seconds);
