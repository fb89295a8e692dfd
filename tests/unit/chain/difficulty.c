#include "chain/difficulty.h"

#include "run.h"

static struct error err;

/* A branch that is given by its last points, and is quiet before them: one block in `spacing`
 * seconds, all of one target. */
struct made {
    uint32_t parent;
    struct header_point last; /* of the parent */
    uint32_t special;         /* a height of its own */
    struct header_point at_special;
    uint32_t spacing;
};

static struct header_point at(void *context, uint32_t height)
{
    const struct made *made = context;
    assert_true(height <= made->parent);
    if (height == made->special)
        return made->at_special;
    struct header_point point = made->last;
    point.time -= (made->parent - height) * made->spacing;
    return point;
}

static uint32_t next(const char *chain, struct made *made, uint32_t time)
{
    const struct header_branch branch = {at, made, made->parent};
    return difficulty_next(coin_chain_find(span_text(chain)), &branch, time);
}

/* Real retargets of Bitcoin (pow_tests of Bitcoin Core) and of Dogecoin (its own pow_tests). */
static void published_retargets(void **state)
{
    static const struct {
        const char *chain;
        uint32_t first, first_time, parent, time, bits, expected;
    } known[] = {
        {"bitcoin", 30240, 1261130161, 32255, 1262152739, 0x1d00ffff, 0x1d00d86a},
        {"bitcoin", 0, 1231006505, 2015, 1233061996, 0x1d00ffff, 0x1d00ffff},
        {"bitcoin", 66528, 1279008237, 68543, 1279297671, 0x1c05a3f4, 0x1c0168fd},
        {"bitcoin", 44352, 1263163443, 46367, 1269211443, 0x1c387f6f, 0x1d00e1fd},
        {"dogecoin", 239, 1386475638, 479, 1386475840, 0x1e0fffff,
         0x1e00ffff}, /* blocks 480, 720 */
        {"dogecoin", 479, 1386475840, 719, 1386476362, 0x1e00ffff, 0x1d0ffff0},
        {"dogecoin", 9359, 1386942008, 9599, 1386954113, 0x1c1a1206, 0x1c15ea59},
        {"dogecoin", 144999, 1395094427, 145000, 1395094679, 0x1b499dfd, 0x1b671062},
        {"dogecoin", 145106, 1395100835, 145107, 1395101360, 0x1b3439cd, 0x1b4e56b3},
        {"dogecoin", 149422, 1395380517, 149423, 1395380447, 0x1b446f21, 0x1b335358},
        {"dogecoin", 145000, 1395094679, 145001, 1395094727, 0x1b671062, 0x1b6558a4},
    };
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        struct made made = {.parent = known[i].parent,
                            .last = {known[i].time, known[i].bits},
                            .special = known[i].first,
                            .at_special = {known[i].first_time, known[i].bits}};
        assert_int_equal(next(known[i].chain, &made, known[i].time + 60), known[i].expected);
    }
}

static void inside_a_period_nothing_changes(void **state)
{
    static const char *const chains[] = {"bitcoin", "signet", "litecoin", "regtest",
                                         "bitcoin-cash"};
    (void)state;
    for (size_t i = 0; i < 5; i++) {
        struct made made = {
            .parent = 4000, .last = {1500000000, 0x1c05a3f4}, .special = UINT32_MAX};
        assert_int_equal(next(chains[i], &made, UINT32_MAX), 0x1c05a3f4);
        made.parent = 4031;
        made.spacing = 1; /* far too fast: the next is harder, except on regtest */
        uint32_t expected = i == 3 ? 0x1c05a3f4 : 0x1c0168fd;
        assert_int_equal(next(chains[i], &made, UINT32_MAX), expected);
    }
}

/* Litecoin counts the whole period, Bitcoin a block less; the first one has no block before it. */
static void litecoin_counts_all_blocks(void **state)
{
    struct made made = {.parent = 4031,
                        .last = {1500000000, 0x1c05a3f4},
                        .special = 2015,
                        .at_special = {1500000000 - 302400 * 2, 0x1c05a3f4}};
    (void)state;
    assert_int_equal(next("litecoin", &made, 0), 0x1c0b47e8);
    made.parent = 2015;
    made.special = 0;
    assert_int_equal(next("litecoin", &made, 0), 0x1c0b47e8);
    /* Near the limit one bit is lost on the way: an odd target's half is rounded down. */
    made.last.bits = 0x1e0fffff;
    made.at_special.time = made.last.time - 302400;
    assert_int_equal(next("litecoin", &made, 0), 0x1e0fffff);
    made.last.bits = 0x1e080001;
    made.at_special.time = made.last.time - 151200;
    assert_int_equal(next("litecoin", &made, 0), 0x1e040000);
}

