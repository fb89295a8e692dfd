/* The JSON writer: its bytes, what it makes of bytes that are no text, and misuse. */
#include "text/json_writer.h"

#include "json_dump.h"
#include "run.h"
#include "text/utf8.h"

static struct dynbuf buffer;
static struct json_writer json;
static struct error err;

static void begin(bool compact)
{
    dynbuf_clear(&buffer);
    if (compact)
        json_writer_init_compact(&json, &buffer);
    else
        json_writer_init(&json, &buffer);
}

static void write_all_kinds(void)
{
    json_open_object(&json, NULL);
    json_text(&json, "text", "a\"b");
    json_string(&json, "bytes", span_of("x\0y", 3));
    json_u64(&json, "u64", UINT64_MAX);
    json_number(&json, "wei", span_text("-1.5e+77"));
    json_bool(&json, "yes", true);
    json_bool(&json, "no", false);
    json_no_value(&json, "none");
    json_open_array(&json, "list");
    json_u64(&json, NULL, 0);
    json_open_array(&json, NULL);
    json_close(&json);
    json_open_object(&json, NULL);
    json_close(&json);
    json_close(&json);
    json_open_object(&json, "in");
    json_name(&json, span_of("n\0", 2));
    json_text(&json, NULL, "");
    json_close(&json);
    json_close(&json);
    assert_true(json_writer_finish(&json, "a test", &err));
}

static void every_kind_indented(void **state)
{
    (void)state;
    begin(false);
    write_all_kinds();
    assert_string_equal(buffer.data, "{\n"
                                     "  \"text\": \"a\\\"b\",\n"
                                     "  \"bytes\": \"x\\u0000y\",\n"
                                     "  \"u64\": 18446744073709551615,\n"
                                     "  \"wei\": -1.5e+77,\n"
                                     "  \"yes\": true,\n"
                                     "  \"no\": false,\n"
                                     "  \"none\": null,\n"
                                     "  \"list\": [\n"
                                     "    0,\n"
                                     "    [],\n"
                                     "    {}\n"
                                     "  ],\n"
                                     "  \"in\": {\n"
                                     "    \"n\\u0000\": \"\"\n"
                                     "  }\n"
                                     "}\n");
}

static void every_kind_compact(void **state)
{
    (void)state;
    begin(true);
    write_all_kinds();
    assert_string_equal(
        buffer.data, "{\"text\":\"a\\\"b\",\"bytes\":\"x\\u0000y\",\"u64\":18446744073709551615,"
                     "\"wei\":-1.5e+77,\"yes\":true,\"no\":false,\"none\":null,\"list\":[0,[],{}],"
                     "\"in\":{\"n\\u0000\":\"\"}}");
}

static void a_value_at_the_top(void **state)
{
    (void)state;
    begin(false);
    json_u64(&json, NULL, 7);
    assert_true(json_writer_finish(&json, "a test", &err));
    assert_string_equal(buffer.data, "7\n");
    begin(true);
    json_text(&json, NULL, "a");
    assert_true(json_writer_finish(&json, "a test", &err));
    assert_string_equal(buffer.data, "\"a\"");
}

static void escapes_are_those_of_rfc_8785(void **state)
{
    (void)state;
    begin(true);
    json_text(&json, NULL, "\b\t\n\f\r\x0b\x1f\x7f\"\\/\xea\xb9\x80\xe2\x80\xa8");
    assert_string_equal(buffer.data,
                        "\"\\b\\t\\n\\f\\r\\u000b\\u001f\x7f\\\"\\\\/\xea\xb9\x80\xe2\x80\xa8\"");
}

/* Whatever the bytes: JSON comes out, and it says them, with U+FFFD for each byte that is no text.
 */
static void assert_said_back(struct span text)
{
    static struct dynbuf dump, want;
    struct dynbuf said;
    dynbuf_init(&dump, 1 << 16);
    dynbuf_init(&want, 1 << 16);
    dynbuf_init(&said, 1 << 16);
    for (struct span rest = text; rest.size > 0;) {
        size_t size = utf8_valid(rest);
        dynbuf_append(&said, rest.data, size);
        if (size < rest.size)
            dynbuf_text(&said, "\xef\xbf\xbd");
        rest = span_part(rest, size < rest.size ? size + 1 : size, rest.size);
    }
    dynbuf_format(&want, "[s%zu:", said.size);
    dynbuf_span(&want, dynbuf_bytes(&said));
    dynbuf_char(&want, ']');
    begin(false);
    json_open_array(&json, NULL);
    json_string(&json, NULL, text);
    json_close(&json);
    assert_true(json_dump(&dump, dynbuf_bytes(&buffer), &err));
    assert_int_equal(dump.size, want.size);
    assert_memory_equal(dump.data, want.data, want.size);
    dynbuf_release(&dump);
    dynbuf_release(&want);
    dynbuf_release(&said);
}

