#include "chain/base58.h"

#include "chain/hash256.h"

static const char digits[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/* Texts are shown up to 64 bytes: enough to recognise what somebody wrote. */
static int shown(struct span text)
{
    return text.size > 64 ? 64 : (int)text.size;
}

/* The value of a digit, or -1. */
static int digit_value(unsigned char letter)
{
    const char *at = letter == '\0' ? NULL : strchr(digits, letter);
    return at == NULL ? -1 : (int)(at - digits);
}

static bool bad_digit(struct span text, size_t at, const char *place, struct error *err)
{
    unsigned char found = text.data[at];
    const char *why = found == '0' || found == 'O' || found == 'I' || found == 'l'
                          ? ", which is left out as it looks like another"
                          : "";
    return error_input(err, ERROR_VALUE, place,
                       "'%.*s': character %zu is no digit of Base58%s; expected 1-9, A-Z or a-z "
                       "without I, O and l",
                       shown(text), (const char *)text.data, at + 1, why);
}

static bool too_long(const char *place, struct error *err)
{
    return error_input(err, ERROR_LIMIT, place, "expected Base58 of at most %d bytes",
                       BASE58_BYTES_MAX);
}

/* number = number * 58 + digit, over its last `*size` bytes; false when it grows out of them. */
static bool append_digit(unsigned char number[BASE58_BYTES_MAX], size_t *size, unsigned digit)
{
    unsigned carry = digit;
    size_t done = 0;
    for (; done < *size || carry != 0; done++) {
        if (done == BASE58_BYTES_MAX)
            return false;
        unsigned char *byte = &number[BASE58_BYTES_MAX - 1 - done];
        carry += 58u * *byte;
        *byte = (unsigned char)carry;
        carry >>= 8;
    }
    *size = done;
    return true;
}

bool base58_decode(struct span text, const char *place, unsigned char *ret_bytes, size_t *ret_size,
                   struct error *err)
{
    unsigned char number[BASE58_BYTES_MAX] = {0};
    size_t zeros = 0, size = 0;
    for (size_t i = 0; i < text.size; i++)
        if (digit_value(text.data[i]) < 0)
            return bad_digit(text, i, place, err);
    while (zeros < text.size && text.data[zeros] == '1')
        zeros++;
    for (size_t i = zeros; i < text.size; i++)
        if (!append_digit(number, &size, (unsigned)digit_value(text.data[i])))
            return too_long(place, err);
    if (zeros > BASE58_BYTES_MAX - size)
        return too_long(place, err);
    memset(ret_bytes, 0, zeros);
    memcpy(ret_bytes + zeros, number + BASE58_BYTES_MAX - size, size);
    *ret_size = zeros + size;
    return true;
}

size_t base58_encode(struct span bytes, char *ret_text)
{
    unsigned char values[BASE58_TEXT_BYTES] = {0}; /* least significant first */
    size_t zeros = 0, size = 0;
    ensure(bytes.size <= BASE58_BYTES_MAX);
    while (zeros < bytes.size && bytes.data[zeros] == 0)
        zeros++;
    for (size_t i = zeros; i < bytes.size; i++) {
        unsigned carry = bytes.data[i];
        size_t done = 0;
        for (; done < size || carry != 0; done++) {
            carry += 256u * values[done];
            values[done] = (unsigned char)(carry % 58);
            carry /= 58;
        }
        size = done;
    }
    memset(ret_text, '1', zeros);
    for (size_t i = 0; i < size; i++)
        ret_text[zeros + i] = digits[values[size - 1 - i]];
    ret_text[zeros + size] = '\0';
    return zeros + size;
}

static void checksum(unsigned char ret_sum[BASE58CHECK_SUM_BYTES], struct span bytes)
{
    unsigned char hash[HASH256_BYTES];
    hash256(hash, bytes);
    memcpy(ret_sum, hash, BASE58CHECK_SUM_BYTES);
}

bool base58check_decode(struct span text, const char *place, unsigned char *ret_bytes,
                        size_t *ret_size, struct error *err)
{
    unsigned char bytes[BASE58_BYTES_MAX], sum[BASE58CHECK_SUM_BYTES];
    size_t size;
    if (!base58_decode(text, place, bytes, &size, err))
        return false;
    if (size < BASE58CHECK_SUM_BYTES)
        return error_input(err, ERROR_VALUE, place,
                           "'%.*s': %zu bytes of Base58; expected a checksum of %d at least",
                           shown(text), (const char *)text.data, size, BASE58CHECK_SUM_BYTES);
    size -= BASE58CHECK_SUM_BYTES;
    checksum(sum, span_of(bytes, size));
    if (memcmp(sum, bytes + size, sizeof sum) != 0)
        return error_input(err, ERROR_VALUE, place,
                           "'%.*s': the checksum at the end (the last %d bytes of Base58Check) "
                           "fails: a character, anywhere, is wrong",
                           shown(text), (const char *)text.data, BASE58CHECK_SUM_BYTES);
    memcpy(ret_bytes, bytes, size);
    *ret_size = size;
    return true;
}

size_t base58check_encode(struct span bytes, char *ret_text)
{
    unsigned char whole[BASE58_BYTES_MAX];
    ensure(bytes.size <= BASE58_BYTES_MAX - BASE58CHECK_SUM_BYTES);
    if (bytes.size > 0)
        memcpy(whole, bytes.data, bytes.size);
    checksum(whole + bytes.size, bytes);
    return base58_encode(span_of(whole, bytes.size + BASE58CHECK_SUM_BYTES), ret_text);
}
