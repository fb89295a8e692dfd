#include "intel/pattern_lexer.h"

#include <stdarg.h>
#include <stdio.h>

#include "intel/byte_text.h"
#include "intel/timestamp.h"
#include "text/utf8.h"

bool pattern_error(const struct pattern_lexer *lexer, size_t at, enum error_code code,
                   struct error *err, const char *format, ...)
{
    char place[64], text[ERROR_TEXT_BYTES];
    va_list arguments;
    size_t column = 1;
    for (size_t i = 0; i < at; i++)
        column += (lexer->text.data[i] & 0xc0) != 0x80;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    snprintf(place, sizeof place, "column %zu", column);
    return error_input(err, code, place, "%s", text);
}

bool pattern_unexpected(const struct pattern_lexer *lexer, const char *expected, struct error *err)
{
    const struct pattern_token *token = &lexer->token;
    enum { SHOWN_MAX = 40 };
    size_t end = lexer->at - token->at <= SHOWN_MAX ? lexer->at : token->at + SHOWN_MAX;
    if (token->kind == TOKEN_END)
        return pattern_error(lexer, token->at, ERROR_SYNTAX, err, "the end; expected %s", expected);
    while (end > token->at + 1 && end < lexer->text.size && (lexer->text.data[end] & 0xc0) == 0x80)
        end--;
    return pattern_error(lexer, token->at, ERROR_SYNTAX, err, "%.*s%s; expected %s",
                         (int)(end - token->at), (const char *)lexer->text.data + token->at,
                         end < lexer->at ? "..." : "", expected);
}

static unsigned char byte_at(const struct pattern_lexer *lexer, size_t at)
{
    return at < lexer->text.size ? lexer->text.data[at] : 0;
}

static bool is_digit(unsigned char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool starts_name(unsigned char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_';
}

/* Behind what separates tokens: Unicode's white space, and the comments of the grammar. */
static bool skip_space(struct pattern_lexer *lexer, struct error *err)
{
    while (lexer->at < lexer->text.size) {
        struct span rest = span_part(lexer->text, lexer->at, lexer->text.size);
        size_t size = utf8_character(rest);
        if (span_starts_with(rest, "/*")) {
            size_t end = 2;
            while (end + 1 < rest.size && (rest.data[end] != '*' || rest.data[end + 1] != '/'))
                end++;
            if (end + 1 >= rest.size)
                return pattern_error(lexer, lexer->at, ERROR_SYNTAX, err,
                                     "a comment without end; expected */");
            size = end + 2;
        } else if (span_starts_with(rest, "//")) {
            while (size < rest.size && rest.data[size] != '\n' && rest.data[size] != '\r')
                size++;
        } else if (size == 0 || !utf8_has_space(span_part(rest, 0, size))) {
            break;
        }
        lexer->at += size;
    }
    return true;
}

/* The end of what starts with a quote at `at`, its closing quote; escapes are \' and \\ only. */
static bool find_quote(struct pattern_lexer *lexer, size_t at, size_t *ret_end, struct error *err)
{
    size_t from = at++;
    for (; at < lexer->text.size && lexer->text.data[at] != '\''; at++) {
        if (lexer->text.data[at] != '\\')
            continue;
        unsigned char next = byte_at(lexer, ++at);
        if (next != '\'' && next != '\\')
            return pattern_error(lexer, at - 1, ERROR_SYNTAX, err,
                                 "a backslash; expected \\\\ or \\' in a string");
    }
    if (at >= lexer->text.size)
        return pattern_error(lexer, from, ERROR_SYNTAX, err,
                             "a quote that is not closed; expected another");
    *ret_end = at;
    return true;
}

static bool check_literal(struct pattern_lexer *lexer, struct error *err)
{
    const struct pattern_token *token = &lexer->token;
    struct timestamp time;
    if (token->kind == TOKEN_HEX && token->text.size > 0 && !is_hex_text(token->text))
        return pattern_error(lexer, token->at, ERROR_VALUE, err,
                             "expected an even number of hexadecimal digits");
    if (token->kind == TOKEN_BINARY && !is_base64_text(token->text))
        return pattern_error(lexer, token->at, ERROR_VALUE, err, "expected base64, padded");
    if (token->kind == TOKEN_TIME && !timestamp_parse(token->text, &time))
        return pattern_error(lexer, token->at, ERROR_VALUE, err,
                             "expected a time that exists, as t'2026-01-31T12:00:00.000Z'");
    return true;
}

static bool read_literal(struct pattern_lexer *lexer, enum pattern_token_kind kind, size_t quote,
                         struct error *err)
{
    size_t end;
    if (!find_quote(lexer, quote, &end, err))
        return false;
    lexer->token.kind = kind;
    lexer->token.text = span_part(lexer->text, quote + 1, end);
    lexer->at = end + 1;
    return check_literal(lexer, err);
}

/* Whole numbers have no zero before them; fractions may lack what is before the point. */
static bool read_number(struct pattern_lexer *lexer)
{
    size_t at = lexer->at, digits;
    at += byte_at(lexer, at) == '+' || byte_at(lexer, at) == '-';
    digits = at;
    while (is_digit(byte_at(lexer, at)))
        at++;
    bool is_float = byte_at(lexer, at) == '.' && is_digit(byte_at(lexer, at + 1));
    if (is_float)
        for (at++; is_digit(byte_at(lexer, at));)
            at++;
    if (at == digits || (!is_float && byte_at(lexer, digits) == '0' && at > digits + 1))
        return false;
    lexer->token.kind = is_float ? TOKEN_FLOAT : TOKEN_INTEGER;
    lexer->at = at;
    return true;
}

static bool is_keyword(struct span name)
{
    static const char *const keywords[] = {
        "AND",        "OR",      "NOT",   "FOLLOWEDBY", "LIKE",  "MATCHES", "ISSUBSET",
        "ISSUPERSET", "IN",      "LAST",  "EXISTS",     "START", "STOP",    "WITHIN",
        "SECONDS",    "REPEATS", "TIMES", "true",       "false",
    };
    for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++)
        if (span_is(name, keywords[i]))
            return true;
    return false;
}

