/* CSV (RFC 4180) over bytes in memory: a pull reader, one record a call.
 *
 * Taken: CRLF and LF, a byte order mark, quoted fields with line breaks and doubled quotes, a last
 * line without its end; empty lines are passed over. Refused, with the place: a quote inside an
 * unquoted field, bytes behind a closing quote, a quote that is never closed, a zero byte, more
 * columns or longer fields than base/limits.h allows.
 *
 * Fields point into the input, or, where doubled quotes were undone, into the reader; they are good
 * until the next call. After an error csv_skip_line goes on behind the line of the record.
 * Lifetime: init to release. Threads: one at a time.
 */
#pragma once

#include "base/dynbuf.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/span.h"

struct csv_reader {
    const char *name;
    struct span input;
    size_t at;
    uint64_t line;                 /* of `at`, from 1 */
    uint64_t record;               /* line on which the last record starts */
    size_t record_from, record_to; /* its bytes */
    struct dynbuf scratch;
    size_t scratch_from[CSV_COLUMNS_MAX]; /* where a field's decoded text starts; SIZE_MAX: input */
    struct span fields[CSV_COLUMNS_MAX];
    size_t field_count;
};

/* `name` stands in errors; it and the input outlive the reader. */
void csv_init(struct csv_reader *reader, struct span input, const char *name);
void csv_release(struct csv_reader *reader);

/* Reads the next record into `fields`. `*ret_any` is false at the end. Errors: syntax, limit. */
bool csv_next(struct csv_reader *reader, bool *ret_any, struct error *err);

/* Goes to the line behind the one on which the last record started. */
void csv_skip_line(struct csv_reader *reader);

/* "name:line: column N (title)" into a buffer, for errors about a field; title may be NULL. */
void csv_place(const struct csv_reader *reader, size_t column, const char *title, char *ret_text,
               size_t size);
