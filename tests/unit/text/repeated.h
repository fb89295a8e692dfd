/* Long texts of one piece, for what grows with its input. */
#pragma once

#include "base/dynbuf.h"

/* `count` times the piece, between two ends; the bytes are the buffer's. */
struct span repeated(struct dynbuf *buffer, const char *first, const char *piece, size_t count,
                     const char *last);
