/* Amounts of an asset in its base units (satoshi, wei, cents): never mixed up with other numbers,
 * never a float. Only this file and amount.c look inside; arithmetic is checked: false on overflow
 * or a negative result, and then `*ret` is untouched. Threads: pure functions.
 */
#pragma once

#include "base/dynbuf.h"
#include "base/u256.h"

struct amount {
    struct u256 units;
};

enum { AMOUNT_DECIMALS_MAX = 64 }; /* of a display; no asset known has more than 30 */

static inline struct amount amount_zero(void)
{
    return (struct amount){{{0}}};
}

static inline struct amount amount_from_u64(uint64_t units)
{
    return (struct amount){u256_from_u64(units)};
}

/* As a bound on amounts of a chain that has fewer than 2^64 base units: all that is more is the
 * same to it. */
static inline uint64_t amount_as_bound(struct amount a)
{
    return u256_width(a.units) > 8 ? UINT64_MAX : a.units.limb[0];
}

static inline bool amount_is_zero(struct amount a)
{
    return u256_is_zero(a.units);
}

static inline bool amount_equal(struct amount a, struct amount b)
{
    return u256_equal(a.units, b.units);
}

static inline int amount_compare(struct amount a, struct amount b)
{
    return u256_compare(a.units, b.units);
}

static inline struct amount amount_min(struct amount a, struct amount b)
{
    return (struct amount){u256_min(a.units, b.units)};
}

static inline bool amount_add(struct amount a, struct amount b, struct amount *ret)
{
    return u256_add(a.units, b.units, &ret->units);
}

static inline bool amount_sub(struct amount a, struct amount b, struct amount *ret)
{
    return u256_sub(a.units, b.units, &ret->units);
}

/* floor(part * debit / whole): the haircut's share. False when whole is zero. */
static inline bool amount_share(struct amount part, struct amount debit, struct amount whole,
                                struct amount *ret)
{
    return u256_mul_div(part.units, debit.units, whole.units, &ret->units);
}

static inline struct amount amount_load(const unsigned char *bytes, unsigned width)
{
    return (struct amount){u256_load(bytes, width)};
}

static inline void amount_store(unsigned char *bytes, struct amount a, unsigned width)
{
    u256_store(bytes, a.units, width);
}

static inline unsigned amount_width(struct amount a)
{
    return u256_width(a.units);
}

static inline bool amount_from_decimal(struct span digits, struct amount *ret)
{
    return u256_from_decimal(digits, &ret->units);
}

static inline size_t amount_to_decimal(struct amount a, char ret_text[U256_DECIMAL_BYTES])
{
    return u256_to_decimal(a.units, ret_text);
}

/* "200000.0" with at most `decimals` digits behind the point (and at least one where there is a
 * point) becomes base units. On failure `*ret_place` is the index of the first byte that is wrong.
 */
bool amount_parse_display(struct span text, unsigned decimals, struct amount *ret,
                          size_t *ret_place);

/* "70,525,147.27 USD": thousands separated, all decimals up to two, trailing zeros beyond two
 * dropped; the same in every locale. */
void amount_display(struct dynbuf *buffer, struct amount a, unsigned decimals, const char *symbol);
