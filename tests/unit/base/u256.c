/* u256 beside GMP, on edge values one with another and on millions of random ones. */
#include "base/u256.h"

#include <gmp.h>
#include <stdlib.h>

#include "run.h"

/* Limbs at which carries, borrows and Knuth's estimate of a digit go wrong. */
static const uint64_t edge_limbs[] = {
    0,
    1,
    2,
    UINT32_MAX,
    UINT64_C(1) << 32,
    (UINT64_C(1) << 63) - 1,
    UINT64_C(1) << 63,
    (UINT64_C(1) << 63) + 1,
    UINT64_MAX - 1,
    UINT64_MAX,
};
enum { EDGE_LIMBS = sizeof edge_limbs / sizeof edge_limbs[0] };

static struct u256 edge_value(void)
{
    struct u256 value = {{0}};
    unsigned limbs = (unsigned)(random_next() % 5);
    for (unsigned i = 0; i < limbs; i++)
        value.limb[i] = edge_limbs[random_next() % EDGE_LIMBS];
    return value;
}

/* Of exactly so many bits, 0 to 256. */
static struct u256 value_of_bits(unsigned bits)
{
    struct u256 value = {{0}};
    for (unsigned i = 0; i < 4; i++) {
        if (bits <= 64 * i)
            break;
        value.limb[i] = random_next();
        if (bits < 64 * (i + 1))
            value.limb[i] &= (UINT64_C(1) << bits % 64) - 1;
    }
    if (bits > 0)
        value.limb[(bits - 1) / 64] |= UINT64_C(1) << (bits - 1) % 64;
    return value;
}

static struct u256 random_value(void)
{
    return random_next() % 3 == 0 ? edge_value() : value_of_bits((unsigned)(random_next() % 257));
}

static void to_gmp(mpz_t ret, const struct u256 *value)
{
    mpz_import(ret, 4, -1, sizeof(uint64_t), 0, 0, value->limb);
}

/* Whether the result is the wanted number, or was left alone because that has no place in it. */
static bool agrees(bool ok, const struct u256 *result, const mpz_t wanted, bool wanted_exists)
{
    static const struct u256 untouched = {{1, 2, 3, 4}};
    struct u256 told = {{0}};
    if (!wanted_exists || mpz_sgn(wanted) < 0 || mpz_sizeinbase(wanted, 2) > 256)
        return !ok && u256_equal(*result, untouched);
    mpz_export(told.limb, NULL, -1, sizeof(uint64_t), 0, 0, wanted);
    return ok && u256_equal(*result, told);
}

struct numbers {
    mpz_t a, b, c, wanted;
};

static void check_three(struct numbers *n, struct u256 a, struct u256 b, struct u256 c)
{
    struct u256 result = {{1, 2, 3, 4}};
    to_gmp(n->a, &a);
    to_gmp(n->b, &b);
    to_gmp(n->c, &c);
    bool ok = u256_mul_div(a, b, c, &result);
    mpz_mul(n->wanted, n->a, n->b);
    if (!u256_is_zero(c))
        mpz_fdiv_q(n->wanted, n->wanted, n->c);
    if (!agrees(ok, &result, n->wanted, !u256_is_zero(c))) {
        gmp_printf("%Zd * %Zd / %Zd\n", n->a, n->b, n->c);
        fail();
    }
}

static void check_two(struct numbers *n, struct u256 a, struct u256 b)
{
    struct u256 result = {{1, 2, 3, 4}};
    to_gmp(n->a, &a);
    to_gmp(n->b, &b);
    mpz_add(n->wanted, n->a, n->b);
    bool ok = u256_add(a, b, &result);
    assert_true(agrees(ok, &result, n->wanted, true));
    result = (struct u256){{1, 2, 3, 4}};
    mpz_sub(n->wanted, n->a, n->b);
    ok = u256_sub(a, b, &result);
    assert_true(agrees(ok, &result, n->wanted, true));
    int order = mpz_cmp(n->a, n->b), ours = u256_compare(a, b);
    assert_int_equal((ours > 0) - (ours < 0), (order > 0) - (order < 0));
    assert_int_equal(u256_equal(a, b), order == 0);
    assert_true(u256_equal(u256_min(a, b), order <= 0 ? a : b));
    assert_int_equal(u256_is_zero(a), mpz_sgn(n->a) == 0);
}

static void numbers_init(struct numbers *n)
{
    mpz_inits(n->a, n->b, n->c, n->wanted, NULL);
}

static void numbers_release(struct numbers *n)
{
    mpz_clears(n->a, n->b, n->c, n->wanted, NULL);
}

