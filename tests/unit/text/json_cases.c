/* Cases in the manner of JSONTestSuite (Seriot, "Parsing JSON is a minefield"): what starts with y_
 * is taken and means what stands beside it, what starts with n_ is refused at the place that stands
 * beside it. */

#include "guarded.h"
#include "json_dump.h"
#include "run.h"

#define TEXT(literal) literal, sizeof(literal) - 1

struct good {
    const char *name, *text;
    size_t size;
    const char *dump;
    size_t dump_size;
};

static const struct good good[] = {
    {"y_array_empty", TEXT("[]"), TEXT("[]")},
    {"y_array_spaces", TEXT("[ \t\r\n]"), TEXT("[]")},
    {"y_array_nested", TEXT("[[[]],[{}]]"), TEXT("[[[]][{}]]")},
    {"y_array_mixed", TEXT("[null, 1, \"1\", {}, true, false]"), TEXT("[0n1:1s1:1{}tf]")},
    {"y_array_space_around", TEXT(" [1] "), TEXT("[n1:1]")},
    {"y_array_newlines", TEXT("[1\n,\r\n2\t]\n"), TEXT("[n1:1n1:2]")},
    {"y_object_empty", TEXT("{}"), TEXT("{}")},
    {"y_object_spaces", TEXT("{ \"a\" : 1 , \"b\" : 2 }"), TEXT("{N1:an1:1N1:bn1:2}")},
    {"y_object_empty_name", TEXT("{\"\":0}"), TEXT("{N0:n1:0}")},
    {"y_object_escaped_name", TEXT("{\"a\\u0000b\":12}"), TEXT("{N3:a\0bn2:12}")},
    {"y_object_names_by_prefix", TEXT("{\"a\":1,\"ab\":2,\"abc\":3,\"\":4,\"a\\u0000\":5}"),
     TEXT("{N1:an1:1N2:abn1:2N3:abcn1:3N0:n1:4N2:a\0n1:5}")},
    {"y_object_same_name_inside", TEXT("{\"a\":{\"a\":[{\"a\":1},{\"a\":2}]},\"b\":{\"a\":3}}"),
     TEXT("{N1:a{N1:a[{N1:an1:1}{N1:an1:2}]}N1:b{N1:an1:3}}")},
    {"y_number_zero", TEXT("0"), TEXT("n1:0")},
    {"y_number_minus_zero", TEXT("-0"), TEXT("n2:-0")},
    {"y_number_wei",
     TEXT("[115792089237316195423570985008687907853269984665640564039457584007913129639936]"),
     TEXT("[n78:115792089237316195423570985008687907853269984665640564039457584007913129639936]")},
    {"y_number_fraction", TEXT("-123.4560"), TEXT("n9:-123.4560")},
    {"y_number_exponents", TEXT("[1e5,1E+5,1.5e-005,0e0,-0.0E1]"),
     TEXT("[n3:1e5n4:1E+5n8:1.5e-005n3:0e0n6:-0.0E1]")},
    {"y_number_huge_exponent", TEXT("[0.4e00669999999999999999999999999999999999999999]"),
     TEXT("[n48:0.4e00669999999999999999999999999999999999999999]")},
    {"y_number_before_bracket", TEXT("{\"a\":[1]}"), TEXT("{N1:a[n1:1]}")},
    {"y_string_empty", TEXT("\"\""), TEXT("s0:")},
    {"y_string_escapes", TEXT("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""), TEXT("s8:\"\\/\b\f\n\r\t")},
    {"y_string_unicode_escapes", TEXT("\"\\u0041\\u00e9\\uD55C\\uffff\""),
     TEXT("s9:A\xc3\xa9\xed\x95\x9c\xef\xbf\xbf")},
    {"y_string_surrogate_pairs", TEXT("[\"\\ud83d\\udcb0\",\"\\uD800\\uDC00\\udbff\\udfff\"]"),
     TEXT("[s4:\xf0\x9f\x92\xb0s8:\xf0\x90\x80\x80\xf4\x8f\xbf\xbf]")},
    {"y_string_null_escape", TEXT("[\"\\u0000\"]"), TEXT("[s1:\0]")},
    {"y_string_utf8", TEXT("\"\xea\xb9\x80 \xe5\x8c\x97 \xf0\x9f\x92\xb0\""),
     TEXT("s12:\xea\xb9\x80 \xe5\x8c\x97 \xf0\x9f\x92\xb0")},
    {"y_string_delete_and_noncharacter", TEXT("\"\x7f\xef\xbf\xbe\""), TEXT("s4:\x7f\xef\xbf\xbe")},
    {"y_string_bom_inside", TEXT("\"\xef\xbb\xbf\""), TEXT("s3:\xef\xbb\xbf")},
    {"y_string_long_plain", TEXT("\"0123456789abcdefghijklmnopqrstuvwxyz\""),
     TEXT("s36:0123456789abcdefghijklmnopqrstuvwxyz")},
    {"y_string_escape_behind_eight", TEXT("\"01234567\\n89\\\\abcdef\""),
     TEXT("s18:01234567\n89\\abcdef")},
    {"y_words", TEXT("[true,false,null]"), TEXT("[tf0]")},
    {"y_top_word", TEXT("\n true \n"), TEXT("t")},
};

