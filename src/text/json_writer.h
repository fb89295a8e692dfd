/* Writes JSON (RFC 8259) into a bounded buffer, indented by two spaces; the same bytes every time.
 *
 * Names and values alternate as in the text; a call out of turn is a broken program. Strings may
 * hold any bytes: what is not UTF-8 becomes U+FFFD. A full buffer shows in `buffer->failed` at the
 * end. Threads: one at a time.
 */
#pragma once

#include "base/dynbuf.h"

enum { JSON_WRITER_DEPTH = 32 };

struct json_writer {
    struct dynbuf *buffer;
    unsigned depth;
    char open[JSON_WRITER_DEPTH]; /* '{' or '[' */
    bool any[JSON_WRITER_DEPTH];  /* something stands in it already */
};

void json_writer_init(struct json_writer *writer, struct dynbuf *buffer);

/* `name` is NULL inside an array and at the top. */
void json_open_object(struct json_writer *writer, const char *name);
void json_open_array(struct json_writer *writer, const char *name);
void json_close(struct json_writer *writer);
void json_string(struct json_writer *writer, const char *name, struct span text);
void json_text(struct json_writer *writer, const char *name, const char *text);
void json_u64(struct json_writer *writer, const char *name, uint64_t value);
