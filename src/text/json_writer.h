/* Writes JSON (RFC 8259) into a bounded buffer; the same bytes every time.
 *
 *     json_open_object(&json, NULL);
 *     json_u64(&json, "hops", 3);                   {"hops": 3,
 *     json_open_array(&json, "colours");             "colours": ["default"]}
 *     json_text(&json, NULL, "default");
 *     json_close(&json);
 *     json_close(&json);
 *     return json_writer_finish(&json, "the trace", err);
 *
 * Indented by two spaces, one member a line; or compact. A call out of turn (a member without its
 * name, a name in an array, a close too many, a number that is none) is a broken program. That a
 * name comes twice in one object is not looked for. Strings may hold any bytes, such as labels that
 * others wrote: each byte that is no UTF-8 becomes U+FFFD, so that the text is always JSON; they
 * are escaped as RFC 8785 says. The writer never looks back: its caller may write the buffer out
 * and clear it between two calls. A full buffer shows at the end.
 *
 * What hurts: `json_string` is also a function of libjansson; never link both into one program.
 * Threads: one at a time.
 */
#pragma once

#include "base/dynbuf.h"
#include "base/error.h"
#include "base/limits.h"

struct json_writer {
    struct dynbuf *buffer;
    bool compact;
    bool named; /* a name stands, its value does not yet */
    bool done;  /* the value at the top is whole */
    unsigned depth;
    char open[JSON_DEPTH_MAX]; /* '{' or '[' */
    bool any[JSON_DEPTH_MAX];  /* something stands in it already */
};

void json_writer_init(struct json_writer *writer, struct dynbuf *buffer);
void json_writer_init_compact(struct json_writer *writer, struct dynbuf *buffer);

/* `name` is NULL inside an array and at the top. The line ends behind the value at the top, unless
 * compact. */
void json_open_object(struct json_writer *writer, const char *name);
void json_open_array(struct json_writer *writer, const char *name);
void json_close(struct json_writer *writer);
void json_string(struct json_writer *writer, const char *name, struct span text);
void json_text(struct json_writer *writer, const char *name, const char *text);
void json_u64(struct json_writer *writer, const char *name, uint64_t value);
void json_number(struct json_writer *writer, const char *name, struct span decimal);
void json_bool(struct json_writer *writer, const char *name, bool value);
void json_no_value(struct json_writer *writer, const char *name); /* null */

/* A value that a reader has proven to be JSON, as its bytes are: `source` of json_tree.h. */
void json_raw(struct json_writer *writer, const char *name, struct span value);

/* For names that are data, such as addresses: stands before a call whose `name` is NULL. */
void json_name(struct json_writer *writer, struct span name);

/* Asks that the value at the top was closed. False when the buffer is over its maximum or had no
 * memory while writing `what`. Errors: limit, memory. */
bool json_writer_finish(const struct json_writer *writer, const char *what, struct error *err);
