#include "chain/sha256_two.h"

#include "base/error.h"

/* FIPS 180-4, section 5.3.3. */
static const struct sha256_state first_state = {{
    0x9b05688c, /* f e b a */
    0x510e527f,
    0xbb67ae85,
    0x6a09e667,
    0x5be0cd19, /* h g d c */
    0x1f83d9ab,
    0xa54ff53a,
    0x3c6ef372,
}};

void sha256_two_init(struct sha256_state *ret_state)
{
    *ret_state = first_state;
}

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>
#include <stdatomic.h>

#define SHA_CODE __attribute__((target("sha,sse4.1")))
/* A lane whose address goes into a call lies in memory, which each round would wait for. */
#define LANE_CODE SHA_CODE __attribute__((always_inline)) static inline

/* FIPS 180-4, section 4.2.2. */
static const uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

/* One message: eight words of state, and the sixteen words of the schedule that are in use. */
struct lane {
    __m128i abef, cdgh;
    __m128i m0, m1, m2, m3;
};

/* The answer is asked for once: in a virtual machine the question takes long. */
bool sha256_two_here(void)
{
    static _Atomic(int) known; /* 1: no, 2: yes */
    unsigned a = 0, b = 0, c = 0, d = 0;
    int answer = atomic_load_explicit(&known, memory_order_relaxed);
    if (answer == 0) {
        bool sha = __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b & 1u << 29) != 0;
        bool sse = __get_cpuid(1, &a, &b, &c, &d) != 0 && (c & 1u << 19) != 0;
        answer = sha && sse ? 2 : 1;
        atomic_store_explicit(&known, answer, memory_order_relaxed);
    }
    return answer == 2;
}

/* The bytes of each four words the other way round, and back. */
LANE_CODE __m128i swapped(__m128i words)
{
    return _mm_shuffle_epi8(words, _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203));
}

LANE_CODE void load_hash(struct lane *lane, const unsigned char *hash)
{
    const __m128i *words = (const __m128i *)(const void *)hash;
    lane->m0 = swapped(_mm_loadu_si128(words));
    lane->m1 = swapped(_mm_loadu_si128(words + 1));
}

LANE_CODE void load(struct lane *lane, const unsigned char *block)
{
    const __m128i *words = (const __m128i *)(const void *)block;
    load_hash(lane, block);
    lane->m2 = swapped(_mm_loadu_si128(words + 2));
    lane->m3 = swapped(_mm_loadu_si128(words + 3));
}

/* The hash is the first half of the next message. */
LANE_CODE void take_hash(struct lane *lane)
{
    __m128i abef = _mm_shuffle_epi32(lane->abef, 0x1b); /* from the last word on */
    __m128i cdgh = _mm_shuffle_epi32(lane->cdgh, 0x1b);
    lane->m0 = _mm_unpacklo_epi64(abef, cdgh);
    lane->m1 = _mm_unpackhi_epi64(abef, cdgh);
}

LANE_CODE void store_hash(struct lane *lane, unsigned char *ret_hash)
{
    __m128i *hash = (__m128i *)(void *)ret_hash;
    take_hash(lane);
    _mm_storeu_si128(hash, swapped(lane->m0));
    _mm_storeu_si128(hash + 1, swapped(lane->m1));
}

LANE_CODE void resume(struct lane *lane, const struct sha256_state *state)
{
    lane->abef = _mm_loadu_si128((const __m128i *)(const void *)&state->word[0]);
    lane->cdgh = _mm_loadu_si128((const __m128i *)(const void *)&state->word[4]);
}

LANE_CODE void begin(struct lane *lane)
{
    resume(lane, &first_state);
}

/* Padding (section 5.1.1): behind a hash in its block, and the block behind 64 bytes. */
LANE_CODE void pad_hash(struct lane *lane)
{
    lane->m2 = _mm_set_epi32(0, 0, 0, (int)0x80000000);
    lane->m3 = _mm_set_epi32(8 * SHA256_DIGEST, 0, 0, 0);
}

LANE_CODE void pad_block(struct lane *lane)
{
    lane->m0 = _mm_set_epi32(0, 0, 0, (int)0x80000000);
    lane->m1 = lane->m2 = _mm_setzero_si128();
    lane->m3 = _mm_set_epi32(8 * SHA256_BLOCK, 0, 0, 0);
}

/* Four rounds. */
LANE_CODE void rounds(struct lane *lane, __m128i words, __m128i added)
{
    words = _mm_add_epi32(words, added);
    lane->cdgh = _mm_sha256rnds2_epu32(lane->cdgh, lane->abef, words);
    lane->abef = _mm_sha256rnds2_epu32(lane->abef, lane->cdgh, _mm_shuffle_epi32(words, 0x0e));
}

/* The four words that come sixteen after those of `a`; b, c, d are the ones between. */
LANE_CODE __m128i schedule(__m128i a, __m128i b, __m128i c, __m128i d)
{
    __m128i sum = _mm_add_epi32(_mm_sha256msg1_epu32(a, b), _mm_alignr_epi8(d, c, 4));
    return _mm_sha256msg2_epu32(sum, d);
}

/* Four rounds of both. */
LANE_CODE void both(struct lane *x, __m128i mx, struct lane *y, __m128i my, int at)
{
    __m128i added = _mm_loadu_si128((const __m128i *)(const void *)constants + at);
    rounds(x, mx, added);
    rounds(y, my, added);
}

