/* A span: bytes that somebody else owns and that do not change while the span is used.
 * Not terminated by a zero. An empty span may have a NULL start.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct span {
    const unsigned char *data;
    size_t size;
};

static inline struct span span_of(const void *data, size_t size)
{
    return (struct span){data, size};
}

/* Of a C string, without its zero. */
static inline struct span span_text(const char *text)
{
    return (struct span){(const unsigned char *)text, strlen(text)};
}

/* Bytes [from, to) of a span; the caller has checked from <= to <= size. */
static inline struct span span_part(struct span whole, size_t from, size_t to)
{
    return (struct span){whole.data + from, to - from};
}

static inline bool span_equal(struct span a, struct span b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static inline bool span_is(struct span a, const char *text)
{
    return span_equal(a, span_text(text));
}

/* Byte order, the shorter first where one starts the other: negative, 0, positive. */
static inline int span_compare(struct span a, struct span b)
{
    size_t shared = a.size < b.size ? a.size : b.size;
    int order = shared == 0 ? 0 : memcmp(a.data, b.data, shared);
    if (order != 0)
        return order;
    return (a.size > b.size) - (a.size < b.size);
}

static inline bool span_starts_with(struct span a, const char *prefix)
{
    size_t size = strlen(prefix);
    return a.size >= size && memcmp(a.data, prefix, size) == 0;
}
