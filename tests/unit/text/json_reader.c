/* The JSON reader as its callers use it: tokens and their bytes, helpers, bounds. */
#include "text/json_reader.h"

#include "base/dynbuf.h"
#include "guarded.h"
#include "repeated.h"
#include "run.h"

static struct json_reader json;
static struct error err;

static void start(const char *text)
{
    json_reader_init(&json, guarded_text(text), "a.json");
}

static void assert_span(struct span span, const char *text)
{
    if (!span_is(span, text))
        fail_msg("'%.*s' instead of '%s'", (int)span.size, (const char *)span.data, text);
}

static void tokens_know_their_bytes(void **state)
{
    (void)state;
    static const struct {
        enum json_kind kind;
        const char *raw;
    } want[] = {
        {JSON_BEGIN_OBJECT, "{"}, {JSON_NAME, "\"a\\n\""}, {JSON_BEGIN_ARRAY, "["},
        {JSON_NUMBER, "-1.50"},   {JSON_STRING, "\"\""},   {JSON_TRUE, "true"},
        {JSON_FALSE, "false"},    {JSON_NULL, "null"},     {JSON_END_ARRAY, "]"},
        {JSON_END_OBJECT, "}"},   {JSON_END, ""},          {JSON_END, ""},
    };
    start("  {\"a\\n\" : [ -1.50 ,\"\", true,false , null ] }\n");
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
        assert_true(json_next(&json, &err));
        assert_int_equal(json.token.kind, want[i].kind);
        assert_span(span_part(json.input, json.token.from, json.token.to), want[i].raw);
    }
    json_reader_release(&json);
    json_reader_release(&json);
}

static void members_in_any_order(void **state)
{
    (void)state;
    uint64_t blocks = 0;
    size_t elements = 0;
    bool more;
    start("{\"skip\":{\"x\":[1,{\"y\":[]}]},\"blocks\":18446744073709551615,\"list\":[[1,2],3,{}],"
          "\"s\":\"\\u00e9\"}");
    assert_true(json_expect(&json, JSON_BEGIN_OBJECT, &err));
    while (json_next_member(&json, &more, &err) && more) {
        struct span text = span_of(NULL, 0);
        if (span_is(json.token.text, "blocks")) {
            assert_true(json_expect_u64(&json, &blocks, &err));
        } else if (span_is(json.token.text, "s")) {
            assert_true(json_expect_string(&json, &text, &err));
            assert_span(text, "\xc3\xa9");
        } else if (span_is(json.token.text, "list")) {
            assert_true(json_expect(&json, JSON_BEGIN_ARRAY, &err));
            for (; json_next_element(&json, &more, &err) && more; elements++)
                if (json.token.kind == JSON_BEGIN_ARRAY || json.token.kind == JSON_BEGIN_OBJECT)
                    assert_true(json_skip_rest(&json, &err));
        } else {
            assert_true(json_skip_value(&json, &err));
        }
    }
    assert_true(json_expect(&json, JSON_END, &err));
    assert_true(blocks == UINT64_MAX);
    assert_int_equal(elements, 3);
    json_reader_release(&json);
}

static void an_object_cut_out_of_its_envelope(void **state)
{
    (void)state;
    struct span raw;
    bool more;
    start("{\"objects\": [ {\"id\":\"a\\u0041\", \"n\" : [1 , 2]} , \"x\" ,12]}");
    assert_true(json_expect(&json, JSON_BEGIN_OBJECT, &err));
    assert_true(json_next_member(&json, &more, &err));
    assert_true(json_expect(&json, JSON_BEGIN_ARRAY, &err));
    assert_true(json_raw_value(&json, &raw, &err));
    assert_span(raw, "{\"id\":\"a\\u0041\", \"n\" : [1 , 2]}");
    assert_true(json_raw_value(&json, &raw, &err));
    assert_span(raw, "\"x\"");
    assert_true(json_raw_value(&json, &raw, &err));
    assert_span(raw, "12");
    assert_false(json_raw_value(&json, &raw, &err));
    assert_string_equal(err.text, "a.json:1:56: the array's end; expected a value");
    assert_span(raw, "12");
    json_reader_release(&json);
}

