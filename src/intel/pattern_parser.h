/* What the parts of the pattern reader share. Only for pattern*.c.
 *
 * Types that one observation expression names are numbered, so that a set of them is a word: what
 * AND joins must leave one in it.
 */
#pragma once

#include "base/limits.h"
#include "intel/pattern.h"
#include "intel/pattern_lexer.h"

struct pattern_parser {
    struct pattern_lexer lexer;
    struct arena *arena;
    struct error *err;
    unsigned depth;
    struct pattern_comparison *first, **tail; /* all of the pattern */
    size_t count;
    struct span types[PATTERN_TYPES_MAX]; /* of the observation expression that is open */
    size_t type_count;
};

/* One comparison, from its object path (or EXISTS) on. Gives the set of its one type. */
bool pattern_comparison_read(struct pattern_parser *parser, uint64_t *ret_types);

/* The token is this sign or keyword; then it is passed, and `*ret_passed` says so. False: error. */
bool pattern_pass(struct pattern_parser *parser, const char *text, bool *ret_passed);

/* The same where nothing else may stand. */
bool pattern_need(struct pattern_parser *parser, const char *text);

static inline bool pattern_is(const struct pattern_parser *parser, const char *text)
{
    enum pattern_token_kind kind = parser->lexer.token.kind;
    return (kind == TOKEN_SIGN || kind == TOKEN_KEYWORD) && span_is(parser->lexer.token.text, text);
}

/* What must hold of values beyond their form (pattern_meaning.c). `at`: where the value stands. */
bool pattern_check_type(struct pattern_parser *parser, const struct pattern_token *type);
bool pattern_check_value(struct pattern_parser *parser, const struct pattern_comparison *comparison,
                         const struct pattern_value *value, size_t at);

/* Whether PCRE would refuse a regular expression, as far as that is told by its brackets, ranges,
 * repetitions and last backslash. NULL: no reason is seen; else what is wrong. Static. */
const char *pattern_regex_defect(struct span regex);