static void testnets_take_late_blocks(void **state)
{
    struct made made = {.parent = 4100,
                        .last = {1500000000, 0x1c05a3f4},
                        .special = 4100,
                        .at_special = {1500000000, 0x1d00ffff}};
    (void)state;
    for (int i = 0; i < 2; i++) {
        const char *chain = i == 0 ? "testnet3" : "testnet4";
        assert_int_equal(next(chain, &made, 1500001201), 0x1d00ffff);
        assert_int_equal(next(chain, &made, 1500001200), 0x1c05a3f4); /* of the block before */
    }
    /* Back to the period's first block, and no further, which has the easiest itself. */
    made.last.bits = 0x1d00ffff;
    made.special = 4031;
    made.at_special.bits = 0x1c05a3f4;
    assert_int_equal(next("testnet3", &made, 1500000001), 0x1d00ffff);
}

/* Where the last block of a period was late, testnet3 goes on from it; BIP-94 from the first. */
static void bip_94_starts_from_the_first(void **state)
{
    struct made made = {.parent = 4031,
                        .last = {1500000000, 0x1d00ffff},
                        .special = 2016,
                        .at_special = {1500000000 - 1209600, 0x1c05a3f4}};
    const struct coin_chain *testnet4 = coin_chain_find(span_text("testnet4"));
    const struct header_branch branch = {at, &made, made.parent};
    (void)state;
    assert_int_equal(next("testnet3", &made, 1500000001), 0x1d00ffff);
    assert_int_equal(next("testnet4", &made, 1500000001), 0x1c05a3f4);
    assert_true(difficulty_check(testnet4, &branch, (struct header_point){1499999400, 0x1c05a3f4},
                                 "x", &err));
    assert_false(difficulty_check(testnet4, &branch, (struct header_point){1499999399, 0x1c05a3f4},
                                  "x", &err));
    assert_error(err, ERROR_VALUE,
                 "x: time 1499999399 at height 4032; expected at most 600 s before its parent's, "
                 "1500000000 (BIP-94)");
    assert_false(difficulty_check(testnet4, &branch, (struct header_point){1500000000, 0x1d00ffff},
                                  "x", &err));
    assert_error(err, ERROR_VALUE,
                 "x: nBits 0x1d00ffff at height 4032; expected 0x1c05a3f4 by the rule of testnet4");
}

static void emergency_rule_of_cash(void **state)
{
    struct made made = {.parent = 478600, .last = {1501600000, 0x18014735}, .special = UINT32_MAX};
    (void)state;
    made.spacing = 7199;
    assert_int_equal(next("bitcoin-cash", &made, 0), 0x18014735);
    made.spacing = 7200; /* six blocks in twelve hours: a quarter more */
    assert_int_equal(next("bitcoin-cash", &made, 0), 0x18019902);
    assert_int_equal(next("bitcoin", &made, 0), 0x18014735);
    made.last.bits = 0x1d00ffff;
    assert_int_equal(next("bitcoin-cash", &made, 0), 0x1d00ffff);
}

/* A quiet day keeps its target; twice as fast a day halves it, and no more than that. */
static void day_rule_of_cash(void **state)
{
    struct made made = {.parent = 510000, .last = {1514764800, 0x18040000}, .special = UINT32_MAX};
    (void)state;
    made.spacing = 600;
    assert_int_equal(next("bitcoin-cash", &made, 0), 0x18040000);
    made.spacing = 300;
    assert_int_equal(next("bitcoin-cash", &made, 0), 0x18020000);
    made.spacing = 10;
    assert_int_equal(next("bitcoin-cash", &made, 0), 0x18020000);
    made.spacing = 6000;
    assert_int_equal(next("bitcoin-cash", &made, 0), 0x18080000);
}

/* ASERT: on time, the anchor's target; two days late, twice that; two days early, half. */
static void schedule_of_cash(void **state)
{
    static const int64_t anchor_parent_time = 1605447844;
    static const struct {
        int64_t late;
        uint32_t bits;
    } known[] = {
        {0, 0x1804dafe},
        {172800, 0x1809b5fc},
        {-172800, 0x18026d7f},
        {2 * 172800, 0x18136bf8},
        {-10 * 172800, 0x170136bf},
        {40 * 172800, 0x1d00ffff},
        {-300 * 172800LL, 0x01010000},
    };
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        uint32_t parent = 661647 + 200000;
        struct made made = {.parent = parent, .special = UINT32_MAX};
        made.last.time = (uint32_t)(anchor_parent_time + (200000 + 1) * 600LL + known[i].late);
        assert_int_equal(next("bitcoin-cash", &made, 0), known[i].bits);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_retargets),
        cmocka_unit_test(inside_a_period_nothing_changes),
        cmocka_unit_test(litecoin_counts_all_blocks),
        cmocka_unit_test(testnets_take_late_blocks),
        cmocka_unit_test(bip_94_starts_from_the_first),
        cmocka_unit_test(emergency_rule_of_cash),
        cmocka_unit_test(day_rule_of_cash),
        cmocka_unit_test(schedule_of_cash),
    };
    return RUN_ALL("chain/difficulty", tests);
}
