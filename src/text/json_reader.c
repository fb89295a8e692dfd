#include "text/json_reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/array.h"
#include "text/json_lexer.h"
#include "text/place.h"

void json_reader_init(struct json_reader *reader, struct span input, const char *name)
{
    if (input.data == NULL)
        input = span_text("");
    *reader = (struct json_reader){.name = name, .input = input, .state = JSON_STATE_VALUE};
}

void json_reader_release(struct json_reader *reader)
{
    name_set_release(&reader->names);
    free(reader->decoded);
    reader->decoded = NULL;
    reader->decoded_capacity = 0;
}

static bool fail(const struct json_reader *reader, size_t at, enum error_code code,
                 const char *what, struct error *err)
{
    char place[TEXT_PLACE_BYTES];
    place_of(place, reader->name, reader->input, at);
    return error_input(err, code, place, "%s", what);
}

static bool unexpected(const struct json_reader *reader, const char *expected, struct error *err)
{
    char found[TEXT_FOUND_BYTES], place[TEXT_PLACE_BYTES];
    place_found(found, reader->input, reader->at);
    place_of(place, reader->name, reader->input, reader->at);
    return error_input(err, ERROR_SYNTAX, place, "%s; expected %s", found, expected);
}

static void skip_space(struct json_reader *reader)
{
    const unsigned char *data = reader->input.data;
    size_t at = reader->at, size = reader->input.size;
    while (at < size &&
           (data[at] == ' ' || data[at] == '\n' || data[at] == '\r' || data[at] == '\t'))
        at++;
    reader->at = at;
}

/* The byte ahead, or -1 at the end. */
static int ahead(const struct json_reader *reader)
{
    return reader->at < reader->input.size ? reader->input.data[reader->at] : -1;
}

/* The scan sees no further than a string may reach. What it finds wrong in the last bytes before
 * that, fewer than two escapes, may be a thing cut in half: the string is too long. */
static bool scan_string(struct json_reader *reader, struct json_string_scan *scan,
                        struct error *err)
{
    struct span seen = reader->input;
    bool cut = seen.size - scan->at > (size_t)JSON_STRING_BYTES_MAX + 1;
    if (cut)
        seen.size = scan->at + JSON_STRING_BYTES_MAX + 1;
    if (json_scan_string(seen, scan))
        return true;
    if (cut && seen.size - scan->at < 12)
        return fail(reader, reader->at, ERROR_LIMIT, "the string is too long", err);
    return fail(reader, scan->at, ERROR_SYNTAX, scan->wrong, err);
}

static bool read_string(struct json_reader *reader, struct json_token *token, struct error *err)
{
    struct json_string_scan scan = {.at = reader->at + 1};
    if (!scan_string(reader, &scan, err))
        return false;
    token->text = span_part(reader->input, reader->at + 1, scan.at - 1);
    reader->at = scan.at;
    if (!scan.has_escapes)
        return true;
    unsigned char *room = array_grow(reader->decoded, &reader->decoded_capacity, token->text.size,
                                     1, JSON_STRING_BYTES_MAX);
    if (room == NULL)
        return error_memory(err, "reading a string");
    reader->decoded = room;
    token->text = span_of(room, json_decode_string(room, token->text));
    return true;
}

static bool read_number(struct json_reader *reader, struct json_token *token, struct error *err)
{
    size_t from = reader->at;
    if (!json_scan_number(reader->input, &reader->at))
        return unexpected(reader, reader->at == from ? "a value" : "a digit", err);
    if (reader->at - from > JSON_STRING_BYTES_MAX)
        return fail(reader, from, ERROR_LIMIT, "the number is too long", err);
    token->text = span_part(reader->input, from, reader->at);
    return true;
}

static bool read_word(struct json_reader *reader, const char *word, struct error *err)
{
    struct span rest = span_part(reader->input, reader->at, reader->input.size);
    if (!span_starts_with(rest, word))
        return unexpected(reader, "a value", err);
    reader->at += strlen(word);
    return true;
}

static bool begin(struct json_reader *reader, bool is_object, struct error *err)
{
    if (reader->depth == JSON_DEPTH_MAX)
        return fail(reader, reader->at, ERROR_LIMIT, "too many arrays and objects in one another",
                    err);
    reader->is_object[reader->depth] = is_object;
    reader->scopes[reader->depth] = name_scope_open(&reader->names);
    reader->depth++;
    reader->at++;
    reader->state = is_object ? JSON_STATE_FIRST_NAME : JSON_STATE_FIRST_VALUE;
    return true;
}

