#include "chain/block_cursor.h"

#include <inttypes.h>
#include <stdio.h>

bool cursor_fail(const struct block_cursor *cursor, const unsigned char *at, enum error_code code,
                 const char *what)
{
    char place[700];
    int size = snprintf(place, sizeof place, "%.500s: byte %zu", cursor->place,
                        (size_t)(at - cursor->start));
    if (cursor->part != NULL)
        size += snprintf(place + size, sizeof place - (size_t)size, ", transaction %zu",
                         cursor->transaction);
    if (cursor->number != CURSOR_NOWHERE)
        snprintf(place + size, sizeof place - (size_t)size, ", %s %zu", cursor->part,
                 cursor->number);
    return error_input(cursor->err, code, place, "%s", what);
}

bool cursor_ends(const struct block_cursor *cursor, const char *expected)
{
    char text[160];
    snprintf(text, sizeof text, "the block ends; expected %.100s", expected);
    return cursor_fail(cursor, cursor->at, ERROR_SYNTAX, text);
}

/* The number, wherever it is written in 3, 5 or 9 bytes. */
static bool read_long(struct block_cursor *cursor, const char *what, uint64_t *ret)
{
    unsigned width = 2u << (cursor->at[0] - 0xfd);
    if (cursor_left(cursor) < 1 + width)
        return cursor_ends(cursor, what);
    const unsigned char *bytes = cursor->at + 1;
    uint64_t value = width == 2   ? (uint64_t)bytes[0] | (uint64_t)bytes[1] << 8
                     : width == 4 ? cursor_load_u32(bytes)
                                  : cursor_load_u64(bytes);
    uint64_t least = width == 2 ? 0xfd : UINT64_C(1) << 4 * width;
    if (value < least) {
        char text[160];
        snprintf(text, sizeof text,
                 "%.60s, %" PRIu64 ", is written in %u bytes; expected the shortest form", what,
                 value, 1 + width);
        return cursor_fail(cursor, cursor->at, ERROR_SYNTAX, text);
    }
    cursor->at += 1 + width;
    *ret = value;
    return true;
}

bool cursor_long_count(struct block_cursor *cursor, const char *what, size_t least,
                       uint64_t *ret_count)
{
    const unsigned char *at = cursor->at;
    uint64_t count;
    char text[200];
    if (cursor_left(cursor) == 0)
        return cursor_ends(cursor, what);
    if (*at < 0xfd)
        count = *cursor->at++;
    else if (!read_long(cursor, what, &count))
        return false;
    if (count <= cursor_left(cursor) / least) {
        *ret_count = count;
        return true;
    }
    snprintf(text, sizeof text,
             "%.60s is %" PRIu64 "; expected at most %zu in the %zu bytes that are left", what,
             count, cursor_left(cursor) / least, cursor_left(cursor));
    return cursor_fail(cursor, at, ERROR_SYNTAX, text);
}
