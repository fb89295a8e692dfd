/* Where things lie in a segment file of a given shape: shared by the writer and the prover. */
#pragma once

#include <stdbool.h>

#include "ledger/format.h"

struct segment_shape {
    uint64_t counts[SEGMENT_COUNTS];
    struct {
        unsigned width; /* 0 to 32 */
        uint64_t rows;
    } columns[SEGMENT_COLUMNS];
};

struct segment_layout {
    uint64_t offset[SEGMENT_COLUMNS];
    uint64_t bytes[SEGMENT_COLUMNS];       /* rows * width */
    uint64_t first_check[SEGMENT_COLUMNS]; /* index of the column's first check */
    uint64_t checks;                       /* of all columns */
    uint64_t head_bytes;                   /* head, table of contents and checks */
    uint64_t file_bytes;
};

/* The rows that a column must have, told by the counts of the head. */
uint64_t segment_rows_expected(const uint64_t *counts, int column);

/* The least bytes that hold a number: 0 for zero. */
unsigned segment_number_width(uint64_t largest);

/* Sets the widths that follow from the counts alone; the others stay as they are. */
void segment_set_widths(struct segment_shape *shape);

/* False when the counts contradict each other, or when columns are too narrow for their rows: so
 * nobody walks more rows than the file has bytes, whatever a forged head says. */
bool segment_counts_agree(const struct segment_shape *shape);

/* False when a size overflows. */
bool segment_layout(const struct segment_shape *shape, struct segment_layout *ret_layout);

/* Writes head and table of contents (SEGMENT_HEAD_BYTES + columns * SEGMENT_ENTRY_BYTES bytes);
 * `hashes` holds the SHA-256 of each column. */
void segment_head_encode(const struct segment_shape *shape, const struct segment_layout *layout,
                         unsigned char hashes[][SHA256_BYTES], unsigned char *ret_bytes);

/* Little-endian numbers of 1 to 8 bytes. */
void le_store(unsigned char *bytes, uint64_t value, unsigned width);
uint64_t le_load(const unsigned char *bytes, unsigned width);

/* Eight bytes, the greatest first: they sort as the numbers do. */
void be_store(unsigned char *bytes, uint64_t value);
