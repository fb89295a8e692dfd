/* What the grammar does not ask of types and constants, and no observation could fulfil. */
#include "intel/address_text.h"
#include "intel/byte_text.h"
#include "intel/id.h"
#include "intel/pattern_parser.h"
#include "intel/type.h"

/* Patterns look at observations, and these are of cyber-observable objects; types that nobody here
 * knows may be some. */
bool pattern_check_type(struct pattern_parser *parser, const struct pattern_token *type)
{
    enum object_class class = object_class_of(type->text);
    if (!stix_type_valid(type->text))
        return pattern_error(&parser->lexer, type->at, ERROR_VALUE, parser->err,
                             "no name of a type; expected 3 to 250 lower-case letters, digits and "
                             "hyphens");
    if (class != OBJECT_SCO && class != OBJECT_UNKNOWN)
        return pattern_error(&parser->lexer, type->at, ERROR_VALUE, parser->err,
                             "a %s; expected the type of a cyber-observable object",
                             object_class_name(class));
    return true;
}

/* The algorithm, where a path ends in hashes.ALGORITHM; else empty. */
static struct span algorithm_of(const struct pattern_step *step)
{
    for (; step->next != NULL; step = step->next)
        if (step->next->next == NULL && step->kind == PATTERN_KEY &&
            span_is(step->text, "hashes") && step->next->kind == PATTERN_KEY)
            return step->next->text;
    return span_of(NULL, 0);
}

static bool check_hash(struct pattern_parser *parser, const struct pattern_comparison *comparison,
                       const struct pattern_value *value, size_t at)
{
    int digits = hash_digits(algorithm_of(comparison->path));
    return digits <= 0 || has_hex_digits(value->text, (size_t)digits) ||
           pattern_error(&parser->lexer, at, ERROR_VALUE, parser->err,
                         "a hash; expected %d hexadecimal digits", digits);
}

static bool check_regex(struct pattern_parser *parser, const struct pattern_value *value, size_t at)
{
    if (value->text.size > PATTERN_REGEX_BYTES_MAX)
        return pattern_error(&parser->lexer, at, ERROR_LIMIT, parser->err,
                             "a regular expression of %zu bytes; expected at most %d",
                             value->text.size, PATTERN_REGEX_BYTES_MAX);
    const char *defect = pattern_regex_defect(value->text);
    return defect == NULL || pattern_error(&parser->lexer, at, ERROR_VALUE, parser->err,
                                           "a regular expression with %s", defect);
}

bool pattern_check_value(struct pattern_parser *parser, const struct pattern_comparison *comparison,
                         const struct pattern_value *value, size_t at)
{
    switch (comparison->relation) {
    case PATTERN_EQUAL:
    case PATTERN_NOT_EQUAL:
    case PATTERN_IN:
        return value->kind != PATTERN_STRING || check_hash(parser, comparison, value, at);
    case PATTERN_MATCHES:
        return check_regex(parser, value, at);
    case PATTERN_SUBSET:
    case PATTERN_SUPERSET:
        return is_ipv4_text(value->text) || is_ipv6_text(value->text) ||
               pattern_error(&parser->lexer, at, ERROR_VALUE, parser->err,
                             "expected an IPv4 or IPv6 address, or one with a length as /24");
    default:
        return true;
    }
}
