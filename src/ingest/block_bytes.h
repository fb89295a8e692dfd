/* Reading pieces of files of blocks, unXORed. One file stays open, the last one that was read.
 * Lifetime: release it; the files outlive it. Threads: one reader a thread.
 */
#pragma once

#include "ingest/block_files.h"

struct block_bytes {
    const struct block_files *files;
    int fd; /* of `file`; -1: none is open */
    uint32_t file;
};

void block_bytes_init(struct block_bytes *bytes, const struct block_files *files);
void block_bytes_release(struct block_bytes *bytes);

/* Reads `size` bytes from `offset` on. Errors: io, also when the file ends before. */
bool block_bytes_read(struct block_bytes *bytes, uint32_t file, uint64_t offset, size_t size,
                      unsigned char *ret_bytes, struct error *err);
