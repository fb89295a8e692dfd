/* Files of blocks as Bitcoin Core writes them, and where each block lies in them.
 *
 *     blk00000.dat   magic size block | magic size block | zeros ...      any order of blocks
 *     xor.dat        8 bytes: every file of the folder is XORed with them, by offset
 *
 * Only what stands around the blocks and the 80 bytes of each header are read here, 900,000 times
 * for the real chain; the blocks themselves stay on the disk (block_reader.h).
 *
 * What is passed over is counted, and its first place kept: blocks of another chain's magic, zeros,
 * a record that the end of the file cuts off, bytes between records that are none. Memory: 128
 * bytes a block. Errors: io; limit; value (xor.dat of another size); not_found. Threads: one at a
 * time; reading what was found is free.
 */
#pragma once

#include "base/error.h"
#include "base/progress.h"
#include "chain/coin_chain.h"
#include "chain/header.h"

enum { BLOCK_KEY_BYTES = 8 };

struct block_file {
    char *path;
    uint64_t size;
    uint64_t device, inode;
    unsigned char key[BLOCK_KEY_BYTES]; /* zeros: nothing is XORed */
};

/* One block as it was found; several may be the same block. */
struct block_place {
    unsigned char header[HEADER_BYTES];
    unsigned char hash[HASH256_BYTES];
    uint64_t offset; /* of the block's first byte, behind magic and size */
    uint32_t size;
    uint32_t file;
    bool bad; /* its body turned out wrong (blocks.c): as if it were not here */
};

/* What was passed over of one kind, and where it first was. */
struct block_skip {
    uint64_t count, bytes;
    uint64_t offset;
    uint32_t file;
};

struct block_files {
    struct block_file *files;   /* by path */
    struct block_place *places; /* by file, then offset */
    size_t file_count, place_count;
    struct block_skip other_chain, cut_off, garbage, padding;
    size_t file_capacity, place_capacity;
};

/* Finds the chain's blocks in `paths`: files of any name, and folders whose blk*.dat are meant. Any
 * order and repetition of the paths gives the same. */
bool block_files_open(struct block_files *ret_files, const struct coin_chain *chain,
                      const char *const *paths, size_t path_count, struct progress *progress,
                      struct error *err);

/* Takes a zeroed one too. */
void block_files_close(struct block_files *files);

/* "blk00003.dat: byte 8123" with the whole path, its end when it is long. */
enum { BLOCK_PLACE_BYTES = 512 };
void block_place_print(const struct block_files *files, uint32_t file, uint64_t offset,
                       char ret_text[BLOCK_PLACE_BYTES]);
