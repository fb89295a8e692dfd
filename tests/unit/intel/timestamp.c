/* Timestamps: what is one, which is earlier, and their seconds beside the C library's. */
#include "intel/timestamp.h"

#include <time.h>

#include "guarded.h"
#include "run.h"

static struct timestamp read_time(const char *text)
{
    struct timestamp time;
    if (!timestamp_parse(span_text(text), &time))
        fail_msg("%s", text);
    return time;
}

static void what_is_a_timestamp(void **state)
{
    (void)state;
    static const char *const good[] = {
        "2026-01-31T12:00:00Z",
        "2026-01-31T12:00:00.1Z",
        "2026-01-31T12:00:00.123456789012345678901234567890Z",
        "0000-02-29T00:00:00Z",
        "2000-02-29T23:59:59.999Z",
        "2016-12-31T23:59:60.5Z",
        "1972-06-30T23:59:60Z",
        "9999-12-31T23:59:59Z",
    };
    static const char *const bad[] = {
        "",
        "Z",
        "2026-01-31",
        "2026-01-31T12:00Z",
        "2026-01-31T12:00:00",
        "2026-01-31t12:00:00Z",
        "2026-01-31 12:00:00Z",
        "2026-01-31T12:00:00z",
        "2026-01-31T12:00:00+00:00",
        "2026-01-31T12:00:00.Z",
        "2026-01-31T12:00:00.1xZ",
        "2026-01-31T12:00:00,1Z",
        "2026-1-31T12:00:00Z",
        "2026-00-10T12:00:00Z",
        "2026-13-10T12:00:00Z",
        "2026-01-00T12:00:00Z",
        "2026-02-29T12:00:00Z",
        "1900-02-29T12:00:00Z",
        "2026-04-31T12:00:00Z",
        "2026-01-31T24:00:00Z",
        "2026-01-31T12:60:00Z",
        "2026-01-31T12:00:61Z",
        "2026-01-31T23:59:60Z", /* no leap second on that day */
        "2016-12-31T23:58:60Z",
        "2016-12-31T12:59:60Z",
        "2016-12-31T23:59:61Z",
        "12026-01-31T12:00:00Z",
        "-026-01-31T12:00:00Z",
        " 2026-01-31T12:00:00Z",
        "2026-01-31T12:00:00Z ",
    };
    struct timestamp time;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_true(timestamp_parse(guarded_text(good[i]), &time));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(timestamp_parse(guarded_text(bad[i]), &time));
}

static void there_were_27_leap_seconds(void **state)
{
    (void)state;
    struct timestamp time;
    int found = 0;
    for (int year = 1960; year < 2040; year++)
        for (int month = 1; month <= 12; month++)
            for (int day = 1; day <= 31; day++) {
                char text[64];
                snprintf(text, sizeof text, "%04d-%02d-%02dT23:59:60Z", year, month, day);
                found += timestamp_parse(span_text(text), &time);
            }
    assert_int_equal(found, 27);
}

static void write_key(char *ret_key, size_t size, const struct timestamp *time)
{
    struct dynbuf buffer;
    dynbuf_init(&buffer, 1000);
    timestamp_write_key(&buffer, time);
    snprintf(ret_key, size, "%s", buffer.data);
    dynbuf_release(&buffer);
}

