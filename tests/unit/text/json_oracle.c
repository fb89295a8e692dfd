#include "json_oracle.h"

#include <stdio.h>
#include <stdlib.h>

/* Both define these; theirs must come last, because its macros use them. */
#define JSON_STRING READER_STRING
#define JSON_TRUE   READER_TRUE
#define JSON_FALSE  READER_FALSE
#define JSON_NULL   READER_NULL
#include "text/json_reader.h"
#undef JSON_STRING
#undef JSON_TRUE
#undef JSON_FALSE
#undef JSON_NULL

#include <jansson.h>

enum { WHY_BYTES = 256 };

/* One array or object of theirs that is open, and how far we are in it. */
struct level {
    json_t *value;
    size_t index;
    void *member;
};

struct walk {
    struct level levels[JSON_DEPTH_MAX + 1];
    unsigned depth;
    json_t *next; /* the value that must come next; NULL: ask the level */
};

static json_t *next_value(struct walk *walk)
{
    json_t *value = walk->next;
    walk->next = NULL;
    if (value != NULL || walk->depth == 0)
        return value;
    struct level *level = &walk->levels[walk->depth - 1];
    return json_array_get(level->value, level->index++);
}

static bool same_number(struct span text, json_t *value)
{
    char number[512], digits[32];
    if (text.size >= sizeof number)
        return json_is_real(value); /* their integers have at most 20 bytes */
    memcpy(number, text.data, text.size);
    number[text.size] = '\0';
    if (strpbrk(number, ".eE") != NULL)
        return json_is_real(value) && json_real_value(value) == strtod(number, NULL);
    snprintf(digits, sizeof digits, "%lld", (long long)json_integer_value(value));
    return json_is_integer(value) && strcmp(digits, strcmp(number, "-0") == 0 ? "0" : number) == 0;
}

static bool same_name(struct walk *walk, struct span name)
{
    struct level *level = &walk->levels[walk->depth - 1];
    level->member = level->index++ == 0 ? json_object_iter(level->value)
                                        : json_object_iter_next(level->value, level->member);
    if (level->member == NULL)
        return false;
    walk->next = json_object_iter_value(level->member);
    return span_is(name, json_object_iter_key(level->member));
}

static bool same_begin(struct walk *walk, bool same_type, json_t *value)
{
    walk->levels[walk->depth++] = (struct level){.value = value};
    return same_type;
}

static bool same_end(struct walk *walk)
{
    struct level *level = &walk->levels[--walk->depth];
    return level->index == (json_is_object(level->value) ? json_object_size(level->value)
                                                         : json_array_size(level->value));
}

static bool same_token(struct walk *walk, const struct json_token *token)
{
    if (token->kind == JSON_NAME)
        return same_name(walk, token->text);
    if (token->kind == JSON_END_OBJECT || token->kind == JSON_END_ARRAY)
        return same_end(walk);
    if (token->kind == JSON_END)
        return walk->depth == 0 && walk->next == NULL;
    json_t *value = next_value(walk);
    switch (token->kind) {
    case JSON_BEGIN_OBJECT:
        return same_begin(walk, json_is_object(value), value);
    case JSON_BEGIN_ARRAY:
        return same_begin(walk, json_is_array(value), value);
    case READER_STRING:
        return json_is_string(value) && span_equal(token->text, span_of(json_string_value(value),
                                                                        json_string_length(value)));
    case JSON_NUMBER:
        return same_number(token->text, value);
    case READER_TRUE:
        return json_is_true(value);
    case READER_FALSE:
        return json_is_false(value);
    default:
        return json_is_null(value);
    }
}

/* Reads with ours; beside theirs, when they took it. */
static bool walk_both(struct span text, json_t *theirs, bool *ret_same, struct error *err)
{
    static struct json_reader reader;
    struct walk walk = {.next = theirs};
    bool ok;
    *ret_same = true;
    json_reader_init(&reader, text, "text");
    do {
        ok = json_next(&reader, err);
        if (ok && theirs != NULL && *ret_same)
            *ret_same = same_token(&walk, &reader.token);
    } while (ok && reader.token.kind != JSON_END);
    json_reader_release(&reader);
    return ok;
}

/* What the two may disagree about: we bound depth and sizes lower; they hold numbers in machine
 * words and names as C strings, and lose a zero byte behind a number or a word: `[true\0]` is
 * refused by us alone (libjansson 2.14, stream_unget and then stream_get). */
static bool is_known(struct span text, bool taken, const struct error *ours,
                     enum json_error_code theirs)
{
    if (!taken)
        return ours->code == ERROR_LIMIT || memchr(text.data, 0, text.size) != NULL;
    return theirs == json_error_numeric_overflow || theirs == json_error_null_byte_in_key;
}

enum oracle_answer json_oracle(struct span text, char *ret_why)
{
    struct error ours = {0};
    json_error_t theirs = {0};
    bool same;
    json_t *value = json_loadb((const char *)text.data, text.size,
                               JSON_DECODE_ANY | JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &theirs);
    bool taken = walk_both(text, value, &same, &ours), took = value != NULL;
    json_decref(value);
    if (taken && took && same)
        return ORACLE_BOTH_TAKE;
    if (!taken && !took)
        return ORACLE_BOTH_REFUSE;
    if (taken != took && is_known(text, taken, &ours, json_error_code(&theirs)))
        return ORACLE_KNOWN;
    snprintf(ret_why, WHY_BYTES, "ours: %.100s; theirs: %.100s%s", taken ? "taken" : ours.text,
             took ? "taken" : theirs.text, same ? "" : "; the values differ");
    return ORACLE_DIFFER;
}
