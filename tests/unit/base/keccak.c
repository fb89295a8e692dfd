/* Keccak-256 beside a slow sponge written from the Keccak reference, section 1, bit by bit of the
 * definition: the padding is what goes wrong, at the borders of the 136-byte block. */
#include "base/keccak.h"

#include "base/hex.h"
#include "run.h"

enum { RATE = 136, LANES = 25 };

static uint64_t rotate(uint64_t lane, unsigned by)
{
    return by % 64 == 0 ? lane : lane << by % 64 | lane >> (64 - by % 64);
}

/* Round constants from their linear feedback register; offsets from the walk over the lanes. */
static void slow_permute(uint64_t a[LANES])
{
    unsigned feedback = 1;
    for (int round = 0; round < 24; round++) {
        uint64_t c[5], b[LANES];
        for (int x = 0; x < 5; x++)
            c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
        for (int i = 0; i < LANES; i++)
            a[i] ^= c[(i % 5 + 4) % 5] ^ rotate(c[(i % 5 + 1) % 5], 1);
        b[0] = a[0];
        for (int t = 0, x = 1, y = 0; t < 24; t++) {
            int next_y = (2 * x + 3 * y) % 5;
            b[y + 5 * next_y] = rotate(a[x + 5 * y], (unsigned)((t + 1) * (t + 2) / 2));
            x = y;
            y = next_y;
        }
        for (int i = 0; i < LANES; i++)
            a[i] = b[i] ^ (~b[i / 5 * 5 + (i + 1) % 5] & b[i / 5 * 5 + (i + 2) % 5]);
        for (int j = 0; j < 7; j++) {
            if (feedback & 1)
                a[0] ^= UINT64_C(1) << ((1U << j) - 1);
            feedback = feedback << 1 ^ (feedback >> 7) * 0x171;
        }
    }
}

static void slow_keccak(unsigned char *hash, const unsigned char *bytes, size_t size)
{
    uint64_t state[LANES] = {0};
    size_t padded = (size / RATE + 1) * RATE;
    for (size_t i = 0; i < padded; i++) {
        unsigned byte = i < size ? bytes[i] : i == size ? 0x01 : 0x00;
        if (i == padded - 1)
            byte ^= 0x80;
        state[i % RATE / 8] ^= (uint64_t)byte << i % 8 * 8;
        if (i % RATE == RATE - 1)
            slow_permute(state);
    }
    for (int i = 0; i < KECCAK256_BYTES; i++)
        hash[i] = (unsigned char)(state[i / 8] >> i % 8 * 8);
}

static void equals_the_slow_one_at_every_length(void **state)
{
    unsigned char bytes[3 * RATE + 2], hash[KECCAK256_BYTES], slow[KECCAK256_BYTES];
    (void)state;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)random_next();
    for (size_t size = 0; size <= sizeof bytes; size++) {
        keccak256(hash, span_of(bytes, size));
        slow_keccak(slow, bytes, size);
        assert_memory_equal(hash, slow, KECCAK256_BYTES);
    }
}

/* The hash of nothing, as EIP-1052 gives it for an account without code. */
static void the_hash_of_nothing(void **state)
{
    unsigned char hash[KECCAK256_BYTES];
    char text[2 * KECCAK256_BYTES + 1];
    (void)state;
    keccak256(hash, span_of(NULL, 0));
    hex_encode(text, hash, sizeof hash);
    assert_string_equal(text, "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equals_the_slow_one_at_every_length),
        cmocka_unit_test(the_hash_of_nothing),
    };
    return RUN_ALL("base/keccak", tests);
}
