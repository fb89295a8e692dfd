#include "base/u256.h"

__extension__ typedef unsigned __int128 u128;

/* Digits of decimal text that always fit one limb, and ten to that power. */
enum { LIMB_DIGITS = 19 };
static const uint64_t LIMB_POWER = 10000000000000000000U;

static unsigned limbs_in_use(const uint64_t *limb, unsigned count)
{
    while (count > 0 && limb[count - 1] == 0)
        count--;
    return count;
}

/* (high, low) / divisor, which is larger than `high`: the quotient fits one limb. libgcc and
 * compiler-rt do it with the machine's own 128 by 64 bit division where there is one. */
static inline uint64_t divide_2_by_1(uint64_t high, uint64_t low, uint64_t divisor,
                                     uint64_t *remainder)
{
    u128 number = (u128)high << 64 | low;
    uint64_t quotient = (uint64_t)(number / divisor);
    *remainder = low - quotient * divisor;
    return quotient;
}

/* number[0..count) becomes its quotient; returns the remainder. */
static uint64_t divide_by_limb(uint64_t *number, unsigned count, uint64_t divisor)
{
    uint64_t remainder = 0;
    for (unsigned i = count; i > 0; i--) {
        if (remainder == 0 && number[i - 1] < divisor) {
            remainder = number[i - 1];
            number[i - 1] = 0;
            continue;
        }
        number[i - 1] = divide_2_by_1(remainder, number[i - 1], divisor, &remainder);
    }
    return remainder;
}

/* One digit of a quotient by a divisor of two limbs (d1, d0), top bit set: (*n2, *n1, n0) becomes
 * the remainder in (*n2, *n1). Needs (*n2, *n1) < (d1, d0). */
static inline uint64_t divide_3_by_2(uint64_t *n2, uint64_t *n1, uint64_t n0, uint64_t d1,
                                     uint64_t d0)
{
    uint64_t quotient;
    uint64_t rest;
    u128 over = 0; /* what the estimate, made without d0, leaves above `rest` */
    if (*n2 == d1) {
        quotient = UINT64_MAX;
        over = (u128)*n1 + d1;
    } else {
        quotient = divide_2_by_1(*n2, *n1, d1, &rest);
        over = rest;
    }
    u128 low = (u128)quotient * d0;
    while (over >> 64 == 0 && low > (over << 64 | n0)) { /* at most twice */
        quotient--;
        low -= d0;
        over += d1;
    }
    /* The true remainder is below (d1, d0), so arithmetic modulo 2^128 is exact. */
    u128 remainder = (over << 64 | n0) - low;
    *n2 = (uint64_t)(remainder >> 64);
    *n1 = (uint64_t)remainder;
    return quotient;
}

/* Knuth, TAOCP volume 2, 4.3.1, algorithm D, for a divisor of two limbs kept in registers: most
 * balances in wei. number[0..count) becomes its quotient. */
static void divide_by_two(uint64_t *number, unsigned count, const uint64_t *divisor)
{
    unsigned shift = (unsigned)__builtin_clzll(divisor[1]);
    u128 d = ((u128)divisor[1] << 64 | divisor[0]) << shift;
    uint64_t n2 = 0;
    uint64_t n1 = shift == 0 ? 0 : number[count - 1] >> (64 - shift);
    for (unsigned i = count; i > 0; i--) {
        u128 pair = (u128)number[i - 1] << 64 | (i > 1 ? number[i - 2] : 0);
        uint64_t n0 = (uint64_t)(pair << shift >> 64);
        if (n2 == 0 && ((u128)n1 << 64 | n0) < d) {
            number[i - 1] = 0;
            n2 = n1;
            n1 = n0;
            continue;
        }
        number[i - 1] = divide_3_by_2(&n2, &n1, n0, (uint64_t)(d >> 64), (uint64_t)d);
    }
}

/* limb[0..count) shifted left by 0 to 63 bits; returns what leaves at the top. */
static uint64_t shift_left(uint64_t *limb, unsigned count, unsigned shift)
{
    uint64_t above = 0;
    for (unsigned i = 0; shift > 0 && i < count; i++) {
        uint64_t next = limb[i] >> (64 - shift);
        limb[i] = limb[i] << shift | above;
        above = next;
    }
    return above;
}

