/* Which content a release means: one, or none without more words. */
#include "base/hex.h"
#include "posts.h"
#include "store/versions.h"

#define URL "url--00000000-0000-4000-8000-000000000001"

static void url(const char *org, const char *more, const char *markings)
{
    char json[1000];
    snprintf(json, sizeof json,
             "{\"type\":\"url\",\"spec_version\":\"2.1\",\"id\":\"" URL "\",\"value\":"
             "\"http://x.example/\",\"object_marking_refs\":[%s]%s}",
             markings, more);
    if (!made_try(&world, org, "members", span_text(json), &err))
        fail_msg("%s", err.text);
}

/* The digits of the content that arrived as the `at`th of an id. */
static const char *digits(const char *id, size_t at)
{
    static char hex[2 * CONTENT_BYTES + 1];
    int64_t number = 0;
    int64_t seqs[SEQS_MAX];
    size_t count = 0;
    struct version version;
    assert_true(identifier_find(&world.store, span_text(id), &number, &err));
    assert_true(versions_of(&world.store, number, 0, seqs, &count, &err));
    assert_true(at < count);
    assert_true(version_read(&world.store, seqs[at], false, &arena, &version, &err));
    hex_encode(hex, version.content.data, version.content.size);
    return hex;
}

static bool release(const char *id, const char *version, const char *content)
{
    enum gate_reason reason = GATE_REASONS;
    bool done = made_try_release(&world, id, version, content, "member:jpn", &reason, &err);
    assert_true(!done || reason == GATE_ALLOWED || reason == GATE_NOT_WHOLE);
    return done;
}

/* Of two variants none is the one that an officer who names neither has read. */
static void variants_must_be_named(void **state)
{
    (void)state;
    int64_t leaves = 0;
    url("usa", "", QUOTED(CLEAR));
    url("jpn", ",\"defanged\":false", QUOTED(GREEN));
    leaves = count_of("SELECT COUNT(*) FROM leaf");
    assert_false(release(URL, "", ""));
    assert_int_equal(err.code, ERROR_CONFLICT);
    assert_non_null(strstr(err.text, " of usa, TLP:CLEAR"));
    assert_non_null(strstr(err.text, " of jpn, TLP:GREEN"));
    for (size_t i = 0; i < 2; i++) {
        char first[13];
        snprintf(first, sizeof first, "%.12s", digits(URL, i));
        assert_non_null(strstr(err.text, first));
    }
    assert_false(sees("member:jpn", "x.example"));
    assert_int_equal(count_of("SELECT COUNT(*) FROM leaf"), leaves);
    assert_int_equal(count_of("SELECT COUNT(*) FROM allowance"), 0);
    assert_true(release(URL, "", digits(URL, 0)));
    assert_true(sees("member:jpn", "x.example"));
    assert_false(sees("member:jpn", "defanged"));
}

static void one_variant_needs_no_name(void **state)
{
    (void)state;
    url("usa", "", QUOTED(CLEAR));
    url("kor", "", QUOTED(CLEAR)); /* the same from two */
    assert_true(release(URL, "", ""));
    assert_true(sees("member:jpn", "x.example"));
}

static void digits_are_looked_at(void **state)
{
    (void)state;
    char all[2 * CONTENT_BYTES + 2];
    url("usa", "", QUOTED(CLEAR));
    snprintf(all, sizeof all, "%s", digits(URL, 0));
    for (size_t size = 0; size <= sizeof all - 2; size++) {
        char first[sizeof all];
        snprintf(first, sizeof first, "%.*s", (int)size, all);
        assert_true(release(URL, "", first));
    }
    all[0] = all[0] == '0' ? '1' : '0';
    assert_false(release(URL, "", all));
    assert_int_equal(err.code, ERROR_NOT_FOUND);
    all[2 * CONTENT_BYTES] = '0';
    all[2 * CONTENT_BYTES + 1] = '\0';
    assert_false(release(URL, "", all));
    assert_int_equal(err.code, ERROR_VALUE);
    assert_false(release(URL, "", "0g"));
    assert_int_equal(err.code, ERROR_VALUE);
}

/* Either of a fork may be named, and goes nowhere; of others' late versions the owner's is meant.
 */
static void forks_and_late_ones(void **state)
{
    (void)state;
    tool("usa", ID("01"), "01", QUOTED(CLEAR), "ours");
    tool("market", ID("01"), "01", QUOTED(CLEAR), "of a desk");
    assert_true(release(ID("01"), "2026-01-01T00:00:01", ""));
    assert_true(sees("member:jpn", "ours"));
    tool("usa", ID("02"), "01", QUOTED(CLEAR), "one");
    tool("usa", ID("02"), "01", QUOTED(CLEAR), "other");
    assert_false(release(ID("02"), "", ""));
    assert_int_equal(err.code, ERROR_CONFLICT);
    assert_true(release(ID("02"), "", digits(ID("02"), 1)));
    assert_false(sees("member:jpn", "one") || sees("member:jpn", "other"));
    tool("usa", ID("03"), "01", QUOTED(CLEAR), "before");
    tool("usa", ID("03"), "02", QUOTED(CLEAR), "one");
    tool("usa", ID("03"), "02", QUOTED(CLEAR), "other");
    assert_true(release(ID("03"), "", "")); /* what governs */
    assert_true(sees("member:jpn", "before"));
}

/* More contents than are told. */
static void many_variants(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++) {
        char more[64];
        snprintf(more, sizeof more, ",\"labels\":[\"%d\"]", i);
        url("usa", more, QUOTED(CLEAR));
    }
    assert_false(release(URL, "", ""));
    assert_non_null(strstr(err.text, "; and more"));
}

/* What cannot be an id or a version is not there: the same on every database. */
static void odd_words_are_not_there(void **state)
{
    (void)state;
    struct gate_verdict *verdicts = NULL;
    static const struct span odd[] = {
        {(const unsigned char *)"", 0},
        {(const unsigned char *)"tool--\xff", 7},
        {(const unsigned char *)ID("01") "\0", sizeof ID("01")},
    };
    tool("usa", ID("01"), "01", QUOTED(CLEAR), "ours");
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        assert_false(
            gate_who(&world.writer, odd[i], span_text(""), span_text(""), &arena, &verdicts, &err));
        assert_int_equal(err.code, ERROR_NOT_FOUND);
    }
    assert_false(gate_who(&world.writer, span_text(ID("01")), span_of("\xc3\x28", 2), span_text(""),
                          &arena, &verdicts, &err));
    assert_int_equal(err.code, ERROR_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(variants_must_be_named, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(one_variant_needs_no_name, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(digits_are_looked_at, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(forks_and_late_ones, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(many_variants, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(odd_words_are_not_there, posts_begin, posts_end),
    };
    return RUN_ALL("gate meant", tests);
}