static void arithmetic_on_edges(void **state)
{
    /* Zero, powers of two and their neighbours: every pair, and every triple of a coarser set. */
    struct u256 edges[3 * 256 + 1];
    struct u256 one = u256_from_u64(1);
    size_t count = 0;
    struct numbers n;
    (void)state;
    numbers_init(&n);
    edges[count++] = u256_zero();
    for (unsigned bit = 0; bit < 256; bit++) {
        struct u256 power = {{0}}, near;
        power.limb[bit / 64] = UINT64_C(1) << bit % 64;
        edges[count++] = power;
        if (u256_add(power, one, &near))
            edges[count++] = near;
        if (u256_sub(power, one, &near))
            edges[count++] = near;
    }
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++)
            check_two(&n, edges[i], edges[j]);
    for (size_t i = 0; i < count; i += 13)
        for (size_t j = 0; j < count; j += 11)
            for (size_t k = 0; k < count; k += 7)
                check_three(&n, edges[i], edges[j], edges[k]);
    numbers_release(&n);
}

static void arithmetic_at_random(void **state)
{
    struct numbers n;
    (void)state;
    numbers_init(&n);
    for (int i = 0; i < 1000000; i++) {
        struct u256 a = random_value(), b = random_value(), c = random_value();
        check_three(&n, a, b, c);
        check_two(&n, a, b);
        check_three(&n, edge_value(), edge_value(), edge_value());
    }
    numbers_release(&n);
}

/* As haircut asks: the tainted part of a balance times a debit of it, by the balance. */
static void shares_of_balances(void **state)
{
    struct numbers n;
    (void)state;
    numbers_init(&n);
    for (int i = 0; i < 1000000; i++) {
        struct u256 whole = value_of_bits(1 + (unsigned)(random_next() % 128));
        struct u256 part = value_of_bits((unsigned)(random_next() % 129));
        struct u256 debit = value_of_bits((unsigned)(random_next() % 129));
        check_three(&n, u256_min(part, whole), u256_min(debit, whole), whole);
    }
    numbers_release(&n);
}

/* The quotient that was put in comes out: (q * c + r) / c, with r at its ends. GMP picks a and b,
 * so that the digits of long quotients are all of the edge kind. */
static void quotients_come_back(void **state)
{
    struct numbers n;
    (void)state;
    numbers_init(&n);
    for (int i = 0; i < 300000; i++) {
        struct u256 q = edge_value(), c = edge_value();
        struct u256 product, one = u256_from_u64(1), result = {{0}};
        if (u256_is_zero(c))
            continue;
        to_gmp(n.a, &q);
        to_gmp(n.c, &c);
        mpz_mul(n.wanted, n.a, n.c);
        if (mpz_sizeinbase(n.wanted, 2) > 256)
            continue;
        product = u256_zero();
        mpz_export(product.limb, NULL, -1, sizeof(uint64_t), 0, 0, n.wanted);
        assert_true(u256_mul_div(product, one, c, &result));
        assert_true(u256_equal(result, q));
        struct u256 below, above;
        if (u256_sub(product, one, &below)) {
            assert_true(u256_mul_div(one, below, c, &result));
            assert_true(u256_add(result, one, &above));
            assert_true(u256_equal(above, q)); /* the quotient before: q - 1 */
        }
    }
    numbers_release(&n);
}

static void the_result_may_lie_on_an_operand(void **state)
{
    struct u256 a = {{10}}, b = {{6}}, c = {{4}};
    (void)state;
    assert_true(u256_mul_div(a, b, c, &a));
    assert_int_equal(a.limb[0], 15);
    a = (struct u256){{5, 6, 7}};
    b = (struct u256){{1, 1}};
    c = (struct u256){{0, 1}};
    struct u256 wanted, wide = a;
    assert_true(u256_mul_div(a, b, c, &wanted));
    assert_true(u256_mul_div_at(&wide, &b, &c, &wide));
    assert_true(u256_equal(wide, wanted));
    assert_true(u256_mul_div_at(&a, &b, &c, &c));
    assert_true(u256_equal(c, wanted));
    assert_true(u256_add(b, b, &b));
    assert_true(b.limb[0] == 2 && b.limb[1] == 2);
}

static void decimals_at_random(void **state)
{
    mpz_t wanted;
    (void)state;
    mpz_init(wanted);
    for (int i = 0; i < 300000; i++) {
        struct u256 value = random_value(), back = {{0}};
        char ours[U256_DECIMAL_BYTES], theirs[U256_DECIMAL_BYTES + 2];
        to_gmp(wanted, &value);
        mpz_get_str(theirs, 10, wanted);
        size_t size = u256_to_decimal(value, ours);
        assert_string_equal(ours, theirs);
        assert_int_equal(size, strlen(theirs));
        assert_true(u256_from_decimal(span_of(ours, size), &back));
        assert_true(u256_equal(back, value));
    }
    mpz_clear(wanted);
}

/* Powers of ten and their neighbours, where the count of digits and of parts changes. */
static void decimals_of_every_length(void **state)
{
    char nines[80], power[80], printed[U256_DECIMAL_BYTES];
    struct u256 value = {{0}}, one = u256_from_u64(1), next;
    (void)state;
    memset(nines, '9', sizeof nines);
    memset(power, '0', sizeof power);
    power[0] = '1';
    for (size_t digits = 1; digits <= 77; digits++) {
        assert_true(u256_from_decimal(span_of(nines, digits), &value));
        assert_int_equal(u256_to_decimal(value, printed), digits);
        assert_memory_equal(printed, nines, digits);
        assert_true(u256_add(value, one, &next));
        assert_int_equal(u256_to_decimal(next, printed), digits + 1);
        assert_memory_equal(printed, power, digits + 1);
        assert_true(u256_from_decimal(span_of(power, digits + 1), &value));
        assert_true(u256_equal(value, next));
    }
    assert_false(u256_from_decimal(span_of(nines, 78), &value));
}

