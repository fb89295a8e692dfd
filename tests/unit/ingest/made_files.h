/* Folders of block files made for tests, out of blocks made by ../chain/made_block.h. */
#pragma once

#include "base/dynbuf.h"
#include "chain/coin_chain.h"
#include "chain/hash256.h"

/* A chain's block 0, as its first node wrote it; of Bitcoin or its test networks 3 and regtest. */
void made_genesis(const struct coin_chain *chain, struct dynbuf *ret_block);

/* A regtest block with one coinbase on the block of that hash, whose own hash comes back. `tag`
 * makes it different from another. */
void made_next(const unsigned char *previous, uint32_t tag, struct dynbuf *ret_block,
               unsigned char *ret_hash);

/* Appends magic, size and block. */
void made_record(struct dynbuf *file, const struct coin_chain *chain, const struct dynbuf *block);

/* Writes a file in the scratch folder's `folder`, which is made; XORed with `key` when not NULL. */
void made_file(const char *folder, const char *name, const struct dynbuf *bytes,
               const unsigned char *key);

/* Its path, and that of the folder when `name` is NULL. Static storage, good for four calls. */
const char *made_path(const char *folder, const char *name);