static bool read_name(struct pattern_lexer *lexer, struct error *err)
{
    size_t from = lexer->at, at = from;
    bool hyphen = false;
    for (; starts_name(byte_at(lexer, at)) || is_digit(byte_at(lexer, at)) ||
           byte_at(lexer, at) == '-';
         at++)
        hyphen |= lexer->text.data[at] == '-';
    if (at - from == 1 && byte_at(lexer, at) == '\'') {
        static const char letters[] = "hbt";
        const char *letter = strchr(letters, lexer->text.data[from]);
        if (letter != NULL)
            return read_literal(lexer, (enum pattern_token_kind)(TOKEN_HEX + (letter - letters)),
                                at, err);
    }
    lexer->at = at;
    lexer->token.kind = is_keyword(span_part(lexer->text, from, at)) ? TOKEN_KEYWORD
                        : hyphen                                     ? TOKEN_NAME_HYPHEN
                                                                     : TOKEN_NAME;
    return true;
}

static bool read_sign(struct pattern_lexer *lexer)
{
    static const char *const signs[] = {"==", "!=", "<>", "<=", ">=", "=", "<", ">",
                                        "[",  "]",  "(",  ")",  ",",  ":", ".", "*"};
    struct span rest = span_part(lexer->text, lexer->at, lexer->text.size);
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (span_starts_with(rest, signs[i])) {
            lexer->token.kind = TOKEN_SIGN;
            lexer->at += strlen(signs[i]);
            return true;
        }
    return false;
}

bool pattern_lexer_next(struct pattern_lexer *lexer, struct error *err)
{
    if (!skip_space(lexer, err))
        return false;
    size_t from = lexer->at;
    unsigned char first = byte_at(lexer, from);
    lexer->token = (struct pattern_token){.kind = TOKEN_END, .at = from};
    if (from == lexer->text.size)
        return true;
    if (first == '\'')
        return read_literal(lexer, TOKEN_STRING, from, err);
    if (starts_name(first)) {
        if (!read_name(lexer, err))
            return false;
    } else if (!read_number(lexer) && !read_sign(lexer)) {
        return pattern_error(lexer, from, ERROR_SYNTAX, err,
                             "expected a name, a number, a quote, an operator or a bracket");
    }
    if (lexer->token.text.data == NULL)
        lexer->token.text = span_part(lexer->text, from, lexer->at);
    return true;
}

bool pattern_lexer_init(struct pattern_lexer *lexer, struct span text, struct error *err)
{
    *lexer = (struct pattern_lexer){.text = text};
    size_t valid = utf8_valid(text);
    if (valid < text.size)
        return pattern_error(lexer, valid, ERROR_SYNTAX, err, "expected UTF-8");
    return pattern_lexer_next(lexer, err);
}

bool pattern_string(const struct pattern_token *token, struct arena *arena, struct span *ret_text,
                    struct error *err)
{
    struct span text = token->text;
    if (memchr(text.data, '\\', text.size) == NULL) {
        *ret_text = text;
        return true;
    }
    unsigned char *plain = arena_alloc(arena, text.size);
    size_t size = 0;
    if (plain == NULL)
        return error_memory(err, "reading a pattern");
    for (size_t i = 0; i < text.size; i++) {
        i += text.data[i] == '\\';
        plain[size++] = text.data[i];
    }
    *ret_text = span_of(plain, size);
    return true;
}
