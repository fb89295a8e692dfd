/* Texts that tell when they were cut or changed: the last line is `sum ` and the SHA-256 of all
 * bytes above it, in hex. For our own small files that people can read; it finds accidents, and
 * proves nothing against somebody who writes the line anew. Threads: pure functions.
 */
#pragma once

#include "base/dynbuf.h"

/* The SHA-256 of bytes, in hex, with a zero behind. */
enum { SUM_HEX_BYTES = 65 };
void sum_hex(struct span bytes, char ret_hex[SUM_HEX_BYTES]);

/* Appends the line. A full buffer is `failed`. */
void sum_line_put(struct dynbuf *text);

/* Whether the text ends with such a line at all, right or wrong. */
bool sum_line_is_there(struct span text);

/* True when the line is there and right; `*ret_above` is then the text above it. */
bool sum_line_take(struct span text, struct span *ret_above);
