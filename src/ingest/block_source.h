/* The blocks of the best branch in order of height, read ahead by a thread of its own.
 *
 * A span is good until the next call. Bytes come as they lie on the disk (unXORed): the caller
 * decodes and proves them. Memory: at most BLOCK_AHEAD_BYTES and one block. Errors: io, memory.
 * Threads: one caller.
 */
#pragma once

#include "base/error.h"
#include "base/span.h"
#include "ingest/header_tree.h"

struct block_source;

/* From block `first` upwards; `tree` outlives it. Errors: memory. */
bool block_source_open(struct block_source **ret_source, const struct header_tree *tree,
                       uint32_t first, struct error *err);

/* NULL is taken too. */
void block_source_close(struct block_source *source);

/* The next block: `*ret_bytes` is empty at the end. */
bool block_source_next(struct block_source *source, uint32_t *ret_height, struct span *ret_bytes,
                       struct error *err);