/* In their order; equal ones share a line. */
static void the_order_is_exact(void **state)
{
    (void)state;
    static const char *const times[][2] = {
        {"1969-12-31T23:59:59Z", "1969-12-31T23:59:59.000Z"},
        {"2016-12-31T23:59:59.9Z", "2016-12-31T23:59:59.900000Z"},
        {"2016-12-31T23:59:60Z", "2016-12-31T23:59:60.0Z"},
        {"2016-12-31T23:59:60.000000001Z", "2016-12-31T23:59:60.0000000010Z"},
        {"2017-01-01T00:00:00Z", "2017-01-01T00:00:00.000Z"},
        {"2017-01-01T00:00:00.123Z", "2017-01-01T00:00:00.1230Z"},
        {"2017-01-01T00:00:00.123000000000000000001Z",
         "2017-01-01T00:00:00.123000000000000000001Z"},
        {"2017-01-01T00:00:00.1231Z", "2017-01-01T00:00:00.12310Z"},
        {"2017-01-01T00:00:00.124Z", "2017-01-01T00:00:00.124Z"},
    };
    const size_t count = sizeof times / sizeof times[0];
    for (size_t i = 0; i < count * 2; i++)
        for (size_t j = 0; j < count * 2; j++) {
            struct timestamp one = read_time(times[i / 2][i % 2]);
            struct timestamp other = read_time(times[j / 2][j % 2]);
            int want = (i / 2 > j / 2) - (i / 2 < j / 2), is = timestamp_compare(&one, &other);
            assert_int_equal((is > 0) - (is < 0), want);
            char one_key[100], other_key[100];
            write_key(one_key, sizeof one_key, &one);
            write_key(other_key, sizeof other_key, &other);
            is = strcmp(one_key, other_key);
            assert_int_equal((is > 0) - (is < 0), want);
            assert_true(timestamp_of_key(span_text(one_key), &other));
            assert_int_equal(timestamp_compare(&one, &other), 0);
        }
    struct timestamp none;
    assert_false(timestamp_of_key(span_text("0"), &none));
    assert_false(timestamp_of_key(span_text(""), &none));
}

static void at_least_milliseconds_are_written(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"2017-01-01T00:00:00Z", "2017-01-01T00:00:00.000Z"},
        {"2017-01-01T00:00:00.1Z", "2017-01-01T00:00:00.100Z"},
        {"2017-01-01T00:00:00.123400Z", "2017-01-01T00:00:00.1234Z"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct dynbuf buffer;
        struct timestamp time = read_time(cases[i][0]);
        dynbuf_init(&buffer, 1000);
        timestamp_write(&buffer, &time);
        assert_string_equal(buffer.data, cases[i][1]);
        dynbuf_release(&buffer);
    }
}

static void seconds_are_those_of_the_library(void **state)
{
    (void)state;
    struct timestamp time = read_time("2016-12-31T23:59:60Z"),
                     after = read_time("2017-01-01T00:00:00.5Z");
    assert_true(timestamp_seconds(&time) == timestamp_seconds(&after));
    for (int i = 0; i < 200000; i++) {
        /* Years 1 to 9999. */
        int64_t want = (int64_t)(random_next() % UINT64_C(315537897600)) - INT64_C(62135596800);
        int64_t micro = i % 2 ? (int64_t)(random_next() % 1000000) : 0;
        struct tm parts;
        time_t seconds = (time_t)want;
        char text[64], printed[TIMESTAMP_MICROS_TEXT_BYTES];
        assert_non_null(gmtime_r(&seconds, &parts));
        snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", parts.tm_year + 1900,
                 parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
                 (int)micro);
        time = read_time(text);
        assert_true(timestamp_seconds(&time) == want);
        timestamp_print_micros(printed, want * 1000000 + micro);
        assert_string_equal(printed, text);
    }
}

static void print_beyond_the_years(void)
{
    char text[TIMESTAMP_MICROS_TEXT_BYTES];
    timestamp_print_micros(text, INT64_C(253402300800000000));
}

static void a_year_10000_is_a_broken_program(void **state)
{
    (void)state;
    char text[TIMESTAMP_MICROS_TEXT_BYTES];
    timestamp_print_micros(text, INT64_C(253402300799999999));
    assert_string_equal(text, "9999-12-31T23:59:59.999999Z");
    timestamp_print_micros(text, INT64_C(-62135596800000000));
    assert_string_equal(text, "0001-01-01T00:00:00.000000Z");
    assert_true(aborts(print_beyond_the_years));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_a_timestamp),
        cmocka_unit_test(there_were_27_leap_seconds),
        cmocka_unit_test(the_order_is_exact),
        cmocka_unit_test(at_least_milliseconds_are_written),
        cmocka_unit_test(seconds_are_those_of_the_library),
        cmocka_unit_test(a_year_10000_is_a_broken_program),
    };
    return RUN_ALL("timestamp", tests);
}