/* part[0..size] -= digit * divisor[0..size); true when that went below zero. */
static bool subtract_product(uint64_t *part, const uint64_t *divisor, unsigned size, uint64_t digit)
{
    uint64_t carry = 0;
    for (unsigned i = 0; i < size; i++) {
        u128 product = (u128)digit * divisor[i] + carry;
        carry = (uint64_t)(product >> 64) + (part[i] < (uint64_t)product);
        part[i] -= (uint64_t)product;
    }
    bool below = part[size] < carry;
    part[size] -= carry;
    return below;
}

static void add_back(uint64_t *part, const uint64_t *divisor, unsigned size)
{
    u128 carry = 0;
    for (unsigned i = 0; i < size; i++) {
        carry += (u128)part[i] + divisor[i];
        part[i] = (uint64_t)carry;
        carry >>= 64;
    }
    part[size] += (uint64_t)carry;
}

/* Algorithm D as it stands: number[0..count) by a divisor of size >= 2 limbs, the last not zero.
 * `number` has room for a limb more and becomes the remainder, shifted. */
static void divide_long(uint64_t *number, unsigned count, const uint64_t *divisor_given,
                        unsigned size, uint64_t *quotient)
{
    uint64_t divisor[4];
    memcpy(divisor, divisor_given, size * sizeof divisor[0]);
    unsigned shift = (unsigned)__builtin_clzll(divisor[size - 1]);
    shift_left(divisor, size, shift);
    number[count] = shift_left(number, count, shift);
    for (unsigned i = count - size + 1; i > 0; i--) {
        uint64_t *part = number + i - 1;
        /* An estimate from the top three limbs by two is at most one too large. */
        uint64_t digit = UINT64_MAX;
        uint64_t n2 = part[size];
        uint64_t n1 = part[size - 1];
        u128 top = (u128)n2 << 64 | n1;
        u128 divisor_top = (u128)divisor[size - 1] << 64 | divisor[size - 2];
        if (top < divisor_top)
            digit = divide_3_by_2(&n2, &n1, part[size - 2], divisor[size - 1], divisor[size - 2]);
        if (subtract_product(part, divisor, size, digit)) {
            digit--;
            add_back(part, divisor, size);
        }
        quotient[i - 1] = digit;
    }
}

/* product[0..8) = a * b; returns how many limbs it may use. */
static unsigned multiply(const struct u256 *a, unsigned a_limbs, const struct u256 *b,
                         unsigned b_limbs, uint64_t product[8])
{
    for (unsigned i = 0; i < a_limbs; i++) {
        uint64_t carry = 0;
        for (unsigned j = 0; j < b_limbs; j++) {
            u128 step = (u128)a->limb[i] * b->limb[j] + product[i + j] + carry;
            product[i + j] = (uint64_t)step;
            carry = (uint64_t)(step >> 64);
        }
        product[i + b_limbs] = carry;
    }
    return limbs_in_use(product, a_limbs + b_limbs);
}

/* Every operand within 128 bits: the product has at most four limbs and so has the quotient. */
static struct u256 mul_div_short(const struct u256 *a, const struct u256 *b, const struct u256 *c)
{
    u128 low = (u128)a->limb[0] * b->limb[0];
    u128 cross = (u128)a->limb[0] * b->limb[1] + (low >> 64);
    u128 other = (u128)a->limb[1] * b->limb[0] + (uint64_t)cross;
    u128 high = (u128)a->limb[1] * b->limb[1] + (cross >> 64) + (other >> 64);
    struct u256 number = {{(uint64_t)low, (uint64_t)other, (uint64_t)high, (uint64_t)(high >> 64)}};
    unsigned count = limbs_in_use(number.limb, 4);
    if (c->limb[1] == 0)
        divide_by_limb(number.limb, count, c->limb[0]);
    else if (count > 0)
        divide_by_two(number.limb, count, c->limb);
    return number;
}

static bool mul_div_long(const struct u256 *a, const struct u256 *b, const struct u256 *c,
                         struct u256 *ret)
{
    uint64_t product[9] = {0};
    uint64_t quotient[8] = {0};
    unsigned a_limbs = limbs_in_use(a->limb, 4);
    unsigned b_limbs = limbs_in_use(b->limb, 4);
    unsigned c_limbs = limbs_in_use(c->limb, 4);
    unsigned count = multiply(a, a_limbs, b, b_limbs, product);
    if (c_limbs == 1) {
        divide_by_limb(product, count, c->limb[0]);
        memcpy(quotient, product, sizeof quotient);
    } else if (count >= c_limbs) {
        divide_long(product, count, c->limb, c_limbs, quotient);
    }
    if (limbs_in_use(quotient, 8) > 4)
        return false;
    memcpy(ret->limb, quotient, sizeof ret->limb);
    return true;
}

