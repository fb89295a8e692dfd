/* The hash that the table of a segment has of a column: SHA-256 over the SHA-256s of its leaves,
 * which are COLUMN_LEAF_BYTES long, the last one shorter. A message's blocks are hashed one after
 * the other, and each waits for the one before; two leaves at a time take about half of that.
 *
 *     init -> add* -> end
 *
 * Load: every byte of a column that is sealed for good, or verified. Threads: one at a time.
 */
#pragma once

#include <nettle/sha2.h>

#include "base/span.h"

enum { COLUMN_LEAF_BYTES = 1 << 17 };

struct column_hash {
    struct sha256_ctx leaves;
};

void column_hash_init(struct column_hash *hash);

/* The next bytes of the column: a multiple of two leaves, but for the last ones. */
void column_hash_add(struct column_hash *hash, struct span bytes);

/* `ret_hash` takes SHA256_BYTES; the hash is as after init. */
void column_hash_end(struct column_hash *hash, unsigned char *ret_hash);
