/* Which segments a coin ledger has: the laws that the writer builds on. */
#include "ledger/coin/cut.h"

#include "run.h"

enum { UNIT = 1024, RANGES_MAX = 64 };

struct range {
    uint64_t start, end;
};

/* All ranges of a cut; each height of one gives that one. */
static size_t ranges_of(uint64_t last, struct range *ret_ranges)
{
    size_t count = 0;
    for (uint64_t at = 0; at <= last; at = ret_ranges[count++].end + 1) {
        assert_true(count < RANGES_MAX);
        struct range range = {coin_cut_start(at, last), coin_cut_end(at, last)};
        uint64_t middle = range.start + (range.end - range.start) / 2;
        assert_int_equal(range.start, at);
        assert_true(range.end >= at && range.end <= last);
        assert_int_equal(coin_cut_start(middle, last), range.start);
        assert_int_equal(coin_cut_end(middle, last), range.end);
        assert_int_equal(coin_cut_start(range.end, last), range.start);
        ret_ranges[count] = range;
    }
    return count;
}

/* Ranges below the tip are powers of two in units, the greatest first; the tip has its length. */
static void check_shape(const struct range *ranges, size_t count, uint64_t last)
{
    struct range tip = ranges[count - 1];
    uint64_t before = UINT64_MAX;
    assert_int_equal(tip.end, last);
    assert_int_equal(tip.start % UNIT, 0);
    assert_true(last + 1 < COIN_TIP_BLOCKS ? tip.start == 0
                                           : last + 1 - tip.start >= COIN_TIP_BLOCKS);
    assert_true(last + 1 - tip.start < COIN_TIP_BLOCKS + UNIT);
    for (size_t i = 0; i + 1 < count; i++) {
        uint64_t units = (ranges[i].end + 1 - ranges[i].start) / UNIT;
        assert_true(units > 0 && (units & (units - 1)) == 0 && units < before);
        assert_int_equal(ranges[i].start % (units * UNIT), 0);
        before = units;
    }
}

static void each_cut_has_its_shape(void **state)
{
    struct range ranges[RANGES_MAX];
    uint64_t random = 2;
    (void)state;
    for (uint64_t last = 0; last < 5000; last++)
        check_shape(ranges, ranges_of(last, ranges), last);
    for (int i = 0; i < 2000; i++) {
        uint64_t last = random_from(&random) >> (24 + random_from(&random) % 30);
        check_shape(ranges, ranges_of(last, ranges), last);
    }
}

/* Below its tip, a range of one cut lies whole in a range of every later one: so it is merged, and
 * never cut. */
static void later_cuts_merge(void **state)
{
    struct range ranges[RANGES_MAX];
    uint64_t random = 4;
    (void)state;
    for (int i = 0; i < 3000; i++) {
        uint64_t last = random_from(&random) % 3000000;
        uint64_t later = last + (random_from(&random) % 4 == 0 ? random_from(&random) % 3
                                                               : random_from(&random) % 100000);
        size_t count = ranges_of(last, ranges);
        for (size_t j = 0; j + 1 < count; j++)
            assert_true(coin_cut_end(ranges[j].start, later) >= ranges[j].end);
        assert_int_equal(coin_cut_start(ranges[count - 1].start, later) <= ranges[count - 1].start,
                         1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_cut_has_its_shape),
                                       cmocka_unit_test(later_cuts_merge)};
    return RUN_ALL("ledger/coin_cut", tests);
}
