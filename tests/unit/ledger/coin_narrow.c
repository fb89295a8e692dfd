/* Widths of narrow columns against brute force over all of them. */
#include "ledger/coin/narrow.h"

#include "ledger/coin/format.h"
#include "run.h"

enum { ROOM = 60 };

/* What a width costs: its bytes, and 5 + 8 for each value that does not fit. */
static uint64_t cost(const uint64_t *values, size_t count, unsigned width, uint64_t *ret_wide)
{
    *ret_wide = 0;
    for (size_t i = 0; i < count; i++)
        *ret_wide += values[i] >= coin_narrow_escape(width);
    return count * width + 13 * *ret_wide;
}

static void check(const uint64_t *values, size_t count)
{
    struct narrow_survey survey = {0};
    unsigned best = 0;
    uint64_t least = UINT64_MAX, wanted = 0, wide, found;
    for (unsigned width = 1; width <= 7; width++)
        if (cost(values, count, width, &wide) < least) {
            least = cost(values, count, width, &wide);
            best = width;
            wanted = wide;
        }
    for (size_t i = 0; i < count; i++)
        narrow_see(&survey, values[i]);
    assert_int_equal(narrow_width(&survey, &found), best);
    assert_int_equal(found, wanted);
}

/* The highest number of a width is taken; the one below fits; and the highest of all. */
static void at_the_edges(void **state)
{
    (void)state;
    for (unsigned width = 1; width <= 8; width++)
        for (int64_t off = -2; off <= 1; off++)
            for (size_t zeros = 0; zeros < 20; zeros++) {
                uint64_t values[ROOM] = {coin_narrow_escape(width) + (uint64_t)off};
                check(values, 1 + zeros);
            }
    check(NULL, 0);
}

static void random_values(void **state)
{
    uint64_t random = 1, values[ROOM];
    (void)state;
    for (int round = 0; round < 20000; round++) {
        size_t count = 1 + random_from(&random) % ROOM;
        for (size_t i = 0; i < count; i++)
            values[i] = random_from(&random) >> random_from(&random) % 64;
        check(values, count);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(at_the_edges),
                                       cmocka_unit_test(random_values)};
    return RUN_ALL("ledger/coin_narrow", tests);
}