static void any_bytes_become_json(void **state)
{
    (void)state;
    for (unsigned word = 0; word < 0x10000; word++) {
        unsigned char bytes[] = {(unsigned char)(word >> 8), (unsigned char)word};
        assert_said_back(span_of(bytes, 2));
    }
    assert_said_back(span_text(""));
    assert_said_back(span_text("a\xed\xa0\x80z\xf0\x9f\x92\xb0\xf0\x9f\x92"));
    assert_said_back(span_text("\xe5\x8c\xe5\x8c\x97\xc0\xaf\\"));
}

static void a_full_buffer_is_an_error_at_the_end(void **state)
{
    (void)state;
    struct dynbuf small;
    dynbuf_init(&small, 20);
    json_writer_init(&json, &small);
    json_open_array(&json, NULL);
    for (int i = 0; i < 100; i++)
        json_text(&json, NULL, "abc");
    json_close(&json);
    assert_false(json_writer_finish(&json, "the trace", &err));
    assert_int_equal(err.code, ERROR_LIMIT);
    assert_string_equal(err.text, "the trace: more than 20 bytes");
    dynbuf_release(&small);
}

static void the_buffer_may_be_emptied_at_any_time(void **state)
{
    (void)state;
    struct dynbuf whole;
    dynbuf_init(&whole, 256);
    begin(true);
    json_open_object(&json, NULL);
    for (int i = 0; i < 3; i++) {
        dynbuf_span(&whole, dynbuf_bytes(&buffer));
        dynbuf_clear(&buffer);
        json_name(&json, span_of(&"abc"[i], 1));
        dynbuf_span(&whole, dynbuf_bytes(&buffer));
        dynbuf_clear(&buffer);
        json_u64(&json, NULL, (uint64_t)i);
    }
    json_close(&json);
    dynbuf_span(&whole, dynbuf_bytes(&buffer));
    assert_string_equal(whole.data, "{\"a\":0,\"b\":1,\"c\":2}");
    dynbuf_release(&whole);
}

static void close_too_many(void)
{
    json_open_array(&json, NULL);
    json_close(&json);
    json_close(&json);
}

static void member_without_name(void)
{
    json_open_object(&json, NULL);
    json_u64(&json, NULL, 1);
}

static void name_in_array(void)
{
    json_open_array(&json, NULL);
    json_u64(&json, "a", 1);
}

static void name_without_value(void)
{
    json_open_object(&json, NULL);
    json_name(&json, span_text("a"));
    json_close(&json);
}

static void two_names(void)
{
    json_open_object(&json, NULL);
    json_name(&json, span_text("a"));
    json_u64(&json, "b", 1);
}

static void two_values_at_the_top(void)
{
    json_u64(&json, NULL, 1);
    json_u64(&json, NULL, 1);
}

static void number_that_is_none(void)
{
    json_number(&json, NULL, span_text("01"));
}

static void too_deep(void)
{
    for (int i = 0; i <= JSON_DEPTH_MAX; i++)
        json_open_array(&json, NULL);
}

static void finish_before_the_end(void)
{
    json_open_array(&json, NULL);
    json_writer_finish(&json, "a test", &err);
}

static void (*misuse)(void);

static void start_and_misuse(void)
{
    begin(false);
    misuse();
}

static void misuse_is_a_broken_program(void **state)
{
    (void)state;
    static void (*const uses[])(void) = {
        close_too_many,        member_without_name, name_in_array, name_without_value,   two_names,
        two_values_at_the_top, number_that_is_none, too_deep,      finish_before_the_end};
    for (size_t i = 0; i < sizeof uses / sizeof uses[0]; i++) {
        misuse = uses[i];
        if (!aborts(start_and_misuse))
            fail_msg("misuse %zu went through", i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_indented),
        cmocka_unit_test(every_kind_compact),
        cmocka_unit_test(a_value_at_the_top),
        cmocka_unit_test(escapes_are_those_of_rfc_8785),
        cmocka_unit_test(any_bytes_become_json),
        cmocka_unit_test(a_full_buffer_is_an_error_at_the_end),
        cmocka_unit_test(the_buffer_may_be_emptied_at_any_time),
        cmocka_unit_test(misuse_is_a_broken_program),
    };
    dynbuf_init(&buffer, 1 << 20);
    int failed = RUN_ALL("text/json_writer", tests);
    dynbuf_release(&buffer);
    return failed;
}
