/* Lists of lots against a plain array of units, one class a unit. */
#include "trace/lots.h"

#include "run.h"

enum { UNITS_MAX = 4000, TURNS = 3000 };

static struct error err;

/* The naive list: a letter a unit, oldest first. */
static struct {
    char units[UNITS_MAX];
    size_t count;
} naive;

static void check_same(const struct lots *lots)
{
    size_t at = 0;
    for (size_t i = lots->first; i < lots->end; i++) {
        uint64_t units = 0;
        assert_false(amount_is_zero(lots->lots[i].amount));
        if (i > lots->first) /* equal neighbours are merged */
            assert_true(lots->lots[i].class != lots->lots[i - 1].class);
        while (!amount_equal(lots->lots[i].amount, amount_from_u64(units))) {
            assert_true(at < naive.count);
            assert_int_equal(naive.units[at++], (char)lots->lots[i].class);
            units++;
        }
    }
    assert_int_equal(at, naive.count);
}

static void put(struct lots *lots, enum lot_class class, uint64_t amount)
{
    assert_true(lots_put(lots, class, amount_from_u64(amount), &err));
    for (uint64_t i = 0; i < amount; i++)
        naive.units[naive.count++] = (char)class;
}

/* What was drawn, unit by unit, against the units at an end. */
static void check_drawn(const struct lots *drawn, uint64_t amount, bool newest)
{
    size_t taken = 0;
    for (size_t i = drawn->first; i < drawn->end; i++)
        for (uint64_t units = 0; !amount_equal(drawn->lots[i].amount, amount_from_u64(units));
             units++, taken++) {
            assert_true(taken < amount);
            char unit = naive.units[newest ? naive.count - 1 - taken : taken];
            assert_int_equal(unit, (char)drawn->lots[i].class);
        }
    assert_int_equal(taken, amount);
}

static void take(struct lots *lots, uint64_t amount, bool newest)
{
    struct lots drawn = {0};
    struct amount sums[LOT_CLASSES];
    for (int class = 0; class < LOT_CLASSES; class ++)
        sums[class] = lots_sum(lots, (enum lot_class) class);
    assert_true((newest ? lots_take_newest : lots_take_oldest)(lots, amount_from_u64(amount), sums,
                                                               &drawn, &err));
    for (int class = 0; class < LOT_CLASSES; class ++)
        assert_true(amount_equal(sums[class], lots_sum(lots, (enum lot_class) class)));
    check_drawn(&drawn, amount, newest);
    naive.count -= amount;
    if (!newest)
        memmove(naive.units, naive.units + amount, naive.count);
    lots_release(&drawn);
}

static void turn(struct lots *lots, enum lot_class from, enum lot_class to, uint64_t amount)
{
    struct amount turned;
    uint64_t done = 0;
    assert_true(lots_turn(lots, from, to, amount_from_u64(amount), &turned, &err));
    for (size_t i = 0; i < naive.count && done < amount; i++)
        if (naive.units[i] == (char)from) {
            naive.units[i] = (char)to;
            done++;
        }
    assert_true(amount_equal(turned, amount_from_u64(done)));
}

static void random_turns(void **state)
{
    struct lots lots = {0};
    (void)state;
    for (int i = 0; i < TURNS; i++) {
        uint64_t r = random_next(), some = naive.count > 0 ? (r >> 8) % (naive.count + 1) : 0;
        enum lot_class a = (enum lot_class)((r >> 40) % LOT_CLASSES);
        enum lot_class b = (enum lot_class)((r >> 48) % LOT_CLASSES);
        if (r % 8 < 4 && naive.count + 20 < UNITS_MAX)
            put(&lots, a, (r >> 8) % 20);
        else if (r % 8 < 6)
            take(&lots, some > 60 ? 60 : some, r % 2 != 0);
        else if (a != b)
            turn(&lots, a, b, some);
        check_same(&lots);
    }
    uint64_t coloured = 0;
    for (size_t i = 0; i < naive.count; i++)
        coloured += naive.units[i] == LOT_COLOURED;
    assert_true(amount_equal(lots_sum(&lots, LOT_COLOURED), amount_from_u64(coloured)));
    lots_release(&lots);
    lots_release(&lots);
}

static void amounts_of_256_bits(void **state)
{
    struct lots lots = {0}, drawn = {0};
    struct amount most;
    (void)state;
    assert_true(amount_from_decimal(
        span_text("1157920892373161954235709850086879078532699846656405640394575840079131296399"
                  "35"),
        &most));
    assert_true(lots_put(&lots, LOT_CLEAN, amount_zero(), &err)); /* nothing */
    assert_int_equal(lots.end - lots.first, 0);
    assert_true(lots_put(&lots, LOT_COLOURED, most, &err));
    struct amount sums[LOT_CLASSES] = {[LOT_COLOURED] = most};
    assert_true(lots_take_newest(&lots, most, sums, &drawn, &err));
    assert_true(amount_equal(lots_sum(&drawn, LOT_COLOURED), most));
    assert_true(amount_is_zero(lots_sum(&lots, LOT_COLOURED)));
    lots_release(&lots);
    lots_release(&drawn);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_turns),
        cmocka_unit_test(amounts_of_256_bits),
    };
    return RUN_ALL("trace/lots", tests);
}
