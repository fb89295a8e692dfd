/* The set of spent outputs: each number is new once, whatever the system does. */
#include "ledger/coin/spent_set.h"

#include "alloc_faults.h"
#include "run.h"

enum { NUMBERS = 200000 };

static bool add(struct spent_set *set, uint64_t output)
{
    bool is_new = false;
    assert_true(spent_set_add(set, output, &is_new));
    return is_new;
}

/* Numbers in a row, far apart, and the first and the last that there may be. */
static void each_is_new_once(void **state)
{
    (void)state;
    struct spent_set set;
    spent_set_init(&set, random_next());
    for (uint64_t i = 0; i < NUMBERS; i++) {
        uint64_t number = i % 2 == 0 ? i : i << 20;
        assert_true(add(&set, number));
        assert_false(add(&set, number));
        assert_int_equal(set.count, i + 1);
    }
    assert_true(add(&set, (UINT64_C(1) << 40) - 2));
    for (uint64_t i = 0; i < NUMBERS; i++)
        assert_false(add(&set, i % 2 == 0 ? i : i << 20));
    assert_int_equal(set.count, NUMBERS + 1);
    assert_true(set.capacity <= 2 * set.count); /* the 16 bytes of the header */
    spent_set_release(&set);
    spent_set_release(&set);
}

static void a_failing_system_changes_nothing(void **state)
{
    (void)state;
    struct spent_set set;
    bool is_new = false;
    unsigned failures = 0;
    spent_set_init(&set, 1);
    for (uint64_t i = 0; i < 2000; i++) {
        alloc_fail_at(1);
        bool ok = spent_set_add(&set, i, &is_new);
        alloc_fail_at(0);
        failures += !ok;
        assert_int_equal(set.count, ok ? i + 1 : i);
        assert_true(ok || add(&set, i));
    }
    assert_in_range(failures, 5, 15); /* once each time it grows */
    for (uint64_t i = 0; i < 2000; i++)
        assert_false(add(&set, i));
    spent_set_release(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_new_once),
        cmocka_unit_test(a_failing_system_changes_nothing),
    };
    return RUN_ALL("ledger/coin_spent_set", tests);
}
