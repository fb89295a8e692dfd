/* The words and signs of a pattern. Only for pattern*.c. */
#pragma once

#include "base/arena.h"
#include "base/error.h"

enum pattern_token_kind {
    TOKEN_END,
    TOKEN_NAME,        /* letters, digits and underscores */
    TOKEN_NAME_HYPHEN, /* the same with a hyphen in it: a type */
    TOKEN_KEYWORD,
    TOKEN_STRING,
    TOKEN_HEX,
    TOKEN_BINARY,
    TOKEN_TIME,
    TOKEN_INTEGER,
    TOKEN_FLOAT,
    TOKEN_SIGN, /* [ ] ( ) , : . * and the operators of comparing */
};

struct pattern_token {
    enum pattern_token_kind kind;
    size_t at;        /* where it starts */
    struct span text; /* of literals what is between the quotes, else as written */
};

struct pattern_lexer {
    struct span text;
    size_t at;
    struct pattern_token token; /* the one to be looked at */
};

/* The first token. Errors: syntax, value (a literal that is none). */
bool pattern_lexer_init(struct pattern_lexer *lexer, struct span text, struct error *err);

/* The next one in the place of the token. */
bool pattern_lexer_next(struct pattern_lexer *lexer, struct error *err);

/* A string's text, without the backslashes of its escapes. Errors: memory. */
bool pattern_string(const struct pattern_token *token, struct arena *arena, struct span *ret_text,
                    struct error *err);

/* Bad input at a byte of the pattern: its place is the column. Returns false. */
bool pattern_error(const struct pattern_lexer *lexer, size_t at, enum error_code code,
                   struct error *err, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* What stands at the token, and what was `expected` there. Returns false. */
bool pattern_unexpected(const struct pattern_lexer *lexer, const char *expected, struct error *err);
