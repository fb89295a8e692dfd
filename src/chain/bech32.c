#include "chain/bech32.h"

#include <stdio.h>

static const char digits[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

enum { SUM_DIGITS = 6, TEXT_MAX = BECH32_TEXT_BYTES - 1 };

static const uint32_t residues[] = {[BECH32] = 1, [BECH32M] = 0x2bc830a3};

/* One digit more in the remainder of the checksum's polynomial (BIP-173). */
static uint32_t sum_digit(uint32_t sum, unsigned digit)
{
    static const uint32_t generator[] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd,
                                         0x2a1462b3};
    uint32_t top = sum >> 25;
    sum = (sum & 0x1ffffff) << 5 ^ digit;
    for (int i = 0; i < 5; i++)
        if ((top >> i & 1) != 0)
            sum ^= generator[i];
    return sum;
}

static unsigned char lower(unsigned char letter)
{
    return letter >= 'A' && letter <= 'Z' ? (unsigned char)(letter - 'A' + 'a') : letter;
}

static uint32_t sum_prefix(struct span prefix)
{
    uint32_t sum = 1;
    for (size_t i = 0; i < prefix.size; i++)
        sum = sum_digit(sum, (unsigned)lower(prefix.data[i]) >> 5);
    sum = sum_digit(sum, 0);
    for (size_t i = 0; i < prefix.size; i++)
        sum = sum_digit(sum, lower(prefix.data[i]) & 31u);
    return sum;
}

/* The value of a digit of either case, or -1. */
static int digit_value(unsigned char letter)
{
    const char *at = letter == '\0' ? NULL : strchr(digits, lower(letter));
    return at == NULL ? -1 : (int)(at - digits);
}

/* Every error of this file: the text, the character (from 0), what is wrong and expected. */
static bool wrong(struct span text, size_t at, const char *what, const char *place,
                  struct error *err)
{
    return error_input(err, ERROR_VALUE, place, "'%.*s': character %zu %s",
                       text.size > TEXT_MAX ? TEXT_MAX : (int)text.size, (const char *)text.data,
                       at + 1, what);
}

/* Length, printable characters, one case; the separator's place. */
static bool check_form(struct span text, const char *place, size_t *ret_separator,
                       struct error *err)
{
    bool upper_seen = false, lower_seen = false;
    size_t separator = text.size;
    if (text.size > TEXT_MAX)
        return wrong(text, TEXT_MAX, "is one too many: expected at most 90", place, err);
    for (size_t i = 0; i < text.size; i++) {
        unsigned char letter = text.data[i];
        if (letter < 33 || letter > 126)
            return wrong(text, i, "is none of Bech32: expected a visible one of ASCII", place, err);
        upper_seen = upper_seen || (letter >= 'A' && letter <= 'Z');
        lower_seen = lower_seen || (letter >= 'a' && letter <= 'z');
        if (upper_seen && lower_seen)
            return wrong(text, i, "is of the other case: expected all lower or all upper", place,
                         err);
        if (letter == '1')
            separator = i;
    }
    if (separator == text.size)
        return wrong(text, text.size, "is the end: expected a separator, 1", place, err);
    if (separator == 0)
        return wrong(text, 0, "is the separator: expected a prefix before it", place, err);
    if (text.size - separator - 1 < SUM_DIGITS)
        return wrong(text, text.size, "is the end: expected six of checksum behind the separator",
                     place, err);
    *ret_separator = separator;
    return true;
}

/* Where one other digit would make the checksum hold: `sum` is off by `residue` alone. Counts such
 * places and keeps the last, from the end of the text. */
static void find_single_fault(uint32_t residue, size_t size, unsigned *count, size_t *from_end)
{
    for (unsigned change = 1; change < 32; change++) {
        uint32_t sum = change;
        for (size_t i = 0; i < size; i++, sum = sum_digit(sum, 0))
            if (sum == residue) {
                *from_end = i + 1;
                ++*count;
            }
    }
}

static bool bad_checksum(struct span text, uint32_t sum, size_t size, const char *place,
                         struct error *err)
{
    unsigned count = 0;
    size_t from_end = 0;
    find_single_fault(sum ^ residues[BECH32], size, &count, &from_end);
    find_single_fault(sum ^ residues[BECH32M], size, &count, &from_end);
    if (count == 1)
        return wrong(text, text.size - from_end,
                     "is likely wrong: the checksum fails, and holds with another one there", place,
                     err);
    return wrong(text, text.size - SUM_DIGITS,
                 "begins a checksum that fails: more than one character is wrong", place, err);
}

bool bech32_decode(struct span text, const char *place, struct bech32 *ret, struct error *err)
{
    struct bech32 content = {0};
    size_t separator;
    if (!check_form(text, place, &separator, err))
        return false;
    content.prefix = span_part(text, 0, separator);
    uint32_t sum = sum_prefix(content.prefix);
    size_t size = text.size - separator - 1;
    for (size_t i = 0; i < size; i++) {
        int value = digit_value(text.data[separator + 1 + i]);
        if (value < 0)
            return wrong(text, separator + 1 + i,
                         "is no digit of Bech32: expected a letter or number without 1, b, i, o",
                         place, err);
        sum = sum_digit(sum, (unsigned)value);
        if (i < size - SUM_DIGITS)
            content.data[i] = (unsigned char)value;
    }
    if (sum != residues[BECH32] && sum != residues[BECH32M])
        return bad_checksum(text, sum, size, place, err);
    content.form = sum == residues[BECH32] ? BECH32 : BECH32M;
    content.size = size - SUM_DIGITS;
    *ret = content;
    return true;
}

