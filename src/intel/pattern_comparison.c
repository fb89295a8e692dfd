/* One comparison: object path, operator, constants (STIX 2.1, 9.6 and 9.7). */
#include "intel/pattern_parser.h"

static bool no_memory(struct pattern_parser *parser)
{
    return error_memory(parser->err, "reading a pattern");
}

/* The number of a type in this observation expression, as a set. */
static bool number_type(struct pattern_parser *parser, struct span type, uint64_t *ret_types)
{
    size_t i = 0;
    while (i < parser->type_count && !span_equal(parser->types[i], type))
        i++;
    if (i == PATTERN_TYPES_MAX)
        return pattern_error(&parser->lexer, parser->lexer.token.at, ERROR_LIMIT, parser->err,
                             "expected at most %d types in one observation expression",
                             PATTERN_TYPES_MAX);
    if (i == parser->type_count)
        parser->types[parser->type_count++] = type;
    *ret_types = (uint64_t)1 << i;
    return true;
}

static bool add_step(struct pattern_parser *parser, enum pattern_step_kind kind, struct span text,
                     struct pattern_step ***tail)
{
    struct pattern_step *step = arena_alloc(parser->arena, sizeof *step);
    if (step == NULL)
        return no_memory(parser);
    *step = (struct pattern_step){.kind = kind, .text = text};
    **tail = step;
    *tail = &step->next;
    return true;
}

/* A property or a dictionary's key, bare or in quotes. */
static bool read_key(struct pattern_parser *parser, struct pattern_step ***tail, bool *ret_list)
{
    const struct pattern_token *token = &parser->lexer.token;
    struct span key = token->text;
    if (token->kind == TOKEN_STRING && !pattern_string(token, parser->arena, &key, parser->err))
        return false;
    if (token->kind != TOKEN_STRING && token->kind != TOKEN_NAME)
        return pattern_unexpected(
            &parser->lexer, "a name without hyphen, or one in quotes as 'SHA-256'", parser->err);
    *ret_list = token->kind == TOKEN_NAME && key.size > 5 &&
                memcmp(key.data + key.size - 5, "_refs", 5) == 0;
    return add_step(parser, PATTERN_KEY, key, tail) &&
           pattern_lexer_next(&parser->lexer, parser->err);
}

static bool read_index(struct pattern_parser *parser, struct pattern_step ***tail)
{
    const struct pattern_token *token = &parser->lexer.token;
    bool any = pattern_is(parser, "*");
    if (!any && (token->kind != TOKEN_INTEGER || token->text.data[0] == '-'))
        return pattern_unexpected(&parser->lexer, "* or a whole number of 0 or more", parser->err);
    struct span text = span_part(token->text, token->text.data[0] == '+', token->text.size);
    return add_step(parser, any ? PATTERN_ANY : PATTERN_INDEX, text, tail) &&
           pattern_lexer_next(&parser->lexer, parser->err) && pattern_need(parser, "]");
}

/* What stands behind the first property. A list of references is followed by an index before
 * anything is asked of what they lead to (9.7.3). */
static bool read_steps(struct pattern_parser *parser, struct pattern_step ***tail, bool list)
{
    for (;;) {
        bool point, bracket;
        size_t at = parser->lexer.token.at;
        if (!pattern_pass(parser, ".", &point) || !pattern_pass(parser, "[", &bracket))
            return false;
        if (point && list)
            return pattern_error(&parser->lexer, at, ERROR_VALUE, parser->err,
                                 "a property of a list of references; expected [*] or an index "
                                 "before it");
        if (point && bracket)
            return pattern_error(&parser->lexer, at, ERROR_SYNTAX, parser->err,
                                 "'.['; expected a name behind the point");
        if (!point && !bracket)
            return true;
        list = false;
        if (!(point ? read_key(parser, tail, &list) : read_index(parser, tail)))
            return false;
    }
}

static bool read_path(struct pattern_parser *parser, struct pattern_comparison *comparison,
                      uint64_t *ret_types)
{
    const struct pattern_token *token = &parser->lexer.token;
    struct pattern_step *first = NULL, **tail = &first;
    bool list;
    if (token->kind != TOKEN_NAME && token->kind != TOKEN_NAME_HYPHEN)
        return pattern_unexpected(&parser->lexer, "a type and a property, as file:name",
                                  parser->err);
    comparison->type = token->text;
    if (!pattern_check_type(parser, token) || !number_type(parser, comparison->type, ret_types) ||
        !pattern_lexer_next(&parser->lexer, parser->err) || !pattern_need(parser, ":") ||
        !read_key(parser, &tail, &list) || !read_steps(parser, &tail, list))
        return false;
    comparison->path = first;
    return true;
}

