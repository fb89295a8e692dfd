/* Observation expressions, what joins them, and their qualifiers (STIX 2.1, 9.4, 9.5). */
#include "intel/pattern.h"

#include "intel/pattern_parser.h"
#include "intel/timestamp.h"

bool pattern_pass(struct pattern_parser *parser, const char *text, bool *ret_passed)
{
    bool passed = pattern_is(parser, text);
    if (passed && !pattern_lexer_next(&parser->lexer, parser->err))
        return false;
    *ret_passed = passed;
    return true;
}

bool pattern_need(struct pattern_parser *parser, const char *text)
{
    if (!pattern_is(parser, text))
        return pattern_unexpected(&parser->lexer, text, parser->err);
    return pattern_lexer_next(&parser->lexer, parser->err);
}

/* The comparisons from `*link` on are a part of something that asks for more. */
static void not_enough(struct pattern_comparison *const *link)
{
    for (struct pattern_comparison *one = *link; one != NULL; one = one->next)
        one->enough = false;
}

static bool deeper(struct pattern_parser *parser)
{
    if (parser->depth == PATTERN_DEPTH_MAX)
        return pattern_error(&parser->lexer, parser->lexer.token.at, ERROR_LIMIT, parser->err,
                             "brackets in one another; expected at most %d", PATTERN_DEPTH_MAX);
    parser->depth++;
    return true;
}

static bool read_comparisons(struct pattern_parser *parser, uint64_t *ret_types);

/* A comparison, or comparisons in round brackets. */
static bool read_test(struct pattern_parser *parser, uint64_t *ret_types)
{
    bool bracket;
    if (!pattern_pass(parser, "(", &bracket))
        return false;
    if (!bracket)
        return pattern_comparison_read(parser, ret_types);
    if (!deeper(parser) || !read_comparisons(parser, ret_types) || !pattern_need(parser, ")"))
        return false;
    parser->depth--;
    return true;
}

/* One object fulfils all that AND joins, and so is of a type that all of it allows (9.6). */
static bool read_joined_by_and(struct pattern_parser *parser, uint64_t *ret_types)
{
    struct pattern_comparison **from = parser->tail;
    uint64_t types;
    bool more, joined = false;
    if (!read_test(parser, &types))
        return false;
    for (;;) {
        if (!pattern_pass(parser, "AND", &more))
            return false;
        if (!more)
            break;
        size_t at = parser->lexer.token.at;
        uint64_t other;
        if (!read_test(parser, &other))
            return false;
        if ((types & other) == 0)
            return pattern_error(&parser->lexer, at, ERROR_VALUE, parser->err,
                                 "AND joins comparisons of different types; expected one type, or "
                                 "an observation expression for each");
        types &= other;
        joined = true;
    }
    if (joined)
        not_enough(from);
    *ret_types = types;
    return true;
}

static bool read_comparisons(struct pattern_parser *parser, uint64_t *ret_types)
{
    uint64_t types = 0;
    for (bool more = true; more;) {
        uint64_t other;
        if (!read_joined_by_and(parser, &other) || !pattern_pass(parser, "OR", &more))
            return false;
        types |= other;
    }
    *ret_types = types;
    return true;
}

static bool read_observations(struct pattern_parser *parser);

static bool read_observation(struct pattern_parser *parser)
{
    uint64_t types;
    bool bracket;
    if (!pattern_pass(parser, "(", &bracket))
        return false;
    if (bracket) {
        if (!deeper(parser) || !read_observations(parser) || !pattern_need(parser, ")"))
            return false;
        parser->depth--;
        return true;
    }
    if (!pattern_is(parser, "["))
        return pattern_unexpected(&parser->lexer, "[ or (", parser->err);
    parser->type_count = 0;
    return pattern_need(parser, "[") && read_comparisons(parser, &types) &&
           pattern_need(parser, "]");
}

/* A number over 0; WITHIN takes fractions too. */
static bool read_over_zero(struct pattern_parser *parser, bool fractions)
{
    const struct pattern_token *token = &parser->lexer.token;
    bool good = token->kind == TOKEN_INTEGER || (fractions && token->kind == TOKEN_FLOAT);
    bool any = false;
    for (size_t i = 0; good && i < token->text.size; i++) {
        good = token->text.data[i] != '-';
        any |= token->text.data[i] >= '1' && token->text.data[i] <= '9';
    }
    if (!good || !any)
        return pattern_unexpected(
            &parser->lexer, fractions ? "a number over 0" : "a whole number over 0", parser->err);
    return pattern_lexer_next(&parser->lexer, parser->err);
}

static bool read_time(struct pattern_parser *parser, struct timestamp *ret_time)
{
    if (parser->lexer.token.kind != TOKEN_TIME)
        return pattern_unexpected(&parser->lexer, "a time, t'...'", parser->err);
    ensure(timestamp_parse(parser->lexer.token.text, ret_time));
    return pattern_lexer_next(&parser->lexer, parser->err);
}

