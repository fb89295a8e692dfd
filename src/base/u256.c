#include "base/u256.h"

#include "base/error.h"

__extension__ typedef unsigned __int128 u128;

static int limbs_used(const uint64_t *limbs, int count)
{
    while (count > 0 && limbs[count - 1] == 0)
        count--;
    return count;
}

static void multiply(const uint64_t *a, const uint64_t *b, uint64_t *ret_product)
{
    for (int i = 0; i < 8; i++)
        ret_product[i] = 0;
    for (int i = 0; i < 4; i++) {
        uint64_t carry = 0;
        for (int j = 0; j < 4; j++) {
            u128 sum = (u128)a[i] * b[j] + ret_product[i + j] + carry;
            ret_product[i + j] = (uint64_t)sum;
            carry = (uint64_t)(sum >> 64);
        }
        ret_product[i + 4] = carry;
    }
}

static void divide_by_limb(const uint64_t *dividend, int used, uint64_t divisor, uint64_t *ret)
{
    uint64_t rest = 0;
    for (int i = used - 1; i >= 0; i--) {
        u128 part = (u128)rest << 64 | dividend[i];
        ret[i] = (uint64_t)(part / divisor);
        rest = (uint64_t)(part % divisor);
    }
}

/* `limbs` shifted left by 0 to 63 bits; ret has one more limb. */
static void shift_left(const uint64_t *limbs, int count, int bits, uint64_t *ret)
{
    uint64_t carry = 0;
    for (int i = 0; i < count; i++) {
        ret[i] = limbs[i] << bits | carry;
        carry = bits == 0 ? 0 : limbs[i] >> (64 - bits);
    }
    ret[count] = carry;
}

/* Algorithm D, step D3: a quotient digit that is right or one too large. */
static uint64_t guess_digit(const uint64_t *u, int j, const uint64_t *v, int n)
{
    u128 top = (u128)u[j + n] << 64 | u[j + n - 1];
    u128 guess = top / v[n - 1];
    u128 rest = top % v[n - 1];
    while (guess >> 64 != 0 || guess * v[n - 2] > (rest << 64 | u[j + n - 2])) {
        guess--;
        rest += v[n - 1];
        if (rest >> 64 != 0)
            break;
    }
    return (uint64_t)guess;
}

/* Steps D4 to D6: subtracts digit * v at place j; adds v back when that was once too often. */
static uint64_t subtract_digit(uint64_t *u, int j, const uint64_t *v, int n, uint64_t digit)
{
    uint64_t borrow = 0, carry = 0;
    for (int i = 0; i <= n; i++) {
        u128 product = (i < n ? (u128)digit * v[i] : 0) + carry;
        carry = (uint64_t)(product >> 64);
        u128 difference = (u128)u[i + j] - (uint64_t)product - borrow;
        u[i + j] = (uint64_t)difference;
        borrow = (uint64_t)(difference >> 64) & 1;
    }
    if (borrow == 0)
        return digit;
    carry = 0;
    for (int i = 0; i <= n; i++) {
        u128 sum = (u128)u[i + j] + (i < n ? v[i] : 0) + carry;
        u[i + j] = (uint64_t)sum;
        carry = (uint64_t)(sum >> 64);
    }
    return digit - 1;
}

static void divide(const uint64_t *dividend, int used, const uint64_t *divisor, int n,
                   uint64_t *ret)
{
    uint64_t u[9], v[5];
    int bits = __builtin_clzll(divisor[n - 1]);
    shift_left(dividend, used, bits, u);
    shift_left(divisor, n, bits, v);
    for (int j = used - n; j >= 0; j--)
        ret[j] = subtract_digit(u, j, v, n, guess_digit(u, j, v, n));
}

