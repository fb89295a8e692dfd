/* Patterns: what is read of them, and for each rule one that breaks it, with column and words.
 * tests/interop/patterns.py holds the reader against that of others. */
#include "intel/pattern.h"

#include "base/limits.h"
#include "guarded.h"
#include "run.h"

static struct arena arena;
static struct error err;
static struct pattern pattern;

static bool reads(struct span text)
{
    arena_release(&arena);
    arena_init(&arena, 64 << 20);
    return pattern_read(guarded(text), &arena, &pattern, &err);
}

/* What was read, in words: "file:hashes.MD5 = 'a' enough; ..." with values by the letter of their
 * kind. */
static const char *words_of(const char *text)
{
    static char said[4096];
    static const char *const relations[] = {
        "=", "!=", "<", "<=", ">", ">=", "in", "like", "matches", "subset", "superset", "exists"};
    size_t size = 0;
    if (!reads(span_text(text)))
        return err.text;
#define SAY(...) size += (size_t)snprintf(said + size, sizeof said - size, __VA_ARGS__)
    said[0] = '\0';
    for (const struct pattern_comparison *one = pattern.first; one != NULL; one = one->next) {
        SAY("%s%.*s:", size > 0 ? "; " : "", (int)one->type.size, (const char *)one->type.data);
        for (const struct pattern_step *step = one->path; step != NULL; step = step->next)
            SAY(step->kind == PATTERN_KEY ? "%s%.*s" : "%s[%.*s]",
                step->kind == PATTERN_KEY && step != one->path ? "." : "", (int)step->text.size,
                (const char *)step->text.data);
        SAY("%s %s", one->negated ? " not" : "", relations[one->relation]);
        for (const struct pattern_value *value = one->values; value != NULL; value = value->next)
            SAY(" %c<%.*s>", "ifsbhBt"[value->kind], (int)value -> text.size,
                (const char *)value->text.data);
        SAY("%s", one->enough ? "" : " part");
    }
#undef SAY
    return said;
}

struct case_of {
    const char *text, *want;
};

static void assert_cases(const struct case_of *cases, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(words_of(cases[i].text), cases[i].want) != 0)
            fail_msg("%s\n  is:   %s\n  want: %s", cases[i].text, words_of(cases[i].text),
                     cases[i].want);
}

#define ALL(cases) assert_cases(cases, sizeof(cases) / sizeof((cases)[0]))

static void comparisons_are_read(void **state)
{
    (void)state;
    static const struct case_of cases[] = {
        {"[file:name = 'a.exe']", "file:name = s<a.exe>"},
        {"[file:name='it\\'s \\\\ here']", "file:name = s<it's \\ here>"},
        {"[file:hashes.'SHA-256' NOT != 'aec070645fe53ee3b3763059376134f058cc337247c978add178b6ccd"
         "fb0019f']",
         "file:hashes.SHA-256 not != "
         "s<aec070645fe53ee3b3763059376134f058cc337247c978add178b6ccdfb0019f>"},
        {"[file:sections[*].x[+12].'y z' IN (1, -2.5, true, 's', h'00', b'YQ==', "
         "t'2020-01-01T00:00:00Z')]",
         "file:sections[*].x[12].y z in i<1> f<-2.5> b<true> s<s> h<00> B<YQ==> "
         "t<2020-01-01T00:00:00Z>"},
        {"[file:name IN ()]", "file:name in"},
        {"[x-own:a<1 OR x-own:a<=1 OR x-own:a>1 OR x-own:a>=1 OR x-own:a<>1 OR x-own:a==1]",
         "x-own:a < i<1>; x-own:a <= i<1>; x-own:a > i<1>; x-own:a >= i<1>; x-own:a != i<1>; "
         "x-own:a = i<1>"},
        {"[x-own:a LIKE 'b' OR x-own:a NOT MATCHES 'b' OR x-own:a ISSUBSET '::/0']",
         "x-own:a like s<b>; x-own:a not matches s<b>; x-own:a subset s<::/0>"},
        {"[EXISTS x-own:a OR NOT EXISTS x-own:b.c]", "x-own:a exists; x-own:b.c not exists"},
        {"/* [ */ [ file : name // ]\n = \xe3\x80\x80 'a' ]", "file:name = s<a>"},
    };
    ALL(cases);
}

