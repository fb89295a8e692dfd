#include "base/hex.h"

/* 0 is no digit; else the digit's value + 1. */
static const unsigned char values[256] = {
    ['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,
    ['8'] = 9,  ['9'] = 10, ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
    ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
};

bool hex_decode(unsigned char *ret_bytes, struct span digits, size_t *ret_place)
{
    for (size_t i = 0; i + 1 < digits.size; i += 2) {
        unsigned high = values[digits.data[i]], low = values[digits.data[i + 1]];
        if (high == 0 || low == 0) {
            *ret_place = high == 0 ? i : i + 1;
            return false;
        }
        ret_bytes[i / 2] = (unsigned char)((high - 1) << 4 | (low - 1));
    }
    if (digits.size % 2 != 0)
        *ret_place = digits.size;
    return digits.size % 2 == 0;
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
