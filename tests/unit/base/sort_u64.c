/* Against qsort, on numbers whose upper bytes are all alike, all different, and in order already;
 * and by a part of the bits. */
#include "base/sort_u64.h"

#include <stdlib.h>

#include "run.h"

enum { ROOM = 3000 };

static int compare(const void *a, const void *b)
{
    uint64_t first = *(const uint64_t *)a, second = *(const uint64_t *)b;
    return (first > second) - (first < second);
}

static void the_same_as_qsort(void **state)
{
    static uint64_t numbers[ROOM], wanted[ROOM], spare[ROOM];
    uint64_t random = 3;
    (void)state;
    for (int round = 0; round < 600; round++) {
        size_t count = round < 20 ? (size_t)round : random_from(&random) % ROOM;
        uint64_t mask = UINT64_MAX >> random_from(&random) % 64;
        mask &= ~(UINT64_C(255) << 8 * (random_from(&random) % 8)); /* a digit that is not used */
        uint64_t high = random_from(&random) & ~mask;
        for (size_t i = 0; i < count; i++)
            numbers[i] = high | (random_from(&random) & mask);
        if (round % 7 == 0)
            qsort(numbers, count, sizeof *numbers, compare);
        memcpy(wanted, numbers, sizeof wanted);
        qsort(wanted, count, sizeof *wanted, compare);
        uint64_t behind = count < ROOM ? numbers[count] : 0;
        sort_u64(numbers, spare, count, 0);
        assert_memory_equal(numbers, wanted, count * sizeof *numbers);
        assert_true(count == ROOM || numbers[count] == behind);
    }
}

/* Numbers below stand in order, as if they were places: then what is equal above keeps its order,
 * and all of it is as if every bit had counted. */
static void keeps_the_order_of_equals(void **state)
{
    static uint64_t numbers[ROOM], wanted[ROOM], spare[ROOM];
    uint64_t random = 5;
    (void)state;
    for (int round = 0; round < 200; round++) {
        int low = 12 + (int)(random_from(&random) % 52);
        for (size_t i = 0; i < ROOM; i++)
            numbers[i] = random_from(&random) % 100 << low | i;
        memcpy(wanted, numbers, sizeof wanted);
        qsort(wanted, ROOM, sizeof *wanted, compare);
        sort_u64(numbers, spare, ROOM, low);
        assert_memory_equal(numbers, wanted, sizeof wanted);
        numbers[0] = 1, numbers[1] = 0; /* not in order below: it stays so */
        sort_u64(numbers, spare, 2, low);
        assert_int_equal(numbers[0], 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_same_as_qsort),
                                       cmocka_unit_test(keeps_the_order_of_equals)};
    return RUN_ALL("base/sort_u64", tests);
}
