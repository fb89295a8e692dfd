/* CSV (RFC 4180) over bytes in memory: a pull reader, one record a call.
 *
 *     csv_init(&csv, bytes, "flows.csv");
 *     while ((ok = csv_next(&csv, &any, err)) && any)
 *         use(csv.fields, csv.field_count, csv.record);
 *     csv_release(&csv);
 *
 * Taken: CRLF and LF, a byte order mark, quoted fields with line breaks and doubled quotes, a last
 * line without its end; empty lines are passed over. Refused, with the place: a quote inside an
 * unquoted field, bytes behind a closing quote, a quote that is never closed, a carriage return
 * without its line feed, a zero byte, more columns or longer fields than base/limits.h allows.
 * Records may differ in their number of fields, and fields need not be UTF-8: both are for the
 * caller to judge.
 *
 * Fields point into the input, or, where doubled quotes were undone, into the reader; they are good
 * until the next call. After an error csv_skip_line must be called to go on: it passes over no more
 * than the line on which the bad record starts, so that a stray quote costs its own line and not
 * all those up to the next quote.
 *
 * Load: tens of gigabytes, unquoted rows at about 2 GB/s on one core. What hurts: about 5 KB
 * of struct. Lifetime: init to release; name and input outlive the reader. Threads: one at a time.
 */
#pragma once

#include "base/error.h"
#include "base/limits.h"
#include "base/span.h"

struct csv_reader {
    const char *name;
    struct span input;
    size_t at;
    uint64_t line;                       /* of `at`, from 1 */
    uint64_t record;                     /* line on which the last record starts */
    size_t record_from, record_to;       /* its bytes, without the line end */
    struct span fields[CSV_COLUMNS_MAX]; /* of the last record, never NULL */
    size_t field_count;

    /* The reader's own: */
    uint16_t doubled[CSV_COLUMNS_MAX]; /* the fields whose doubled quotes are to be undone */
    size_t doubled_count, doubled_bytes;
    unsigned char *decoded;
    size_t decoded_capacity;
};

void csv_init(struct csv_reader *reader, struct span input, const char *name);
void csv_release(struct csv_reader *reader);

/* Reads the next record into `fields`. `*ret_any` is false at the end. Errors: syntax, limit,
 * memory. */
bool csv_next(struct csv_reader *reader, bool *ret_any, struct error *err);

/* Goes to a record that was read before: where it starts, and on which line. */
void csv_seek(struct csv_reader *reader, size_t record_from, uint64_t record);

/* After an error: goes to the line behind the one on which the bad record starts, and makes that
 * one line the record's bytes. */
void csv_skip_line(struct csv_reader *reader);

/* "name:line: column N (title)" into a buffer, for errors about a field of the last record;
 * `column` counts from 0; title may be NULL. */
void csv_place(const struct csv_reader *reader, size_t column, const char *title, char *ret_text,
               size_t size);
