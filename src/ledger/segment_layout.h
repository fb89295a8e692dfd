/* Where things lie in a segment file of a given shape: shared by the writer and the prover. */
#pragma once

#include <stdbool.h>

#include "ledger/format.h"

struct segment_shape {
    const struct segment_kind *kind;
    uint64_t counts[SEGMENT_COUNTS_MAX];
    struct {
        unsigned width; /* 0 to SEGMENT_WIDTH_MAX */
        uint64_t rows;
    } columns[SEGMENT_COLUMNS_MAX];
};

/* Two counts: what stands before the segment, and what is in it. */
struct segment_pair {
    int before, count;
};

/* What tells one kind of segment from the other: its columns, and what its counts say of them. */
struct segment_kind {
    uint32_t number; /* in files: never change it */
    const char *name;
    int columns, counts;
    unsigned head_bytes;                    /* up to the table of contents */
    const char *(*column_name)(int column); /* static storage */
    const struct segment_pair *pairs;       /* the last one is {0, 0} */
    bool every_height;                      /* from 0 on, each has a block: ranges leave no gap */

    /* The rows that a column must have, told by the counts of the head. */
    uint64_t (*rows)(const uint64_t *counts, int column);
    bool (*width_allowed)(int column, unsigned width);

    /* Sets the widths that follow from the counts alone; the others stay as they are. */
    void (*set_widths)(struct segment_shape *shape);

    /* False when the counts contradict each other, or when columns are too narrow for their rows:
     * so nobody walks more rows than the file has bytes, whatever a forged head says. */
    bool (*counts_agree)(const struct segment_shape *shape);
};

extern const struct segment_kind account_kind, coin_kind;

/* NULL for a number that no kind has. */
const struct segment_kind *segment_kind_numbered(uint64_t number);

struct segment_layout {
    uint64_t offset[SEGMENT_COLUMNS_MAX];
    uint64_t bytes[SEGMENT_COLUMNS_MAX];       /* rows * width */
    uint64_t first_check[SEGMENT_COLUMNS_MAX]; /* index of the column's first check */
    uint64_t checks;                           /* of all columns */
    uint64_t checks_at;                        /* offset of the first: head and table before it */
    uint64_t head_bytes;                       /* head, table of contents and checks */
    uint64_t file_bytes;
};

/* Sets the rows of all columns from the counts, and the widths that follow from them. */
void segment_shape_set(struct segment_shape *shape);

/* The least bytes that hold a number: 0 for zero. */
unsigned segment_number_width(uint64_t largest);

/* False when a size overflows. */
bool segment_layout(const struct segment_shape *shape, struct segment_layout *ret_layout);

/* Writes head and table of contents (`checks_at` bytes); `hashes` holds that of each column.
 */
void segment_head_encode(const struct segment_shape *shape, const struct segment_layout *layout,
                         unsigned char hashes[][SHA256_BYTES], unsigned char *ret_bytes);

/* Little-endian numbers of 1 to 8 bytes. */
void le_store(unsigned char *bytes, uint64_t value, unsigned width);
uint64_t le_load(const unsigned char *bytes, unsigned width);

/* Eight bytes, the greatest first: they sort as the numbers do. */
void be_store(unsigned char *bytes, uint64_t value);
