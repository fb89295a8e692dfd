#include "chain/base58.h"

#include <stdlib.h>

#include "run.h"
#include "vectors.h"

static struct error err;

static void published_vectors(void **state)
{
    struct dynbuf file = vectors_read("base58.txt");
    struct span rest = dynbuf_bytes(&file), line, digits, text;
    unsigned count = 0;
    (void)state;
    for (; vectors_next(&rest, &line); count++) {
        unsigned char expected[BASE58_BYTES_MAX], bytes[BASE58_BYTES_MAX];
        char printed[BASE58_TEXT_BYTES];
        size_t size;
        assert_true(vectors_word(&line, &digits) && vectors_word(&line, &text));
        size_t expected_size = vectors_bytes(digits, expected, sizeof expected);
        assert_int_equal(base58_encode(span_of(expected, expected_size), printed), text.size);
        assert_true(span_is(text, printed));
        assert_true(base58_decode(text, "x", bytes, &size, &err));
        assert_int_equal(size, expected_size);
        assert_memory_equal(bytes, expected, size);
    }
    assert_int_equal(count, 20);
    dynbuf_release(&file);
}

static void nothing_is_nothing(void **state)
{
    unsigned char bytes[BASE58_BYTES_MAX];
    char text[BASE58_TEXT_BYTES] = "kept";
    size_t size = 7;
    (void)state;
    assert_int_equal(base58_encode(span_of(NULL, 0), text), 0);
    assert_string_equal(text, "");
    assert_true(base58_decode(span_text(""), "x", bytes, &size, &err));
    assert_int_equal(size, 0);
}

/* Whatever bytes, with and without zeros before them, come back; the largest ones too. */
static void random_bytes_come_back(void **state)
{
    (void)state;
    for (int round = 0; round < 2000; round++) {
        unsigned char bytes[BASE58_BYTES_MAX], again[BASE58_BYTES_MAX];
        char text[BASE58_TEXT_BYTES];
        size_t size = random_next() % (sizeof bytes + 1), zeros = random_next() % 4, back;
        for (size_t i = 0; i < size; i++)
            bytes[i] = round == 0 ? 0xff : i < zeros ? 0 : (unsigned char)random_next();
        size_t length = base58_encode(span_of(bytes, size), text);
        assert_int_equal(strlen(text), length);
        assert_true(base58_decode(span_text(text), "x", again, &back, &err));
        assert_int_equal(back, size);
        assert_memory_equal(again, bytes, size);
    }
}

#define LEGAL "; expected 1-9, A-Z or a-z without I, O and l"

static void wrong_characters_are_named(void **state)
{
    static const struct {
        const char *text, *told;
    } wrong[] = {
        {"0", "x: '0': character 1 is no digit of Base58, which is left out as it looks like "
              "another" LEGAL},
        {"12l", "x: '12l': character 3 is no digit of Base58, which is left out as it looks like "
                "another" LEGAL},
        {"1I", "x: '1I': character 2 is no digit of Base58, which is left out as it looks like "
               "another" LEGAL},
        {"aO", "x: 'aO': character 2 is no digit of Base58, which is left out as it looks like "
               "another" LEGAL},
        {"a b", "x: 'a b': character 2 is no digit of Base58" LEGAL},
        {" a", "x: ' a': character 1 is no digit of Base58" LEGAL},
        {"a\t", "x: 'a?': character 2 is no digit of Base58" LEGAL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        unsigned char bytes[BASE58_BYTES_MAX] = "kept";
        size_t size = 7;
        assert_false(base58_decode(span_text(wrong[i].text), "x", bytes, &size, &err));
        assert_error(err, ERROR_VALUE, wrong[i].told);
        assert_int_equal(size, 7);
        assert_string_equal((const char *)bytes, "kept");
    }
    unsigned char bytes[BASE58_BYTES_MAX];
    size_t size;
    assert_false(base58_decode(span_of("1\0", 2), "x", bytes, &size, &err)); /* a zero is no end */
    assert_int_equal(err.code, ERROR_VALUE);
}

static void too_many_bytes_are_refused(void **state)
{
    char ones[BASE58_BYTES_MAX + 2], most[BASE58_TEXT_BYTES];
    unsigned char bytes[BASE58_BYTES_MAX];
    size_t size;
    (void)state;
    memset(ones, '1', sizeof ones);
    assert_true(base58_decode(span_of(ones, BASE58_BYTES_MAX), "x", bytes, &size, &err));
    assert_int_equal(size, BASE58_BYTES_MAX);
    assert_false(base58_decode(span_of(ones, BASE58_BYTES_MAX + 1), "x", bytes, &size, &err));
    assert_error(err, ERROR_LIMIT, "x: expected Base58 of at most 256 bytes");
    memset(most, 'z', sizeof most);
    assert_false(base58_decode(span_of(most, sizeof most), "x", bytes, &size, &err));
    assert_int_equal(err.code, ERROR_LIMIT);
}

/* The first address to be paid, and every other character in its place: none passes. */
static void the_checksum_holds_every_character(void **state)
{
    static const char address[] = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa";
    static const char digits[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    unsigned char bytes[BASE58_BYTES_MAX] = {0};
    char text[sizeof address], again[BASE58_TEXT_BYTES];
    size_t size;
    (void)state;
    assert_true(base58check_decode(span_text(address), "x", bytes, &size, &err));
    assert_int_equal(size, 21);
    assert_int_equal(bytes[0], 0);
    base58check_encode(span_of(bytes, size), again);
    assert_string_equal(again, address);
    for (size_t i = 0; i < sizeof address - 1; i++)
        for (const char *digit = digits; *digit != '\0'; digit++) {
            memcpy(text, address, sizeof text);
            if (text[i] == *digit)
                continue;
            text[i] = *digit;
            assert_false(base58check_decode(span_text(text), "x", bytes, &size, &err));
            assert_non_null(strstr(err.text, "': the checksum at the end"));
        }
    assert_false(base58check_decode(span_text("1aB"), "x", bytes, &size, &err));
    assert_error(err, ERROR_VALUE,
                 "x: '1aB': 3 bytes of Base58; expected a checksum of 4 at least");
}

/* The text ends where its memory ends: one byte too far is seen by the address sanitizer. */
static void reads_no_byte_beyond_the_text(void **state)
{
    static const char address[] = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa";
    (void)state;
    for (size_t length = 0; length < sizeof address; length++) {
        unsigned char bytes[BASE58_BYTES_MAX];
        size_t size;
        char *text = malloc(length == 0 ? 1 : length);
        assert_non_null(text);
        memcpy(text, address, length);
        assert_int_equal(base58check_decode(span_of(text, length), "x", bytes, &size, &err),
                         length == sizeof address - 1);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_vectors),
        cmocka_unit_test(nothing_is_nothing),
        cmocka_unit_test(random_bytes_come_back),
        cmocka_unit_test(wrong_characters_are_named),
        cmocka_unit_test(too_many_bytes_are_refused),
        cmocka_unit_test(the_checksum_holds_every_character),
        cmocka_unit_test(reads_no_byte_beyond_the_text),
    };
    return RUN_ALL("chain/base58", tests);
}
