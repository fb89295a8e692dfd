/* A tournament of parts against looking at all of them, for each number of parts from one to the
 * most there are. */
#include "ledger/coin/merge_least.h"

#include "run.h"

enum { ROWS = 40 };

/* The part with the least key that is left, the earlier one of equals; `count` at the end. */
static size_t least_of(uint64_t keys[][ROWS], const size_t *at, size_t count)
{
    size_t best = count;
    for (size_t part = 0; part < count; part++)
        if (at[part] < ROWS && (best == count || keys[part][at[part]] < keys[best][at[best]]))
            best = part;
    return best;
}

static uint64_t number_of(uint64_t keys[][ROWS], const size_t *at, size_t part)
{
    return at[part] == ROWS ? LEAST_ENDED : keys[part][at[part]] << LEAST_PART_BITS | part;
}

static void as_looking_at_all(void **state)
{
    static uint64_t keys[STACK_MAX][ROWS];
    uint64_t random = 9, numbers[STACK_MAX];
    (void)state;
    for (size_t count = 1; count <= STACK_MAX; count++) {
        size_t at[STACK_MAX] = {0}, part;
        struct least least;
        for (size_t i = 0; i < count; i++)
            for (size_t row = 0; row < ROWS; row++) /* many equal ones */
                keys[i][row] = (row == 0 ? 0 : keys[i][row - 1]) + random_from(&random) % 3;
        for (size_t i = 0; i < count; i++) {
            at[i] = i % 7 == 3 ? ROWS : 0; /* some parts have nothing */
            numbers[i] = number_of(keys, at, i);
        }
        least_start(&least, numbers, count);
        while ((part = least_of(keys, at, count)) < count) {
            assert_false(least_ended(&least));
            assert_int_equal(least_part(&least), part);
            assert_int_equal(least_key(&least), keys[part][at[part]]);
            at[part]++;
            least_next(&least, number_of(keys, at, part));
        }
        assert_true(least_ended(&least));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(as_looking_at_all)};
    return RUN_ALL("ledger/coin_least", tests);
}
