/* The published vectors in tests/vectors: one a line, `#` starts a line of words. */
#pragma once

#include "base/dynbuf.h"
#include "base/span.h"

/* Reads the whole file of that name; release with dynbuf_release. Fails the test without it. */
struct dynbuf vectors_read(const char *name);

/* Moves `*text` behind the next line that is a vector; false at the end. */
bool vectors_next(struct span *text, struct span *ret_line);
