#include "base/keccak.h"

#include <nettle/sha3.h>

enum { RATE = 136 };

static void absorb(struct sha3_state *state, const unsigned char *block)
{
    for (int i = 0; i < RATE; i++)
        state->a[i / 8] ^= (uint64_t)block[i] << (i % 8 * 8);
    sha3_permute(state);
}

void keccak256(unsigned char *ret_hash, struct span bytes)
{
    struct sha3_state state = {{0}};
    unsigned char block[RATE] = {0};
    size_t at = 0;
    for (; bytes.size - at >= RATE; at += RATE)
        absorb(&state, bytes.data + at);
    if (bytes.size > at)
        memcpy(block, bytes.data + at, bytes.size - at);
    block[bytes.size - at] ^= 0x01;
    block[RATE - 1] ^= 0x80;
    absorb(&state, block);
    for (int i = 0; i < KECCAK256_BYTES; i++)
        ret_hash[i] = (unsigned char)(state.a[i / 8] >> (i % 8 * 8));
}
