/* Writing one segment file: the columns are declared with their widths and rows, then filled one
 * after the other, in order, value by value; checks and hashes are made on the way.
 *
 *     segment_writer_open -> (segment_writer_put* for each declared column, in order) -> finish
 *
 * The file is written aside under a name that readers never look at; finish syncs it and renames it
 * to its name, which holds the identity. Abandoning unlinks it. Threads: one at a time.
 */
#pragma once

#include <nettle/sha2.h>

#include "base/error.h"
#include "base/span.h"
#include "ledger/format.h"

struct segment_shape {
    uint64_t counts[SEGMENT_COUNTS];
    struct {
        unsigned width; /* 0 to 32 */
        uint64_t rows;
    } columns[SEGMENT_COLUMNS];
};

struct segment_writer;

/* Lays the file out in `folder`. Errors: io, memory, limit. The caller frees with _free. */
bool segment_writer_open(struct segment_writer **ret_writer, const char *folder,
                         const struct segment_shape *shape, struct error *err);

/* Appends the next value of a column, at most as wide as declared: as a number, or as bytes (of the
 * declared width, little-endian where they are a number). Columns are filled in their order and to
 * their declared rows. A failed write is kept and reported by finish. */
void segment_writer_put(struct segment_writer *writer, enum segment_column column, uint64_t value);
void segment_writer_put_bytes(struct segment_writer *writer, enum segment_column column,
                              const unsigned char *bytes);

/* Completes, syncs and names the file; `ret_identity` takes SHA256_BYTES. Errors: io. */
bool segment_writer_finish(struct segment_writer *writer, unsigned char *ret_identity,
                           struct error *err);

/* Frees; without finish the file is unlinked. Takes NULL. */
void segment_writer_free(struct segment_writer *writer);

/* The file name of an identity: its first 16 bytes in hex, and ".segment". */
enum { SEGMENT_NAME_BYTES = 32 + 8 + 1 };
void segment_file_name(char *ret_name, const unsigned char *identity);