size_t bech32_encode(const struct bech32 *content, char ret_text[BECH32_TEXT_BYTES])
{
    ensure(content->prefix.size > 0 &&
           content->prefix.size + 1 + content->size + SUM_DIGITS <= TEXT_MAX);
    uint32_t sum = sum_prefix(content->prefix);
    memcpy(ret_text, content->prefix.data, content->prefix.size);
    size_t at = content->prefix.size;
    ret_text[at++] = '1';
    for (size_t i = 0; i < content->size; i++) {
        ensure(content->data[i] < 32);
        sum = sum_digit(sum, content->data[i]);
        ret_text[at++] = digits[content->data[i]];
    }
    for (int i = 0; i < SUM_DIGITS; i++)
        sum = sum_digit(sum, 0);
    sum ^= residues[content->form];
    for (int i = 0; i < SUM_DIGITS; i++)
        ret_text[at++] = digits[sum >> 5 * (SUM_DIGITS - 1 - i) & 31];
    ret_text[at] = '\0';
    return at;
}

/* The prefix is looked at first: with a wrong one the checksum fails too, and says less. */
static bool check_prefix(struct span text, const char *prefix, const char *place, struct error *err)
{
    char what[128];
    for (size_t i = 0; i <= strlen(prefix); i++) {
        char expected = prefix[i] == '\0' ? '1' : prefix[i];
        if (i < text.size && lower(text.data[i]) == (unsigned char)expected)
            continue;
        snprintf(what, sizeof what, "is not of this chain: expected the prefix %.80s1", prefix);
        return wrong(text, i, what, place, err);
    }
    return true;
}

/* The program's bytes from its digits; what is left over is fewer than five bits, all zero. */
static bool regroup(const struct bech32 *content, struct witness_program *ret)
{
    uint32_t bits = 0;
    unsigned held = 0;
    for (size_t i = 1; i < content->size; i++) {
        bits = (bits << 5 | content->data[i]) & 0xfff;
        held += 5;
        if (held < 8)
            continue;
        held -= 8;
        if (ret->size == WITNESS_PROGRAM_BYTES_MAX)
            return false;
        ret->bytes[ret->size++] = (unsigned char)(bits >> held);
    }
    return held < 5 && (bits & ((1u << held) - 1)) == 0;
}

bool witness_decode(struct span text, const char *prefix, const char *place,
                    struct witness_program *ret, struct error *err)
{
    struct bech32 content;
    struct witness_program program = {0};
    size_t data = strlen(prefix) + 1;
    if (!check_prefix(text, prefix, place, err) || !bech32_decode(text, place, &content, err))
        return false;
    if (content.prefix.size + 1 != data)
        return wrong(text, content.prefix.size, "is a second separator: expected one", place, err);
    if (content.size == 0)
        return wrong(text, data, "begins the checksum: expected a witness version", place, err);
    program.version = content.data[0];
    if (program.version > 16)
        return wrong(text, data, "is a witness version over 16", place, err);
    if (content.form != (program.version == 0 ? BECH32 : BECH32M))
        return wrong(text, data + content.size,
                     program.version == 0
                         ? "begins a checksum of Bech32m: expected that of Bech32 for version 0"
                         : "begins a checksum of Bech32: expected that of Bech32m from version 1",
                     place, err);
    if (!regroup(&content, &program))
        return wrong(text, data + content.size - 1,
                     "ends no witness program: expected 2 to 40 whole bytes and zero bits", place,
                     err);
    if (program.size < 2)
        return wrong(text, data + content.size - 1,
                     "ends the program early: expected at least 2 bytes", place, err);
    if (program.version == 0 && program.size != 20 && program.size != 32)
        return wrong(text, data + content.size - 1,
                     "ends no program of version 0: expected 20 or 32 bytes", place, err);
    *ret = program;
    return true;
}

size_t witness_encode(unsigned version, struct span program, const char *prefix,
                      char ret_text[BECH32_TEXT_BYTES])
{
    struct bech32 content = {.form = version == 0 ? BECH32 : BECH32M, .prefix = span_text(prefix)};
    uint32_t bits = 0;
    unsigned held = 0;
    ensure(version <= 16 && program.size >= 2 && program.size <= WITNESS_PROGRAM_BYTES_MAX);
    content.data[content.size++] = (unsigned char)version;
    for (size_t i = 0; i < program.size; i++) {
        bits = (bits << 8 | program.data[i]) & 0xfff;
        for (held += 8; held >= 5;) {
            held -= 5;
            content.data[content.size++] = bits >> held & 31;
        }
    }
    if (held > 0)
        content.data[content.size++] = bits << (5 - held) & 31;
    return bech32_encode(&content, ret_text);
}
