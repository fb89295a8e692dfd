/* The header of a block of a coin chain.
 *
 *     version  previous block  merkle root  time  nBits  nonce
 *     4        32              32           4     4      4
 *
 * Load: a million, each hashed once. What hurts: scrypt (Litecoin, Dogecoin) takes 0.1 ms and 128
 * KiB a header. Threads: pure functions.
 */
#pragma once

#include "base/error.h"
#include "base/u256.h"
#include "chain/coin_chain.h"
#include "chain/hash256.h"

enum { HEADER_BYTES = 80 };

struct header {
    uint32_t version;
    unsigned char previous[HASH256_BYTES];
    unsigned char merkle_root[HASH256_BYTES];
    uint32_t time; /* seconds since 1970 */
    uint32_t bits;
    uint32_t nonce;
};

void header_read(const unsigned char bytes[HEADER_BYTES], struct header *ret);

/* The name of the block. */
void header_hash(const unsigned char bytes[HEADER_BYTES], unsigned char *ret_hash);

/* The median of the times of the last blocks, at most MEDIAN_BLOCKS of them: of a block and those
 * before it its median time past (BIP-113). `times` in any order, at least one. */
enum { MEDIAN_BLOCKS = 11 };
uint32_t header_median_time(const uint32_t *times, size_t count);

/* Proves the work: nBits is a target, not easier than the chain's limit, and the hash of the
 * chain's kind meets it. `start` begins with the header; a merged one (chain/merged.h) is followed
 * by its proof, anything else by whatever is there. `*ret_work` is what it adds to a branch.
 * Errors: value, with `place` before it; syntax, for a merged proof that is none or is not all
 * there; memory. */
bool header_prove(const struct coin_chain *chain, struct span start, const char *place,
                  struct u256 *ret_work, struct error *err);

/* The target alone, for chains made without work: nBits is one, within the chain's limit. */
bool header_target(const struct coin_chain *chain, uint32_t bits, const char *place,
                   struct u256 *ret_target, struct error *err);
