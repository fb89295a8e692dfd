/* Which moments can be. */
#include "base/clock.h"

#include <limits.h>

#include "run.h"

static struct error err;

static void moments(void **state)
{
    (void)state;
    assert_int_equal(clock_micros(1, 999), 1000000);
    assert_int_equal(clock_micros(1764331200, 1999), INT64_C(1764331200000001));
    assert_int_equal(clock_micros(-1, 999999999), 0);
    assert_int_equal(clock_micros(INT64_MIN, 0), 0);
    assert_int_equal(clock_micros(INT64_MAX, 999999999), CLOCK_SECONDS_END * 1000000);
    assert_int_equal(clock_micros(CLOCK_SECONDS_END, 0), CLOCK_SECONDS_END * 1000000);
    assert_true(clock_micros(CLOCK_SECONDS_END - 1, 999999999) < CLOCK_SECONDS_END * 1000000);
}

static void what_can_be(void **state)
{
    (void)state;
    assert_true(clock_check(1, &err));
    assert_true(clock_check(CLOCK_SECONDS_END * 1000000 - 1, &err));
    const int64_t never[] = {0, -1, INT64_MIN, INT64_MAX, CLOCK_SECONDS_END * 1000000};
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++) {
        err = (struct error){0};
        assert_false(clock_check(never[i], &err));
        assert_int_equal(err.code, ERROR_IO);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments),
        cmocka_unit_test(what_can_be),
    };
    return RUN_ALL("base/clock", tests);
}
