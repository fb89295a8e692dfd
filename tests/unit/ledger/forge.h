/* Ledgers made of whatever bytes a test wants, sealed as if a writer had made them: every check,
 * hash and identity is right, only the contents are not. What a forger can do who knows the format.
 */
#pragma once

#include "ledger/ledger.h"

enum { FORGED_SEGMENTS_MAX = 8, FORGED_BYTES_MAX = 1 << 20, FORGED_SLACK = 4096 };

struct forged {
    struct segment_shape shape; /* rows as the counts ask, unless a test says others */
    unsigned char *columns[SEGMENT_COLUMNS_MAX]; /* rows * width bytes each; NULL: zeros */
};

struct forgery {
    char chain[MANIFEST_CHAIN_BYTES]; /* empty: eip155:1 */
    struct forged segments[FORGED_SEGMENTS_MAX];
    size_t count;
};

/* Sets the rows of every column from the counts. */
void forged_set_rows(struct forged *segment);

/* A number of a column that has bytes. */
uint64_t forged_get(const struct forged *segment, int column, uint64_t row);
void forged_set(struct forged *segment, int column, uint64_t row, uint64_t value);

/* Copies every column of an open ledger, with room for twice its bytes and FORGED_SLACK more.
 * Aborts where memory or the ledger fails. */
void forgery_copy(struct forgery *ret_forgery, const struct ledger *ledger);
void forgery_release(struct forgery *forgery);

/* Writes the segments and a manifest that names them. False when a segment cannot be laid out, or
 * is over FORGED_BYTES_MAX. Files of an earlier forgery in the folder go. */
bool forgery_write(const struct forgery *forgery, const char *folder);
