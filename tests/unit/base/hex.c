#include "base/hex.h"

#include <stdlib.h>

#include "run.h"

/* As a person would: one digit at a time; -1 when the byte is none. */
static int slow_value(int byte)
{
    const char *digits = "0123456789abcdef0123456789ABCDEF";
    const char *at = byte == 0 ? NULL : strchr(digits, byte);
    return at == NULL ? -1 : (int)(at - digits) % 16;
}

static void every_pair_of_bytes(void **state)
{
    (void)state;
    for (int high = 0; high < 256; high++)
        for (int low = 0; low < 256; low++) {
            unsigned char text[2] = {(unsigned char)high, (unsigned char)low}, byte = 0xee;
            size_t place = 99;
            bool ok = slow_value(high) >= 0 && slow_value(low) >= 0;
            assert_int_equal(hex_decode(&byte, span_of(text, 2), &place), ok);
            assert_int_equal(byte, ok ? slow_value(high) * 16 + slow_value(low) : 0xee);
            assert_int_equal(place, ok ? 99 : slow_value(high) < 0 ? 0 : 1);
        }
}

/* One byte of every value at every place of texts of every length: the eight-digit step and the
 * rest behind it agree with the slow way, and a failure leaves the output alone. */
static void every_byte_at_every_place(void **state)
{
    enum { DIGITS = 42 };
    (void)state;
    for (size_t size = 0; size <= DIGITS; size += 2) {
        unsigned char *text = malloc(size + 1), *bytes = malloc(size / 2 + 1);
        assert_non_null(text);
        assert_non_null(bytes);
        for (size_t at = 0; at < size; at++)
            text[at] = (unsigned char)"0123456789abcdefABCDEF"[random_next() % 22];
        for (size_t at = 0; at < size; at++)
            for (int byte = 0; byte < 256; byte++) {
                unsigned char kept = text[at];
                size_t place = 99;
                text[at] = (unsigned char)byte;
                memset(bytes, 0xee, size / 2 + 1);
                bool ok = hex_decode(bytes, span_of(text, size), &place);
                assert_int_equal(ok, slow_value(byte) >= 0);
                assert_int_equal(place, ok ? 99 : at);
                for (size_t i = 0; i < size / 2; i++)
                    assert_int_equal(bytes[i],
                                     ok ? slow_value(text[2 * i]) * 16 + slow_value(text[2 * i + 1])
                                        : 0xee);
                assert_int_equal(bytes[size / 2], 0xee);
                text[at] = kept;
            }
        free(text);
        free(bytes);
    }
}

static void an_odd_size_is_refused(void **state)
{
    unsigned char bytes[8] = {0};
    size_t place = 99;
    (void)state;
    assert_false(hex_decode(bytes, span_text("abcde"), &place));
    assert_int_equal(place, 5);
    assert_false(hex_decode(bytes, span_text("abgde"), &place)); /* the digit comes first */
    assert_int_equal(place, 2);
    assert_int_equal(bytes[0], 0);
    assert_true(hex_decode(bytes, span_of(NULL, 0), &place));
}

static void encodes_in_lower_case(void **state)
{
    unsigned char bytes[256], back[256];
    char text[513];
    size_t place;
    (void)state;
    for (int i = 0; i < 256; i++)
        bytes[i] = (unsigned char)i;
    memset(text, 'x', sizeof text);
    hex_encode(text, bytes, 256);
    assert_int_equal(strlen(text), 512);
    assert_memory_equal(text, "000102030405060708090a0b0c0d0e0f10", 34);
    assert_string_equal(text + 502, "fbfcfdfeff");
    assert_true(hex_decode(back, span_text(text), &place));
    assert_memory_equal(back, bytes, 256);
    hex_encode(text, bytes, 0);
    assert_string_equal(text, "");
}

static void tells_mixed_case(void **state)
{
    char text[40];
    (void)state;
    for (size_t size = 0; size <= sizeof text; size++)
        for (size_t lower = 0; lower < size; lower++)
            for (size_t upper = 0; upper < size; upper++) {
                for (size_t i = 0; i < size; i++)
                    text[i] = (char)('0' + i % 10);
                assert_false(hex_mixed_case(span_of(text, size)));
                text[lower] = (char)('a' + lower % 6);
                assert_false(hex_mixed_case(span_of(text, size)));
                text[upper] = (char)('A' + upper % 6);
                assert_int_equal(hex_mixed_case(span_of(text, size)), lower != upper);
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pair_of_bytes),    cmocka_unit_test(every_byte_at_every_place),
        cmocka_unit_test(an_odd_size_is_refused), cmocka_unit_test(encodes_in_lower_case),
        cmocka_unit_test(tells_mixed_case),
    };
    return RUN_ALL("base/hex", tests);
}
