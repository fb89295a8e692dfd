/* A folder of blk files: frames, the roll to the next file, the key of xor.dat. */
#pragma once

#include "chain_write.h"

struct block_file;

/* Makes the folder, and xor.dat when the place has a key. Errors: io, memory. */
bool block_file_open(struct block_file **ret_file, const struct chain_place *place,
                     struct error *err);

/* Appends one block in its frame. */
bool block_file_add(struct block_file *file, struct span block, struct error *err);

/* Writes what is left and frees, also on failure. */
bool block_file_close(struct block_file *file, struct error *err);
