/* Transactions as Bitcoin writes them. Pure functions over buffers of the caller. */
#pragma once

#include "base/dynbuf.h"
#include "chain_write.h"

enum { ENCODED_BYTES_MAX = 64 << 20 };

/* Little end first. */
void put_u32(struct dynbuf *out, uint32_t value);
/* A count before a list: 1, 3, 5 or 9 bytes. */
void put_count(struct dynbuf *out, uint64_t count);

/* SHA-256 of the SHA-256. */
void hash_twice(unsigned char ret_hash[HASH_BYTES], struct span bytes);

/* Appends the transaction, with its witnesses if an input has one. Returns whether it has; the two
 * ids are then different. After a failed append `out` has failed and the ids are of no use. */
bool encode_transaction(struct dynbuf *out, const struct made_transaction *tx,
                        unsigned char ret_id[HASH_BYTES], unsigned char ret_witness_id[HASH_BYTES]);
