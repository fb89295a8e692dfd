#include "repeated.h"

struct span repeated(struct dynbuf *buffer, const char *first, const char *piece, size_t count,
                     const char *last)
{
    dynbuf_clear(buffer);
    dynbuf_text(buffer, first);
    for (size_t i = 0; i < count; i++)
        dynbuf_text(buffer, piece);
    dynbuf_text(buffer, last);
    ensure(!buffer->failed);
    return dynbuf_bytes(buffer);
}