static void what_is_enough(void **state)
{
    (void)state;
    static const struct case_of cases[] = {
        {"[url:value = 'a' OR (file:name = 'b' OR file:name = 'c')] OR ([mutex:name = 'd'])",
         "url:value = s<a>; file:name = s<b>; file:name = s<c>; mutex:name = s<d>"},
        {"[url:value = 'a' OR file:name = 'b' AND file:size = 1]",
         "url:value = s<a>; file:name = s<b> part; file:size = i<1> part"},
        {"[(url:value = 'a' OR url:value = 'b') AND url:value = 'c']",
         "url:value = s<a> part; url:value = s<b> part; url:value = s<c> part"},
        {"[url:value = 'a'] AND [url:value = 'b'] OR [url:value = 'c']",
         "url:value = s<a> part; url:value = s<b> part; url:value = s<c>"},
        {"[url:value = 'a'] OR [url:value = 'b'] FOLLOWEDBY [url:value = 'c']",
         "url:value = s<a> part; url:value = s<b> part; url:value = s<c> part"},
        {"[url:value = 'a'] OR [url:value = 'b'] REPEATS 5 TIMES",
         "url:value = s<a>; url:value = s<b> part"},
        {"([url:value = 'a'] OR [url:value = 'b']) START t'2020-01-01T00:00:00Z' STOP "
         "t'2020-01-02T00:00:00Z' WITHIN 0.5 SECONDS",
         "url:value = s<a> part; url:value = s<b> part"},
    };
    ALL(cases);
}

static void one_object_has_one_type(void **state)
{
    (void)state;
    static const struct case_of cases[] = {
        {"[file:a = 1 AND (url:b = 2 OR file:c = 3)]",
         "file:a = i<1> part; url:b = i<2> part; file:c = i<3> part"},
        {"[file:a = 1 AND url:b = 2]",
         "column 17: AND joins comparisons of different types; expected one type, or an "
         "observation expression for each"},
        {"[(file:a = 1 OR url:b = 2) AND (mutex:c = 3 OR process:d = 4)]",
         "column 32: AND joins comparisons of different types; expected one type, or an "
         "observation expression for each"},
        {"[(file:a = 1 OR url:b = 2) AND (url:c = 3 OR mutex:d = 4) AND file:e = 5]",
         "column 63: AND joins comparisons of different types; expected one type, or an "
         "observation expression for each"},
        {"[file:a = 1] AND [url:b = 2]", "file:a = i<1> part; url:b = i<2> part"},
    };
    ALL(cases);
}

static void places_are_named(void **state)
{
    (void)state;
    static const struct case_of cases[] = {
        {"", "column 1: the end; expected [ or ("},
        {"file:name = 'a'", "column 1: file; expected [ or ("},
        {"[file:name = 'a'", "column 17: the end; expected ]"},
        {"[file:name = \xea\xb4\x80]", "column 14: expected a name, a number, a quote, an operator "
                                       "or a bracket"},
        {"[file:name = '\xea\xb4\x80' x]", "column 18: x; expected ]"},
        {"[file:name = 'a]", "column 14: a quote that is not closed; expected another"},
        {"[file:name = 'a\\n']", "column 16: a backslash; expected \\\\ or \\' in a string"},
        {"[file:name = 'a'] /*", "column 19: a comment without end; expected */"},
        {"[file:name ~ 'a']", "column 12: expected a name, a number, a quote, an operator or a "
                              "bracket"},
        {"[file:name 'a']",
         "column 12: 'a'; expected = != < <= > >= IN LIKE MATCHES ISSUBSET or ISSUPERSET"},
        {"[file.name = 'a']", "column 6: .; expected :"},
        {"[file:x-y = 'a']",
         "column 7: x-y; expected a name without hyphen, or one in quotes as 'SHA-256'"},
        {"[file:a.[0] = 'a']", "column 8: '.['; expected a name behind the point"},
        {"[file:a[-1] = 'a']", "column 9: -1; expected * or a whole number of 0 or more"},
        {"[file:a LIKE 5]", "column 14: 5; expected a string"},
        {"[file:a < true]", "column 11: true; expected a number, a string, or h'', b'', t''"},
        {"[file:a IN 2)]", "column 12: 2; expected ("},
        {"[file:a = AND]",
         "column 11: AND; expected a number, a string, true, false, or h'', b'', t''"},
        {"[NOT file:a = 1]",
         "column 6: file; expected EXISTS, as other NOTs stand behind the path"},
        {"[file:a = 1] [file:b = 2]", "column 14: [; expected an operator, a qualifier or the end"},
        {"[file:a = 1\xff]", "column 12: expected UTF-8"},
        {"[file:a = "
         "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
         "]",
         "column 11: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...; expected a number, a string, "
         "true, false, or h'', b'', t''"},
    };
    ALL(cases);
}

