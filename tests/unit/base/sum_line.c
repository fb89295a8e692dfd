/* The last line of a text that tells when it was changed: the published SHA-256 of "abc" and of
 * nothing; every byte, and every cut, is found. */
#include "base/sum_line.h"

#include "run.h"

#define OF_ABC     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define OF_NOTHING "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static void the_line_is_that_of_sha256(void **state)
{
    struct dynbuf text;
    (void)state;
    dynbuf_init(&text, 1000);
    sum_line_put(&text);
    assert_string_equal(text.data, "sum " OF_NOTHING "\n");
    dynbuf_clear(&text);
    dynbuf_text(&text, "abc");
    sum_line_put(&text);
    assert_string_equal(text.data, "abcsum " OF_ABC "\n");
    dynbuf_release(&text);
}

static void it_stands_on_its_own_line(void **state)
{
    struct span above = span_text("untouched");
    (void)state;
    assert_false(sum_line_take(span_text("abcsum " OF_ABC "\n"), &above));
    assert_false(sum_line_is_there(span_text("abcsum " OF_ABC "\n")));
    assert_false(sum_line_is_there(span_text("sum " OF_NOTHING)));
    assert_false(sum_line_is_there(span_text("")));
    assert_true(span_is(above, "untouched"));
    assert_true(sum_line_take(span_text("sum " OF_NOTHING "\n"), &above) && above.size == 0);
}

static void every_change_is_found(void **state)
{
    struct dynbuf text;
    struct span above;
    (void)state;
    dynbuf_init(&text, 1000);
    dynbuf_text(&text, "one\ntwo\n");
    sum_line_put(&text);
    assert_true(sum_line_take(dynbuf_bytes(&text), &above) && span_is(above, "one\ntwo\n"));
    for (size_t i = 0; i < text.size; i++) {
        assert_false(sum_line_take(span_of(text.data, i), &above));
        text.data[i] ^= 1;
        assert_false(sum_line_take(dynbuf_bytes(&text), &above));
        text.data[i] ^= 1;
    }
    text.data[0] = 'O';
    assert_true(sum_line_is_there(dynbuf_bytes(&text)));
    dynbuf_release(&text);
}

static void a_full_buffer_has_failed(void **state)
{
    struct dynbuf text;
    (void)state;
    dynbuf_init(&text, 10);
    dynbuf_text(&text, "abc\n");
    sum_line_put(&text);
    assert_true(text.failed);
    dynbuf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_line_is_that_of_sha256), cmocka_unit_test(it_stands_on_its_own_line),
        cmocka_unit_test(every_change_is_found), cmocka_unit_test(a_full_buffer_has_failed)};
    return RUN_ALL("base/sum_line", tests);
}
