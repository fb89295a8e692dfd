/* A list that is being read: its files, where its entries go, and what is to be said about it.
 *
 * A reader takes a `struct list_reading`, hands every entry to the sink in the order of the file,
 * and notes what it learns of the list as a whole. Nothing may be kept until it has returned true.
 * Threads: one at a time.
 */
#pragma once

#include "base/dynbuf.h"
#include "screen/draft.h"
#include "screen/entry.h"

struct list_file {
    const char *name;  /* for errors: the path as given */
    struct span bytes; /* UTF-8, or what the format says */
};

enum { LIST_PARTS_BYTES = 48 };

struct list_notes {
    char date[11]; /* YYYY-MM-DD, when the list says it itself; else empty */
    uint64_t said; /* how many entries the list says it has; 0: it does not say */
    uint64_t cut;  /* remarks that break off and are continued nowhere */
    /* Parts of a set, as words with a blank between: "aliases comments". */
    char left_out[LIST_PARTS_BYTES]; /* of another day */
    char absent[LIST_PARTS_BYTES];   /* that nobody gave */
    struct dynbuf warnings;          /* lines, each with its line feed */
};

struct list_reading {
    const struct list_file *files;
    size_t file_count;
    struct entry_sink sink;
    struct list_notes notes;
    struct draft draft;
};

void list_reading_init(struct list_reading *reading, const struct list_file *files, size_t count,
                       struct entry_sink sink);
void list_reading_release(struct list_reading *reading);

/* A line about the list. Past LIST_WARNINGS_BYTES_MAX the buffer stays as it is. */
void list_warn(struct list_reading *reading, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Hands on the draft; the place is "name:line". */
bool list_hand(struct list_reading *reading, const char *name, uint64_t line, struct error *err);

/* An error at "name:line". Returns false. */
bool list_error(struct error *err, enum error_code code, const char *name, uint64_t line,
                const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Whether a look at the first records of a list went as far as it could: what is wrong with the
 * bytes is told when they are read; what is wrong with the environment is now. `why`: of the look.
 */
bool list_looked_at(const struct error *why, struct error *err);

/* Opens a text of UTF-8: without its byte order mark. */
struct span list_text(struct span bytes);
