/* Writing one segment file: the columns are declared with their widths and rows, then filled one
 * after the other, in order, value by value; checks and hashes are made on the way.
 *
 *     open -> (begin, put* for each row) for each declared column, in order -> finish
 *
 * Some columns may be written at once: segment_writer_part.
 *
 * The file is written aside under a name that readers never look at; finish renames it to its name,
 * which holds the identity. It goes to the disk on the way; who names it in a manifest waits for
 * that (stack_commit). Abandoning unlinks it. Threads: one at a time for each writer.
 */
#pragma once

#include "base/error.h"
#include "base/limits.h"
#include "chain/amount.h"
#include "ledger/column_hash.h"
#include "ledger/segment_layout.h"

enum {
    SEGMENT_PIECE_BYTES = 1 << SEGMENT_CHECK_SHIFT,
    SEGMENT_HELD = 256, /* numbers that are packed at a time, as one at a time costs thrice that */
};

/* The caller looks at nothing in here. */
struct segment_writer {
    uint64_t held[SEGMENT_HELD]; /* the last numbers, which are not in the piece yet */
    size_t held_count;
    unsigned char *at, *end; /* the next value goes to `at`; from `end` on the piece is full */
    unsigned width;          /* of the column being filled */
    uint64_t rows;           /* put into it */
    int column, column_end;  /* the one being filled; the first that is not this writer's */
    uint64_t done;           /* bytes of it written */
    struct segment_shape shape;
    struct segment_layout layout;
    char folder[PATH_BYTES_MAX];
    char unfinished[PATH_BYTES_MAX];
    int fd;
    struct column_hash hash; /* of the column being filled */
    bool aside;              /* segment_writer_aside */
    bool failed;
    struct error failure;
    unsigned char hashes[SEGMENT_COLUMNS_MAX][SHA256_BYTES];
    unsigned char *head;
    unsigned char piece[SEGMENT_PIECE_BYTES +
                        SEGMENT_WIDTH_MAX]; /* a value may reach over the end of a piece */
};

/* Lays the file out in `folder`. Errors: io, memory, limit. The caller frees with _free. */
bool segment_writer_open(struct segment_writer **ret_writer, const char *folder,
                         const struct segment_shape *shape, struct error *err);

/* For a segment that no manifest will ever name, as it is merged before: its columns get no hash
 * (zeros stand there), and nothing sends it to the disk. Its checks and its name are as ever.
 * Before the first row. */
void segment_writer_aside(struct segment_writer *writer);

/* A writer of the columns [first, end), which may be filled, also in another thread, while `whole`
 * fills the ones just before; NULL when there is no memory. It ends in segment_writer_join, and in
 * no other way. */
struct segment_writer *segment_writer_part(const struct segment_writer *whole, int first, int end);

/* All columns before the part's, and its own, have their rows: `whole` goes on behind them. So does
 * a failure of the part, which is freed. `complete` false: it was given up, and so is the whole;
 * returned as it is. */
bool segment_writer_join(struct segment_writer *whole, struct segment_writer *part, int first,
                         bool complete);

/* Ends the columns before this one, which must have all their rows, and begins it. Columns are
 * begun in their order; those without rows may be left out. */
void segment_writer_begin(struct segment_writer *writer, int column);

/* Writes out what is held of a full piece; puts the numbers that are held into it. */
void segment_writer_flush(struct segment_writer *writer);
void segment_writer_pack(struct segment_writer *writer);

/* Appends the next value of the column: a number of at most its width, or bytes of its width; a
 * column takes one or the other. A failed write is kept and reported by finish. */
static inline void segment_writer_put(struct segment_writer *writer, uint64_t value)
{
    writer->held[writer->held_count++] = value;
    if (writer->held_count == SEGMENT_HELD)
        segment_writer_pack(writer);
}

static inline void segment_writer_put_bytes(struct segment_writer *writer,
                                            const unsigned char *bytes)
{
    if (writer->at >= writer->end)
        segment_writer_flush(writer);
    memcpy(writer->at, bytes, writer->width);
    writer->at += writer->width;
    writer->rows++;
}

/* Appends `rows` values of the column's width that lie one behind the other. */
void segment_writer_put_rows(struct segment_writer *writer, const unsigned char *bytes,
                             uint64_t rows);

/* A little-endian amount that fits the width. */
static inline void segment_writer_put_amount(struct segment_writer *writer, struct amount amount)
{
    if (writer->at >= writer->end)
        segment_writer_flush(writer);
    amount_store(writer->at, amount, writer->width);
    writer->at += writer->width;
    writer->rows++;
}

/* Completes and names the file; `ret_identity` takes SHA256_BYTES. Errors: io. */
bool segment_writer_finish(struct segment_writer *writer, unsigned char *ret_identity,
                           struct error *err);

/* Frees; without finish the file is unlinked. Takes NULL. */
void segment_writer_free(struct segment_writer *writer);

/* The file name of an identity: its first 16 bytes in hex, and ".segment". */
enum { SEGMENT_NAME_BYTES = 32 + 8 + 1 };
void segment_file_name(char *ret_name, const unsigned char *identity);
