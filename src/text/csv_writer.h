/* Writes CSV (RFC 4180) into a bounded buffer; the same bytes every time.
 *
 *     csv_put(&csv, span_text("a"));
 *     csv_put(&csv, span_text("b,c"));        a,"b,c"\n
 *     csv_end(&csv);
 *
 * A field is quoted when it holds a comma, a quote, a line feed or a carriage return, when it
 * starts with a byte order mark, and when it is empty and alone on its line: what is written,
 * csv_reader reads back. A zero byte, which CSV cannot hold, becomes U+FFFD. Lines end in a line
 * feed alone.
 *
 * What hurts: a field that starts with = + - or @ is left as it is. A spreadsheet may take it for a
 * formula; changing it would change the data.
 * A full buffer shows in `buffer->failed` at the end; it may be written out and cleared between two
 * calls. Threads: one at a time.
 */
#pragma once

#include "base/dynbuf.h"

struct csv_writer {
    struct dynbuf *buffer;
    bool any;        /* the line has a field */
    bool only_empty; /* and that one is empty */
};

void csv_writer_init(struct csv_writer *writer, struct dynbuf *buffer);
void csv_put(struct csv_writer *writer, struct span field);
void csv_put_text(struct csv_writer *writer, const char *field);

/* Ends the line, which has at least one field. */
void csv_end(struct csv_writer *writer);
