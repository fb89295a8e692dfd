#include "base/error.h"

#include <errno.h>

#include "run.h"

static void names_are_stable_and_distinct(void **state)
{
    static const char *const names[] = {
        "none",        "syntax",  "value", "limit", "conflict", "not-found",
        "unsupported", "damaged", "usage", "io",    "memory",   "busy",
    };
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_string_equal(error_name((enum error_code)i), names[i]);
    assert_string_equal(error_name((enum error_code)(ERROR_BUSY + 1)), "unknown");
}

static void the_environment_is_kept_apart(void **state)
{
    (void)state;
    for (int code = ERROR_NONE; code <= ERROR_BUSY; code++)
        assert_int_equal(error_is_environment((enum error_code)code), code >= ERROR_IO);
}

static void input_errors_say_where_and_what(void **state)
{
    struct error err;
    (void)state;
    assert_false(error_input(&err, ERROR_VALUE, "flows.csv:12", "expected %d digits", 40));
    assert_error(err, ERROR_VALUE, "flows.csv:12: expected 40 digits");
    assert_false(error_input(&err, ERROR_SYNTAX, NULL, "bad"));
    assert_error(err, ERROR_SYNTAX, "bad");
    assert_false(error_input(&err, ERROR_SYNTAX, "", "bad"));
    assert_error(err, ERROR_SYNTAX, "bad");
}

static void control_characters_never_reach_a_terminal(void **state)
{
    struct error err;
    (void)state;
    error_input(&err, ERROR_VALUE, "a\nb", "\x1b[31m\tred\r\x7f \xc3\xa9");
    assert_string_equal(err.text, "a?b: ?[31m?red?? \xc3\xa9");
}

/* Whether the text is a whole number of characters: `width` bytes each, behind `ascii` others. */
static void check_cut(size_t ascii, size_t width)
{
    static const char *const characters[] = {"", "a", "\xc3\xa9", "\xe2\x82\xac",
                                             "\xf0\x9f\x98\x80"};
    char text[2 * ERROR_TEXT_BYTES] = "";
    struct error err;
    memset(text, 'a', ascii);
    for (size_t at = ascii; at + width + 1 < sizeof text; at += width)
        memcpy(text + at, characters[width], width);
    error_input(&err, ERROR_VALUE, NULL, "%s", text);
    size_t length = strlen(err.text);
    assert_true(length < ERROR_TEXT_BYTES && length + 9 > ERROR_TEXT_BYTES);
    assert_int_equal((length - ascii) % width, 0);
    assert_memory_equal(err.text, text, length);
}

static void a_long_text_is_cut_at_a_character(void **state)
{
    (void)state;
    for (size_t width = 1; width <= 4; width++)
        for (size_t ascii = 0; ascii < 8; ascii++)
            check_cut(ascii, width);
}

static void what_is_no_utf8_is_shown_as_such(void **state)
{
    const struct {
        const char *given, *shown;
    } cases[] = {
        {"a\xff"
         "b",
         "x: a?b"},
        {"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", "x: \xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"},
        {"\xc0\xaf", "x: ??"},           /* over-long */
        {"\xed\xa0\x80", "x: ???"},      /* a surrogate */
        {"\xf4\x90\x80\x80", "x: ????"}, /* above U+10FFFF */
        {"\xe2\x82", "x: ??"},           /* cut off */
        {"\xc2\x9b"
         "31m",
         "x: ??31m"}, /* a terminal's control sequence */
    };
    struct error err;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        error_input(&err, ERROR_VALUE, "x", "%s", cases[i].given);
        assert_error(err, ERROR_VALUE, cases[i].shown);
    }
}

static void a_place_longer_than_the_text_leaves_no_room(void **state)
{
    char place[2 * ERROR_TEXT_BYTES];
    struct error err;
    (void)state;
    memset(place, 'p', sizeof place - 1);
    place[sizeof place - 1] = '\0';
    assert_false(error_input(&err, ERROR_VALUE, place, "what"));
    assert_true(strlen(err.text) < ERROR_TEXT_BYTES);
    assert_null(strchr(err.text, 'w'));
}

static void environment_errors_name_the_cause(void **state)
{
    struct error err;
    (void)state;
    assert_false(error_os(&err, ERROR_IO, "open the file", "a/b", ENOENT));
    assert_error(err, ERROR_IO, "a/b: cannot open the file: No such file or directory");
    assert_false(error_os(&err, ERROR_IO, "map the file", "a", ENOMEM));
    assert_int_equal(err.code, ERROR_MEMORY);
    assert_false(error_os(&err, ERROR_BUSY, "write", "a\n", 0));
    assert_error(err, ERROR_BUSY, "a?: cannot write");
    assert_false(error_memory(&err, "tracing"));
    assert_error(err, ERROR_MEMORY, "out of memory while tracing");
}

static void a_prefix_goes_before_the_text(void **state)
{
    struct error err;
    char place[ERROR_TEXT_BYTES];
    (void)state;
    error_input(&err, ERROR_LIMIT, "column 8", "too long");
    assert_false(error_prefix(&err, "f.csv:3"));
    assert_error(err, ERROR_LIMIT, "f.csv:3: column 8: too long");
    memset(place, 'p', sizeof place - 1);
    place[sizeof place - 1] = '\0';
    assert_false(error_prefix(&err, place));
    assert_int_equal(err.code, ERROR_LIMIT);
    assert_true(strlen(err.text) < ERROR_TEXT_BYTES);
}

static void hold(void)
{
    ensure(1 + 1 == 2);
}

static void break_it(void)
{
    ensure(1 + 1 == 3);
}

static void ensure_is_kept_on(void **state)
{
    (void)state;
    assert_false(aborts(hold));
    assert_true(aborts(break_it));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_stable_and_distinct),
        cmocka_unit_test(the_environment_is_kept_apart),
        cmocka_unit_test(input_errors_say_where_and_what),
        cmocka_unit_test(control_characters_never_reach_a_terminal),
        cmocka_unit_test(a_long_text_is_cut_at_a_character),
        cmocka_unit_test(what_is_no_utf8_is_shown_as_such),
        cmocka_unit_test(a_place_longer_than_the_text_leaves_no_room),
        cmocka_unit_test(environment_errors_name_the_cause),
        cmocka_unit_test(a_prefix_goes_before_the_text),
        cmocka_unit_test(ensure_is_kept_on),
    };
    return RUN_ALL("base/error", tests);
}
