/* A STIX pattern (STIX 2.1, 9): read whole, and what it compares.
 *
 *     [file:name = 'a.exe' OR url:value IN ('http://a/', 'http://b/')] AND [mutex:name = 'm']
 *
 *       comparisons:  file:name  EQUAL   'a.exe'
 *                     url:value  IN      'http://a/' 'http://b/'
 *                     mutex:name EQUAL   'm'
 *
 * The grammar is that of section 9 with its comments and spaces. Beyond it is asked what no
 * observation could ever fulfil, and what the standard forbids: docs/patterns.md has the list.
 * What a caller gets is the comparisons, not a tree: Trefoil checks patterns and takes indicators
 * out of them, and does not run them.
 *
 * Load: a few microseconds for the one or two comparisons of most; at most PATTERN_BYTES_MAX.
 * Memory: about 200 bytes a comparison. Lifetime: as long as the arena and the text. Threads: pure
 * functions.
 */
#pragma once

#include "base/arena.h"
#include "base/error.h"

enum pattern_relation {
    PATTERN_EQUAL,
    PATTERN_NOT_EQUAL,
    PATTERN_LESS,
    PATTERN_NOT_MORE,
    PATTERN_MORE,
    PATTERN_NOT_LESS,
    PATTERN_IN,
    PATTERN_LIKE,
    PATTERN_MATCHES,
    PATTERN_SUBSET,
    PATTERN_SUPERSET,
    PATTERN_EXISTS,
};

enum pattern_kind {
    PATTERN_INTEGER,
    PATTERN_FLOAT,
    PATTERN_STRING,
    PATTERN_BOOL,
    PATTERN_HEX,
    PATTERN_BINARY, /* base64 */
    PATTERN_TIME,
};

struct pattern_value {
    enum pattern_kind kind;
    struct span text; /* without quotes and the letter before them; a string's escapes decoded */
    const struct pattern_value *next;
};

enum pattern_step_kind {
    PATTERN_KEY,
    PATTERN_INDEX,
    PATTERN_ANY, /* [*] */
};

struct pattern_step {
    enum pattern_step_kind kind;
    struct span text; /* of a key, decoded; of an index its digits */
    struct pattern_step *next;
};

struct pattern_comparison {
    struct span type;
    const struct pattern_step *path; /* at least one, the first of them a key */
    enum pattern_relation relation;
    bool negated;
    bool enough; /* it alone makes the whole pattern true: only OR stands around it, no qualifier */
    const struct pattern_value *values; /* of EXISTS and an empty set none */
    struct pattern_comparison *next;
};

struct pattern {
    const struct pattern_comparison *first; /* in the order of the text */
    size_t count;
};

/* Reads a pattern of UTF-8. The place of an error is "column N", counted from 1 in characters from
 * the start of the text. Errors: syntax, value, limit, memory. */
bool pattern_read(struct span text, struct arena *arena, struct pattern *ret_pattern,
                  struct error *err);

/* Whether the path consists of these keys, written with spaces between: "hashes SHA-256". */
bool pattern_path_is(const struct pattern_comparison *comparison, const char *keys);

/* Walks the values that things of an observation are said to equal: those of = and of IN, where no
 * NOT stands. A zeroed literal starts; false at the end. What is not `enough` is only a part of
 * what the pattern looks for. */
struct pattern_literal {
    const struct pattern_comparison *comparison;
    const struct pattern_value *value;
};
bool pattern_next_literal(const struct pattern *pattern, struct pattern_literal *literal);
