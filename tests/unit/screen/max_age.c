/* Age limits: what a text says of an authority, and what a home's file makes of its lines. */
#include "screen/max_age.h"

#include "run.h"

static unsigned days_of(const char *home, const char *command, const char *authority)
{
    struct error err;
    unsigned days = 30;
    assert_true(max_age_set(home, authority, &days, &err));
    assert_true(max_age_set(command, authority, &days, &err));
    return days;
}

static void who_counts(void **state)
{
    (void)state;
    static const struct {
        const char *home, *command;
        unsigned us, jp;
    } cases[] = {
        {NULL, NULL, 30, 30},       {"10", NULL, 10, 10},      {"US=7", NULL, 7, 30},
        {"US=7,10", NULL, 7, 10},   {"10,US=7", NULL, 7, 10},  {"10,US=7", "5", 5, 5},
        {"10,US=7", "US=5", 5, 10}, {"10,US=7", "JP=0", 7, 0}, {"US=7", "JP=99999,1", 1, 99999}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(days_of(cases[i].home, cases[i].command, "US"), cases[i].us);
        assert_int_equal(days_of(cases[i].home, cases[i].command, "JP"), cases[i].jp);
    }
}

static void wrong_texts(void **state)
{
    (void)state;
    static const char *const texts[] = {"",       ",",  "US",  "US=",    "=3",   "ZZ=3",
                                        "US=3;4", "-1", "1.5", "100000", "us=3", "US=3,,4"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct error err = {0};
        unsigned days = 12;
        if (max_age_set(texts[i], "US", &days, &err))
            fail_msg("'%s' was taken", texts[i]);
        assert_int_equal(err.code, ERROR_USAGE);
        assert_int_equal(days, 12);
    }
}

/* All that a file may say fits the text. */
static void longest(void **state)
{
    (void)state;
    char text[MAX_AGE_BYTES];
    struct error err;
    static const char file[] = "max-age US 99999\nmax-age UN 99998\nmax-age JP 99997\n"
                               "max-age KR 99996\n# \xff\nmax-age EU 99995\nmax-age OS 99994\n"
                               "\r\n \t\nmax-age 00001";
    assert_true(max_age_parse(text, span_text(file), "f", &err));
    assert_string_equal(text, "US=99999,UN=99998,JP=99997,KR=99996,EU=99995,OS=99994,1");
    assert_int_equal(days_of(text, NULL, "OS"), 99994);
    assert_true(max_age_parse(text, span_text(""), "f", &err));
    assert_string_equal(text, "");
}

static void wrong_files(void **state)
{
    (void)state;
    static const struct {
        const char *text, *place;
        enum error_code code;
    } cases[] = {{"max-age", "f:1: ", ERROR_VALUE},
                 {"\n#\nmax-age US", "f:3: ", ERROR_VALUE},
                 {"max-age 100000", "f:1: ", ERROR_VALUE},
                 {"max-age 3\nmax-age US 3\nmax-age 4", "f:3: ", ERROR_CONFLICT},
                 {"max-age EU 3\nmax-age EU 3", "f:2: ", ERROR_CONFLICT},
                 {"max-age3", "f:1: ", ERROR_VALUE}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[MAX_AGE_BYTES] = "as it was";
        struct error err = {0};
        assert_false(max_age_parse(text, span_text(cases[i].text), "f", &err));
        assert_int_equal(err.code, cases[i].code);
        assert_memory_equal(err.text, cases[i].place, strlen(cases[i].place));
        assert_string_equal(text, "as it was");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(who_counts), cmocka_unit_test(wrong_texts),
                                       cmocka_unit_test(longest), cmocka_unit_test(wrong_files)};
    return RUN_ALL("max_age", tests);
}
