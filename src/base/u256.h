/* Unsigned 256-bit integers, by value. Checked: false on overflow, and then `*ret` is untouched.
 * Threads: pure functions.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

struct u256 {
    uint64_t limb[4]; /* least significant first */
};

enum { U256_DECIMAL_BYTES = 79 }; /* 78 digits and a zero */

static inline struct u256 u256_from_u64(uint64_t value)
{
    return (struct u256){{value, 0, 0, 0}};
}

static inline bool u256_is_zero(struct u256 a)
{
    return (a.limb[0] | a.limb[1] | a.limb[2] | a.limb[3]) == 0;
}

/* Negative, 0, positive. */
static inline int u256_compare(struct u256 a, struct u256 b)
{
    for (int i = 3; i >= 0; i--)
        if (a.limb[i] != b.limb[i])
            return a.limb[i] < b.limb[i] ? -1 : 1;
    return 0;
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

/* floor(a * b / c) over the full 512-bit product (Knuth, TAOCP vol. 2, 4.3.1, algorithms M and D).
 * False when c is zero or the quotient needs more than 256 bits. */
bool u256_mul_div(struct u256 a, struct u256 b, struct u256 c, struct u256 *ret);

/* Decimal digits only, at least one; leading zeros are taken. False: another byte, or too large. */
bool u256_from_decimal(struct span digits, struct u256 *ret);

/* Writes the digits and a zero; returns how many digits. */
size_t u256_to_decimal(struct u256 value, char ret_text[U256_DECIMAL_BYTES]);

/* Little-endian bytes of a width from 0 to 32; nothing beyond the width is read or written.
 * Storing asks that the value fits. */
struct u256 u256_load(const unsigned char *bytes, unsigned width);
void u256_store(unsigned char *bytes, struct u256 value, unsigned width);

/* The least width that holds the value: 0 for zero. */
unsigned u256_width(struct u256 value);
