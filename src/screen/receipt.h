/* Receipts of screenings: what was asked, of whom, as of when, what was known, and the answer; in a
 * file of the home to which lines are added and from which none is taken: lists/receipts.
 *
 *     SHA-256 of the rest of the line, a blank, one JSON object, a line feed
 *
 * A line that breaks off at the end of the file, as after a loss of power, is passed over; any
 * other that is not as it was written is an error that names it. Threads: one at a time; a writer
 * holds the lock of `lists/`.
 */
#pragma once

#include "base/dynbuf.h"
#include "base/error.h"
#include "base/span.h"

struct receipt {
    uint64_t number;         /* of the line, from 1; set by the reader */
    uint64_t time;           /* seconds since 1970, when it was asked */
    uint64_t known_at;       /* what came later was not known */
    struct span max_ages;    /* screen/max_age.h: days of each authority asked */
    struct span authorities; /* "US,UN" */
    struct span day;         /* YYYY-MM-DD; empty: that of `time`, where each authority is */
    struct span text;        /* what was asked */
    struct span rule;        /* "exact" */
    struct span inputs;      /* screen/inputs.h; empty: no label packs, and no exposure */
    struct span version;     /* of the program */
    struct span answer;      /* JSON, on one line, without the program's version */
};

/* Appends the line of a receipt. A full buffer is `failed`. */
void receipt_print(struct dynbuf *lines, const struct receipt *receipt);

/* Puts lines at the end of the home's receipts, for good. Errors: io, busy, limit. */
bool receipts_append(const char *home, struct span lines, struct error *err);

/* Calls `take` for every receipt, in order; its texts are good during the call. Errors: io,
 * damaged, memory, and those of `take`. A home without receipts has none. */
bool receipts_each(const char *home,
                   bool (*take)(void *context, const struct receipt *receipt, struct error *err),
                   void *context, struct error *err);
