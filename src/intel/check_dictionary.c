/* Dictionaries (STIX 2.1, 2.4) and those with rules of their own: hashes (2.7), headers, the
 * contents of a language-content object (7.1). */
#include "intel/byte_text.h"
#include "intel/shape.h"

static bool is_key(struct span name)
{
    for (size_t i = 0; i < name.size; i++) {
        unsigned char byte = name.data[i];
        if (!(byte >= 'a' && byte <= 'z') && !(byte >= 'A' && byte <= 'Z') &&
            !(byte >= '0' && byte <= '9') && byte != '_' && byte != '-')
            return false;
    }
    return name.size > 0 && name.size <= 250;
}

static void check_hash(struct check *check, const struct json_value *hash)
{
    if (hash->type != JSON_TYPE_STRING) {
        check_error(check, hash, "%s; expected a string", json_type_name(hash->type));
        return;
    }
    int digits = hash_digits(hash->name);
    if (digits < 0) {
        if (hash->name.size < 3)
            check_error(check, hash, "expected the name of an algorithm, of 3 letters or more");
        else
            check_warning(check, hash, "an algorithm beyond the standard's vocabulary");
    } else if (digits > 0 && !has_hex_digits(hash->text, (size_t)digits)) {
        check_error(check, hash, "expected %d hexadecimal digits", digits);
    } else if (digits == 0 && hash->text.size == 0) {
        check_error(check, hash, "an empty hash");
    }
}

static void check_string(struct check *check, const struct json_value *value)
{
    if (value->type != JSON_TYPE_STRING)
        check_error(check, value, "%s; expected a string", json_type_name(value->type));
}

/* A header of a mail that came once is a string, one that came often a list (6.6.1); HTTP's are
 * always lists (6.12.2). */
static void check_header(struct check *check, enum kind kind, const struct json_value *value)
{
    if (kind == KIND_HEADERS && value->type != JSON_TYPE_ARRAY) {
        check_string(check, value);
        return;
    }
    static const struct property strings = ROW("", KIND_STRING, LIST);
    check_value(check, &strings, value);
}

static void check_integer_value(struct check *check, const struct json_value *value)
{
    static const struct property integer = ROW("", KIND_INTEGER, 0);
    check_kind(check, &integer, value);
}

/* A language's translations: names of properties, with what they say in it. */
static void check_translations(struct check *check, const struct json_value *value)
{
    if (!is_language_tag(value->name))
        check_error(check, value, "expected a language tag of RFC 5646 as key");
    if (value->type != JSON_TYPE_OBJECT || value->count == 0)
        check_error(check, value, "expected an object of translations");
    for (const struct json_value *one = value->first; one != NULL; one = one->next)
        check_name(check, one);
}

static void check_entry(struct check *check, enum kind kind, const struct json_value *value)
{
    if (!is_key(value->name))
        check_error(check, value,
                    "expected a key of up to 250 letters, digits, hyphens and underscores");
    if (value->type == JSON_TYPE_NULL)
        check_error(check, value, "null; expected a value, or no entry");
    else if (kind == KIND_HASHES)
        check_hash(check, value);
    else if (kind == KIND_TEXTS)
        check_string(check, value);
    else if (kind == KIND_HEADERS || kind == KIND_LISTS)
        check_header(check, kind, value);
    else if (kind == KIND_INTEGERS || (kind == KIND_TAGS && value->type != JSON_TYPE_STRING))
        check_integer_value(check, value);
    else if (kind == KIND_CONTENTS)
        check_translations(check, value);
    else if (value->type == JSON_TYPE_ARRAY && value->count == 0)
        check_error(check, value, "an empty list; expected none, or elements");
}

void check_dictionary(struct check *check, enum kind kind, const struct json_value *value)
{
    if (value->type != JSON_TYPE_OBJECT || value->count == 0) {
        check_error(check, value, "expected an object with members");
        return;
    }
    for (const struct json_value *one = value->first; one != NULL; one = one->next)
        check_entry(check, kind, one);
}