bool u256_mul_div_at(const struct u256 *a, const struct u256 *b, const struct u256 *c,
                     struct u256 *ret)
{
    uint64_t second = a->limb[1] | b->limb[1] | c->limb[1];
    uint64_t third = a->limb[2] | b->limb[2] | c->limb[2];
    uint64_t fourth = a->limb[3] | b->limb[3] | c->limb[3];
    if (u256_is_zero(*c))
        return false;
    if ((second | third | fourth) == 0) {
        u128 product = (u128)a->limb[0] * b->limb[0];
        u128 quotient = product >> 64 == 0 ? (uint64_t)product / c->limb[0] : product / c->limb[0];
        *ret = (struct u256){{(uint64_t)quotient, (uint64_t)(quotient >> 64), 0, 0}};
        return true;
    }
    /* All that an account has, or a balance that is tainted throughout: the commonest of debits. */
    if (u256_equal(*b, *c) || u256_equal(*a, *c)) {
        *ret = u256_equal(*b, *c) ? *a : *b;
        return true;
    }
    if ((third | fourth) != 0)
        return mul_div_long(a, b, c, ret);
    *ret = mul_div_short(a, b, c);
    return true;
}

/* Eight digits at once, in the lanes of one limb, as in Lemire, "Quickly parsing eight digits"
 * (lemire.me, 2022-01-21); false when one is not a digit. */
static inline bool eight_digits(const unsigned char *text, uint64_t *ret)
{
    uint64_t lanes = u256_load_limb(text);
    if (((lanes & 0xf0f0f0f0f0f0f0f0U) |
         ((lanes + 0x0606060606060606U) & 0xf0f0f0f0f0f0f0f0U) >> 4) != 0x3333333333333333U)
        return false;
    lanes -= 0x3030303030303030U;
    lanes = lanes * 10 + (lanes >> 8);
    *ret = ((lanes & 0x000000ff000000ffU) * 0x000f424000000064U +
            (lanes >> 16 & 0x000000ff000000ffU) * 0x0000271000000001U) >>
           32;
    return true;
}

/* At most LIMB_DIGITS digits. */
static bool limb_from_digits(const unsigned char *text, size_t size, uint64_t *ret)
{
    uint64_t value = 0;
    size_t at = 0;
    for (uint64_t eight; size - at >= 8; at += 8) {
        if (!eight_digits(text + at, &eight))
            return false;
        value = value * 100000000 + eight;
    }
    for (; at < size; at++) {
        unsigned digit = (unsigned)text[at] - '0';
        if (digit > 9)
            return false;
        value = value * 10 + digit;
    }
    *ret = value;
    return true;
}

/* value = value * LIMB_POWER + add; false on overflow. */
static bool append_limb(struct u256 *value, uint64_t add)
{
    for (int i = 0; i < 4; i++) {
        u128 step = (u128)value->limb[i] * LIMB_POWER + add;
        value->limb[i] = (uint64_t)step;
        add = (uint64_t)(step >> 64);
    }
    return add == 0;
}

bool u256_from_decimal(struct span digits, struct u256 *ret)
{
    uint64_t part;
    if (digits.size == 0)
        return false;
    /* The first part takes what is over whole parts of LIMB_DIGITS, and is never empty. */
    size_t first = (digits.size - 1) % LIMB_DIGITS + 1;
    if (!limb_from_digits(digits.data, first, &part))
        return false;
    struct u256 value = u256_from_u64(part);
    for (size_t at = first; at < digits.size; at += LIMB_DIGITS)
        if (!limb_from_digits(digits.data + at, LIMB_DIGITS, &part) || !append_limb(&value, part))
            return false;
    *ret = value;
    return true;
}

size_t u256_to_decimal(struct u256 value, char ret_text[U256_DECIMAL_BYTES])
{
    uint64_t parts[5]; /* of LIMB_DIGITS digits, the least first */
    unsigned count = 0;
    size_t size = 1;
    do
        parts[count++] = divide_by_limb(value.limb, 4, LIMB_POWER);
    while (!u256_is_zero(value));
    for (uint64_t first = parts[count - 1]; first >= 10; first /= 10)
        size++;
    size += (size_t)(count - 1) * LIMB_DIGITS;
    char *at = ret_text + size;
    *at = '\0';
    for (unsigned i = 0; i < count; i++)
        for (int digit = 0; digit < LIMB_DIGITS && at > ret_text; digit++) {
            *--at = (char)('0' + parts[i] % 10);
            parts[i] /= 10;
        }
    return size;
}
