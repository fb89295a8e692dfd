/* Birth dates as four authorities write them. */
#include "screen/birth.h"

#include "run.h"

static void reads(const char *written, const char *wanted)
{
    char text[BIRTH_TEXT_BYTES] = "none";
    assert_int_equal(birth_parse(span_text(written), text), strcmp(wanted, "none") != 0);
    assert_string_equal(text, wanted);
}

static void births(void **state)
{
    (void)state;
    reads("04 Mar 1972", "1972-03-04");
    reads("Mar 1972", "1972-03");
    reads("1972", "1972");
    reads("circa 1972", "~1972");
    reads("1967 to 1969", "1967/1969");
    reads("circa 1979-1982", "1979/1982");
    reads("05 May 1960 to 07 May 1960", "1960-05-05/1960-05-07");
    reads("1972-03-04", "1972-03-04");
    reads("13.10.1944", "1944-10-13");
    reads("4 October 1983", "1983-10-04");
    reads("March 4, 1972", "1972-03-04");
    reads("4 Apr. 1944", "1944-04-04");
    reads("Approximately 1952", "~1952");
    reads("\xe2\x80\x98"
          "1971",
          "1971");
    reads("1972\xe5\xb9\xb4"
          "3\xe6\x9c\x88"
          "4\xe6\x97\xa5\xe7\x94\x9f",
          "1972-03-04");                            /* 年月日生 */
    reads("1963\xe5\xb9\xb4\xe9\xa0\x83", "~1963"); /* 年頃 */
    reads("1955\xe5\xb9\xb4-1958\xe5\xb9\xb4\xe9\xa0\x83", "1955/1958");
    reads("1963\xe5\xb9\xb4\xe3\x81\x8b\xe3\x82\x89"
          "1968\xe5\xb9\xb4",
          "1963/1968"); /* から */
    reads("\xef\xbc\x91"
          "945\xe5\xb9\xb4",
          "1945");                   /* full width */
    reads("31 Feb 1972", "1972-02"); /* what is left when there is no such day */
    reads("unknown", "none");
    reads("", "none");
    reads("9204", "none");
    reads("99999999999999999999", "none");
}

static void days(void **state)
{
    (void)state;
    char day[11] = "";
    assert_true(day_parse(span_text("2008.6.25\xe6\x94\xb9\xe8\xa8\x82"), day));
    assert_string_equal(day, "2008-06-25");
    assert_false(day_parse(span_text("1972"), day));
    assert_true(day_is(span_text("2024-02-29")) && !day_is(span_text("2023-02-29")));
    assert_true(!day_is(span_text("2024-2-29")) && !day_is(span_text("29.02.2024")));
    assert_true(birth_is_full(span_text("1972-03-04")) && !birth_is_full(span_text("~1972")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(births), cmocka_unit_test(days)};
    return RUN_ALL("birth", tests);
}