static bool end(struct json_reader *reader, struct json_token *token)
{
    reader->depth--;
    name_scope_close(&reader->names, &reader->scopes[reader->depth]);
    token->kind = reader->is_object[reader->depth] ? JSON_END_OBJECT : JSON_END_ARRAY;
    reader->at++;
    reader->state = JSON_STATE_AFTER_VALUE;
    return true;
}

static bool read_value(struct json_reader *reader, struct json_token *token, struct error *err)
{
    reader->state = JSON_STATE_AFTER_VALUE;
    switch (ahead(reader)) {
    case '{':
        token->kind = JSON_BEGIN_OBJECT;
        return begin(reader, true, err);
    case '[':
        token->kind = JSON_BEGIN_ARRAY;
        return begin(reader, false, err);
    case '"':
        token->kind = JSON_STRING;
        return read_string(reader, token, err);
    case 't':
        token->kind = JSON_TRUE;
        return read_word(reader, "true", err);
    case 'f':
        token->kind = JSON_FALSE;
        return read_word(reader, "false", err);
    case 'n':
        token->kind = JSON_NULL;
        return read_word(reader, "null", err);
    default:
        token->kind = JSON_NUMBER;
        return read_number(reader, token, err);
    }
}

/* A name and the colon behind it. */
static bool read_name(struct json_reader *reader, struct json_token *token, struct error *err)
{
    token->kind = JSON_NAME;
    if (ahead(reader) != '"')
        return unexpected(reader, "a name in quotes", err);
    if (!read_string(reader, token, err))
        return false;
    token->to = reader->at;
    switch (name_scope_add(&reader->names, &reader->scopes[reader->depth - 1], token->text)) {
    case NAME_ADDED:
        break;
    case NAME_PRESENT:
        return fail(reader, token->from, ERROR_SYNTAX,
                    "a name that this object has already; expected every name once", err);
    case NAME_LIMIT:
        return fail(reader, token->from, ERROR_LIMIT, "too many names, or too long ones", err);
    case NAME_MEMORY:
        return error_memory(err, "reading a name");
    }
    skip_space(reader);
    if (ahead(reader) != ':')
        return unexpected(reader, "a colon", err);
    reader->at++;
    reader->state = JSON_STATE_VALUE;
    return true;
}

static bool read_after_value(struct json_reader *reader, struct json_token *token,
                             struct error *err)
{
    token->kind = JSON_END;
    if (reader->depth == 0)
        return ahead(reader) < 0 || unexpected(reader, "the end", err);
    bool is_object = reader->is_object[reader->depth - 1];
    if (ahead(reader) == (is_object ? '}' : ']'))
        return end(reader, token);
    if (ahead(reader) != ',')
        return unexpected(reader, is_object ? "a comma or '}'" : "a comma or ']'", err);
    reader->at++;
    skip_space(reader);
    token->from = reader->at;
    return is_object ? read_name(reader, token, err) : read_value(reader, token, err);
}

static bool read_token(struct json_reader *reader, struct json_token *token, struct error *err)
{
    struct span rest = span_part(reader->input, reader->at, reader->input.size);
    if (reader->at == 0 && span_starts_with(rest, "\xef\xbb\xbf"))
        return fail(reader, 0, ERROR_SYNTAX, "a byte order mark; expected JSON without one", err);
    skip_space(reader);
    token->from = reader->at;
    switch (reader->state) {
    case JSON_STATE_FIRST_VALUE:
        return ahead(reader) == ']' ? end(reader, token) : read_value(reader, token, err);
    case JSON_STATE_FIRST_NAME:
        return ahead(reader) == '}' ? end(reader, token) : read_name(reader, token, err);
    case JSON_STATE_AFTER_VALUE:
        return read_after_value(reader, token, err);
    case JSON_STATE_VALUE:
    case JSON_STATE_FAILED:
        break;
    }
    return read_value(reader, token, err);
}

bool json_next(struct json_reader *reader, struct error *err)
{
    ensure(reader->state != JSON_STATE_FAILED);
    struct json_token token = {.text = span_of(NULL, 0)};
    if (!read_token(reader, &token, err)) {
        reader->state = JSON_STATE_FAILED;
        return false;
    }
    if (token.kind != JSON_NAME)
        token.to = reader->at;
    reader->token = token;
    return true;
}

bool json_error(struct error *err, const struct json_reader *reader, enum error_code code,
                const char *format, ...)
{
    char place[TEXT_PLACE_BYTES], text[ERROR_TEXT_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    place_of(place, reader->name, reader->input, reader->token.from);
    return error_input(err, code, place, "%s", text);
}