#define MAX_TEXT "115792089237316195423570985008687907853269984665640564039457584007913129639935"

static void decimals_at_the_end(void **state)
{
    struct u256 value = {{1, 2, 3, 4}}, max = {{UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX}};
    char text[200], printed[U256_DECIMAL_BYTES];
    (void)state;
    assert_int_equal(u256_to_decimal(max, printed), U256_DECIMAL_BYTES - 1);
    assert_string_equal(printed, MAX_TEXT);
    assert_true(u256_from_decimal(span_text(MAX_TEXT), &value));
    assert_true(u256_equal(value, max));
    for (size_t zeros = 0; zeros < 60; zeros++) { /* leading zeros move every part */
        memset(text, '0', zeros);
        memcpy(text + zeros, MAX_TEXT, sizeof MAX_TEXT);
        value = u256_zero();
        assert_true(u256_from_decimal(span_text(text), &value));
        assert_true(u256_equal(value, max));
        text[zeros + sizeof MAX_TEXT - 2] = '6'; /* ...936 */
        assert_false(u256_from_decimal(span_text(text), &value));
        assert_true(u256_equal(value, max));
    }
    assert_false(u256_from_decimal(span_text(MAX_TEXT "0"), &value));
    assert_true(u256_equal(value, max));
}

static void what_is_no_digit_is_refused(void **state)
{
    static const char *const bad[] = {"", "-1", "+1", " 1", "1 ", "0x1", "1.0", "1,000", "1e3"};
    struct u256 value = {{1, 2, 3, 4}}, untouched = value;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(u256_from_decimal(span_text(bad[i]), &value));
    assert_false(u256_from_decimal(span_of("1\0", 2), &value));
    assert_true(u256_equal(value, untouched));
    /* Every byte at every place of every length: only digits are taken. */
    char text[42];
    memset(text, '1', sizeof text);
    for (size_t size = 1; size <= sizeof text; size++)
        for (size_t place = 0; place < size; place++)
            for (int byte = 0; byte < 256; byte++) {
                text[place] = (char)byte;
                assert_int_equal(u256_from_decimal(span_of(text, size), &value),
                                 byte >= '0' && byte <= '9');
                text[place] = '1';
            }
}

/* The text ends where its memory ends: one byte too far is seen by the address sanitizer. */
static void reads_no_byte_beyond_the_text(void **state)
{
    (void)state;
    for (size_t size = 1; size <= 40; size++) {
        struct u256 value;
        char *text = malloc(size);
        assert_non_null(text);
        memset(text, '7', size);
        assert_true(u256_from_decimal(span_of(text, size), &value));
        free(text);
    }
}

static unsigned slow_width(struct u256 value)
{
    unsigned char bytes[U256_BYTES];
    unsigned width = U256_BYTES;
    u256_store(bytes, value, U256_BYTES);
    while (width > 0 && bytes[width - 1] == 0)
        width--;
    return width;
}

static void bytes_of_every_width(void **state)
{
    (void)state;
    for (unsigned bits = 0; bits <= 256; bits++)
        for (int round = 0; round < 20; round++) {
            struct u256 value = value_of_bits(bits);
            unsigned least = (bits + 7) / 8;
            assert_int_equal(u256_width(value), least);
            assert_int_equal(slow_width(value), least);
            for (unsigned width = least; width <= U256_BYTES; width++) {
                unsigned char *bytes = malloc(width + 1); /* exact, but for a byte to watch */
                assert_non_null(bytes);
                bytes[width] = 0xa5;
                u256_store(bytes, value, width);
                assert_int_equal(bytes[width], 0xa5);
                for (unsigned i = 0; i < width; i++)
                    assert_int_equal(bytes[i], (value.limb[i / 8] >> (8 * (i % 8))) & 0xff);
                unsigned char *exact = malloc(width == 0 ? 1 : width);
                assert_non_null(exact);
                memcpy(exact, bytes, width);
                assert_true(u256_equal(u256_load(exact, width), value));
                free(exact);
                free(bytes);
            }
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arithmetic_on_edges),
        cmocka_unit_test(arithmetic_at_random),
        cmocka_unit_test(shares_of_balances),
        cmocka_unit_test(quotients_come_back),
        cmocka_unit_test(the_result_may_lie_on_an_operand),
        cmocka_unit_test(decimals_at_random),
        cmocka_unit_test(decimals_of_every_length),
        cmocka_unit_test(decimals_at_the_end),
        cmocka_unit_test(what_is_no_digit_is_refused),
        cmocka_unit_test(reads_no_byte_beyond_the_text),
        cmocka_unit_test(bytes_of_every_width),
    };
    return RUN_ALL("base/u256", tests);
}