/* Sixteen rounds of both, and the words of the next sixteen. */
LANE_CODE void sixteen(struct lane *x, struct lane *y, int at)
{
    both(x, x->m0, y, y->m0, at);
    x->m0 = schedule(x->m0, x->m1, x->m2, x->m3);
    y->m0 = schedule(y->m0, y->m1, y->m2, y->m3);
    both(x, x->m1, y, y->m1, at + 1);
    x->m1 = schedule(x->m1, x->m2, x->m3, x->m0);
    y->m1 = schedule(y->m1, y->m2, y->m3, y->m0);
    both(x, x->m2, y, y->m2, at + 2);
    x->m2 = schedule(x->m2, x->m3, x->m0, x->m1);
    y->m2 = schedule(y->m2, y->m3, y->m0, y->m1);
    both(x, x->m3, y, y->m3, at + 3);
    x->m3 = schedule(x->m3, x->m0, x->m1, x->m2);
    y->m3 = schedule(y->m3, y->m0, y->m1, y->m2);
}

/* A block of both: its words are in the lanes, and its hash is added to what was there before. */
LANE_CODE void block(struct lane *x, struct lane *y)
{
    struct lane s = *x, u = *y;
    sixteen(x, y, 0); /* in a loop, gcc keeps a state in memory: a fifth slower */
    sixteen(x, y, 4);
    sixteen(x, y, 8);
    both(x, x->m0, y, y->m0, 12);
    both(x, x->m1, y, y->m1, 13);
    both(x, x->m2, y, y->m2, 14);
    both(x, x->m3, y, y->m3, 15);
    x->abef = _mm_add_epi32(x->abef, s.abef);
    x->cdgh = _mm_add_epi32(x->cdgh, s.cdgh);
    y->abef = _mm_add_epi32(y->abef, u.abef);
    y->cdgh = _mm_add_epi32(y->cdgh, u.cdgh);
}

LANE_CODE void blocks(struct lane *x, const unsigned char *blocks_x, struct lane *y,
                      const unsigned char *blocks_y, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        load(x, blocks_x + i * SHA256_BLOCK);
        load(y, blocks_y + i * SHA256_BLOCK);
        block(x, y);
    }
}

LANE_CODE void keep(const struct lane *lane, struct sha256_state *ret_state)
{
    _mm_storeu_si128((__m128i *)(void *)&ret_state->word[0], lane->abef);
    _mm_storeu_si128((__m128i *)(void *)&ret_state->word[4], lane->cdgh);
}

SHA_CODE void sha256_two(struct sha256_state *a, const unsigned char *blocks_a,
                         struct sha256_state *b, const unsigned char *blocks_b, size_t count)
{
    struct lane x, y;
    resume(&x, a);
    resume(&y, b);
    blocks(&x, blocks_a, &y, blocks_b, count);
    keep(&x, a);
    keep(&y, b);
}

SHA_CODE void sha256_two_digest(const struct sha256_state *state, unsigned char *ret_hash)
{
    struct lane lane;
    resume(&lane, state);
    store_hash(&lane, ret_hash);
}

/* The hashes of the hashes. */
LANE_CODE void hash_again(struct lane *x, struct lane *y)
{
    pad_hash(x);
    pad_hash(y);
    begin(x);
    begin(y);
    block(x, y);
}

SHA_CODE void sha256_two_again(unsigned char *a, unsigned char *b)
{
    struct lane x, y;
    load_hash(&x, a);
    load_hash(&y, b);
    hash_again(&x, &y);
    store_hash(&x, a);
    store_hash(&y, b);
}

SHA_CODE void sha256_two_double(unsigned char *ret_a, const unsigned char *blocks_a,
                                unsigned char *ret_b, const unsigned char *blocks_b, size_t count)
{
    struct lane x, y;
    begin(&x);
    begin(&y);
    blocks(&x, blocks_a, &y, blocks_b, count);
    take_hash(&x);
    take_hash(&y);
    hash_again(&x, &y);
    store_hash(&x, ret_a);
    store_hash(&y, ret_b);
}

SHA_CODE void sha256_two_pairs(unsigned char *ret_hashes, const unsigned char *pairs)
{
    struct lane x, y;
    begin(&x);
    begin(&y);
    load(&x, pairs);
    load(&y, pairs + SHA256_BLOCK);
    block(&x, &y);
    pad_block(&x);
    pad_block(&y);
    block(&x, &y);
    take_hash(&x);
    take_hash(&y);
    hash_again(&x, &y);
    store_hash(&x, ret_hashes);
    store_hash(&y, ret_hashes + SHA256_DIGEST);
}

#else

bool sha256_two_here(void)
{
    return false;
}

void sha256_two(struct sha256_state *a, const unsigned char *blocks_a, struct sha256_state *b,
                const unsigned char *blocks_b, size_t count)
{
    (void)a, (void)blocks_a, (void)b, (void)blocks_b, (void)count;
    ensure(false); /* not here */
}

void sha256_two_digest(const struct sha256_state *state, unsigned char *ret_hash)
{
    (void)state, (void)ret_hash;
    ensure(false);
}

void sha256_two_again(unsigned char *a, unsigned char *b)
{
    (void)a, (void)b;
    ensure(false);
}

void sha256_two_double(unsigned char *ret_a, const unsigned char *blocks_a, unsigned char *ret_b,
                       const unsigned char *blocks_b, size_t count)
{
    (void)ret_a, (void)blocks_a, (void)ret_b, (void)blocks_b, (void)count;
    ensure(false);
}

void sha256_two_pairs(unsigned char *ret_hashes, const unsigned char *pairs)
{
    (void)ret_hashes, (void)pairs;
    ensure(false);
}

#endif