static void meaning_is_asked(void **state)
{
    (void)state;
    static const char type_text[] = "column 2: no name of a type; expected 3 to 250 lower-case "
                                    "letters, digits and hyphens";
    static const struct case_of cases[] = {
        {"[File:a = 1]", type_text},
        {"[x_own:a = 1]", type_text},
        {"[indicator:a = 1]",
         "column 2: a domain object; expected the type of a cyber-observable object"},
        {"[file:hashes.MD5 = 'a']", "column 20: a hash; expected 32 hexadecimal digits"},
        {"[x-own:b.hashes.'SHA-1' IN ('aec070645fe53ee3b3763059376134f058cc3372', 'a')]",
         "column 73: a hash; expected 40 hexadecimal digits"},
        {"[file:hashes.MD5 LIKE 'a%']", "file:hashes.MD5 like s<a%>"},
        {"[file:hashes.MD5.x = 'a']", "file:hashes.MD5.x = s<a>"},
        {"[file:a = h'f']", "column 11: expected an even number of hexadecimal digits"},
        {"[file:a = b'YQ=']", "column 11: expected base64, padded"},
        {"[file:a = t'2023-02-29T00:00:00Z']",
         "column 11: expected a time that exists, as t'2026-01-31T12:00:00.000Z'"},
        {"[file:a MATCHES '(a']",
         "column 17: a regular expression with a ( that is not closed; expected )"},
        {"[ipv4-addr:value ISSUPERSET '1.2.3.4/33']",
         "column 29: expected an IPv4 or IPv6 address, or one with a length as /24"},
        {"[domain-name:resolves_to_refs.value = 'a']",
         "column 30: a property of a list of references; expected [*] or an index before it"},
        {"[domain-name:x.'resolves_to_refs'.value = 'a']",
         "domain-name:x.resolves_to_refs.value = s<a>"},
    };
    ALL(cases);
}

static void qualifiers_stand_once(void **state)
{
    (void)state;
    static const struct case_of cases[] = {
        {"[file:a = 1] WITHIN 0.0 SECONDS", "column 21: 0.0; expected a number over 0"},
        {"[file:a = 1] WITHIN 5", "column 22: the end; expected SECONDS"},
        {"[file:a = 1] REPEATS 1.5 TIMES", "column 22: 1.5; expected a whole number over 0"},
        {"[file:a = 1] REPEATS 0 TIMES", "column 22: 0; expected a whole number over 0"},
        {"[file:a = 1] WITHIN 1 SECONDS REPEATS 1 TIMES WITHIN 2 SECONDS",
         "column 47: WITHIN twice behind one observation expression; expected it once"},
        {"([file:a = 1] WITHIN 1 SECONDS) WITHIN 2 SECONDS", "file:a = i<1> part"},
        {"[file:a = 1] START t'2020-01-01T00:00:00Z' STOP t'2020-01-01T00:00:00.000Z'",
         "column 49: expected a time later than START"},
        {"[file:a = 1] START '2020-01-01T00:00:00Z'",
         "column 20: '2020-01-01T00:00:00Z'; expected a time, t'...'"},
    };
    ALL(cases);
}

static void literals_are_walked(void **state)
{
    (void)state;
    struct pattern_literal literal = {0};
    char said[200] = "";
    assert_true(reads(span_text("[file:a NOT = 1 OR file:a != 2 OR file:a IN () OR file:a = 3 OR "
                                "file:hashes.'x y' IN (4, 5) OR file:b > 6]")));
    assert_int_equal(pattern.count, 6);
    while (pattern_next_literal(&pattern, &literal))
        snprintf(said + strlen(said), sizeof said - strlen(said), "%.*s",
                 (int)literal.value->text.size, (const char *)literal.value->text.data);
    assert_string_equal(said, "345");
    assert_true(reads(span_text("[file:hashes.MD5.x = 1]")));
    assert_true(pattern_path_is(pattern.first, "hashes MD5 x"));
    assert_false(pattern_path_is(pattern.first, "hashes MD5"));
    assert_false(pattern_path_is(pattern.first, "hashes MD5 x y"));
    assert_false(pattern_path_is(pattern.first, "hashes MD x"));
    assert_true(reads(span_text("[file:a[*] = 1]")));
    assert_false(pattern_path_is(pattern.first, "a *"));
}

