/* Values of each kind (STIX 2.1, 2). */
#include "base/limits.h"
#include "intel/address_text.h"
#include "intel/shape.h"
#include "text/json_canonical.h"

static bool expect(struct check *check, const struct json_value *value, enum json_type type)
{
    if (value->type == type)
        return true;
    check_error(check, value, "%s; expected %s", json_type_name(value->type), json_type_name(type));
    return false;
}

static const struct {
    int64_t least, most;
} ranges[] = {
    [KIND_INTEGER] = {-INT64_C(9007199254740991), INT64_C(9007199254740991)},
    [KIND_COUNT] = {0, INT64_C(9007199254740991)},
    [KIND_OBSERVED] = {1, 999999999},
    [KIND_SIGHTED] = {0, 999999999},
    [KIND_PERCENT] = {0, 100},
    [KIND_PORT] = {0, 65535},
};

static void check_integer(struct check *check, enum kind kind, const struct json_value *value)
{
    int64_t integer;
    if (!json_value_integer(value, &integer) || integer < ranges[kind].least ||
        integer > ranges[kind].most)
        check_error(check, value, "expected a whole number from %lld to %lld",
                    (long long)ranges[kind].least, (long long)ranges[kind].most);
}

/* Whether the absolute value of a number in exact canonical form, which has an exponent only when
 * it is very large or very small, is at most the limit. No double is needed. */
static bool at_most(struct span number, unsigned limit)
{
    unsigned whole = 0;
    bool point = false, rest = false;
    for (size_t at = number.data[0] == '-'; at < number.size; at++) {
        unsigned char byte = number.data[at];
        if (byte == 'e')
            return number.data[at + 1] == '-';
        if (byte == '.')
            point = true;
        else if (point)
            rest = true;
        else if (whole <= limit)
            whole = whole * 10 + (unsigned)(byte - '0');
    }
    return whole < limit || (whole == limit && !rest);
}

static bool is_angle(struct check *check, const struct json_value *value, unsigned limit)
{
    struct dynbuf number;
    dynbuf_init(&number, JSON_STRING_BYTES_MAX);
    bool ok = json_canonical(&number, value, JSON_CANONICAL_EXACT, &check->failure) &&
              at_most(dynbuf_bytes(&number), limit);
    dynbuf_release(&number);
    return ok;
}

static void check_float(struct check *check, enum kind kind, const struct json_value *value)
{
    if (!expect(check, value, JSON_TYPE_NUMBER))
        return;
    if (kind == KIND_POSITIVE && value->text.data[0] == '-')
        check_error(check, value, "expected a number of 0 or more");
    unsigned limit = kind == KIND_LATITUDE ? 90 : 180;
    if ((kind == KIND_LATITUDE || kind == KIND_LONGITUDE) && !is_angle(check, value, limit))
        check_error(check, value, "expected a number from -%u to %u", limit, limit);
}

static bool alphanumeric(unsigned char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9');
}

/* The form of RFC 5646, not its registry: words of 1 to 8 letters and digits, the first of 2 to 8
 * letters or `x` or `i`. */
bool is_language_tag(struct span text)
{
    size_t word = 0, words = 0;
    for (size_t i = 0; i <= text.size; i++) {
        if (i == text.size || text.data[i] == '-') {
            if (word == 0 || word > 8 || (words == 0 && word == 1 && text.size < 4))
                return false;
            words++;
            word = 0;
            continue;
        }
        if (!alphanumeric(text.data[i]) || (words == 0 && text.data[i] <= '9'))
            return false;
        word++;
    }
    return words > 0;
}

static bool is_hex(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!alphanumeric(text.data[i]) || (text.data[i] | 0x20) > 'f')
            return false;
    return text.size > 0 && text.size % 2 == 0;
}

/* RFC 4648, 4: whole groups, the last padded. */
static bool is_base64(struct span text)
{
    size_t end = text.size;
    while (end > 0 && text.size - end < 2 && text.data[end - 1] == '=')
        end--;
    for (size_t i = 0; i < end; i++)
        if (!alphanumeric(text.data[i]) && text.data[i] != '+' && text.data[i] != '/')
            return false;
    return text.size % 4 == 0 && text.size > 0;
}

/* Twelve colons that no backslash escapes make thirteen fields (NISTIR 7695, 6.2). */
static bool is_cpe(struct span text)
{
    size_t colons = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '\\')
            i++;
        else
            colons += text.data[i] == ':';
    }
    return span_starts_with(text, "cpe:2.3:") && colons == 12;
}

