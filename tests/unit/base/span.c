#include "base/span.h"

#include "run.h"

static void parts_and_texts(void **state)
{
    struct span whole = span_text("abcdef");
    (void)state;
    assert_int_equal(whole.size, 6);
    assert_true(span_is(span_part(whole, 2, 5), "cde"));
    assert_true(span_is(span_part(whole, 6, 6), ""));
    assert_true(span_is(span_part(whole, 0, 6), "abcdef"));
    assert_ptr_equal(span_part(whole, 2, 5).data, whole.data + 2);
}

static void equality_is_of_bytes(void **state)
{
    struct span nothing = span_of(NULL, 0);
    (void)state;
    assert_true(span_equal(nothing, span_text("")));
    assert_true(span_equal(nothing, nothing));
    assert_false(span_equal(span_text("a"), span_text("ab")));
    assert_false(span_equal(span_text("ab"), span_text("aB")));
    assert_false(span_equal(span_of("a\0b", 3), span_of("a\0c", 3)));
    assert_false(span_is(span_of("a\0", 2), "a"));
}

static void order_is_of_bytes_then_length(void **state)
{
    /* In order, one by one; bytes above 0x7f are the largest, whatever char's sign. */
    const struct span sorted[] = {
        span_of(NULL, 0),  span_of("\0", 1),  span_of("\0\0", 2), span_text("A"),
        span_text("a"),    span_text("aa"),   span_text("ab"),    span_text("b"),
        span_text("\x80"), span_text("\xff"),
    };
    (void)state;
    for (size_t i = 0; i < sizeof sorted / sizeof sorted[0]; i++)
        for (size_t j = 0; j < sizeof sorted / sizeof sorted[0]; j++) {
            int order = span_compare(sorted[i], sorted[j]);
            assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
        }
}

static void prefixes(void **state)
{
    (void)state;
    assert_true(span_starts_with(span_text("eip155:1"), "eip155:"));
    assert_true(span_starts_with(span_text("eip155:"), "eip155:"));
    assert_true(span_starts_with(span_text("x"), ""));
    assert_false(span_starts_with(span_text("eip155"), "eip155:"));
    assert_false(span_starts_with(span_text("EIP155:1"), "eip155:"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_and_texts),
        cmocka_unit_test(equality_is_of_bytes),
        cmocka_unit_test(order_is_of_bytes_then_length),
        cmocka_unit_test(prefixes),
    };
    return RUN_ALL("base/span", tests);
}
