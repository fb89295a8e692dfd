/* The target that the hash of a header must meet, its compact form nBits, and the work that it
 * stands for.
 *
 *     nBits   0x1b0404cb = exponent 0x1b, mantissa 0x0404cb     target  mantissa * 256^(exponent-3)
 *
 * Load: a few a header. Threads: pure functions.
 */
#pragma once

#include "base/u256.h"

/* False, and `ret` untouched: negative, zero, or over 256 bits. */
bool target_from_bits(uint32_t bits, struct u256 *ret);

/* The compact form, which rounds down. */
uint32_t target_to_bits(struct u256 target);

/* How many hashes are tried on average: floor(2^256 / (target + 1)). The target is not zero. */
struct u256 target_work(struct u256 target);

/* Whether the hash, a number whose least significant byte is first, is at most the target. */
bool target_met(struct u256 target, const unsigned char hash[32]);
