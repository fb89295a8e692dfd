/* The blocks of the best branch in order of height, read ahead by a thread of its own.
 *
 *     file ── reader ──▶ | full | full | full | empty | empty |  ──▶ taken by the caller ──▶ given
 * back
 *
 * Bytes come as the chain has them (unXORed), neither decoded nor proven. A block that was taken
 * stays as it is until it is given back, by any thread, so that several may be worked on at a time.
 * Memory: about BLOCK_AHEAD_BYTES, and what the caller holds. Errors: io, memory. Threads: one at a
 * time takes.
 */
#pragma once

#include "base/error.h"
#include "base/span.h"
#include "ingest/header_tree.h"

struct block_source;

struct source_block {
    struct span bytes;
    uint32_t height;
    uint32_t slot; /* its own business */
};

enum { BLOCKS_TAKEN_MAX = 16 }; /* at one time */

/* Of heights `first` to the end of the best branch, none of which is a known header alone; `tree`
 * outlives it. Errors: memory. */
bool block_source_open(struct block_source **ret_source, const struct header_tree *tree,
                       uint32_t first, struct error *err);

/* NULL is taken too. Blocks that were taken go with it. */
void block_source_close(struct block_source *source);

/* The next block, as soon as it is read; `ret_block->bytes` is empty at the end. After an error the
 * same error comes again. */
bool block_source_take(struct block_source *source, struct source_block *ret_block,
                       struct error *err);

void block_source_give_back(struct block_source *source, const struct source_block *block);
