/* The double SHA-256 of Bitcoin and its like: of transactions, headers, and nodes of merkle trees.
 *
 * Hashes are kept as the chain keeps them, and are shown the other way round, as everybody does.
 * Load: one a transaction and one a merkle node, over a billion in all. Threads: pure functions.
 */
#pragma once

#include "base/span.h"

enum { HASH256_BYTES = 32, HASH256_TEXT_BYTES = 65 };

void hash256(unsigned char *ret_hash, struct span bytes);

/* Of three spans end to end: a transaction without its witness. */
void hash256_of_three(unsigned char *ret_hash, struct span a, struct span b, struct span c);

/* Of many messages: faster than one after the other where the machine has the instructions
 * (chain/sha256_two.h). */
enum { HASH256_EDGE_BYTES = 32 };
struct hash256_job {
    struct span before, bytes, behind; /* end to end; the outer two of at most HASH256_EDGE_BYTES */
    unsigned char *ret_hash;           /* HASH256_BYTES, no part of a message */
};
void hash256_jobs(const struct hash256_job *jobs, size_t count);

/* The plain SHA-256 of two messages, one behind the other: in the time of the longer one, where the
 * machine has the instructions. `ret_hashes` takes twice HASH256_BYTES. */
void sha256_of_two(unsigned char *ret_hashes, struct span a, struct span b);

/* Of 64 bytes, as often as `count` says: one level of a merkle tree. `ret_hashes` may be `pairs`.
 */
void hash256_pairs(unsigned char *ret_hashes, const unsigned char *pairs, size_t count);

/* Hexadecimal, last byte first, with a zero behind: HASH256_TEXT_BYTES. */
void hash256_print(const unsigned char *hash, char *ret_text);

/* The other way: 64 digits of either case. False, and `ret_hash` untouched, for anything else. */
bool hash256_parse(struct span text, unsigned char *ret_hash);
