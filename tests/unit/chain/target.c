#include "chain/target.h"

#include "run.h"

/* The cases of Bitcoin Core (arith_uint256_tests, bignum_SetCompact), by their meaning. */
static void compact_forms(void **state)
{
    static const struct {
        uint32_t bits;
        const char *target; /* decimal; NULL: refused */
        uint32_t again;
    } known[] = {
        {0, NULL, 0},
        {0x00123456, NULL, 0},
        {0x01003456, NULL, 0},
        {0x02000056, NULL, 0},
        {0x03000000, NULL, 0},
        {0x04000000, NULL, 0},
        {0x00923456, NULL, 0},
        {0x01803456, NULL, 0},
        {0x02800056, NULL, 0},
        {0x03800000, NULL, 0},
        {0x01123456, "18", 0x01120000},
        {0x01fedcba, NULL, 0}, /* negative */
        {0x02123456, "4660", 0x02123400},
        {0x03123456, "1193046", 0x03123456},
        {0x04123456, "305419776", 0x04123456},
        {0x04923456, NULL, 0},
        {0x05009234, "2452881408", 0x05009234},
        {0x20123456, "8234100872053094964343885742466156107944985754811990998090428875106854895616",
         0x20123456},
        {0xff123456, NULL, 0}, /* over 256 bits */
        {0x1d00ffff, "26959535291011309493156476344723991336010898738574164086137773096960",
         0x1d00ffff},
    };
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        struct u256 target = u256_from_u64(7);
        char text[U256_DECIMAL_BYTES];
        assert_int_equal(target_from_bits(known[i].bits, &target), known[i].target != NULL);
        if (known[i].target == NULL) {
            assert_true(u256_equal(target, u256_from_u64(7)));
            continue;
        }
        u256_to_decimal(target, text);
        assert_string_equal(text, known[i].target);
        assert_int_equal(target_to_bits(target), known[i].again);
    }
}

/* The largest: a mantissa of one or two bytes may stand higher. */
static void forms_at_the_top(void **state)
{
    struct u256 target;
    (void)state;
    assert_true(target_from_bits(0x2100ffff, &target)); /* ffff at bytes 30 and 31 */
    assert_int_equal(target.limb[3], UINT64_C(0xffff000000000000));
    assert_true(target_from_bits(0x220000ff, &target));
    assert_int_equal(target.limb[3], UINT64_C(0xff00000000000000));
    assert_false(target_from_bits(0x21010000, &target));
    assert_false(target_from_bits(0x22000100, &target));
    assert_false(target_from_bits(0x23000001, &target));
}

static void rounds_down_and_keeps_the_sign_free(void **state)
{
    (void)state;
    assert_int_equal(target_to_bits(u256_from_u64(0x12)), 0x01120000);
    assert_int_equal(target_to_bits(u256_from_u64(0x80)), 0x02008000);
    assert_int_equal(target_to_bits(u256_from_u64(0x12345678)), 0x04123456);
    assert_int_equal(target_to_bits(u256_from_u64(0x92345678)), 0x05009234);
    assert_int_equal(target_to_bits(u256_zero()), 0);
}

/* Through the compact form and back: never larger, and less than one part in 2^15 smaller. */
static void random_targets(void **state)
{
    (void)state;
    for (int round = 0; round < 20000; round++) {
        struct u256 target = {{random_next(), random_next(), random_next(), random_next()}}, again;
        unsigned char bytes[U256_BYTES];
        unsigned width = 1 + (unsigned)(random_next() % U256_BYTES);
        for (unsigned i = 0; i < U256_BYTES; i++)
            bytes[i] = i < width ? (unsigned char)random_next() : 0;
        target = u256_load(bytes, U256_BYTES);
        if (u256_is_zero(target))
            continue;
        assert_true(target_from_bits(target_to_bits(target), &again));
        assert_true(u256_compare(again, target) <= 0);
        assert_int_equal(target_to_bits(again), target_to_bits(target));
    }
}

static void work_of_a_target(void **state)
{
    struct u256 target, all = {{UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX}};
    char text[U256_DECIMAL_BYTES];
    (void)state;
    assert_true(target_from_bits(0x1d00ffff, &target));
    u256_to_decimal(target_work(target), text);
    assert_string_equal(text, "4295032833"); /* 0x100010001, as every node counts a first block */
    assert_true(target_from_bits(0x207fffff, &target));
    u256_to_decimal(target_work(target), text);
    assert_string_equal(text, "2");
    assert_true(u256_equal(target_work(all), u256_from_u64(1)));
    u256_to_decimal(target_work(u256_from_u64(1)), text);
    assert_string_equal(
        text, "57896044618658097711785492504343953926634992332820282019728792003956564819968");
}

static void a_hash_meets_its_target(void **state)
{
    unsigned char hash[32] = {0};
    struct u256 target;
    (void)state;
    assert_true(target_from_bits(0x03123456, &target));
    hash[0] = 0x56;
    hash[1] = 0x34;
    hash[2] = 0x12;
    assert_true(target_met(target, hash));
    hash[0] = 0x57;
    assert_false(target_met(target, hash));
    hash[0] = 0;
    hash[31] = 1;
    assert_false(target_met(target, hash));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compact_forms),    cmocka_unit_test(forms_at_the_top),
        cmocka_unit_test(random_targets),   cmocka_unit_test(rounds_down_and_keeps_the_sign_free),
        cmocka_unit_test(work_of_a_target), cmocka_unit_test(a_hash_meets_its_target),
    };
    return RUN_ALL("chain/target", tests);
}