static void whole_numbers(void **state)
{
    (void)state;
    static const char *const wrong[] = {"-1",    "1.0",  "1e3", "18446744073709551616",
                                        "\"1\"", "null", "-0",  "99999999999999999999999"};
    uint64_t number = 7;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        start(wrong[i]);
        assert_false(json_expect_u64(&json, &number, &err));
        assert_int_equal(err.code, ERROR_VALUE);
        assert_string_equal(err.text, "a.json:1:1: expected a whole number below 2^64");
        assert_true(number == 7);
        json_reader_release(&json);
    }
    start(" 0 ");
    assert_true(json_expect_u64(&json, &number, &err) && number == 0);
    json_reader_release(&json);
    assert_true(json_is_number(span_text("-1.5e+7")));
    assert_false(json_is_number(span_text("")));
    assert_false(json_is_number(span_text("1 ")));
    assert_false(json_is_number(span_text("0123")));
}

static void another_kind_than_expected(void **state)
{
    (void)state;
    struct span text;
    start("[\n {\"a\": 1}]");
    assert_true(json_expect(&json, JSON_BEGIN_ARRAY, &err));
    assert_false(json_expect_string(&json, &text, &err));
    assert_int_equal(err.code, ERROR_VALUE);
    assert_string_equal(err.text, "a.json:2:2: an object; expected a string");
    assert_false(json_error(&err, &json, ERROR_CONFLICT, "block %d", 7));
    assert_int_equal(err.code, ERROR_CONFLICT);
    assert_string_equal(err.text, "a.json:2:2: block 7");
    json_reader_release(&json);
}

static void an_input_that_is_nothing(void **state)
{
    (void)state;
    json_reader_init(&json, span_of(NULL, 0), "a.json");
    assert_false(json_next(&json, &err));
    assert_string_equal(err.text, "a.json:1:1: the end; expected a value");
    json_reader_release(&json);
    json_reader_release(&(struct json_reader){0});
}

static bool read_all(struct span text)
{
    bool ok;
    json_reader_init(&json, text, "a.json");
    while ((ok = json_next(&json, &err)) && json.token.kind != JSON_END)
        continue;
    json_reader_release(&json);
    return ok;
}

static void depth_is_bounded(void **state)
{
    (void)state;
    struct dynbuf text;
    dynbuf_init(&text, 1 << 20);
    repeated(&text, "", "[", JSON_DEPTH_MAX, "");
    for (size_t i = 0; i < JSON_DEPTH_MAX; i++)
        dynbuf_char(&text, ']');
    assert_true(read_all(dynbuf_bytes(&text)));
    assert_false(read_all(repeated(&text, "", "[", JSON_DEPTH_MAX + 1, "")));
    assert_int_equal(err.code, ERROR_LIMIT);
    assert_non_null(strstr(err.text, "a.json:1:129: "));
    assert_false(read_all(repeated(&text, "", "{\"a\":", JSON_DEPTH_MAX + 1, "")));
    assert_int_equal(err.code, ERROR_LIMIT);
    assert_false(read_all(repeated(&text, "", "[{\"a\":", 100000, "")));
    assert_int_equal(err.code, ERROR_LIMIT);
    dynbuf_release(&text);
}

static void length_is_bounded(void **state)
{
    (void)state;
    struct dynbuf text;
    dynbuf_init(&text, JSON_STRING_BYTES_MAX + (size_t)64);
    const size_t most = JSON_STRING_BYTES_MAX;
    assert_true(read_all(repeated(&text, "[\"", "abcdefgh", most / 8, "\"]")));
    assert_true(read_all(repeated(&text, "[\"", "\\n\\u0041", most / 8, "\"]")));
    assert_true(read_all(repeated(&text, "[", "12345678", most / 8, "]")));
    assert_false(read_all(repeated(&text, "[\"", "abcdefgh", most / 8, "i\"]")));
    assert_int_equal(err.code, ERROR_LIMIT);
    assert_string_equal(err.text, "a.json:1:2: the string is too long");
    assert_false(read_all(repeated(&text, "[\"", "\\n\\u0041", most / 8, "i\"]")));
    assert_int_equal(err.code, ERROR_LIMIT);
    assert_false(read_all(repeated(&text, "[\"", "abcdefgh", most / 8, "\xf0\x9f\x92\xb0\"]")));
    assert_int_equal(err.code, ERROR_LIMIT);
    assert_false(read_all(repeated(&text, "[", "12345678", most / 8, "9]")));
    assert_int_equal(err.code, ERROR_LIMIT);
    dynbuf_release(&text);
}

