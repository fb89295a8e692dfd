#include "screen/address_key.h"

#include <string.h>

#include "base/hex.h"
#include "chain/base58.h"
#include "text/trim.h"

static const char base58_digits[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
static const char ripple_digits[] = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";
static const char cash_digits[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

static char lower(unsigned char byte)
{
    return (char)(byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte);
}

static void put(struct address_key *key, struct span text, bool fold)
{
    key->size = text.size;
    for (size_t i = 0; i < text.size; i++)
        key->text[i] = fold ? lower(text.data[i]) : (char)text.data[i];
}

/* What stands behind "eip155:1:" and the like; `bitcoincash:` has one colon and stays. */
static struct span without_chain(struct span text)
{
    size_t colons = 0, last = 0;
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] == ':') {
            colons++;
            last = i + 1;
        }
    return colons == 2 ? span_part(text, last, text.size) : text;
}

static void put_base58check(struct address_key *key, struct span bytes)
{
    char text[BASE58_TEXT_BYTES];
    size_t size = base58check_encode(bytes, text);
    put(key, span_of(text, size), false);
}

/* Eight digits of five bits: the version, then 20 bytes of hash; only those have a Base58 form. */
static bool put_cash(struct address_key *key, struct span text)
{
    unsigned char bytes[64], payload[21];
    size_t size = 0;
    uint32_t bits = 0;
    unsigned held = 0;
    if (text.size > 12 && text.data[11] == ':')
        text = span_part(text, 12, text.size);
    if (text.size != 42)
        return false;
    for (size_t i = 0; i + 8 < text.size; i++) { /* without the checksum */
        const char *digit = strchr(cash_digits, lower(text.data[i]));
        bits = bits << 5 | (uint32_t)(digit - cash_digits);
        held += 5;
        if (held >= 8) {
            held -= 8;
            bytes[size++] = (unsigned char)(bits >> held);
        }
    }
    if (size != 21 || (bytes[0] != 0 && bytes[0] != 8))
        return false;
    memcpy(payload, bytes, sizeof payload);
    payload[0] = bytes[0] == 0 ? 0x00 : 0x05;
    put_base58check(key, span_of(payload, sizeof payload));
    return true;
}

static bool put_tron(struct address_key *key, struct span text)
{
    unsigned char bytes[21];
    size_t place;
    if (text.size != 42 || text.data[0] != '4' || text.data[1] != '1' ||
        !hex_decode(bytes, text, &place))
        return false;
    put_base58check(key, span_of(bytes, sizeof bytes));
    return true;
}

static bool translate(struct span text, const char *from, const char *to, char *ret_text)
{
    for (size_t i = 0; i < text.size; i++) {
        const char *digit = text.data[i] == 0 ? NULL : strchr(from, text.data[i]);
        if (digit == NULL)
            return false;
        ret_text[i] = to[digit - from];
    }
    return true;
}

/* X-address: 05 44, 20 bytes, a flag, a tag of eight bytes, in Ripple's alphabet. */
static bool put_x_address(struct address_key *key, struct span text)
{
    char other[64], classic[BASE58_TEXT_BYTES];
    unsigned char bytes[BASE58_BYTES_MAX], payload[21] = {0};
    size_t size;
    struct error ignored;
    if (text.size < 46 || text.size > 48 || text.data[0] != 'X' ||
        !translate(text, ripple_digits, base58_digits, other) ||
        !base58check_decode(span_of(other, text.size), NULL, bytes, &size, &ignored) ||
        size != 31 || bytes[0] != 0x05 || bytes[1] != 0x44)
        return false;
    memcpy(payload + 1, bytes + 2, 20);
    size = base58check_encode(span_of(payload, sizeof payload), classic);
    translate(span_of(classic, size), base58_digits, ripple_digits, key->text);
    key->size = size;
    return true;
}

static bool put_bare_hex(struct address_key *key, struct span text)
{
    unsigned char bytes[20];
    size_t place;
    if (text.size != 40 || !hex_decode(bytes, text, &place))
        return false;
    char whole[43] = "0x";
    memcpy(whole + 2, text.data, 40);
    key->form = address_form_of(span_of(whole, 42));
    put(key, span_of(whole, 42), true);
    return true;
}

void address_key_of(struct span text, struct address_key *ret_key)
{
    text = without_chain(trim_space(text));
    ret_key->size = 0;
    ret_key->form = ADDRESS_UNKNOWN;
    if (text.size == 0 || text.size >= ADDRESS_KEY_BYTES || put_bare_hex(ret_key, text))
        return;
    if (put_tron(ret_key, text)) {
        ret_key->form = ADDRESS_BASE58;
        return;
    }
    if (put_x_address(ret_key, text)) {
        ret_key->form = ADDRESS_RIPPLE;
        return;
    }
    ret_key->form = address_form_of(text);
    bool hex = span_starts_with(text, "0x") || span_starts_with(text, "0X");
    if (ret_key->form == ADDRESS_CASHADDR && put_cash(ret_key, text))
        return;
    put(ret_key, text,
        hex || ret_key->form == ADDRESS_BECH32 || ret_key->form == ADDRESS_CASHADDR ||
            ret_key->form == ADDRESS_HEX32);
}
