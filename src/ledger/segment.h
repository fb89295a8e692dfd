/* Reading one sealed segment.
 *
 * Opening proves the head: magic, version, table of contents, widths, counts against rows, offsets
 * and the file's length, and that head, table and checks have the identity asked for. The columns'
 * bytes are proven lazily, a check of 2^20 bytes at first touch, and all of them by segment_verify.
 * Values are not trusted for their meaning: callers check ranges where they use a number.
 *
 * Lifetime: open to free. Threads: reading is safe from many (a check may be made twice).
 */
#pragma once

#include <stdatomic.h>

#include "base/error.h"
#include "base/limits.h"
#include "base/map.h"
#include "ledger/format.h"
#include "ledger/segment_write.h"

struct column {
    const unsigned char *bytes;
    uint64_t rows;
    unsigned width;
    atomic_uchar *checked; /* by piece: 1 once its check held */
    const unsigned char *checks;
    uint64_t size;
};

struct segment {
    char path[PATH_BYTES_MAX];
    struct map map;
    struct segment_shape shape;
    unsigned char identity[SHA256_BYTES];
    struct column columns[SEGMENT_COLUMNS_MAX];
    atomic_uchar *checked;
};

/* `identity` may be NULL: then any segment is taken. Errors: io, damaged, unsupported, memory. */
bool segment_open(struct segment **ret_segment, const char *path, const unsigned char *identity,
                  struct error *err);

/* Takes NULL. */
void segment_free(struct segment *segment);

/* Checks every piece, every column's hash and the zeros between them, and that a shortened file did
 * not feed zeros. */
bool segment_verify(struct segment *segment, struct error *err);

/* What was read from a segment whose file shrank under its map is not what was sealed: `damaged`.
 * Asked before what was made of it is kept. */
bool segments_whole(struct segment *const *segments, size_t count, struct error *err);

/* The `damaged` error of a segment, for callers that met a number out of its range in a column. */
bool segment_damaged(const struct segment *segment, int column, uint64_t row, struct error *err);

/* Proves the pieces from one to another, inclusive; for column_row. False when a check fails. */
bool column_check(const struct column *column, uint64_t from, uint64_t to);

/* The bytes of a row, proven; NULL when the row is not there or its check fails. */
static inline const unsigned char *column_row(const struct column *column, uint64_t row)
{
    if (row >= column->rows)
        return NULL;
    if (column->width == 0)
        return column->bytes;
    uint64_t from = row * column->width, to = from + column->width - 1;
    uint64_t a = from >> SEGMENT_CHECK_SHIFT, b = to >> SEGMENT_CHECK_SHIFT;
    if ((atomic_load_explicit(&column->checked[a], memory_order_acquire) == 0 ||
         atomic_load_explicit(&column->checked[b], memory_order_acquire) == 0) &&
        !column_check(column, a, b))
        return NULL;
    return column->bytes + from;
}

/* The bytes of the rows [from, to), proven; NULL when they are not all there or a check fails. */
static inline const unsigned char *column_rows(const struct column *column, uint64_t from,
                                               uint64_t to)
{
    if (from > to || to > column->rows)
        return NULL;
    if (from == to || column->width == 0)
        return column->bytes;
    uint64_t first = from * column->width, last = to * column->width - 1;
    if (!column_check(column, first >> SEGMENT_CHECK_SHIFT, last >> SEGMENT_CHECK_SHIFT))
        return NULL;
    return column->bytes + first;
}

/* A number of a column of at most 8 bytes. */
static inline bool column_number(const struct column *column, uint64_t row, uint64_t *ret_value)
{
    const unsigned char *bytes = column_row(column, row);
    if (bytes == NULL)
        return false;
    uint64_t value = 0;
    if (column->width > 0) {
        memcpy(&value, bytes, 8); /* the slack behind a column makes this safe */
        value &= UINT64_MAX >> (64 - 8 * column->width);
    }
    *ret_value = value;
    return true;
}
