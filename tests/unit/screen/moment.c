/* Days in an authority's time zone, with its summer time; moments as text. */
#include "run.h"
#include "screen/lists.h"

static void on(const char *authority, const char *moment, const char *wanted)
{
    uint64_t seconds = 0;
    char day[11];
    assert_true(moment_parse(span_text(moment), &seconds));
    authority_day(authority, seconds, day);
    assert_string_equal(day, wanted);
}

static void days(void **state)
{
    (void)state;
    on("UN", "2026-02-27T00:00:09Z", "2026-02-27");
    on("JP", "2026-03-04T15:00:00Z", "2026-03-05");
    on("KR", "2026-03-04T14:59:59Z", "2026-03-04");
    on("US", "2024-05-02T03:59:59Z", "2024-05-01"); /* summer: four hours */
    on("US", "2024-05-02T04:00:00Z", "2024-05-02");
    on("US", "2024-12-02T04:59:59Z", "2024-12-01"); /* winter: five */
    on("US", "2024-03-10T06:59:59Z", "2024-03-10");
    on("US", "2024-11-04T04:30:00Z", "2024-11-03"); /* the day after it ended */
    on("EU", "2024-07-01T22:00:00Z", "2024-07-02");
    on("EU", "2024-12-01T22:30:00Z", "2024-12-01");
    on("EU", "2024-03-31T22:00:00Z", "2024-04-01"); /* the last Sunday of March */
    on("EU", "2024-10-27T22:30:00Z", "2024-10-27"); /* and of October */
}

static void texts(void **state)
{
    (void)state;
    uint64_t seconds = 0;
    char text[MOMENT_BYTES];
    assert_true(moment_parse(span_text("2026-03-05"), &seconds)); /* its end */
    moment_print(seconds, text);
    assert_string_equal(text, "2026-03-05T23:59:59Z");
    assert_true(moment_parse(span_text("2026-03-05 12:00:00"), &seconds));
    assert_false(moment_parse(span_text("2026-02-30"), &seconds));
    assert_false(moment_parse(span_text("yesterday"), &seconds));
    assert_int_equal(days_between("2024-02-28", "2024-03-01"), 2);
    assert_int_equal(days_between("2024-03-01", "2023-03-01"), -366);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(days), cmocka_unit_test(texts)};
    return RUN_ALL("moment", tests);
}