/* `count` times `open`, then `middle`, then as often `close`. */
static struct span nested(const char *open, const char *middle, const char *close, size_t count)
{
    static char text[PATTERN_BYTES_MAX + 100];
    size_t size = 0, opens = strlen(open), closes = strlen(close), middles = strlen(middle);
    for (size_t i = 0; i < count; i++, size += opens)
        memcpy(text + size, open, opens);
    memcpy(text + size, middle, middles);
    size += middles;
    for (size_t i = 0; i < count; i++, size += closes)
        memcpy(text + size, close, closes);
    return span_of(text, size);
}

static void limits_hold(void **state)
{
    (void)state;
    char text[4096] = "[";
    assert_true(reads(nested("(", "[file:a = 1]", ")", PATTERN_DEPTH_MAX)));
    assert_false(reads(nested("(", "[file:a = 1]", ")", PATTERN_DEPTH_MAX + 1)));
    assert_error(err, ERROR_LIMIT, "column 66: brackets in one another; expected at most 64");
    assert_false(reads(nested("(", "[((file:a = 1))]", ")", PATTERN_DEPTH_MAX - 1)));
    assert_int_equal(err.code, ERROR_LIMIT);
    assert_false(reads(nested("(", "", "", PATTERN_BYTES_MAX)));
    assert_int_equal(err.code, ERROR_LIMIT);
    assert_false(reads(nested(" ", "", "", PATTERN_BYTES_MAX + 1)));
    assert_error(err, ERROR_LIMIT, "column 1: 1048577 bytes; expected at most 1048576");
    assert_true(reads(nested("", "[file:a = 1]", " OR[file:a = 1]", 60000)));
    assert_int_equal(pattern.count, 60001);
    for (int i = 0; i < 65; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%sxy%d:a = 1",
                 i > 0 ? " OR " : "", i);
    text[strlen(text)] = ']'; /* zeros follow */
    assert_false(reads(span_text(text)));
    assert_int_equal(err.code, ERROR_LIMIT);
}

/* Every beginning of a pattern, ending at a page that cannot be read, is an error of its last
 * column or before. */
static void beginnings_are_errors(void **state)
{
    (void)state;
    static const char whole[] =
        "([file:hashes.'SHA-1' NOT IN ('aec070645fe53ee3b3763059376134f058cc3372') OR "
        "NOT EXISTS file:b[*].c] FOLLOWEDBY [url:value MATCHES '^(a\\\\d|[b-c]{2,3})']) "
        "START t'2020-01-01T00:00:00Z' STOP t'2020-01-01T00:00:01Z' WITHIN 1.5 SECONDS";
    size_t good = 0;
    for (size_t size = 0; size <= strlen(whole); size++) {
        bool is_read = reads(span_of(whole, size));
        good += is_read;
        if (!is_read)
            assert_true(strncmp(err.text, "column ", 7) == 0);
    }
    assert_int_equal(good, 5); /* without qualifier, with one, with both, and a space behind two */
}

/* An arena of one allocation more each time, until all of them are had. */
static void memory_runs_out(void **state)
{
    (void)state;
    static const char text[] = "[file:a.b[1] = 'c\\'d' AND file:hashes.'x\\\\' IN (1, 2)]";
    size_t failed = 0;
    for (bool good = false; !good; failed++) {
        struct arena small;
        arena_init_chunks(&small, failed * 128, 1);
        good = pattern_read(span_text(text), &small, &pattern, &err);
        if (!good)
            assert_error(err, ERROR_MEMORY, "out of memory while reading a pattern");
        arena_release(&small);
        assert_true(failed < 100);
    }
    assert_true(failed > 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comparisons_are_read),    cmocka_unit_test(what_is_enough),
        cmocka_unit_test(one_object_has_one_type), cmocka_unit_test(places_are_named),
        cmocka_unit_test(meaning_is_asked),        cmocka_unit_test(qualifiers_stand_once),
        cmocka_unit_test(literals_are_walked),     cmocka_unit_test(limits_hold),
        cmocka_unit_test(beginnings_are_errors),   cmocka_unit_test(memory_runs_out),
    };
    int failed = RUN_ALL("pattern", tests);
    arena_release(&arena);
    return failed;
}