struct bad {
    const char *name, *text;
    size_t size;
    const char *place; /* "text:" before it */
    const char *expected;
};

static const struct bad bad[] = {
    {"n_empty", TEXT(""), "1:1", "expected a value"},
    {"n_spaces", TEXT(" \n "), "2:2", "expected a value"},
    {"n_bom", TEXT("\xef\xbb\xbf{}"), "1:1", "without one"},
    {"n_bom_alone", TEXT("\xef\xbb\xbf"), "1:1", "without one"},
    {"n_half_bom", TEXT("\xef\xbb{}"), "1:1", "byte 0xef; expected a value"},
    {"n_utf16", TEXT("[\0\"\0\xe9\0\"\0]\0"), "1:2", "byte 0x00; expected a value"},
    {"n_nul", TEXT("\0"), "1:1", "byte 0x00"},
    {"n_nul_behind", TEXT("[1]\0"), "1:4", "expected the end"},
    {"n_nul_in_string", TEXT("\"a\0b\""), "1:3", "control character"},
    {"n_form_feed", TEXT("[\f]"), "1:2", "byte 0x0c; expected a value"},
    {"n_no_break_space", TEXT("[\xc2\xa0]"), "1:2", "expected a value"},
    {"n_comment", TEXT("[1 /* a */]"), "1:4", "'/'; expected a comma or ']'"},
    {"n_line_comment", TEXT("// a\n1"), "1:1", "expected a value"},
    {"n_array_open", TEXT("["), "1:2", "the end; expected a value"},
    {"n_array_open_behind_value", TEXT("[1"), "1:3", "the end; expected a comma or ']'"},
    {"n_array_open_behind_comma", TEXT("[1,"), "1:4", "the end; expected a value"},
    {"n_array_trailing_comma", TEXT("[1,]"), "1:4", "']'; expected a value"},
    {"n_array_leading_comma", TEXT("[,1]"), "1:2", "','; expected a value"},
    {"n_array_double_comma", TEXT("[1,,2]"), "1:4", "','; expected a value"},
    {"n_array_no_comma", TEXT("[1 true]"), "1:4", "'t'; expected a comma or ']'"},
    {"n_array_colon", TEXT("[\"a\":1]"), "1:5", "':'; expected a comma or ']'"},
    {"n_array_closed_twice", TEXT("[1]]"), "1:4", "']'; expected the end"},
    {"n_array_closed_by_brace", TEXT("[1}"), "1:3", "'}'; expected a comma or ']'"},
    {"n_array_empty_closed_by_brace", TEXT("[}"), "1:2", "'}'; expected a value"},
    {"n_close_alone", TEXT("]"), "1:1", "expected a value"},
    {"n_object_open", TEXT("{"), "1:2", "the end; expected a name in quotes"},
    {"n_object_no_colon", TEXT("{\"a\" 1}"), "1:6", "'1'; expected a colon"},
    {"n_object_no_value", TEXT("{\"a\":}"), "1:6", "'}'; expected a value"},
    {"n_object_comma_for_colon", TEXT("{\"a\",1}"), "1:5", "','; expected a colon"},
    {"n_object_two_colons", TEXT("{\"a\"::1}"), "1:6", "':'; expected a value"},
    {"n_object_trailing_comma", TEXT("{\"a\":1,\n}"), "2:1", "'}'; expected a name in quotes"},
    {"n_object_leading_comma", TEXT("{,\"a\":1}"), "1:2", "','; expected a name"},
    {"n_object_bare_name", TEXT("{a:1}"), "1:2", "'a'; expected a name in quotes"},
    {"n_object_single_quotes", TEXT("{'a':1}"), "1:2", "'''; expected a name in quotes"},
    {"n_object_number_name", TEXT("{1:1}"), "1:2", "'1'; expected a name in quotes"},
    {"n_object_no_comma", TEXT("{\"a\":1 \"b\":2}"), "1:8", "expected a comma or '}'"},
    {"n_object_closed_by_bracket", TEXT("{\"a\":1]"), "1:7", "']'; expected a comma or '}'"},
    {"n_object_open_behind_value", TEXT("{\"a\":1"), "1:7", "the end; expected a comma or '}'"},
    {"n_object_second", TEXT("{}{}"), "1:3", "'{'; expected the end"},
    {"n_duplicate", TEXT("{\"a\":1,\n \"b\":2,\n  \"a\":3}"), "3:3", "every name once"},
    {"n_duplicate_escaped", TEXT("{\"ab\":1,\"\\u0061\\u0062\":2}"), "1:9", "every name once"},
    {"n_duplicate_empty", TEXT("{\"\":1,\"\":2}"), "1:7", "every name once"},
    {"n_duplicate_behind_object", TEXT("{\"a\":{\"b\":1},\"a\":2}"), "1:14", "every name once"},
    {"n_duplicate_deep", TEXT("[{\"a\":{\"b\":1,\"c\":[{}],\"b\":2}}]"), "1:23", "every name once"},
    {"n_number_plus", TEXT("[+1]"), "1:2", "'+'; expected a value"},
    {"n_number_leading_zero", TEXT("[01]"), "1:3", "'1'; expected a comma or ']'"},
    {"n_number_minus_leading_zero", TEXT("-01"), "1:3", "'1'; expected the end"},
    {"n_number_minus", TEXT("[-]"), "1:3", "']'; expected a digit"},
    {"n_number_minus_end", TEXT("-"), "1:2", "the end; expected a digit"},
    {"n_number_two_minus", TEXT("--1"), "1:2", "'-'; expected a digit"},
    {"n_number_point_first", TEXT(".5"), "1:1", "'.'; expected a value"},
    {"n_number_point_last", TEXT("[1.]"), "1:4", "']'; expected a digit"},
    {"n_number_minus_point", TEXT("-.5"), "1:2", "'.'; expected a digit"},
    {"n_number_two_points", TEXT("1.2.3"), "1:4", "'.'; expected the end"},
    {"n_number_e", TEXT("1e"), "1:3", "the end; expected a digit"},
    {"n_number_e_sign", TEXT("[1e+]"), "1:5", "']'; expected a digit"},
    {"n_number_point_e", TEXT("1.e3"), "1:3", "'e'; expected a digit"},
    {"n_number_hexadecimal", TEXT("0x42"), "1:2", "'x'; expected the end"},
    {"n_number_infinity", TEXT("[-Infinity]"), "1:3", "'I'; expected a digit"},
    {"n_number_nan", TEXT("NaN"), "1:1", "'N'; expected a value"},
    {"n_number_underscore", TEXT("1_000"), "1:2", "'_'; expected the end"},
    {"n_number_space", TEXT("1 000"), "1:3", "'0'; expected the end"},
    {"n_number_full_width", TEXT("[\xef\xbc\x91]"), "1:2", "expected a value"},
    {"n_string_open", TEXT("\"abc"), "1:5", "expected a closing quote"},
    {"n_string_open_behind_backslash", TEXT("\"\\"), "1:2", "a backslash"},
    {"n_string_single_quotes", TEXT("'a'"), "1:1", "expected a value"},
    {"n_string_newline", TEXT("\"a\nb\""), "1:3", "control character"},
    {"n_string_tab", TEXT("[\"\t\"]"), "1:3", "control character"},
    {"n_string_escape_x", TEXT("\"\\x41\""), "1:2", "a backslash"},
    {"n_string_escape_newline", TEXT("\"a\\\nb\""), "1:3", "a backslash"},
    {"n_string_escape_nul", TEXT("\"\\\0\""), "1:2", "a backslash"},
    {"n_string_escape_upper_u", TEXT("\"\\U0041\""), "1:2", "a backslash"},
    {"n_string_escape_short", TEXT("\"\\u004\""), "1:2", "four digits"},
    {"n_string_escape_cut", TEXT("\"\\u00"), "1:2", "four digits"},
    {"n_string_escape_not_hex", TEXT("\"\\u00g0\""), "1:2", "four digits"},
    {"n_string_escape_not_hex_backquote", TEXT("\"\\u00`0\""), "1:2", "four digits"},
    {"n_string_lone_high", TEXT("[\"ab\\ud800\"]"), "1:5", "surrogate"},
    {"n_string_lone_high_then_text", TEXT("\"\\ud800abc\""), "1:2", "surrogate"},
    {"n_string_lone_high_then_escape", TEXT("\"\\ud800\\n\""), "1:2", "surrogate"},
    {"n_string_two_highs", TEXT("\"\\ud800\\ud800\""), "1:2", "surrogate"},
    {"n_string_lone_low", TEXT("\"\\udc00\""), "1:2", "surrogate"},
    {"n_string_low_before_high", TEXT("\"\\udc00\\ud800\""), "1:2", "surrogate"},
    {"n_string_high_cut", TEXT("\"\\ud800\\u"), "1:2", "surrogate"},
    {"n_string_lone_high_in_name", TEXT("{\"\\ud800\":1}"), "1:3", "surrogate"},
    {"n_string_surrogate_bytes", TEXT("\"\xed\xa0\x80\""), "1:2", "not UTF-8"},
    {"n_string_overlong", TEXT("\"a\xc0\xaf\""), "1:3", "not UTF-8"},
    {"n_string_latin1", TEXT("\"\xe9\""), "1:2", "not UTF-8"},
    {"n_string_cut_character", TEXT("\"\xe5\x8c\""), "1:2", "not UTF-8"},
    {"n_string_above_unicode", TEXT("\"\xf4\x90\x80\x80\""), "1:2", "not UTF-8"},
    {"n_string_lone_continuation", TEXT("\"12345678\x81\""), "1:10", "not UTF-8"},
    {"n_place_counts_characters", TEXT("[\"\xea\xb9\x80\xea\xb9\x80\",\n \"\xea\xb9\x80\" x]"),
     "2:6", "'x'; expected a comma"},
    {"n_word_upper", TEXT("[True]"), "1:2", "'T'; expected a value"},
    {"n_word_cut", TEXT("[tru]"), "1:2", "'t'; expected a value"},
    {"n_word_cut_at_end", TEXT("nul"), "1:1", "'n'; expected a value"},
    {"n_word_long", TEXT("nullx"), "1:5", "'x'; expected the end"},
    {"n_word_undefined", TEXT("undefined"), "1:1", "expected a value"},
    {"n_garbage_behind", TEXT("{\"a\":1}\n#"), "2:1", "'#'; expected the end"},
};