bool u256_mul_div(struct u256 a, struct u256 b, struct u256 c, struct u256 *ret)
{
    uint64_t product[8], quotient[8] = {0};
    int divisor_limbs = limbs_used(c.limb, 4);
    if (divisor_limbs == 0)
        return false;
    if (limbs_used(a.limb, 4) <= 1 && limbs_used(b.limb, 4) <= 1 && divisor_limbs == 1) {
        u128 whole = (u128)a.limb[0] * b.limb[0] / c.limb[0];
        *ret = (struct u256){{(uint64_t)whole, (uint64_t)(whole >> 64), 0, 0}};
        return true;
    }
    multiply(a.limb, b.limb, product);
    int used = limbs_used(product, 8);
    if (divisor_limbs == 1)
        divide_by_limb(product, used, c.limb[0], quotient);
    else if (used >= divisor_limbs)
        divide(product, used, c.limb, divisor_limbs, quotient);
    if (limbs_used(quotient, 8) > 4)
        return false;
    for (int i = 0; i < 4; i++)
        ret->limb[i] = quotient[i];
    return true;
}

/* value * factor + addend */
static bool scale(struct u256 *value, uint64_t factor, uint64_t addend)
{
    struct u256 scaled;
    uint64_t carry = addend;
    for (int i = 0; i < 4; i++) {
        u128 part = (u128)value->limb[i] * factor + carry;
        scaled.limb[i] = (uint64_t)part;
        carry = (uint64_t)(part >> 64);
    }
    if (carry != 0)
        return false;
    *value = scaled;
    return true;
}

bool u256_from_decimal(struct span digits, struct u256 *ret)
{
    struct u256 value = {{0}};
    size_t at = 0;
    if (digits.size == 0)
        return false;
    while (at < digits.size) {
        uint64_t part = 0, factor = 1;
        for (int i = 0; i < 19 && at < digits.size; i++, at++) {
            unsigned digit = (unsigned)digits.data[at] - '0';
            if (digit > 9)
                return false;
            part = part * 10 + digit;
            factor *= 10;
        }
        if (!scale(&value, factor, part))
            return false;
    }
    *ret = value;
    return true;
}

size_t u256_to_decimal(struct u256 value, char ret_text[U256_DECIMAL_BYTES])
{
    char reversed[U256_DECIMAL_BYTES];
    size_t count = 0;
    do {
        struct u256 quotient = {{0}};
        divide_by_limb(value.limb, 4, UINT64_C(1000000000000000000), quotient.limb);
        uint64_t whole = quotient.limb[0] * UINT64_C(1000000000000000000);
        uint64_t rest = value.limb[0] - whole; /* exact: both are taken modulo 2^64 */
        value = quotient;
        for (int i = 0; i < 18 && (rest != 0 || !u256_is_zero(value) || (i == 0 && count == 0));
             i++) {
            reversed[count++] = (char)('0' + rest % 10);
            rest /= 10;
        }
    } while (!u256_is_zero(value));
    for (size_t i = 0; i < count; i++)
        ret_text[i] = reversed[count - 1 - i];
    ret_text[count] = '\0';
    return count;
}

struct u256 u256_load(const unsigned char *bytes, unsigned width)
{
    struct u256 value = {{0}};
    ensure(width <= 32);
    for (unsigned i = 0; i < width; i++)
        value.limb[i / 8] |= (uint64_t)bytes[i] << (i % 8 * 8);
    return value;
}

void u256_store(unsigned char *bytes, struct u256 value, unsigned width)
{
    ensure(width <= 32 && u256_width(value) <= width);
    for (unsigned i = 0; i < width; i++)
        bytes[i] = (unsigned char)(value.limb[i / 8] >> (i % 8 * 8));
}

unsigned u256_width(struct u256 value)
{
    int limbs = limbs_used(value.limb, 4);
    if (limbs == 0)
        return 0;
    unsigned top_bits = 64 - (unsigned)__builtin_clzll(value.limb[limbs - 1]);
    return (unsigned)(limbs - 1) * 8 + (top_bits + 7) / 8;
}