/* Half a million members: a set that compared each with all others would need hours. */
static void many_names(void **state)
{
    (void)state;
    struct dynbuf text;
    dynbuf_init(&text, 64 << 20);
    dynbuf_char(&text, '{');
    for (unsigned i = 0; i < NAMES_OPEN_MAX / 2; i++)
        dynbuf_format(&text, "\"0x%040x\":0,\n", i);
    size_t size = text.size;
    dynbuf_text(&text, "\"last\":0}");
    assert_true(read_all(dynbuf_bytes(&text)));
    memcpy(text.data + size, "\"0x0", 4);
    text.size = size;
    dynbuf_format(&text, "\"0x%040x\":0}", 77);
    assert_false(read_all(dynbuf_bytes(&text)));
    assert_string_equal(err.text, "a.json:524289:1: a name that this object has already; expected "
                                  "every name once");
    dynbuf_release(&text);
}

/* Closed objects give their names back: more in all than may be open at once. */
static void names_of_closed_objects(void **state)
{
    (void)state;
    struct dynbuf text;
    dynbuf_init(&text, 64 << 20);
    assert_true(read_all(
        repeated(&text, "[0", ",{\"a\":0,\"b\":0,\"c\":{\"a\":0}}", NAMES_OPEN_MAX / 4 + 1, "]")));
    dynbuf_release(&text);
}

/* Whatever stands around it, and however eight bytes are looked at in one piece. */
static void control_characters_at_every_place(void **state)
{
    (void)state;
    for (unsigned byte = 0; byte < 0x20; byte++)
        for (size_t size = 1; size < 20; size++)
            for (size_t at = 1; at <= size; at++) {
                char text[24], place[64];
                memset(text, '~', sizeof text);
                text[0] = text[size + 1] = '"';
                text[at] = (char)byte;
                json_reader_init(&json, guarded(span_of(text, size + 2)), "a.json");
                assert_false(json_next(&json, &err));
                snprintf(place, sizeof place, "a.json:1:%zu: a control", at + 1);
                if (byte != '\n')
                    assert_memory_equal(err.text, place, strlen(place));
                json_reader_release(&json);
            }
}

static void a_long_name_does_not_hide_the_place(void **state)
{
    (void)state;
    struct dynbuf name;
    dynbuf_init(&name, 4096);
    repeated(&name, "", "\xea\xb9\x80", 1000, "b"); /* so that the cut falls into a character */
    json_reader_init(&json, span_text("[\n?"), name.data);
    assert_true(json_next(&json, &err));
    assert_false(json_next(&json, &err));
    assert_memory_equal(err.text, "\xea\xb9\x80", 3);
    assert_non_null(strstr(err.text, "\xea\xb9\x80"
                                     "b:2:1: '?'; expected a value"));
    json_reader_release(&json);
    dynbuf_release(&name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens_know_their_bytes),
        cmocka_unit_test(members_in_any_order),
        cmocka_unit_test(an_object_cut_out_of_its_envelope),
        cmocka_unit_test(whole_numbers),
        cmocka_unit_test(another_kind_than_expected),
        cmocka_unit_test(an_input_that_is_nothing),
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(length_is_bounded),
        cmocka_unit_test(many_names),
        cmocka_unit_test(names_of_closed_objects),
        cmocka_unit_test(control_characters_at_every_place),
        cmocka_unit_test(a_long_name_does_not_hide_the_place),
    };
    return RUN_ALL("text/json_reader", tests);
}