static void good_ones(void **state)
{
    (void)state;
    struct dynbuf dump;
    dynbuf_init(&dump, 1 << 16);
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct error err = {0};
        if (!json_dump(&dump, guarded(span_of(good[i].text, good[i].size)), &err))
            fail_msg("%s: %s", good[i].name, err.text);
        struct span want = span_of(good[i].dump, good[i].dump_size);
        if (!span_equal(dynbuf_bytes(&dump), want))
            fail_msg("%s: read as %s", good[i].name, dump.data);
    }
    dynbuf_release(&dump);
}

static void bad_ones(void **state)
{
    (void)state;
    struct dynbuf dump;
    dynbuf_init(&dump, 1 << 16);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct error err = {0};
        char start[64];
        snprintf(start, sizeof start, "text:%s: ", bad[i].place);
        if (json_dump(&dump, guarded(span_of(bad[i].text, bad[i].size)), &err))
            fail_msg("%s: taken", bad[i].name);
        if (err.code != ERROR_SYNTAX || strncmp(err.text, start, strlen(start)) != 0 ||
            strstr(err.text, bad[i].expected) == NULL)
            fail_msg("%s: '%s' instead of '%s...%s'", bad[i].name, err.text, start,
                     bad[i].expected);
    }
    dynbuf_release(&dump);
}

/* No text of an array or an object can be cut short and still be taken. */
static void no_start_of_a_good_one(void **state)
{
    (void)state;
    struct dynbuf dump;
    dynbuf_init(&dump, 1 << 16);
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct error err;
        size_t last = good[i].size;
        while (strchr(" \n\r\t", good[i].text[last - 1]) != NULL)
            last--;
        if (strchr("]}\"", good[i].text[last - 1]) == NULL)
            continue;
        for (size_t size = 0; size < last; size++)
            assert_false(json_dump(&dump, guarded(span_of(good[i].text, size)), &err));
    }
    dynbuf_release(&dump);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_ones),
        cmocka_unit_test(bad_ones),
        cmocka_unit_test(no_start_of_a_good_one),
    };
    return RUN_ALL("text/json_cases", tests);
}
