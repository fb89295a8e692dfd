/* A cursor over the bytes of a block, for coin_block.c: it knows where it stands when something is
 * wrong. Threads: one at a time.
 */
#pragma once

#include "base/error.h"
#include "base/span.h"

#define CURSOR_NOWHERE SIZE_MAX

struct block_cursor {
    const unsigned char *at, *start, *end;
    const char *place;  /* before all errors */
    const char *part;   /* NULL: in no transaction; else "input", "output" */
    size_t transaction; /* the number of the one that is read */
    size_t number;      /* of the input or output, or CURSOR_NOWHERE */
    struct error *err;
};

/* Every error: "PLACE: byte 123, transaction 2, input 0: what". `at` is the byte. Returns false. */
bool cursor_fail(const struct block_cursor *cursor, const unsigned char *at, enum error_code code,
                 const char *what);

/* The error of a block that ends too early. Returns false. */
bool cursor_ends(const struct block_cursor *cursor, const char *expected);

static inline size_t cursor_left(const struct block_cursor *cursor)
{
    return (size_t)(cursor->end - cursor->at);
}

static inline uint32_t cursor_load_u32(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}

static inline uint64_t cursor_load_u64(const unsigned char *bytes)
{
    return (uint64_t)cursor_load_u32(bytes) | (uint64_t)cursor_load_u32(bytes + 4) << 32;
}

/* How many things of at least `least` bytes follow: no more than the bytes that are left can hold.
 * The number has 1, 3, 5 or 9 bytes; one that is longer than needed is refused, as every node
 * refuses it. `what` names the number. */
bool cursor_long_count(struct block_cursor *cursor, const char *what, size_t least,
                       uint64_t *ret_count);

static inline bool cursor_count(struct block_cursor *cursor, const char *what, size_t least,
                                uint64_t *ret_count)
{
    if (cursor_left(cursor) == 0 || cursor->at[0] >= 0xfd ||
        cursor->at[0] * least >= cursor_left(cursor)) /* nearly never */
        return cursor_long_count(cursor, what, least, ret_count);
    *ret_count = *cursor->at++;
    return true;
}

/* A size and as many bytes. `what` names the size. */
static inline bool cursor_bytes(struct block_cursor *cursor, const char *what, struct span *ret)
{
    uint64_t size;
    if (!cursor_count(cursor, what, 1, &size))
        return false;
    *ret = span_of(cursor->at, (size_t)size);
    cursor->at += size;
    return true;
}
