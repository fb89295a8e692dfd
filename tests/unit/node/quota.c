/* How often each of many may do something. */
#include "node/quota.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "run.h"

enum { TIMES = 50, SECONDS = 10, THREADS = 4 };

static struct quota *quota;

static int begin(void **state)
{
    (void)state;
    quota = malloc(sizeof *quota);
    assert_non_null(quota);
    quota_init(quota, TIMES, SECONDS);
    return 0;
}

static int end(void **state)
{
    (void)state;
    quota_release(quota);
    free(quota);
    return 0;
}

/* How many of `asked` are taken at a moment. */
static unsigned take(const char *address, unsigned asked, uint64_t now)
{
    struct quota_who who = quota_address(quota, address);
    unsigned taken = 0;
    for (unsigned i = 0; i < asked; i++)
        taken += quota_take(quota, &who, now);
    return taken;
}

static void at_once_and_then(void **state)
{
    const uint64_t step = SECONDS * 1000000 / TIMES, now = 77;
    (void)state;
    assert_int_equal(take("192.0.2.1", 2 * TIMES, now), TIMES);
    assert_int_equal(take("192.0.2.2", 3, now), 3);
    assert_int_equal(take("192.0.2.1", 9, now + step - 1), 0);
    assert_int_equal(take("192.0.2.1", 9, now + step), 1);
    assert_int_equal(take("192.0.2.1", 9, now + 4 * step), 3);
    assert_int_equal(take("192.0.2.1", 2 * TIMES, now + 1000 * step), TIMES); /* never more */
    /* a clock that stands still or goes back takes nothing away for ever */
    assert_int_equal(take("192.0.2.1", 9, now), 0);
    assert_int_equal(take("192.0.2.1", 9, now + 1001 * step), 1);
}

/* Against buckets that are filled by hand, at random moments. */
static void as_a_bucket(void **state)
{
    const uint64_t step = SECONDS * 1000000 / TIMES;
    uint64_t random = 5, now = 0, owed = 0; /* in microseconds of debt */
    unsigned taken = 0;
    (void)state;
    for (unsigned i = 0; i < 20000; i++) {
        uint64_t passed = random_from(&random) % (2 * step);
        now += passed;
        owed = owed > passed ? owed - passed : 0;
        bool wanted = owed + step <= TIMES * step;
        owed += wanted ? step : 0;
        assert_int_equal(take("2001:db8::1", 1, now), wanted);
        taken += wanted;
        if (random_from(&random) % 3 == 0) /* another in between */
            take("2001:db8:1::1", 1, now);
    }
    assert_true(taken > 10000);
}

static void who_is_who(void **state)
{
    static const char *const others[] = {"2001:db8:0:2::1", "192.0.2.1", "::192.0.2.1", "", "x"};
    struct quota_who who = quota_address(quota, "2001:db8:0:1::1");
    struct quota_who same = quota_address(quota, "2001:db8:0:1:ffff::2");
    (void)state;
    assert_memory_equal(&who, &same, sizeof who);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        struct quota_who other = quota_address(quota, others[i]);
        struct quota_who name = quota_name(quota, span_text(others[i]));
        assert_memory_not_equal(&who, &other, sizeof who);
        assert_memory_not_equal(&name, &other, sizeof who);
    }
}

static void *take_all(void *word)
{
    atomic_uint *taken = word;
    struct quota_who who = quota_name(quota, span_text("olga"));
    for (unsigned i = 0; i < 2 * TIMES; i++)
        *taken += quota_take(quota, &who, 1);
    return NULL;
}

static void at_the_same_time(void **state)
{
    pthread_t threads[THREADS];
    atomic_uint taken = 0;
    (void)state;
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, take_all, &taken), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(taken, TIMES);
}

/* Any number who come once do not wash out one who has used all. */
static void many_others(void **state)
{
    struct quota_who all = quota_name(quota, span_text("olga"));
    (void)state;
    while (quota_take(quota, &all, 1))
        continue;
    for (unsigned i = 0; i < 16 * QUOTA_PLACES; i++) {
        char name[16];
        snprintf(name, sizeof name, "n%u", i);
        struct quota_who who = quota_name(quota, span_text(name));
        quota_use(quota, &who, 1);
    }
    assert_false(quota_left(quota, &all, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(at_once_and_then, begin, end),
        cmocka_unit_test_setup_teardown(as_a_bucket, begin, end),
        cmocka_unit_test_setup_teardown(who_is_who, begin, end),
        cmocka_unit_test_setup_teardown(at_the_same_time, begin, end),
        cmocka_unit_test_setup_teardown(many_others, begin, end),
    };
    return RUN_ALL("node quota", tests);
}
