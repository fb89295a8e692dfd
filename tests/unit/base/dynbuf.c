#include "base/dynbuf.h"

#include "alloc_faults.h"
#include "run.h"

static void assert_holds(const struct dynbuf *buffer, const char *text)
{
    assert_int_equal(buffer->size, strlen(text));
    assert_string_equal(buffer->data, text); /* and so a zero stands behind */
}

static void appends_of_every_kind(void **state)
{
    struct dynbuf buffer;
    (void)state;
    dynbuf_init(&buffer, 1000);
    assert_null(buffer.data);
    assert_true(dynbuf_append(&buffer, "abc", 2));
    assert_true(dynbuf_text(&buffer, "-text"));
    assert_true(dynbuf_span(&buffer, span_of("span!", 4)));
    assert_true(dynbuf_char(&buffer, '/'));
    assert_true(dynbuf_format(&buffer, "%d %s", 42, "things"));
    assert_holds(&buffer, "ab-textspan/42 things");
    assert_true(span_is(dynbuf_bytes(&buffer), "ab-textspan/42 things"));
    assert_true(dynbuf_append(&buffer, NULL, 0));
    assert_holds(&buffer, "ab-textspan/42 things");
    dynbuf_clear(&buffer);
    assert_holds(&buffer, "");
    dynbuf_release(&buffer);
}

static void room_is_for_the_caller_to_fill(void **state)
{
    struct dynbuf buffer;
    (void)state;
    dynbuf_init(&buffer, 100);
    dynbuf_text(&buffer, "ab");
    char *room = dynbuf_extend(&buffer, 3);
    memcpy(room, "cde", 3);
    dynbuf_char(&buffer, 'f');
    assert_string_equal(buffer.data, "abcdef");
    assert_null(dynbuf_extend(&buffer, 95));
    assert_true(buffer.failed && !buffer.no_memory);
    assert_null(dynbuf_extend(&buffer, 1));
    dynbuf_release(&buffer);
}

static void bytes_may_be_zero(void **state)
{
    struct dynbuf buffer;
    (void)state;
    dynbuf_init(&buffer, 10);
    assert_true(dynbuf_append(&buffer, "a\0b", 3));
    assert_int_equal(buffer.size, 3);
    assert_memory_equal(buffer.data, "a\0b\0", 4);
    dynbuf_release(&buffer);
}

static void the_maximum_is_reached_and_never_passed(void **state)
{
    struct dynbuf buffer;
    (void)state;
    dynbuf_init(&buffer, 5);
    assert_true(dynbuf_text(&buffer, "1234"));
    assert_true(dynbuf_char(&buffer, '5'));
    assert_holds(&buffer, "12345");
    assert_false(dynbuf_char(&buffer, '6'));
    assert_true(buffer.failed);
    assert_holds(&buffer, "");
    assert_false(dynbuf_char(&buffer, '1')); /* a failed buffer stays failed */
    assert_false(dynbuf_append(&buffer, NULL, 0));
    assert_int_equal(buffer.size, 0);
    dynbuf_clear(&buffer);
    assert_true(dynbuf_text(&buffer, "54321"));
    assert_holds(&buffer, "54321");
    dynbuf_release(&buffer);
}

static void a_maximum_of_nothing_takes_nothing(void **state)
{
    struct dynbuf buffer;
    (void)state;
    dynbuf_init(&buffer, 0);
    assert_true(dynbuf_append(&buffer, "", 0));
    assert_false(dynbuf_char(&buffer, 'x'));
    dynbuf_release(&buffer);
}

static void sizes_that_overflow_are_refused(void **state)
{
    struct dynbuf buffer;
    (void)state;
    dynbuf_init(&buffer, SIZE_MAX - 1);
    assert_true(dynbuf_text(&buffer, "12"));
    alloc_fail_at(0);
    assert_false(dynbuf_append(&buffer, "x", SIZE_MAX - 2));
    assert_true(buffer.failed);
    assert_int_equal(alloc_count(), 0);
    dynbuf_release(&buffer);
}

static void formats_of_every_length(void **state)
{
    struct dynbuf buffer;
    char long_text[2000];
    (void)state;
    dynbuf_init(&buffer, 3000);
    memset(long_text, 'x', sizeof long_text);
    for (size_t length = 509; length <= 515; length++) { /* around the small buffer inside */
        long_text[length] = '\0';
        dynbuf_clear(&buffer);
        assert_true(dynbuf_format(&buffer, "<%s>", long_text));
        assert_int_equal(buffer.size, length + 2);
        assert_int_equal(buffer.data[0], '<');
        assert_int_equal(buffer.data[length], 'x');
        assert_int_equal(buffer.data[length + 1], '>');
        long_text[length] = 'x';
    }
    long_text[1999] = '\0';
    dynbuf_clear(&buffer);
    assert_true(dynbuf_format(&buffer, "%s", long_text));
    assert_holds(&buffer, long_text);
    assert_false(dynbuf_format(&buffer, "%s", long_text)); /* 3998 of 3000 */
    assert_holds(&buffer, "");
    dynbuf_release(&buffer);
}

static void counts_with_their_words(void **state)
{
    struct dynbuf buffer;
    (void)state;
    dynbuf_init(&buffer, 100);
    assert_true(dynbuf_count(&buffer, 0, "row, ", "rows, "));
    assert_true(dynbuf_count(&buffer, 1, "row, ", "rows, "));
    assert_true(dynbuf_count(&buffer, UINT64_MAX, "row", "rows"));
    assert_holds(&buffer, "0 rows, 1 row, 18446744073709551615 rows");
    dynbuf_release(&buffer);
}

/* Writes about everything that a writer may; true when it is in the buffer. */
static bool write_much(struct dynbuf *buffer)
{
    static char text[1000];
    memset(text, 'y', sizeof text - 1);
    for (int i = 0; i < 20; i++) {
        dynbuf_format(buffer, "%s", text);
        dynbuf_text(buffer, "text");
    }
    return !buffer->failed;
}

static void the_nth_allocation_fails(void **state)
{
    unsigned nth = 0;
    bool ok;
    (void)state;
    do {
        struct dynbuf buffer;
        dynbuf_init(&buffer, 100000);
        alloc_fail_at(++nth);
        ok = write_much(&buffer);
        bool met = alloc_count() >= nth;
        alloc_fail_at(0);
        assert_int_equal(ok, !met); /* it fails exactly when an allocation did */
        assert_int_equal(buffer.size, ok ? 20 * (999 + 4) : 0);
        dynbuf_release(&buffer);
        assert_null(buffer.data);
    } while (!ok);
    assert_true(nth > 10);
}

static void zeroed_and_released_buffers_are_released(void **state)
{
    struct dynbuf buffer = {0};
    (void)state;
    dynbuf_clear(&buffer);
    dynbuf_release(&buffer);
    dynbuf_release(&buffer);
    assert_int_equal(dynbuf_bytes(&buffer).size, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(appends_of_every_kind),
        cmocka_unit_test(room_is_for_the_caller_to_fill),
        cmocka_unit_test(bytes_may_be_zero),
        cmocka_unit_test(the_maximum_is_reached_and_never_passed),
        cmocka_unit_test(a_maximum_of_nothing_takes_nothing),
        cmocka_unit_test(sizes_that_overflow_are_refused),
        cmocka_unit_test(formats_of_every_length),
        cmocka_unit_test(counts_with_their_words),
        cmocka_unit_test(the_nth_allocation_fails),
        cmocka_unit_test(zeroed_and_released_buffers_are_released),
    };
    return RUN_ALL("base/dynbuf", tests);
}
