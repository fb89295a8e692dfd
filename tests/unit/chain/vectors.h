/* The published vectors in tests/vectors: one a line, `#` starts a line of words. */
#pragma once

#include "base/dynbuf.h"
#include "base/span.h"

/* Reads the whole file of that name; release with dynbuf_release. Fails the test without it. */
struct dynbuf vectors_read(const char *name);

/* Moves `*text` behind the next line that is a vector; false at the end. */
bool vectors_next(struct span *text, struct span *ret_line);

/* Moves `*line` behind its next word; false at the end. Words are parted by blanks. */
bool vectors_word(struct span *line, struct span *ret_word);

/* The bytes of hexadecimal digits, at most `size`; fails the test on anything else. Returns how
 * many. */
size_t vectors_bytes(struct span digits, unsigned char *ret_bytes, size_t size);
