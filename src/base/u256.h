/* Unsigned 256-bit integers, by value: what a chain's amount may be.
 *
 *   limb[0]      limb[1]      limb[2]      limb[3]
 *   bits 0..63   64..127      128..191     192..255
 *
 * Load: several operations a transfer, most on values of 40 to 90 bits. What is hot and small is
 * inline and takes its operands by value, so that they stay in registers; `u256_mul_div` looks at
 * how many limbs are in use and divides no more than those.
 *
 * What may overflow returns bool; on false `*ret` is untouched. `ret` may point at an operand's
 * variable. Threads: values, nothing shared.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/span.h"

struct u256 {
    uint64_t limb[4];
};

enum {
    U256_BYTES = 32,
    U256_DECIMAL_BYTES = 79, /* 78 digits and a zero byte */
};

/* floor(a * b / c) through the whole 512-bit product; false when c is 0 or the quotient has more
 * than 256 bits. The operands stay where they are: `ret` may be one of them. */
bool u256_mul_div_at(const struct u256 *a, const struct u256 *b, const struct u256 *c,
                     struct u256 *ret);

static inline bool u256_mul_div(struct u256 a, struct u256 b, struct u256 c, struct u256 *ret)
{
    return u256_mul_div_at(&a, &b, &c, ret);
}

/* One or more decimal digits, nothing else: no sign, no point, no space. Leading zeros are taken.
 * False also when the value has more than 256 bits. */
bool u256_from_decimal(struct span digits, struct u256 *ret);

/* The digits, without leading zeros, and a zero byte; returns how many digits. */
size_t u256_to_decimal(struct u256 value, char ret_text[U256_DECIMAL_BYTES]);

static inline struct u256 u256_from_u64(uint64_t value)
{
    return (struct u256){{value, 0, 0, 0}};
}

static inline struct u256 u256_zero(void)
{
    return u256_from_u64(0);
}

static inline bool u256_is_zero(struct u256 a)
{
    return (a.limb[0] | a.limb[1] | a.limb[2] | a.limb[3]) == 0;
}

static inline bool u256_equal(struct u256 a, struct u256 b)
{
    return ((a.limb[0] ^ b.limb[0]) | (a.limb[1] ^ b.limb[1]) | (a.limb[2] ^ b.limb[2]) |
            (a.limb[3] ^ b.limb[3])) == 0;
}

/* Negative, 0, positive. */
static inline int u256_compare(struct u256 a, struct u256 b)
{
    for (int i = 3; i >= 0; i--)
        if (a.limb[i] != b.limb[i])
            return a.limb[i] < b.limb[i] ? -1 : 1;
    return 0;
}

static inline struct u256 u256_min(struct u256 a, struct u256 b)
{
    return u256_compare(b, a) < 0 ? b : a;
}

static inline bool u256_add(struct u256 a, struct u256 b, struct u256 *ret)
{
    struct u256 sum;
    bool carry = false;
    for (int i = 0; i < 4; i++) {
        uint64_t part;
        bool first = __builtin_add_overflow(a.limb[i], b.limb[i], &part);
        bool second = __builtin_add_overflow(part, (uint64_t)carry, &sum.limb[i]);
        carry = first || second;
    }
    if (carry)
        return false;
    *ret = sum;
    return true;
}

static inline bool u256_sub(struct u256 a, struct u256 b, struct u256 *ret)
{
    struct u256 difference;
    bool borrow = false;
    for (int i = 0; i < 4; i++) {
        uint64_t part;
        bool first = __builtin_sub_overflow(a.limb[i], b.limb[i], &part);
        bool second = __builtin_sub_overflow(part, (uint64_t)borrow, &difference.limb[i]);
        borrow = first || second;
    }
    if (borrow)
        return false;
    *ret = difference;
    return true;
}

/* The least number of bytes that hold the value: 0 for zero, at most 32. */
static inline unsigned u256_width(struct u256 value)
{
    for (unsigned i = 4; i > 0; i--)
        if (value.limb[i - 1] != 0)
            return i * 8 - (unsigned)__builtin_clzll(value.limb[i - 1]) / 8;
    return 0;
}

/* Eight bytes, least significant first, on any machine: compilers make one load or store of it. */
static inline uint64_t u256_load_limb(const unsigned char bytes[8])
{
    uint64_t value;
    memcpy(&value, bytes, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    value = __builtin_bswap64(value);
#endif
    return value;
}

static inline void u256_store_limb(unsigned char bytes[8], uint64_t value)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    value = __builtin_bswap64(value);
#endif
    memcpy(bytes, &value, 8);
}

/* The value of `width` bytes (0 to 32), least significant first. Reads no byte beyond them. */
static inline struct u256 u256_load(const unsigned char *bytes, unsigned width)
{
    struct u256 value = {{0, 0, 0, 0}};
    ensure(width <= U256_BYTES);
    unsigned whole = width / 8;
    unsigned rest = width % 8;
    for (unsigned i = 0; i < whole; i++)
        value.limb[i] = u256_load_limb(bytes + 8 * i);
    if (rest == 0)
        return value;
    if (whole > 0) { /* the last eight bytes, less those that the limb before has */
        value.limb[whole] = u256_load_limb(bytes + width - 8) >> (64 - 8 * rest);
        return value;
    }
    for (unsigned i = 0; i < rest; i++)
        value.limb[0] |= (uint64_t)bytes[i] << (8 * i);
    return value;
}

/* Writes `width` bytes (0 to 32), least significant first; the value must fit them. */
static inline void u256_store(unsigned char *bytes, struct u256 value, unsigned width)
{
    ensure(width <= U256_BYTES && u256_width(value) <= width);
    unsigned whole = width / 8;
    unsigned rest = width % 8;
    for (unsigned i = 0; i < whole; i++)
        u256_store_limb(bytes + 8 * i, value.limb[i]);
    if (rest == 0)
        return;
    if (whole > 0) { /* the last eight bytes at once, some of them once more */
        u256_store_limb(bytes + width - 8,
                        value.limb[whole] << (64 - 8 * rest) | value.limb[whole - 1] >> (8 * rest));
        return;
    }
    for (unsigned i = 0; i < rest; i++)
        bytes[i] = (unsigned char)(value.limb[0] >> (8 * i));
}
