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

enum { SHA256_BLOCK = 64 };

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
