#include "base/checked.h"

#include "run.h"

static const uint64_t edges[] = {
    0,
    1,
    2,
    3,
    UINT32_MAX - 1,
    UINT32_MAX,
    UINT64_C(1) << 32,
    (UINT64_C(1) << 32) + 1,
    INT64_MAX,
    UINT64_C(1) << 63,
    UINT64_MAX - 1,
    UINT64_MAX,
};
enum { EDGES = sizeof edges / sizeof edges[0] };

/* Every pair, against 128 bits. */
static void edges_of_64_bits(void **state)
{
    __extension__ typedef unsigned __int128 wide;
    unsigned overflows = 0;
    (void)state;
    for (int i = 0; i < EDGES; i++)
        for (int j = 0; j < EDGES; j++) {
            uint64_t result = 7;
            wide sum = (wide)edges[i] + edges[j];
            bool fits = sum <= UINT64_MAX;
            assert_int_equal(checked_add_u64(edges[i], edges[j], &result), fits);
            assert_true(result == (fits ? (uint64_t)sum : 7));
            wide product = (wide)edges[i] * edges[j];
            result = 7;
            fits = product <= UINT64_MAX;
            overflows += !fits;
            assert_int_equal(checked_mul_u64(edges[i], edges[j], &result), fits);
            assert_true(result == (fits ? (uint64_t)product : 7));
        }
    assert_true(overflows > 20);
}

static void edges_of_sizes(void **state)
{
    size_t result = 7;
    (void)state;
    assert_false(checked_add_size(SIZE_MAX, 1, &result));
    assert_false(checked_mul_size(SIZE_MAX / 2 + 1, 2, &result));
    assert_int_equal(result, 7);
    assert_true(checked_add_size(SIZE_MAX - 1, 1, &result));
    assert_true(result == SIZE_MAX);
    assert_true(checked_mul_size(SIZE_MAX / 2, 2, &result));
    assert_true(result == SIZE_MAX - 1);
    assert_true(checked_mul_size(0, SIZE_MAX, &result));
    assert_int_equal(result, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edges_of_64_bits),
        cmocka_unit_test(edges_of_sizes),
    };
    return RUN_ALL("base/checked", tests);
}
