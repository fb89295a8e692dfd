/* JSON (RFC 8259) over bytes in memory: a pull reader, one token a call.
 *
 *     json_reader_init(&json, bytes, "manifest.json");
 *     bool more, ok = json_expect(&json, JSON_BEGIN_OBJECT, err);
 *     while (ok && (ok = json_next_member(&json, &more, err)) && more) {
 *         if (span_is(json.token.text, "blocks"))
 *             ok = json_expect_u64(&json, &blocks, err);
 *         else
 *             ok = json_skip_value(&json, err);
 *     }
 *     ok = ok && json_expect(&json, JSON_END, err);
 *     json_reader_release(&json);
 *
 * Numbers stay text. Refused, with "name:line:column" and what was expected: a name twice in one
 * object (compared decoded), lone surrogates, what is not UTF-8, control characters in strings, a
 * byte order mark, anything behind the value, and what base/limits.h calls too deep, too long or
 * too many. A string may hold U+0000. Nothing is believed ahead: a caller has seen the good tokens
 * before a bad one, so nothing may be kept until JSON_END has come.
 *
 * Load: small files and requests, and now and then one of hundreds of megabytes. Memory: the names
 * of open objects and the longest string with an escape; no recursion. What hurts: a string's text
 * is good until the next call only; about 3 KB of struct.
 * Lifetime: init to release; name and input outlive the reader. Threads: one at a time.
 */
#pragma once

#include "base/error.h"
#include "base/limits.h"
#include "base/span.h"
#include "text/name_set.h"

enum json_kind {
    JSON_BEGIN_OBJECT,
    JSON_NAME, /* of a member; its value comes next */
    JSON_END_OBJECT,
    JSON_BEGIN_ARRAY,
    JSON_END_ARRAY,
    JSON_STRING,
    JSON_NUMBER,
    JSON_TRUE,
    JSON_FALSE,
    JSON_NULL,
    JSON_END, /* of the text, as often as asked */
};

struct json_token {
    enum json_kind kind;
    struct span text; /* name, string: decoded; number: as written; else empty */
    size_t from, to;  /* its bytes in the input, quotes and all */
};

enum json_state {
    JSON_STATE_VALUE,
    JSON_STATE_FIRST_VALUE, /* or the array's end */
    JSON_STATE_FIRST_NAME,  /* or the object's end */
    JSON_STATE_AFTER_VALUE,
    JSON_STATE_FAILED,
};

struct json_reader {
    struct json_token token; /* the last one */
    const char *name;
    struct span input;
    size_t at; /* behind the last token, and behind the colon of a name */

    /* The reader's own: */
    enum json_state state;
    unsigned depth;
    bool is_object[JSON_DEPTH_MAX];
    struct name_scope scopes[JSON_DEPTH_MAX];
    struct name_set names;
    unsigned char *decoded;
    size_t decoded_capacity;
};

void json_reader_init(struct json_reader *reader, struct span input, const char *name);
void json_reader_release(struct json_reader *reader);

/* Reads the next token into `token`. After a failure only release is left. Errors: syntax, limit,
 * memory. */
bool json_next(struct json_reader *reader, struct error *err);

/* The next token, which must be of this kind. Errors: also value. */
bool json_expect(struct json_reader *reader, enum json_kind kind, struct error *err);

/* Inside an object: the next name, or the object's end and then `*ret_more` is false. */
bool json_next_member(struct json_reader *reader, bool *ret_more, struct error *err);

/* Inside an array: the first token of the next element, or the array's end. */
bool json_next_element(struct json_reader *reader, bool *ret_more, struct error *err);

/* The next value: a string, whose text is good until the next call; a whole number. */
bool json_expect_string(struct json_reader *reader, struct span *ret_text, struct error *err);
bool json_expect_u64(struct json_reader *reader, uint64_t *ret_number, struct error *err);

/* The last token as a whole number: digits only, below 2^64. Errors: value. */
bool json_number_u64(const struct json_reader *reader, uint64_t *ret_number, struct error *err);

/* Reads one value, however large, and gives its bytes as written, which have then been proven
 * to be JSON. The input ends before a value: error. */
bool json_raw_value(struct json_reader *reader, struct span *ret_raw, struct error *err);
bool json_skip_value(struct json_reader *reader, struct error *err);

/* The rest of the object or array whose first token was the last one. */
bool json_skip_rest(struct json_reader *reader, struct error *err);

/* An error about the last token, with its place. */
bool json_error(struct error *err, const struct json_reader *reader, enum error_code code,
                const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Whether all of the text is one number of RFC 8259. */
bool json_is_number(struct span text);
