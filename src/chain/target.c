#include "chain/target.h"

bool target_from_bits(uint32_t bits, struct u256 *ret)
{
    unsigned char bytes[U256_BYTES] = {0};
    unsigned exponent = bits >> 24;
    uint32_t mantissa = bits & 0x7fffff;
    if (exponent < 3)
        mantissa >>= 8 * (3 - exponent);
    if (mantissa == 0 || (bits & 0x800000) != 0)
        return false;
    unsigned lowest = exponent < 3 ? 0 : exponent - 3; /* the mantissa's first byte */
    for (unsigned i = 0; i < 3; i++) {
        unsigned char byte = (unsigned char)(mantissa >> 8 * i);
        if (byte == 0)
            continue;
        if (lowest + i >= U256_BYTES)
            return false;
        bytes[lowest + i] = byte;
    }
    *ret = u256_load(bytes, U256_BYTES);
    return true;
}

uint32_t target_to_bits(struct u256 target)
{
    unsigned char bytes[U256_BYTES];
    unsigned exponent = u256_width(target);
    uint32_t mantissa = 0;
    u256_store(bytes, target, U256_BYTES);
    for (unsigned i = 0; i < 3; i++)
        mantissa = mantissa << 8 | (i < exponent ? bytes[exponent - 1 - i] : 0);
    if ((mantissa & 0x800000) != 0) { /* that bit is a sign: one byte less of mantissa */
        mantissa >>= 8;
        exponent++;
    }
    return (uint32_t)exponent << 24 | mantissa;
}

struct u256 target_work(struct u256 target)
{
    const struct u256 one = u256_from_u64(1);
    struct u256 work, divisor, rest;
    ensure(!u256_is_zero(target));
    if (!u256_add(target, one, &divisor)) /* 2^256 itself */
        return one;
    for (int i = 0; i < 4; i++)
        rest.limb[i] = ~target.limb[i]; /* 2^256 - (target + 1) */
    ensure(u256_mul_div(rest, one, divisor, &work) && u256_add(work, one, &work));
    return work;
}

bool target_met(struct u256 target, const unsigned char hash[32])
{
    return u256_compare(u256_load(hash, U256_BYTES), target) <= 0;
}