static bool read_start_stop(struct pattern_parser *parser)
{
    struct timestamp start, stop;
    if (!read_time(parser, &start) || !pattern_need(parser, "STOP"))
        return false;
    size_t at = parser->lexer.token.at;
    if (!read_time(parser, &stop))
        return false;
    return timestamp_compare(&start, &stop) < 0 ||
           pattern_error(&parser->lexer, at, ERROR_VALUE, parser->err,
                         "expected a time later than START");
}

/* An observation expression and what stands behind it, each qualifier at most once (9.5.1). */
static bool read_qualified(struct pattern_parser *parser)
{
    static const char *const names[] = {"WITHIN", "REPEATS", "START"};
    struct pattern_comparison **from = parser->tail;
    unsigned seen = 0;
    if (!read_observation(parser))
        return false;
    for (size_t i = 0; i < 3;) {
        size_t at = parser->lexer.token.at;
        bool is;
        if (!pattern_pass(parser, names[i], &is))
            return false;
        if (!is) {
            i++;
            continue;
        }
        if (seen & 1u << i)
            return pattern_error(&parser->lexer, at, ERROR_VALUE, parser->err,
                                 "%s twice behind one observation expression; expected it once",
                                 names[i]);
        if (i == 0 && !(read_over_zero(parser, true) && pattern_need(parser, "SECONDS")))
            return false;
        if (i == 1 && !(read_over_zero(parser, false) && pattern_need(parser, "TIMES")))
            return false;
        if (i == 2 && !read_start_stop(parser))
            return false;
        seen |= 1u << i;
        i = 0;
    }
    if (seen != 0)
        not_enough(from);
    return true;
}

/* Parts with the word between; with all but OR each part is too little. */
static bool read_chain(struct pattern_parser *parser, const char *word,
                       bool (*read_part)(struct pattern_parser *parser))
{
    struct pattern_comparison **from = parser->tail;
    size_t parts = 0;
    for (bool more = true; more; parts++)
        if (!read_part(parser) || !pattern_pass(parser, word, &more))
            return false;
    if (parts > 1 && strcmp(word, "OR") != 0)
        not_enough(from);
    return true;
}

static bool read_observations_and(struct pattern_parser *parser)
{
    return read_chain(parser, "AND", read_qualified);
}

static bool read_observations_or(struct pattern_parser *parser)
{
    return read_chain(parser, "OR", read_observations_and);
}

/* AND binds most, then OR, then FOLLOWEDBY. */
static bool read_observations(struct pattern_parser *parser)
{
    return read_chain(parser, "FOLLOWEDBY", read_observations_or);
}

bool pattern_read(struct span text, struct arena *arena, struct pattern *ret_pattern,
                  struct error *err)
{
    struct pattern_parser parser = {.arena = arena, .err = err, .tail = &parser.first};
    if (text.size > PATTERN_BYTES_MAX)
        return error_input(err, ERROR_LIMIT, "column 1", "%zu bytes; expected at most %d",
                           text.size, PATTERN_BYTES_MAX);
    if (!pattern_lexer_init(&parser.lexer, text, err) || !read_observations(&parser))
        return false;
    if (parser.lexer.token.kind != TOKEN_END)
        return pattern_unexpected(&parser.lexer, "an operator, a qualifier or the end", err);
    *ret_pattern = (struct pattern){.first = parser.first, .count = parser.count};
    return true;
}

bool pattern_path_is(const struct pattern_comparison *comparison, const char *keys)
{
    const struct pattern_step *step = comparison->path;
    while (step != NULL && *keys != '\0') {
        size_t size = strcspn(keys, " ");
        if (step->kind != PATTERN_KEY || !span_equal(step->text, span_of(keys, size)))
            return false;
        keys += size + (keys[size] == ' ');
        step = step->next;
    }
    return step == NULL && *keys == '\0';
}

static bool equals(const struct pattern_comparison *comparison)
{
    return !comparison->negated && comparison->values != NULL &&
           (comparison->relation == PATTERN_EQUAL || comparison->relation == PATTERN_IN);
}

bool pattern_next_literal(const struct pattern *pattern, struct pattern_literal *literal)
{
    const struct pattern_comparison *comparison = literal->comparison;
    if (comparison != NULL && literal->value->next != NULL) {
        literal->value = literal->value->next;
        return true;
    }
    comparison = comparison == NULL ? pattern->first : comparison->next;
    while (comparison != NULL && !equals(comparison))
        comparison = comparison->next;
    if (comparison == NULL)
        return false;
    *literal = (struct pattern_literal){comparison, comparison->values};
    return true;
}
