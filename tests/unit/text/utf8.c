/* UTF-8 by counting: how many sequences of each length are characters is known (RFC 3629). */
#include "text/utf8.h"
#include "run.h"

static size_t character_of(const unsigned char *bytes, size_t size)
{
    return utf8_character(span_of(bytes, size));
}

static void counts_of_all_sequences(void **state)
{
    (void)state;
    static const unsigned char last[] = {0x00, 0x7f, 0x80, 0xbf, 0xc0, 0xff};
    size_t counts[5] = {0};
    for (unsigned word = 0; word < 0x1000000; word++) {
        unsigned char b[4] = {(unsigned char)(word >> 16), (unsigned char)(word >> 8),
                              (unsigned char)word};
        if (word % 0x10000 == 0)
            counts[1] += character_of(b, 1) == 1;
        if (word % 0x100 == 0)
            counts[2] += character_of(b, 2) == 2;
        counts[3] += character_of(b, 3) == 3;
        if (b[0] < 0xf0)
            continue;
        for (size_t i = 0; i < sizeof last; i++) {
            b[3] = last[i];
            counts[4] += character_of(b, 4) == 4;
        }
    }
    assert_int_equal(counts[1], 0x80);
    assert_int_equal(counts[2], 0x800 - 0x80);
    assert_int_equal(counts[3], 0x10000 - 0x800 - 0x800); /* the surrogates are no characters */
    assert_int_equal(counts[4], 0x100000 / 64 * 2);       /* two of the last bytes are good */
}

static void every_character_round_trips(void **state)
{
    (void)state;
    for (uint32_t character = 0; character <= 0x10ffff; character++) {
        unsigned char bytes[4];
        if (character >= 0xd800 && character <= 0xdfff)
            continue;
        size_t size = utf8_encode(bytes, character);
        assert_int_equal(character_of(bytes, size), size);
        for (size_t cut = 0; cut < size; cut++)
            assert_int_equal(character_of(bytes, cut), 0);
        uint32_t back = size == 1 ? bytes[0] : bytes[0] & (0x7fu >> size);
        for (size_t i = 1; i < size; i++)
            back = back << 6 | (bytes[i] & 0x3f);
        assert_int_equal(back, character);
    }
}

static void valid_prefix(void **state)
{
    (void)state;
    assert_int_equal(utf8_valid(span_text("")), 0);
    assert_int_equal(utf8_valid(span_text("a\xed\x95\x9c\xf0\x9f\x92\xb0z")), 9);
    assert_int_equal(utf8_valid(span_text("a\xed\xa0\x80z")), 1);
    assert_int_equal(utf8_valid(span_text("ab\xc0\xaf")), 2);
    assert_int_equal(utf8_valid(span_text("ab\xed\x95")), 2);
}

static void one_line(void **state)
{
    (void)state;
    assert_int_equal(utf8_line(span_text("a\xed\x95\x9cz")), 5);
    assert_int_equal(utf8_line(span_text("ab\tc")), 2);
    assert_int_equal(utf8_line(span_text("a\x7f")), 1);
    assert_int_equal(utf8_line(span_text("a\xc2\x9f")), 1); /* C1 */
    assert_int_equal(utf8_line(span_text("a\xc2\xa0")), 3);
    assert_int_equal(utf8_line(span_text("\xff")), 0);
    assert_int_equal(utf8_line(span_text("")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_of_all_sequences),
        cmocka_unit_test(every_character_round_trips),
        cmocka_unit_test(valid_prefix),
        cmocka_unit_test(one_line),
    };
    return RUN_ALL("text/utf8", tests);
}
