/* Base 64 both ways: the vectors of RFC 4648, and every text of four characters of a small set. */
#include "base/base64.h"
#include "run.h"

static void the_standards_vectors(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *text;
    } rows[] = {{"", ""},
                {"f", "Zg=="},
                {"fo", "Zm8="},
                {"foo", "Zm9v"},
                {"foob", "Zm9vYg=="},
                {"fooba", "Zm9vYmE="},
                {"foobar", "Zm9vYmFy"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unsigned char bytes[8];
        size_t size = 77;
        struct dynbuf text;
        dynbuf_init(&text, 100);
        assert_true(base64_put(&text, span_text(rows[i].bytes)));
        assert_true(span_is(dynbuf_bytes(&text), rows[i].text));
        assert_int_equal(text.size, base64_size(strlen(rows[i].bytes)));
        assert_true(base64_decode(dynbuf_bytes(&text), bytes, sizeof bytes, &size));
        assert_true(span_is(span_of(bytes, size), rows[i].bytes));
        dynbuf_release(&text);
    }
}

/* Every size over several chunks; one byte too few is refused, and nothing is touched. */
static void sizes(void **state)
{
    (void)state;
    unsigned char bytes[200], back[200];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)random_next();
    for (size_t size = 1; size <= sizeof bytes; size++) {
        struct dynbuf text;
        size_t got = 77;
        dynbuf_init(&text, 1000);
        assert_true(base64_put(&text, span_of(bytes, size)));
        memset(back, 0x5a, sizeof back);
        assert_false(base64_decode(dynbuf_bytes(&text), back, size - 1, &got));
        assert_int_equal(got, 77);
        for (size_t i = 0; i < sizeof back; i++)
            assert_int_equal(back[i], 0x5a);
        assert_true(base64_decode(dynbuf_bytes(&text), back, size, &got));
        assert_int_equal(got, size);
        assert_memory_equal(back, bytes, size);
        dynbuf_release(&text);
    }
}

/* Of 11 characters in every order: what is taken is what writing its bytes gives, nothing else. */
static void one_text_for_some_bytes(void **state)
{
    (void)state;
    static const char alphabet[] = "AQgw/+=-_ \n";
    enum { LETTERS = sizeof alphabet - 1 };
    unsigned taken = 0;
    for (unsigned word = 0; word < LETTERS * LETTERS * LETTERS * LETTERS; word++) {
        char text[4];
        unsigned char bytes[3];
        size_t size;
        for (unsigned i = 0, rest = word; i < 4; i++, rest /= LETTERS)
            text[i] = alphabet[rest % LETTERS];
        if (!base64_decode(span_of(text, 4), bytes, sizeof bytes, &size))
            continue;
        struct dynbuf again;
        dynbuf_init(&again, 10);
        assert_true(base64_put(&again, span_of(bytes, size)));
        assert_true(span_equal(dynbuf_bytes(&again), span_of(text, 4)));
        dynbuf_release(&again);
        taken++;
    }
    /* Six digits: 6^4 whole ones; third digits without stray bits are A and g and w (4 of the six
     * values end in two zero bits: A 0, Q 16, g 32, w 48); second ones likewise A, Q, g, w. */
    assert_int_equal(taken, 6 * 6 * 6 * 6 + 6 * 6 * 4 + 6 * 4);
}

/* Each byte at each place among digits: 64 of 256 are digits, wherever they stand. */
static void every_byte(void **state)
{
    (void)state;
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (unsigned place = 0; place < 8; place++)
        for (unsigned byte = 0; byte < 256; byte++) {
            char text[8] = "AAAAAAAA";
            unsigned char bytes[6];
            size_t size;
            text[place] = (char)byte;
            bool digit = byte != 0 && strchr(digits, (int)byte) != NULL;
            bool padding = byte == '=' && place == 7;
            assert_int_equal(base64_decode(span_of(text, 8), bytes, sizeof bytes, &size),
                             digit || padding);
        }
}

static void other_texts(void **state)
{
    (void)state;
    static const char *const texts[] = {"A",        "AA",     "AAA",    "AAAAA",    "=",
                                        "====",     "A===",   "AA=A",   "AAAA====", "AA==AAAA",
                                        "AAA=AAAA", "AAAA\n", "\nAAAA", "AAA\0",    "AAAAAAA"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        unsigned char bytes[10];
        size_t size = 77;
        assert_false(base64_decode(span_text(texts[i]), bytes, sizeof bytes, &size));
        assert_int_equal(size, 77);
    }
    /* Padding in front of another chunk. */
    char text[128 + 1];
    unsigned char bytes[100];
    size_t size;
    memset(text, 'A', 128);
    assert_true(base64_decode(span_of(text, 128), bytes, sizeof bytes, &size));
    text[63] = '=';
    assert_false(base64_decode(span_of(text, 128), bytes, sizeof bytes, &size));
    text[62] = '=';
    assert_false(base64_decode(span_of(text, 128), bytes, sizeof bytes, &size));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_standards_vectors),
        cmocka_unit_test(sizes),
        cmocka_unit_test(one_text_for_some_bytes),
        cmocka_unit_test(every_byte),
        cmocka_unit_test(other_texts),
    };
    return RUN_ALL("base/base64", tests);
}
