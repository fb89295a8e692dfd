/* u256 on arbitrary numbers and texts, beside the school's arithmetic in bytes. */
#include <stddef.h>
#include <stdint.h>

#include "base/u256.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Digits of eight bits, the least first: room for a product and for 2^256 times a number. */
enum { DIGITS = 2 * U256_BYTES + 1 };

struct slow {
    unsigned char digit[DIGITS];
};

static struct slow slow_of(struct u256 value)
{
    struct slow slow = {{0}};
    for (int i = 0; i < U256_BYTES; i++)
        slow.digit[i] = (unsigned char)(value.limb[i / 8] >> 8 * (i % 8));
    return slow;
}

/* The school's way; operands of at most U256_BYTES digits, or one of one digit more. */
static struct slow slow_multiply(const struct slow *a, const struct slow *b)
{
    struct slow product = {{0}};
    for (int i = 0; i <= U256_BYTES; i++) {
        unsigned carry = 0;
        for (int j = 0; i + j < DIGITS; j++) {
            carry += product.digit[i + j] + (unsigned)a->digit[i] * b->digit[j];
            product.digit[i + j] = carry & 0xff;
            carry >>= 8;
        }
        ensure(carry == 0);
    }
    return product;
}

static struct slow slow_add(struct slow a, const struct slow *b)
{
    unsigned carry = 0;
    for (int i = 0; i < DIGITS; i++) {
        carry += a.digit[i] + (unsigned)b->digit[i];
        a.digit[i] = carry & 0xff;
        carry >>= 8;
    }
    return a;
}

static int slow_compare(const struct slow *a, const struct slow *b)
{
    for (int i = DIGITS; i-- > 0;)
        if (a->digit[i] != b->digit[i])
            return a->digit[i] - b->digit[i];
    return 0;
}

/* q = floor(a * b / c) is the one number with q * c <= a * b < q * c + c. */
static void check_mul_div(struct u256 a, struct u256 b, struct u256 c)
{
    struct u256 result = {{1, 2, 3, 4}};
    bool ok = u256_mul_div(a, b, c, &result);
    if (u256_is_zero(c)) {
        ensure(!ok);
        return;
    }
    struct slow x = slow_of(a), y = slow_of(b), z = slow_of(c), limit = {{0}};
    struct slow product = slow_multiply(&x, &y);
    limit.digit[U256_BYTES] = 1;
    limit = slow_multiply(&limit, &z);
    ensure(ok == (slow_compare(&product, &limit) < 0));
    if (!ok) {
        ensure(u256_equal(result, (struct u256){{1, 2, 3, 4}}));
        return;
    }
    struct slow quotient = slow_of(result);
    struct slow below = slow_multiply(&quotient, &z);
    struct slow above = slow_add(below, &z);
    ensure(slow_compare(&below, &product) <= 0 && slow_compare(&product, &above) < 0);
}

static void check_sums(struct u256 a, struct u256 b)
{
    struct u256 sum, back;
    struct slow x = slow_of(a), y = slow_of(b);
    struct slow wanted = slow_add(x, &y);
    bool ok = u256_add(a, b, &sum);
    ensure(ok == (wanted.digit[U256_BYTES] == 0));
    if (ok) {
        struct slow got = slow_of(sum);
        ensure(slow_compare(&got, &wanted) == 0);
        ensure(u256_sub(sum, b, &back) && u256_equal(back, a));
    }
    ensure(u256_sub(a, b, &back) == (slow_compare(&x, &y) >= 0));
    ensure((u256_compare(a, b) < 0) == (slow_compare(&x, &y) < 0));
}

static void check_forms(struct u256 value)
{
    char text[U256_DECIMAL_BYTES];
    unsigned char bytes[U256_BYTES];
    struct u256 back;
    size_t size = u256_to_decimal(value, text);
    ensure(size > 0 && size < U256_DECIMAL_BYTES && text[size] == '\0');
    ensure(text[0] != '0' || size == 1);
    ensure(u256_from_decimal(span_of(text, size), &back) && u256_equal(back, value));
    unsigned width = u256_width(value);
    u256_store(bytes, value, width);
    ensure(u256_equal(u256_load(bytes, width), value));
    ensure(width == 0 || bytes[width - 1] != 0);
}

/* What is taken is digits, and prints as those digits without the zeros before them. */
static void check_text(struct span text)
{
    char printed[U256_DECIMAL_BYTES];
    struct u256 value;
    bool digits = text.size > 0;
    size_t zeros = 0;
    for (size_t i = 0; i < text.size; i++)
        digits = digits && text.data[i] >= '0' && text.data[i] <= '9';
    if (!u256_from_decimal(text, &value)) {
        ensure(!digits || text.size >= U256_DECIMAL_BYTES - 1);
        return;
    }
    ensure(digits);
    while (zeros + 1 < text.size && text.data[zeros] == '0')
        zeros++;
    size_t size = u256_to_decimal(value, printed);
    ensure(span_equal(span_of(printed, size), span_part(text, zeros, text.size)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned char numbers[3 * U256_BYTES] = {0};
    check_text(span_of(data, size));
    if (size > 0)
        memcpy(numbers, data, size < sizeof numbers ? size : sizeof numbers);
    struct u256 a = u256_load(numbers, U256_BYTES);
    struct u256 b = u256_load(numbers + U256_BYTES, U256_BYTES);
    struct u256 c = u256_load(numbers + (size_t)2 * U256_BYTES, U256_BYTES);
    check_mul_div(a, b, c);
    check_mul_div(c, b, a);
    check_mul_div(a, c, b);
    check_sums(a, b);
    check_forms(a);
    return 0;
}
