/* A byte buffer that grows up to a maximum given when it is made.
 *
 * A failed append empties the buffer and marks it failed: later appends fail too, so that a writer
 * may append many times and look once, at the end. What was appended is followed by a zero byte
 * that is not counted, so `data` is a C string when no zero was appended.
 *
 * Lifetime: release with dynbuf_release (a zeroed buffer may be released). Threads: one at a time.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/span.h"

struct dynbuf {
    char *data; /* NULL until the first append */
    size_t size;
    size_t capacity;
    size_t max; /* `size` never passes it */
    bool failed;
    bool no_memory; /* why: the system had no more; else the maximum */
};

void dynbuf_init(struct dynbuf *buffer, size_t max);
void dynbuf_release(struct dynbuf *buffer);

/* Forgets the bytes and a failure, keeps the memory. */
void dynbuf_clear(struct dynbuf *buffer);

/* Each returns false once the buffer has failed: over its maximum, or no memory. */
bool dynbuf_append(struct dynbuf *buffer, const void *bytes, size_t size);
bool dynbuf_text(struct dynbuf *buffer, const char *text);
bool dynbuf_span(struct dynbuf *buffer, struct span bytes);
bool dynbuf_char(struct dynbuf *buffer, char byte);
bool dynbuf_format(struct dynbuf *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Adds `size` bytes, which the caller fills: good until the next call. NULL on failure. */
void *dynbuf_extend(struct dynbuf *buffer, size_t size);

/* "1 row", "2 rows": a number with the word for it. */
bool dynbuf_count(struct dynbuf *buffer, uint64_t count, const char *one, const char *many);

/* Fails a buffer for the reason for which another one, a part of it, has failed. */
void dynbuf_fail(struct dynbuf *buffer, const struct dynbuf *part);

/* The error of a buffer that has failed: memory, or limit with its maximum. Returns false. */
bool dynbuf_error(const struct dynbuf *buffer, const char *name, struct error *err);

static inline struct span dynbuf_bytes(const struct dynbuf *buffer)
{
    return span_of(buffer->data, buffer->size);
}
