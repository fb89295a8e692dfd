#include "chain/hash256.h"

#include <nettle/sha2.h>

#include "run.h"

/* Bitcoin's first block: its header, and the hash that everybody knows. */
static const unsigned char first_header[] =
    "\x01\0\0\0"
    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
    "\x3b\xa3\xed\xfd\x7a\x7b\x12\xb2\x7a\xc7\x2c\x3e\x67\x76\x8f\x61"
    "\x7f\xc8\x1b\xc3\x88\x8a\x51\x32\x3a\x9f\xb8\xaa\x4b\x1e\x5e\x4a"
    "\x29\xab\x5f\x49\xff\xff\0\x1d\x1d\xac\x2b\x7c";
static const char first_hash[] = "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f";

static void the_first_header(void **state)
{
    unsigned char hash[HASH256_BYTES], again[HASH256_BYTES];
    char text[HASH256_TEXT_BYTES];
    (void)state;
    hash256(hash, span_of(first_header, 80));
    hash256_print(hash, text);
    assert_string_equal(text, first_hash);
    assert_true(hash256_parse(span_text(first_hash), again));
    assert_memory_equal(again, hash, sizeof hash);
}

static void three_spans_are_one(void **state)
{
    unsigned char whole[HASH256_BYTES], parts[HASH256_BYTES];
    struct span all = span_of(first_header, 80);
    (void)state;
    hash256(whole, all);
    for (size_t a = 0; a <= 80; a += 5)
        for (size_t b = a; b <= 80; b += 5) {
            hash256_of_three(parts, span_part(all, 0, a), span_part(all, a, b),
                             span_part(all, b, 80));
            assert_memory_equal(parts, whole, sizeof whole);
        }
}

/* In place, as a tree is reduced, each pair gives what hashing it alone gives. */
static void pairs_in_place(void **state)
{
    unsigned char nodes[50 * 64], expected[50 * HASH256_BYTES];
    (void)state;
    for (size_t count = 0; count <= 50; count++) {
        for (size_t i = 0; i < sizeof nodes; i++)
            nodes[i] = (unsigned char)random_next();
        for (size_t i = 0; i < count; i++)
            hash256(expected + i * HASH256_BYTES, span_of(nodes + i * 64, 64));
        hash256_pairs(nodes, nodes, count);
        assert_memory_equal(nodes, expected, count * HASH256_BYTES);
    }
}

/* Messages of every length up to nine blocks and long ones, whole and with edges of every length,
 * any number at a time: each as hashed alone. */
static void jobs_of_all_lengths(void **state)
{
    static unsigned char message[9000], hashes[600][HASH256_BYTES];
    static struct hash256_job jobs[600];
    (void)state;
    for (size_t i = 0; i < sizeof message; i++)
        message[i] = (unsigned char)random_next();
    for (size_t round = 0; round < 300; round++) {
        size_t count = round < 40 ? round : 1 + random_next() % 600;
        for (size_t i = 0; i < count; i++) {
            bool any = i % 50 == 7 || round % 8 == 5; /* more long ones than are taken at a time */
            size_t size = count > 500 && !any ? i : random_next() % (any ? sizeof message : 600);
            size_t before = random_next() % (HASH256_EDGE_BYTES + 1);
            size_t behind = random_next() % (HASH256_EDGE_BYTES + 1);
            before = before < size ? before : size;
            behind = behind < size - before ? behind : size - before;
            struct span whole = span_of(message, size);
            jobs[i] = (struct hash256_job){span_part(whole, 0, before),
                                           span_part(whole, before, size - behind),
                                           span_part(whole, size - behind, size), hashes[i]};
            if (i % 3 == 0)
                jobs[i] = (struct hash256_job){.bytes = whole, .ret_hash = hashes[i]};
        }
        hash256_jobs(jobs, count);
        for (size_t i = 0; i < count; i++) {
            unsigned char alone[HASH256_BYTES];
            hash256_of_three(alone, jobs[i].before, jobs[i].bytes, jobs[i].behind);
            assert_memory_equal(hashes[i], alone, sizeof alone);
        }
    }
}

static void two_plain_ones(void **state)
{
    static unsigned char message[5000];
    unsigned char both[2 * HASH256_BYTES], alone[HASH256_BYTES];
    (void)state;
    for (size_t i = 0; i < sizeof message; i++)
        message[i] = (unsigned char)random_next();
    for (size_t i = 0; i < 400; i++) {
        struct span whole = span_of(message, sizeof message);
        size_t a = i < 200 ? i : random_next() % sizeof message, b = random_next() % 300;
        sha256_of_two(both, span_part(whole, 0, a), span_part(whole, b, i % 5 == 0 ? b : 2 * b));
        for (int which = 0; which < 2; which++) {
            struct sha256_ctx sha;
            sha256_init(&sha);
            if (which == 0)
                sha256_update(&sha, a, message);
            else if (i % 5 != 0)
                sha256_update(&sha, b, message + b);
            sha256_digest(&sha, sizeof alone, alone);
            assert_memory_equal(both + (size_t)which * HASH256_BYTES, alone, sizeof alone);
        }
    }
}

static void what_is_no_hash_is_refused(void **state)
{
    unsigned char hash[HASH256_BYTES] = "kept";
    (void)state;
    assert_false(hash256_parse(span_text(""), hash));
    assert_false(hash256_parse(span_of(first_hash, 63), hash));
    assert_false(hash256_parse(span_of(first_hash, 65), hash));
    assert_false(hash256_parse(span_text("g0000000000000000000000000000000000000000000000000000000"
                                         "00000000"),
                               hash));
    assert_string_equal((const char *)hash, "kept");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_header), cmocka_unit_test(three_spans_are_one),
        cmocka_unit_test(pairs_in_place),   cmocka_unit_test(jobs_of_all_lengths),
        cmocka_unit_test(two_plain_ones),   cmocka_unit_test(what_is_no_hash_is_refused),
    };
    return RUN_ALL("chain/hash256", tests);
}
