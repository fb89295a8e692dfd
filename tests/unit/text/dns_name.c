/* Names of any script in the DNS's letters. */
#include "text/dns_name.h"

#include "guarded.h"
#include "run.h"

static const char *name_of(const char *text)
{
    static char name[DNS_NAME_BYTES_MAX + 1];
    size_t size;
    if (!dns_name(guarded_text(text), name, &size))
        return NULL;
    assert_int_equal(size, strlen(name));
    return name;
}

static void names_are_in_lower_case_ascii(void **state)
{
    (void)state;
    assert_string_equal(name_of("Evil.Example"), "evil.example");
    assert_string_equal(name_of("evil.example."), "evil.example");
    assert_string_equal(name_of("\xeb\xb6\x81\xed\x95\x9c.example"), "xn--pr3b894b.example");
    assert_string_equal(name_of("fa\xc3\x9f.example"), "xn--fa-hia.example");
    assert_string_equal(name_of("\xef\xbd\x81\xe3\x80\x82\xef\xbd\x82"), "a.b");
}

static void others_are_none(void **state)
{
    (void)state;
    static const char *const bad[] = {"",        ".",       "a..b",        "-a.b",          "a-.b",
                                      "ab--c.d", "xn--a.b", "\xd7\x90z.b", "\xe2\x80\x8d.b"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (name_of(bad[i]) != NULL)
            fail_msg("%s: %s", bad[i], name_of(bad[i]));
}

static void lengths_are_bounded(void **state)
{
    (void)state;
    char text[2000], label[65];
    memset(label, 'a', 64);
    label[64] = '\0';
    assert_null(name_of(label));
    label[63] = '\0';
    assert_non_null(name_of(label));
    snprintf(text, sizeof text, "%s.%s.%s.%.61s", label, label, label, label);
    assert_int_equal(strlen(name_of(text)), 253);
    snprintf(text, sizeof text, "%s.%s.%s.%.62s", label, label, label, label);
    assert_null(name_of(text));
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_null(name_of(text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_in_lower_case_ascii),
        cmocka_unit_test(others_are_none),
        cmocka_unit_test(lengths_are_bounded),
    };
    return RUN_ALL("dns_name", tests);
}