static void check_reference(struct check *check, const struct property *property,
                            const struct json_value *value)
{
    struct span type;
    struct uuid uuid;
    if (!expect(check, value, JSON_TYPE_STRING))
        return;
    if (!stix_id_parse(value->text, &type, &uuid)) {
        check_error(check, value, "expected an identifier, type--UUID");
        return;
    }
    static const char *const classes[] = {
        [OBJECT_SDO] = "@sdo", [OBJECT_SRO] = "@sro", [OBJECT_SCO] = "@sco"};
    enum object_class class = object_class_of(type);
    bool custom = class == OBJECT_UNKNOWN && !span_is(type, "bundle");
    bool good = words_have(property->words, type) || (custom && property->words[0] == '@') ||
                (class <= OBJECT_SCO && words_have(property->words, span_text(classes[class]))) ||
                (words_have(property->words, span_text("@any")) && !span_is(type, "bundle"));
    if (!good)
        check_error(check, value, "expected the identifier of one of %s", property->words);
}

static void check_word(struct check *check, const struct property *property,
                       const struct json_value *value)
{
    if (!expect(check, value, JSON_TYPE_STRING) || words_have(property->words, value->text))
        return;
    if (property->kind == KIND_ENUM)
        check_error(check, value, "expected one of %s", property->words);
    else
        check_warning(check, value, "not a word of the standard's vocabulary");
}

static void check_text(struct check *check, const struct property *property,
                       const struct json_value *value)
{
    static const struct {
        bool (*is)(struct span text);
        const char *expected;
    } texts[] = {
        [KIND_LANGUAGE] = {is_language_tag, "a language tag of RFC 5646"},
        [KIND_HEX] = {is_hex, "an even number of hexadecimal digits"},
        [KIND_BINARY] = {is_base64, "base64, padded"},
        [KIND_IPV4] = {is_ipv4_text, "an IPv4 address, or one with /0 to /32"},
        [KIND_IPV6] = {is_ipv6_text, "an IPv6 address, or one with /0 to /128"},
        [KIND_MAC] = {is_mac_text, "a MAC address, six pairs of lower-case digits with colons"},
        [KIND_CPE] = {is_cpe, "a CPE 2.3 formatted string"},
    };
    if (!expect(check, value, JSON_TYPE_STRING) || property->kind == KIND_STRING)
        return;
    /* What is defanged is written so that nobody can open it. */
    bool address =
        property->kind == KIND_IPV4 || property->kind == KIND_IPV6 || property->kind == KIND_MAC;
    if (address && check->object->defanged)
        return;
    if (!texts[property->kind].is(value->text))
        check_error(check, value, "expected %s", texts[property->kind].expected);
}

static void check_time(struct check *check, const struct json_value *value)
{
    struct timestamp time;
    if (value->type != JSON_TYPE_STRING || !timestamp_parse(value->text, &time))
        check_error(check, value, "expected a time that exists, as 2026-01-31T12:00:00.000Z");
}

void check_kind(struct check *check, const struct property *property,
                const struct json_value *value)
{
    switch (property->kind) {
    case KIND_BOOLEAN:
        expect(check, value, JSON_TYPE_BOOL);
        break;
    case KIND_INTEGER:
    case KIND_COUNT:
    case KIND_OBSERVED:
    case KIND_SIGHTED:
    case KIND_PERCENT:
    case KIND_PORT:
        check_integer(check, property->kind, value);
        break;
    case KIND_FLOAT:
    case KIND_POSITIVE:
    case KIND_LATITUDE:
    case KIND_LONGITUDE:
        check_float(check, property->kind, value);
        break;
    case KIND_TIMESTAMP:
        check_time(check, value);
        break;
    case KIND_HASHES:
    case KIND_DICTIONARY:
    case KIND_TEXTS:
    case KIND_HEADERS:
    case KIND_INTEGERS:
    case KIND_CONTENTS:
        check_dictionary(check, property->kind, value);
        break;
    case KIND_REFERENCE:
        check_reference(check, property, value);
        break;
    case KIND_ENUM:
    case KIND_OPEN:
        check_word(check, property, value);
        break;
    case KIND_OBJECT:
        check_shape(check, property->shape, value);
        break;
    case KIND_OTHER:
        break;
    case KIND_STRING:
    case KIND_LANGUAGE:
    case KIND_HEX:
    case KIND_BINARY:
    case KIND_IPV4:
    case KIND_IPV6:
    case KIND_MAC:
    case KIND_CPE:
        check_text(check, property, value);
        break;
    }
}
