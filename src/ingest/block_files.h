/* Files of blocks as Bitcoin Core writes them, and where each block lies in them.
 *
 *     blk00000.dat   magic size block | magic size block | zeros ...      any order of blocks
 *     xor.dat        8 bytes: every file of the folder is XORed with them, by offset
 *
 * Only what stands around the blocks and the 80 bytes of each header are read here, 900,000 times
 * for the real chain; the blocks themselves stay on the disk.
 *
 * What is passed over is counted and its first place kept: blocks of another chain's magic, zeros
 * at the end of a file, a record that the end of the file cuts off, bytes between records that are
 * none. Errors: io, limit, value (xor.dat of another size). Threads: one at a time; reading blocks
 * afterwards is free.
 */
#pragma once

#include "base/error.h"
#include "base/progress.h"
#include "base/span.h"
#include "chain/coin_chain.h"
#include "chain/header.h"

enum { BLOCK_KEY_BYTES = 8 };

struct block_file {
    char *path;
    int fd; /* open while it is used, else -1 */
    uint64_t size;
    unsigned char key[BLOCK_KEY_BYTES]; /* zeros: nothing is XORed */
};

/* One block as it was found; several may be the same block. */
struct block_place {
    unsigned char header[HEADER_BYTES];
    unsigned char hash[HASH256_BYTES];
    uint64_t offset; /* of the block's first byte, behind magic and size */
    uint32_t size;
    uint32_t file;
};

/* How much of a kind was passed over, and where the first of it was. */
struct block_skip {
    uint64_t count, bytes;
    uint64_t offset; /* of the first */
    uint32_t file;
};

struct block_files {
    struct block_file *files;
    struct block_place *places; /* in order of files (by name), then offsets */
    size_t file_count, place_count;
    struct block_skip other_chain, cut_off, garbage, padding;
    size_t file_capacity, place_capacity;
};

/* Finds the chain's blocks in `paths`: files, and folders whose blk*.dat files are meant. Any order
 * and repetition of the paths gives the same. Errors: not_found when there is no file of blocks. */
bool block_files_open(struct block_files *ret_files, const struct coin_chain *chain,
                      const char *const *paths, size_t path_count, struct progress *progress,
                      struct error *err);

/* Takes a zeroed one too. */
void block_files_close(struct block_files *files);

/* Reads a block, unXORed, into `ret_bytes` (of place->size). Errors: io, named by file and offset.
 * Any thread. */
bool block_files_read(const struct block_files *files, const struct block_place *place,
                      unsigned char *ret_bytes, struct error *err);

/* "blk00003.dat: byte 8123", for errors. */
enum { BLOCK_PLACE_BYTES = 512 };
void block_place_print(const struct block_files *files, const struct block_place *place,
                       char ret_text[BLOCK_PLACE_BYTES]);
