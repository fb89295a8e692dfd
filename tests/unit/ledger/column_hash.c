/* The hash of a column against its definition, leaf by leaf with nettle, for sizes around each
 * leaf's end, whole and as a writer gives it. */
#include "ledger/column_hash.h"

#include <stdlib.h>

#include "ledger/format.h"
#include "run.h"

enum { MOST = 6 * COLUMN_LEAF_BYTES, PIECE = 1 << SEGMENT_CHECK_SHIFT };

static void by_definition(struct span bytes, unsigned char *ret_hash)
{
    struct sha256_ctx all, leaf;
    unsigned char digest[SHA256_BYTES];
    sha256_init(&all);
    for (size_t at = 0; at < bytes.size; at += COLUMN_LEAF_BYTES) {
        size_t left = bytes.size - at;
        sha256_init(&leaf);
        sha256_update(&leaf, left < COLUMN_LEAF_BYTES ? left : COLUMN_LEAF_BYTES, bytes.data + at);
        sha256_digest(&leaf, sizeof digest, digest);
        sha256_update(&all, sizeof digest, digest);
    }
    sha256_digest(&all, SHA256_BYTES, ret_hash);
}

static void check(struct span bytes)
{
    struct column_hash hash;
    unsigned char expected[SHA256_BYTES], whole[SHA256_BYTES], pieces[SHA256_BYTES];
    by_definition(bytes, expected);
    column_hash_init(&hash);
    column_hash_add(&hash, bytes);
    column_hash_end(&hash, whole);
    assert_memory_equal(whole, expected, sizeof expected);
    for (size_t at = 0; at < bytes.size; at += PIECE) /* the same hash goes on, empty again */
        column_hash_add(&hash,
                        span_part(bytes, at, bytes.size - at < PIECE ? bytes.size : at + PIECE));
    column_hash_end(&hash, pieces);
    assert_memory_equal(pieces, expected, sizeof expected);
}

static void as_defined(void **state)
{
    unsigned char *bytes = malloc(MOST + 64);
    uint64_t random = 3;
    (void)state;
    assert_non_null(bytes);
    for (size_t i = 0; i < MOST + 64; i++)
        bytes[i] = (unsigned char)random_from(&random);
    for (size_t size = 0; size <= 200; size++)
        check(span_of(bytes, size));
    for (size_t leaf = COLUMN_LEAF_BYTES; leaf <= MOST; leaf += COLUMN_LEAF_BYTES)
        for (size_t size = leaf - 65; size <= leaf + 64; size += 1 + size % 7)
            check(span_of(bytes, size));
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(as_defined)};
    return RUN_ALL("ledger/column_hash", tests);
}
