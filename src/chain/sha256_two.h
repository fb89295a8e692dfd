/* SHA-256 of two messages at once, by the SHA instructions of x86: each waits for itself most of
 * the time, so that two side by side take little longer than one. nettle hashes one after the
 * other; where the instructions are missing it does all (hash256.c).
 *
 * Load: 30 million blocks for two million transactions. Threads: pure functions.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SHA256_BLOCK = 64, SHA256_DIGEST = 32 };

/* The state between blocks, in the order in which the instructions want it. */
struct sha256_state {
    uint32_t word[8];
};

/* Whether the machine has the instructions. The others may only be called then. */
bool sha256_two_here(void);

void sha256_two_init(struct sha256_state *ret_state);

/* `count` blocks of each, one behind the other. */
void sha256_two(struct sha256_state *a, const unsigned char *blocks_a, struct sha256_state *b,
                const unsigned char *blocks_b, size_t count);

/* The 32 bytes of the hash, once the padding was hashed too. */
void sha256_two_digest(const struct sha256_state *state, unsigned char *ret_hash);

/* The double hashes of two messages of `count` blocks, padding and all: their hashes, hashed. */
void sha256_two_double(unsigned char *ret_a, const unsigned char *blocks_a, unsigned char *ret_b,
                       const unsigned char *blocks_b, size_t count);

/* The same of two messages of 64 bytes, one behind the other, as are the hashes. */
void sha256_two_pairs(unsigned char *ret_hashes, const unsigned char *pairs);

/* The second half of the same: two hashes become their hashes. They may be one and the same. */
void sha256_two_again(unsigned char *a, unsigned char *b);
