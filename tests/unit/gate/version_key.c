/* Versions as the store compares them, and in words. */
#include "gate/version_key.h"

#include "base/limits.h"
#include "run.h"

static struct arena arena;
static struct error err;

static struct span key_of(const char *words)
{
    struct span key = {0};
    if (!version_key_of_words(span_text(words), &arena, &key, &err))
        fail_msg("%s: %s", words, err.text);
    return key;
}

static void each_has_its_words(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"2026-01-31T12:00:00Z", "2026-01-31T12:00:00", "2026-01-31T12:00:00.000Z"},
        {"2026-01-31T12:00:00.000Z", "2026-01-31T12:00:00", "2026-01-31T12:00:00.000Z"},
        {"2026-01-31T12:00:00.5Z", "2026-01-31T12:00:00.5", "2026-01-31T12:00:00.500Z"},
        {"2026-01-31T12:00:00.1234500Z", "2026-01-31T12:00:00.12345", "2026-01-31T12:00:00.12345Z"},
        {"none", "0", "none"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct span key = key_of(cases[i][0]);
        struct dynbuf words;
        assert_true(span_is(key, cases[i][1]));
        dynbuf_init(&words, 64);
        version_key_print(key, &words);
        assert_true(span_is(dynbuf_bytes(&words), cases[i][2]));
        assert_true(span_equal(key_of(cases[i][2]), key));
        dynbuf_release(&words);
    }
    assert_true(span_compare(key_of("2026-01-31T12:00:00Z"), key_of("2026-01-31T12:00:00.1Z")) < 0);
    assert_true(span_compare(key_of("none"), key_of("0001-01-01T00:00:00Z")) < 0);
}

static void what_is_no_version_is_refused(void **state)
{
    (void)state;
    static const char *const cases[] = {"",
                                        "0",
                                        "None",
                                        "2026-01-31",
                                        "2026-01-31T12:00:00",
                                        "2026-02-30T12:00:00Z",
                                        "2026-01-31T12:00:00+00:00"};
    struct span key = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_false(version_key_of_words(span_text(cases[i]), &arena, &key, &err));
        assert_int_equal(err.code, ERROR_VALUE);
        assert_string_equal(err.text,
                            "version: expected a time such as 2026-01-31T12:00:00.000Z, or none");
        assert_null(key.data);
    }
}

static void a_key_is_bounded(void **state)
{
    (void)state;
    char words[VERSION_KEY_BYTES_MAX + 8];
    struct span key = {0};
    memset(words, '1', sizeof words);
    memcpy(words, "2026-01-31T12:00:00.", 20);
    words[VERSION_KEY_BYTES_MAX] = 'Z';
    assert_true(
        version_key_of_words(span_of(words, VERSION_KEY_BYTES_MAX + 1), &arena, &key, &err));
    assert_int_equal(key.size, VERSION_KEY_BYTES_MAX);
    words[VERSION_KEY_BYTES_MAX] = '1';
    words[VERSION_KEY_BYTES_MAX + 1] = 'Z';
    assert_false(
        version_key_of_words(span_of(words, VERSION_KEY_BYTES_MAX + 2), &arena, &key, &err));
    assert_int_equal(err.code, ERROR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_has_its_words),
        cmocka_unit_test(what_is_no_version_is_refused),
        cmocka_unit_test(a_key_is_bounded),
    };
    arena_init(&arena, 1 << 20);
    int failed = RUN_ALL("gate/version_key", tests);
    arena_release(&arena);
    return failed;
}
