/* When somebody has failed too often. */
#include "node/guard.h"

#include <stdlib.h>

#include "run.h"

enum { SECOND = 1000000, MOST = SIGN_IN_FAILURES_MAX };

static struct guard *guard;

static int begin(void **state)
{
    (void)state;
    guard = malloc(sizeof *guard);
    assert_non_null(guard);
    guard_init(guard);
    return 0;
}

static int end(void **state)
{
    (void)state;
    guard_release(guard);
    free(guard);
    return 0;
}

static void fail_often(const char *address, const char *name, unsigned times, uint64_t now)
{
    for (unsigned i = 0; i < times; i++)
        guard_failed(guard, address, span_text(name), now);
}

static bool late(const char *address, const char *name, uint64_t now)
{
    return guard_late(guard, address, span_text(name), now);
}

static void counts(void **state)
{
    const uint64_t now = 1000 * (uint64_t)SECOND;
    (void)state;
    assert_false(late("192.0.2.1", "olga", now));
    fail_often("192.0.2.1", "", MOST - 1, now);
    assert_false(late("192.0.2.1", "", now));
    fail_often("192.0.2.1", "", 1, now);
    assert_true(late("192.0.2.1", "", now));
    assert_true(late("192.0.2.1", "olga", now)); /* the address alone is enough */
    assert_false(late("192.0.2.2", "olga", now));
    fail_often("127.0.0.1", "olga", MOST, now);
    assert_true(late("192.0.2.2", "olga", now)); /* as is the name */
    assert_false(late("192.0.2.2", "akira", now));
    assert_false(late("192.0.2.2", "", now));
}

static void time_heals(void **state)
{
    const uint64_t now = 5;
    uint64_t step = 60 * (uint64_t)SECOND / MOST;
    (void)state;
    fail_often("192.0.2.1", "", 3 * MOST, now); /* more than can be owed */
    assert_true(late("192.0.2.1", "", now + step - 1));
    assert_false(late("192.0.2.1", "", now + step));
    fail_often("192.0.2.1", "", 1, now + step);
    assert_true(late("192.0.2.1", "", now + step));
    fail_often("192.0.2.1", "", MOST - 1, now + 120 * (uint64_t)SECOND); /* all forgotten */
    assert_false(late("192.0.2.1", "", now + 120 * (uint64_t)SECOND));
}

static void loopback(void **state)
{
    static const char *const uncounted[] = {"127.0.0.1", "127.9.9.9", "::1"};
    (void)state;
    for (size_t i = 0; i < sizeof uncounted / sizeof uncounted[0]; i++) {
        fail_often(uncounted[i], "", 2 * MOST, 1);
        assert_false(late(uncounted[i], "", 1));
        fail_often(uncounted[i], uncounted[i], 2 * MOST, 1); /* the name is */
        assert_true(late(uncounted[i], uncounted[i], 1));
        assert_true(late("192.0.2.1", uncounted[i], 1));
    }
    fail_often("::2", "", MOST, 1);
    assert_true(late("::2", "", 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(counts, begin, end),
        cmocka_unit_test_setup_teardown(time_heals, begin, end),
        cmocka_unit_test_setup_teardown(loopback, begin, end),
    };
    return RUN_ALL("node guard", tests);
}
