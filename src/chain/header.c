#include "chain/header.h"

#include <sodium.h>

#include "chain/merged.h"
#include "chain/target.h"

static uint32_t read_u32(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}

void header_read(const unsigned char bytes[HEADER_BYTES], struct header *ret)
{
    ret->version = read_u32(bytes);
    memcpy(ret->previous, bytes + 4, HASH256_BYTES);
    memcpy(ret->merkle_root, bytes + 36, HASH256_BYTES);
    ret->time = read_u32(bytes + 68);
    ret->bits = read_u32(bytes + 72);
    ret->nonce = read_u32(bytes + 76);
}

void header_hash(const unsigned char bytes[HEADER_BYTES], unsigned char *ret_hash)
{
    hash256(ret_hash, span_of(bytes, HEADER_BYTES));
}

bool header_target(const struct coin_chain *chain, uint32_t bits, const char *place,
                   struct u256 *ret_target, struct error *err)
{
    struct u256 target, limit;
    if (!target_from_bits(bits, &target))
        return error_input(err, ERROR_VALUE, place,
                           "nBits 0x%08x is no target: negative, zero or over 256 bits", bits);
    ensure(target_from_bits(chain->limit_bits, &limit));
    if (u256_compare(target, limit) > 0)
        return error_input(err, ERROR_VALUE, place,
                           "nBits 0x%08x is easier than the limit of %s, 0x%08x", bits, chain->name,
                           chain->limit_bits);
    *ret_target = target;
    return true;
}

/* The hash whose smallness is the work. */
static bool proof_hash(const struct coin_chain *chain, const unsigned char bytes[HEADER_BYTES],
                       unsigned char *ret_hash, struct error *err)
{
    if (chain->proof == PROOF_SHA256D) {
        header_hash(bytes, ret_hash);
        return true;
    }
    if (crypto_pwhash_scryptsalsa208sha256_ll(bytes, HEADER_BYTES, bytes, HEADER_BYTES, 1024, 1, 1,
                                              ret_hash, HASH256_BYTES) != 0)
        return error_memory(err, "hashing a header by scrypt");
    return true;
}

/* The header that did the work for a merged one. */
static bool find_parent(const struct coin_chain *chain, struct span start, const char *place,
                        const unsigned char **ret_parent, struct error *err)
{
    struct block_cursor cursor = {
        .at = start.data + HEADER_BYTES,
        .start = start.data,
        .end = start.data + start.size,
        .place = place == NULL ? "header" : place,
        .number = CURSOR_NOWHERE,
        .err = err,
    };
    struct merged_proof proof;
    struct header header;
    unsigned char hash[HASH256_BYTES];
    header_read(start.data, &header);
    if (merged_chain(header.version) != chain->merged_number)
        return error_input(err, ERROR_VALUE, place, "a merged header of chain %u; expected %u, %s",
                           merged_chain(header.version), chain->merged_number, chain->name);
    header_hash(start.data, hash);
    if (!merged_read(&cursor, &proof) ||
        !merged_check(&proof, hash, chain->merged_number, place, err))
        return false;
    *ret_parent = proof.parent;
    return true;
}

bool header_prove(const struct coin_chain *chain, struct span start, const char *place,
                  struct u256 *ret_work, struct error *err)
{
    const unsigned char *worked = start.data;
    struct header header;
    struct u256 target;
    unsigned char hash[HASH256_BYTES];
    char shown[HASH256_TEXT_BYTES];
    ensure(start.size >= HEADER_BYTES);
    header_read(start.data, &header);
    if (!header_target(chain, header.bits, place, &target, err))
        return false;
    if (chain->merged_number != 0 && merged_is(header.version) &&
        !find_parent(chain, start, place, &worked, err))
        return false;
    if (!proof_hash(chain, worked, hash, err))
        return false;
    if (!target_met(target, hash)) {
        hash256_print(hash, shown);
        return error_input(err, ERROR_VALUE, place,
                           "no proof of work: the %shash is %s; expected at most the target of "
                           "nBits 0x%08x",
                           chain->proof == PROOF_SCRYPT ? "scrypt " : "", shown, header.bits);
    }
    *ret_work = target_work(target);
    return true;
}

uint32_t header_median_time(const uint32_t *times, size_t count)
{
    uint32_t sorted[MEDIAN_BLOCKS];
    ensure(count > 0 && count <= MEDIAN_BLOCKS);
    for (size_t i = 0; i < count; i++) {
        size_t at = i;
        for (; at > 0 && sorted[at - 1] > times[i]; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = times[i];
    }
    return sorted[count / 2];
}
