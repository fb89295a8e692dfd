#include "screen/address_form.h"

#include "base/hex.h"
#include "base/keccak.h"
#include "chain/base58.h"
#include "chain/bech32.h"
#include "chain/evm_address.h"

static const char base58_digits[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
static const char ripple_digits[] = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";
static const char cash_digits[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

static bool is_hex(struct span text)
{
    unsigned char bytes[64];
    size_t place;
    return text.size <= 2 * sizeof bytes && hex_decode(bytes, text, &place);
}

static enum address_form evm_form(struct span text)
{
    unsigned char bytes[EVM_ADDRESS_BYTES];
    struct error ignored;
    if (!is_hex(span_part(text, 2, text.size)))
        return ADDRESS_BROKEN;
    return evm_address_parse(text, NULL, bytes, &ignored) ? ADDRESS_EVM : ADDRESS_EVM_MISCASED;
}

static bool all_of(struct span text, const char *digits)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] == 0 || strchr(digits, text.data[i]) == NULL)
            return false;
    return text.size > 0;
}

/* Base58Check with Ripple's alphabet, by way of Bitcoin's. */
static bool is_ripple(struct span text)
{
    char other[64];
    unsigned char bytes[BASE58_BYTES_MAX];
    size_t size;
    struct error ignored;
    if (text.size < 25 || text.size > 48 || text.data[0] != 'r' || !all_of(text, ripple_digits))
        return false;
    for (size_t i = 0; i < text.size; i++)
        other[i] = base58_digits[strchr(ripple_digits, text.data[i]) - ripple_digits];
    return base58check_decode(span_of(other, text.size), NULL, bytes, &size, &ignored) &&
           size == 21 && bytes[0] == 0;
}

/* One block of Monero's Base58 as a number of `size` bytes, big-endian. */
static bool monero_block(struct span digits, unsigned char *ret_bytes, size_t size)
{
    __extension__ unsigned __int128 number = 0;
    for (size_t i = 0; i < digits.size; i++) {
        const char *found = strchr(base58_digits, digits.data[i]);
        number = number * 58 + (unsigned)(found - base58_digits);
    }
    if (number >> (8 * size) != 0)
        return false;
    for (size_t i = size; i-- > 0; number >>= 8)
        ret_bytes[i] = (unsigned char)number;
    return true;
}

/* 95 digits are 69 bytes (8 blocks of 11 and one of 7), 106 with a payment id are 77. */
static bool is_monero(struct span text)
{
    unsigned char bytes[80], hash[KECCAK256_BYTES];
    size_t size = 0;
    if ((text.size != 95 && text.size != 106) || !all_of(text, base58_digits))
        return false;
    for (size_t at = 0; at < text.size; at += 11) {
        size_t digits = text.size - at < 11 ? text.size - at : 11;
        size_t part = digits == 11 ? 8 : 5;
        if (!monero_block(span_part(text, at, at + digits), bytes + size, part))
            return false;
        size += part;
    }
    keccak256(hash, span_of(bytes, size - 4));
    return memcmp(hash, bytes + size - 4, 4) == 0;
}

static uint64_t cash_step(uint64_t sum, unsigned char value)
{
    static const uint64_t generator[5] = {0x98f2bc8e61, 0x79b76d99e2, 0xf33e5fb3c4, 0xae2eabe2a8,
                                          0x1e4f43e470};
    uint64_t top = sum >> 35;
    sum = ((sum & 0x07ffffffff) << 5) ^ value;
    for (unsigned i = 0; i < 5; i++)
        if ((top >> i) & 1)
            sum ^= generator[i];
    return sum;
}

static bool is_cash(struct span text)
{
    static const char prefix[] = "bitcoincash";
    char lower[64];
    uint64_t sum = 1;
    if (text.size > 12 && text.data[11] == ':')
        text = span_part(text, 12, text.size);
    if (text.size < 42 || text.size >= sizeof lower)
        return false;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = text.data[i];
        lower[i] = (char)(byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte);
    }
    if (!all_of(span_of(lower, text.size), cash_digits))
        return false;
    for (const char *letter = prefix; *letter != '\0'; letter++)
        sum = cash_step(sum, *letter & 0x1f);
    sum = cash_step(sum, 0);
    for (size_t i = 0; i < text.size; i++)
        sum = cash_step(sum, (unsigned char)(strchr(cash_digits, lower[i]) - cash_digits));
    return sum == 1;
}

static bool has_prefix(struct span text, const char *prefix)
{
    size_t size = strlen(prefix);
    if (text.size < size)
        return false;
    for (size_t i = 0; i < size; i++)
        if ((text.data[i] | 0x20) != (prefix[i] | 0x20))
            return false;
    return true;
}

static bool is_bech32(struct span text)
{
    struct bech32 content;
    struct error ignored;
    return bech32_decode(text, NULL, &content, &ignored);
}

static enum address_form base58_form(struct span text)
{
    unsigned char bytes[BASE58_BYTES_MAX];
    size_t size;
    struct error ignored;
    if (base58check_decode(text, NULL, bytes, &size, &ignored))
        return size >= 21 && size <= 22 ? ADDRESS_BASE58 : ADDRESS_UNKNOWN;
    if (text.size >= 40 && base58_decode(text, NULL, bytes, &size, &ignored) && size == 32)
        return ADDRESS_SOLANA;
    return text.size >= 25 && text.size <= 36 ? ADDRESS_BROKEN : ADDRESS_UNKNOWN;
}

enum address_form address_form_of(struct span text)
{
    if (has_prefix(text, "0x"))
        return text.size == 42 ? evm_form(text) : ADDRESS_BROKEN;
    if (text.size == 64 && is_hex(text))
        return ADDRESS_HEX32;
    if (is_cash(text))
        return ADDRESS_CASHADDR;
    if (has_prefix(text, "bitcoincash:"))
        return ADDRESS_BROKEN;
    if (text.size <= 90 && is_bech32(text))
        return ADDRESS_BECH32;
    if (has_prefix(text, "bc1") || has_prefix(text, "ltc1"))
        return ADDRESS_BROKEN;
    if (is_ripple(text))
        return ADDRESS_RIPPLE;
    if (is_monero(text))
        return ADDRESS_MONERO;
    if (text.size > 64)
        return all_of(text, base58_digits) && (text.size == 95 || text.size == 106)
                   ? ADDRESS_BROKEN
                   : ADDRESS_UNKNOWN;
    return all_of(text, base58_digits) ? base58_form(text) : ADDRESS_UNKNOWN;
}

bool address_form_is_sound(enum address_form form)
{
    return form > ADDRESS_BROKEN;
}

const char *address_form_word(enum address_form form)
{
    static const char *const words[] = {"unknown", "broken", "evm",      "evm_miscased",
                                        "base58",  "bech32", "cashaddr", "ripple",
                                        "monero",  "hex32",  "solana"};
    return words[form];
}
