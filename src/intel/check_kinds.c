/* Values of each kind (STIX 2.1, 2). */
#include <stdio.h>

#include "base/limits.h"
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

/* 50.0 and 5e1 are the integer 50, as everywhere where numbers are compared here. */
static bool read_integer(struct check *check, const struct json_value *value, int64_t *ret_integer)
{
    struct dynbuf digits;
    struct json_value plain = *value;
    if (value->type != JSON_TYPE_NUMBER || json_value_integer(value, ret_integer))
        return value->type == JSON_TYPE_NUMBER;
    dynbuf_init(&digits, JSON_STRING_BYTES_MAX);
    bool ok = json_canonical(&digits, value, JSON_CANONICAL_EXACT, &check->failure);
    plain.text = dynbuf_bytes(&digits);
    ok = ok && json_value_integer(&plain, ret_integer);
    dynbuf_release(&digits);
    return ok;
}

static void check_integer(struct check *check, enum kind kind, const struct json_value *value)
{
    int64_t integer;
    if (!read_integer(check, value, &integer) || integer < ranges[kind].least ||
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

/* The words of a reference's row as people say them. */
static void refuse_reference(struct check *check, const char *words, const struct json_value *value)
{
    char types[256];
    size_t size = 0;
    for (struct span word = words_next(&words); word.size > 0; word = words_next(&words)) {
        const char *said = span_is(word, "@sdo")   ? "a domain object"
                           : span_is(word, "@sro") ? "a relationship object"
                           : span_is(word, "@sco") ? "a cyber-observable object"
                           : span_is(word, "@any") ? "an object that is no bundle"
                                                   : NULL;
        int more = said != NULL
                       ? snprintf(types + size, sizeof types - size, "%s%s", size ? ", " : "", said)
                       : snprintf(types + size, sizeof types - size, "%s%.*s", size ? ", " : "",
                                  (int)word.size, (const char *)word.data);
        size += (size_t)more;
        if (size >= sizeof types)
            break;
    }
    check_error(check, value, "expected the identifier of one of: %s", types);
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
        refuse_reference(check, property->words, value);
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

static void check_time(struct check *check, enum kind kind, const struct json_value *value)
{
    struct timestamp time;
    const size_t least = TIMESTAMP_WHOLE_BYTES + sizeof ".000Z" - 1;
    if (value->type != JSON_TYPE_STRING || !timestamp_parse(value->text, &time))
        check_error(check, value, "expected a time that exists, as 2026-01-31T12:00:00.000Z");
    else if (kind == KIND_MILLISECONDS && value->text.size < least)
        check_warning(check, value, "expected three digits behind the point, or more");
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
    case KIND_MILLISECONDS:
        check_time(check, property->kind, value);
        break;
    case KIND_HASHES:
    case KIND_DICTIONARY:
    case KIND_TEXTS:
    case KIND_HEADERS:
    case KIND_LISTS:
    case KIND_TAGS:
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
    default: /* texts of a form, and of none */
        check_text(check, property, value);
        break;
    }
}
