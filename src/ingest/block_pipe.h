/* Blocks of the best branch on their way to the ledger: decoded, proven and made into rows by
 * threads of its own, while the taker connects those before. They come in order, whoever decodes.
 *
 *     source (reads) ──▶ pipe (decodes, hashes) ──▶ taker (connects, seals)
 *
 * Memory: PIPE_BLOCKS blocks with their rows. Errors: those of the source and of coin_block_decode
 * and coin_block_prove, with height, file and byte. Threads: one taker.
 */
#pragma once

#include "ingest/block_source.h"
#include "ledger/coin/rows.h"

enum { PIPE_BLOCKS = 8 };

struct block_pipe;

struct piped_block {
    const struct coin_rows *rows; /* NULL at the end */
    uint32_t height;
    const char *place; /* for errors */
};

/* From height `first` on; `tree` outlives it. `seed` is that of the writer. Errors: memory. */
bool block_pipe_open(struct block_pipe **ret_pipe, const struct header_tree *tree, uint32_t first,
                     uint64_t seed, struct error *err);

/* Takes NULL. */
void block_pipe_close(struct block_pipe *pipe);

/* The next block, good until the next call. */
bool block_pipe_take(struct block_pipe *pipe, struct piped_block *ret_block, struct error *err);