static bool kind_of_value(const struct pattern_token *token, enum pattern_kind *ret_kind)
{
    static const enum pattern_kind kinds[] = {
        [TOKEN_STRING] = PATTERN_STRING,   [TOKEN_HEX] = PATTERN_HEX,
        [TOKEN_BINARY] = PATTERN_BINARY,   [TOKEN_TIME] = PATTERN_TIME,
        [TOKEN_INTEGER] = PATTERN_INTEGER, [TOKEN_FLOAT] = PATTERN_FLOAT,
    };
    if (token->kind == TOKEN_KEYWORD &&
        (span_is(token->text, "true") || span_is(token->text, "false"))) {
        *ret_kind = PATTERN_BOOL;
        return true;
    }
    if (token->kind < TOKEN_STRING || token->kind > TOKEN_FLOAT)
        return false;
    *ret_kind = kinds[token->kind];
    return true;
}

static bool read_value(struct pattern_parser *parser, const struct pattern_comparison *comparison,
                       const struct pattern_value ***tail)
{
    const struct pattern_token *token = &parser->lexer.token;
    enum pattern_relation relation = comparison->relation;
    bool text_only = relation >= PATTERN_LIKE;
    bool ordered = relation >= PATTERN_LESS && relation <= PATTERN_NOT_LESS;
    enum pattern_kind kind;
    if (!kind_of_value(token, &kind) || (text_only && kind != PATTERN_STRING) ||
        (ordered && kind == PATTERN_BOOL))
        return pattern_unexpected(&parser->lexer,
                                  text_only ? "a string"
                                  : ordered ? "a number, a string, or h'', b'', t''"
                                            : "a number, a string, true, false, or h'', b'', t''",
                                  parser->err);
    struct pattern_value *value = arena_alloc(parser->arena, sizeof *value);
    struct span text = token->text;
    if (value == NULL)
        return no_memory(parser);
    if (kind == PATTERN_STRING && !pattern_string(token, parser->arena, &text, parser->err))
        return false;
    *value = (struct pattern_value){.kind = kind, .text = text};
    if (!pattern_check_value(parser, comparison, value, token->at))
        return false;
    **tail = value;
    *tail = &value->next;
    return pattern_lexer_next(&parser->lexer, parser->err);
}

static bool read_set(struct pattern_parser *parser, struct pattern_comparison *comparison)
{
    const struct pattern_value **tail = &comparison->values;
    bool more, empty;
    if (!pattern_need(parser, "(") || !pattern_pass(parser, ")", &empty))
        return false;
    if (empty)
        return true;
    for (more = true; more;)
        if (!read_value(parser, comparison, &tail) || !pattern_pass(parser, ",", &more))
            return false;
    return pattern_need(parser, ")");
}

static bool read_operator(struct pattern_parser *parser, struct pattern_comparison *comparison)
{
    static const struct {
        const char *text;
        enum pattern_relation relation;
    } operators[] = {
        {"=", PATTERN_EQUAL},
        {"==", PATTERN_EQUAL},
        {"!=", PATTERN_NOT_EQUAL},
        {"<>", PATTERN_NOT_EQUAL},
        {"<", PATTERN_LESS},
        {"<=", PATTERN_NOT_MORE},
        {">", PATTERN_MORE},
        {">=", PATTERN_NOT_LESS},
        {"IN", PATTERN_IN},
        {"LIKE", PATTERN_LIKE},
        {"MATCHES", PATTERN_MATCHES},
        {"ISSUBSET", PATTERN_SUBSET},
        {"ISSUPERSET", PATTERN_SUPERSET},
    };
    if (!pattern_pass(parser, "NOT", &comparison->negated))
        return false;
    for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++)
        if (pattern_is(parser, operators[i].text)) {
            comparison->relation = operators[i].relation;
            return pattern_lexer_next(&parser->lexer, parser->err);
        }
    return pattern_unexpected(&parser->lexer,
                              "= != < <= > >= IN LIKE MATCHES ISSUBSET or ISSUPERSET", parser->err);
}

bool pattern_comparison_read(struct pattern_parser *parser, uint64_t *ret_types)
{
    struct pattern_comparison *comparison = arena_alloc(parser->arena, sizeof *comparison);
    bool denied, exists;
    if (comparison == NULL)
        return no_memory(parser);
    comparison->enough = true;
    if (!pattern_pass(parser, "NOT", &denied) || !pattern_pass(parser, "EXISTS", &exists))
        return false;
    if (denied && !exists)
        return pattern_unexpected(&parser->lexer, "EXISTS, as other NOTs stand behind the path",
                                  parser->err);
    if (!read_path(parser, comparison, ret_types))
        return false;
    const struct pattern_value **tail = &comparison->values;
    comparison->relation = PATTERN_EXISTS;
    comparison->negated = denied;
    if (!exists && (!read_operator(parser, comparison) ||
                    !(comparison->relation == PATTERN_IN ? read_set(parser, comparison)
                                                         : read_value(parser, comparison, &tail))))
        return false;
    *parser->tail = comparison;
    parser->tail = &comparison->next;
    parser->count++;
    return true;
}
