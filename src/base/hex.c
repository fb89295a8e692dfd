#include "base/hex.h"

/* The same byte in each of eight lanes. */
#define LANES(byte) ((byte) * UINT64_C(0x0101010101010101))

static uint64_t load_lanes(const unsigned char *bytes)
{
    uint64_t lanes;
    memcpy(&lanes, bytes, sizeof lanes);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    lanes = __builtin_bswap64(lanes);
#endif
    return lanes;
}

/* A range check of x from a to b is (x + 0x80 - a) & ~(x + 0x7f - b), read in the top bit. Only a
 * lane of 0x80 and more can reach beyond itself, and such a lane is refused: the second sum has the
 * top bit wherever the first has it. */
static bool eight_are_digits(uint64_t lanes)
{
    uint64_t folded = lanes | LANES(0x20); /* makes A to F a to f, and nothing else */
    uint64_t digit = (lanes + LANES(0x80 - '0')) & ~(lanes + LANES(0x7f - '9'));
    uint64_t letter = (folded + LANES(0x80 - 'a')) & ~(folded + LANES(0x7f - 'f'));
    return ((digit | letter) & LANES(0x80)) == LANES(0x80);
}

/* Four bytes of eight digits, the first in the lowest. */
static uint32_t pack_eight(uint64_t lanes)
{
    uint64_t values = (lanes & LANES(0x0f)) + 9 * (lanes >> 6 & LANES(0x01));
    uint64_t bytes = (values << 4 | values >> 8) & UINT64_C(0x00ff00ff00ff00ff);
    bytes = (bytes | bytes >> 8) & UINT64_C(0x0000ffff0000ffff);
    return (uint32_t)(bytes | bytes >> 16);
}

static bool is_digit(unsigned char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f') ||
           (byte >= 'A' && byte <= 'F');
}

static unsigned value_of(unsigned char digit)
{
    return (digit & 0x0fU) + 9 * (digit >> 6 & 1U);
}

static bool all_digits(struct span digits)
{
    bool good = true;
    size_t at = 0;
    for (; digits.size - at >= 8; at += 8)
        good = eight_are_digits(load_lanes(digits.data + at)) && good;
    for (; at < digits.size; at++)
        good = is_digit(digits.data[at]) && good;
    return good;
}

bool hex_decode(unsigned char *ret_bytes, struct span digits, size_t *ret_place)
{
    if (digits.size % 2 != 0 || !all_digits(digits)) {
        size_t place = 0;
        while (place < digits.size && is_digit(digits.data[place]))
            place++;
        *ret_place = place;
        return false;
    }
    size_t at = 0;
    for (; digits.size - at >= 8; at += 8) {
        uint32_t four = pack_eight(load_lanes(digits.data + at));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
        four = __builtin_bswap32(four);
#endif
        memcpy(ret_bytes + at / 2, &four, sizeof four);
    }
    for (; at < digits.size; at += 2)
        ret_bytes[at / 2] =
            (unsigned char)(value_of(digits.data[at]) << 4 | value_of(digits.data[at + 1]));
    return true;
}

bool hex_mixed_case(struct span digits)
{
    uint64_t upper = 0, lower = 0;
    size_t at = 0;
    for (; digits.size - at >= 8; at += 8) {
        uint64_t lanes = load_lanes(digits.data + at);
        upper |= lanes & ~lanes << 1 & LANES(0x40); /* 0x40 and not 0x20 */
        lower |= lanes & lanes << 1 & LANES(0x40);
    }
    for (; at < digits.size; at++) {
        unsigned byte = digits.data[at];
        upper |= byte & ~(byte << 1) & 0x40;
        lower |= byte & byte << 1 & 0x40;
    }
    return upper != 0 && lower != 0;
}

void hex_encode(char *ret_text, const unsigned char *bytes, size_t size)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < size; i++) {
        ret_text[2 * i] = digits[bytes[i] >> 4];
        ret_text[2 * i + 1] = digits[bytes[i] & 15];
    }
    ret_text[2 * size] = '\0';
}
