/* Canonical JSON: the vectors of RFC 8785, numbers beside the C library's, and sameness. */
#include "text/json_canonical.h"

#include <math.h>
#include <stdlib.h>

#include "run.h"

static struct error err;

static const char *canonical(struct span text, enum json_canonical_form form)
{
    static struct dynbuf buffer;
    struct arena arena;
    const struct json_value *root;
    dynbuf_release(&buffer);
    dynbuf_init(&buffer, 1 << 20);
    arena_init(&arena, 1 << 20);
    bool ok = json_tree_read(text, "a test", &arena, &root, &err) &&
              json_canonical(&buffer, root, form, &err);
    arena_release(&arena);
    return ok ? buffer.data : NULL;
}

static const char *rfc(const char *text)
{
    return canonical(span_text(text), JSON_CANONICAL_RFC_8785);
}

static const char *exact(const char *text)
{
    return canonical(span_text(text), JSON_CANONICAL_EXACT);
}

/* RFC 8785, sections 3.2.2 and 3.2.3. */
static void the_examples_of_the_standard(void **state)
{
    (void)state;
    assert_string_equal(
        rfc("{ \"numbers\": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],"
            " \"string\": \"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\","
            " \"literals\": [null, true, false] }"),
        "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
        "\"string\":\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    assert_string_equal(rfc("{\"\\u20ac\":1,\"\\r\":2,\"\\ufb33\":3,\"1\":4,\"\\ud83d\\ude00\":5,"
                            "\"\\u0080\":6,\"\\u00f6\":7}"),
                        "{\"\\r\":2,\"1\":4,\"\xc2\x80\":6,\"\xc3\xb6\":7,\"\xe2\x82\xac\":1,"
                        "\"\xf0\x9f\x98\x80\":5,\"\xef\xac\xb3\":3}");
    assert_string_equal(exact("[{\"b\":{},\"a\":[]},[[]],{\"c\":{\"e\":0,\"d\":0}}]"),
                        "[{\"a\":[],\"b\":{}},[[]],{\"c\":{\"d\":0,\"e\":0}}]");
}

/* RFC 8785, appendix B: the bits of a double and how it is printed. */
static void the_numbers_of_the_standard(void **state)
{
    (void)state;
    static const struct {
        uint64_t bits;
        const char *want;
    } cases[] = {
        {0x0000000000000000, "0"},
        {0x8000000000000000, "0"},
        {0x0000000000000001, "5e-324"},
        {0x8000000000000001, "-5e-324"},
        {0x7fefffffffffffff, "1.7976931348623157e+308"},
        {0xffefffffffffffff, "-1.7976931348623157e+308"},
        {0x4340000000000000, "9007199254740992"},
        {0xc340000000000000, "-9007199254740992"},
        {0x4430000000000000, "295147905179352830000"},
        {0x44b52d02c7e14af5, "9.999999999999997e+22"},
        {0x44b52d02c7e14af6, "1e+23"},
        {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
        {0x444b1ae4d6e2ef4e, "999999999999999700000"},
        {0x444b1ae4d6e2ef4f, "999999999999999900000"},
        {0x444b1ae4d6e2ef50, "1e+21"},
        {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
        {0x3eb0c6f7a0b5ed8d, "0.000001"},
        {0x41b3de4355555553, "333333333.3333332"},
        {0x41b3de4355555554, "333333333.33333325"},
        {0x41b3de4355555555, "333333333.3333333"},
        {0x41b3de4355555556, "333333333.3333334"},
        {0x41b3de4355555557, "333333333.33333343"},
        {0xbecbf647612f3696, "-0.0000033333333333333333"},
        {0x43143ff3c1cb0959, "1424953923781206.2"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double value;
        char text[1200];
        memcpy(&value, &cases[i].bits, sizeof value);
        snprintf(text, sizeof text, "%.17g", value);
        assert_string_equal(rfc(text), cases[i].want);
        snprintf(text, sizeof text, "%.1100f", value);
        assert_string_equal(rfc(text), cases[i].want);
    }
    assert_null(rfc("1e400"));
    assert_error(err, ERROR_VALUE, "$: a number: beyond what a double holds");
    assert_string_equal(rfc("1e-400"), "0");
    assert_string_equal(rfc("-1e-400"), "0");
}

/* Whatever double and however it was written: the same double comes back, and not one digit could
 * have been left out. */
static void any_double_is_printed_short(void **state)
{
    (void)state;
    for (int i = 0; i < 20000; i++) {
        uint64_t bits = random_next();
        double value, back;
        char text[64], longer[64];
        memcpy(&value, &bits, sizeof value);
        if (i % 2 == 0)
            value = (double)(int64_t)(bits >> (bits % 50)) / (double)(1 + bits % 1000);
        if (!isfinite(value))
            continue;
        snprintf(text, sizeof text, "%.*g", 17 + (int)(bits % 5), value);
        snprintf(longer, sizeof longer, "%.18e", value);
        const char *short_form = rfc(text);
        back = strtod(short_form, NULL);
        assert_true(back == value);
        char kept[64];
        snprintf(kept, sizeof kept, "%s", short_form);
        assert_string_equal(rfc(longer), kept);
        int digits = 0;
        for (; digits < 17; digits++) {
            snprintf(longer, sizeof longer, "%.*e", digits, value);
            if (strtod(longer, NULL) == value)
                break;
        }
        assert_string_equal(rfc(longer), kept);
    }
}

static void exact_numbers_keep_their_digits(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"18446744073709551617", "18446744073709551617"},
        {"1000000000000000000000", "1e+21"},
        {"123456789012345678901", "123456789012345678901"},
        {"1234567890123456789012", "1.234567890123456789012e+21"},
        {"0.10000000000000000000010", "0.1000000000000000000001"},
        {"100", "100"},
        {"1e2", "100"},
        {"10.0e1", "100"},
        {"0.001e5", "100"},
        {"-0.0", "0"},
        {"0e99999999999999999999", "0"},
        {"1e400", "1e+400"},
        {"12E-10", "1.2e-9"},
        {"0.0000012", "0.0000012"},
        {"0.00000012", "1.2e-7"},
        {"12.50", "12.5"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_string_equal(exact(cases[i].text), cases[i].want);
    assert_null(exact("1e2147483648"));
    assert_error(err, ERROR_VALUE, "$: a number: an exponent beyond 2^31");
}

static bool same(const char *one, const char *other)
{
    struct arena arena;
    const struct json_value *first, *second;
    bool is = false;
    arena_init(&arena, 1 << 20);
    assert_true(json_tree_read(span_text(one), "a test", &arena, &first, &err));
    assert_true(json_tree_read(span_text(other), "a test", &arena, &second, &err));
    assert_true(json_same(first, second, &is, &err));
    arena_release(&arena);
    return is;
}

static void sameness(void **state)
{
    (void)state;
    assert_true(same("{\"a\":1,\"b\":[1.0,\"\\u0061\"]}", " { \"b\":[1e0,\"a\"] , \"a\":1 }"));
    assert_false(same("[1,2]", "[2,1]"));
    assert_false(same("18446744073709551616", "18446744073709551617"));
    assert_false(same("\"1\"", "1"));
    assert_false(same("{}", "[]"));
    assert_false(same("{\"a\":null}", "{}"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_examples_of_the_standard),
        cmocka_unit_test(the_numbers_of_the_standard),
        cmocka_unit_test(any_double_is_printed_short),
        cmocka_unit_test(exact_numbers_keep_their_digits),
        cmocka_unit_test(sameness),
    };
    return RUN_ALL("json_canonical", tests);
}
