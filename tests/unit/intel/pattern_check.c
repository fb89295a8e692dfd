/* What the door asks of an indicator's pattern, and of the regular expressions in it, which
 * tests/interop/patterns.py holds against PCRE. */
#include "base/limits.h"
#include "guarded.h"
#include "intel/check.h"
#include "intel/pattern.h"
#include "run.h"

static struct arena arena;
static struct error err;

static bool reads(struct span text)
{
    struct pattern pattern;
    arena_release(&arena);
    arena_init(&arena, 1 << 22);
    return pattern_read(guarded(text), &arena, &pattern, &err);
}

/* `members` of an indicator; `want` is the one error, NULL for none. */
static void assert_door(const char *members, const char *want)
{
    char text[2000];
    struct object object;
    arena_release(&arena);
    arena_init(&arena, 1 << 22);
    snprintf(
        text, sizeof text,
        "{\"type\":\"indicator\",\"spec_version\":\"2.1\",\"created\":\"2020-01-01T00:00:00.000Z\","
        "\"id\":\"indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f\",\"modified\":"
        "\"2020-01-01T00:00:00.000Z\",\"valid_from\":\"2020-01-01T00:00:00Z\",%s}",
        members);
    if (!object_read(span_text(text), &arena, &object, &err))
        fail_msg("%s", err.text);
    assert_int_equal(check_passes(&object, &arena, &err), want == NULL);
    if (want != NULL)
        assert_string_equal(err.text, want);
}

static void indicators_are_asked(void **state)
{
    (void)state;
    assert_door("\"pattern_type\":\"stix\",\"pattern\":\"[url:value = 'a']\"", NULL);
    assert_door("\"pattern_type\":\"stix\",\"pattern\":\"[url:value 'a']\"",
                "pattern: column 12: 'a'; expected = != < <= > >= IN LIKE MATCHES ISSUBSET or "
                "ISSUPERSET");
    assert_door("\"pattern_type\":\"stix\",\"pattern\":\"[url:\",\"pattern_version\":\"2.1\"",
                "pattern: column 6: the end; expected a name without hyphen, or one in quotes as "
                "'SHA-256'");
    assert_door("\"pattern_type\":\"stix\",\"pattern\":7", "pattern: a number; expected a string");
}

static void others_are_their_readers_business(void **state)
{
    (void)state;
    assert_door("\"pattern_type\":\"stix\",\"pattern\":\"[url:\",\"pattern_version\":\"2.0\"",
                NULL);
    assert_door("\"pattern_type\":\"pcre\",\"pattern\":\"[url:\"", NULL);
}

static void no_memory_is_no_finding(void **state)
{
    (void)state;
    static const char text[] =
        "{\"type\":\"indicator\",\"spec_version\":\"2.1\",\"created\":\"2020-01-01T00:00:00.000Z\","
        "\"id\":\"indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f\",\"modified\":"
        "\"2020-01-01T00:00:00.000Z\",\"valid_from\":\"2020-01-01T00:00:00Z\","
        "\"pattern_type\":\"stix\",\"pattern\":\"[url:value = 'a']\"}";
    struct object object;
    struct arena small;
    struct check_report report;
    arena_release(&arena);
    arena_init(&arena, 1 << 22);
    assert_true(object_read(span_text(text), &arena, &object, &err));
    arena_init(&small, 0);
    assert_false(check_object(&object, &small, &report, &err));
    assert_error(err, ERROR_MEMORY, "out of memory while reading a pattern");
    arena_release(&small);
}

static void regular_expressions_hang_together(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"a", ""},
        {"", ""},
        {"^(?:a|b)*?$", ""},
        {"[]a]", ""},
        {"[^]a]", ""},
        {"[]", "a [ that is not closed; expected ]"},
        {"[[:alpha:]]", ""},
        {"[a\\\\]]", ""},
        {"[a-z-9]", ""},
        {"[z-a]", "a range that ends before it begins; expected it the other way"},
        {"[\\\\w-a]", ""},
        {"(a", "a ( that is not closed; expected )"},
        {"a)", "a ) too many; expected a ( before it"},
        {"(?#(", "a comment that is not closed; expected )"},
        {"(?<n>a)", ""},
        {"(?x) # (", ""},
        {"*a", "nothing to repeat; expected it before *, + or ?"},
        {"(|+)", "nothing to repeat; expected it before *, + or ?"},
        {"(*UTF)a", ""},
        {"{2}", "nothing to repeat; expected it before {"},
        {"a{", ""},
        {"a{,x}", ""},
        {"a{3,2}", "repetitions out of order; expected {least,most}"},
        {"a{65536}", "too many repetitions; expected at most 65535"},
        {"\\\\x{10000}", ""},
        {"\\\\Q(\\\\E", ""},
        {"a\\\\", "a backslash at its end; expected what it escapes"},
        {"\\\\c\\\\", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[200], want[200] = "";
        snprintf(text, sizeof text, "[file:a MATCHES '%s']", cases[i].text);
        bool good = reads(span_text(text));
        if (cases[i].want[0] != '\0')
            snprintf(want, sizeof want, "column 17: a regular expression with %s", cases[i].want);
        if (good != (want[0] == '\0') || (!good && strcmp(err.text, want) != 0))
            fail_msg("%s: %s", text, good ? "is taken" : err.text);
    }
}

static void long_ones_are_refused(void **state)
{
    (void)state;
    static char text[PATTERN_REGEX_BYTES_MAX + 100];
    int size = snprintf(text, sizeof text, "[file:a MATCHES '%0*d']", PATTERN_REGEX_BYTES_MAX, 0);
    assert_true(reads(span_of(text, (size_t)size)));
    size = snprintf(text, sizeof text, "[file:a MATCHES '%0*d']", PATTERN_REGEX_BYTES_MAX + 1, 0);
    assert_false(reads(span_of(text, (size_t)size)));
    assert_error(err, ERROR_LIMIT,
                 "column 17: a regular expression of 16385 bytes; expected at most 16384");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(indicators_are_asked),
        cmocka_unit_test(others_are_their_readers_business),
        cmocka_unit_test(no_memory_is_no_finding),
        cmocka_unit_test(regular_expressions_hang_together),
        cmocka_unit_test(long_ones_are_refused),
    };
    int failed = RUN_ALL("pattern_check", tests);
    arena_release(&arena);
    return failed;
}
