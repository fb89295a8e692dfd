/* JSON (RFC 8259) as a tree: one value, read whole into an arena.
 *
 *     {"type":"tool","labels":["a"]}          object ── first ─▶ "type": string
 *                                                                  │ next
 *                                                                  ▼
 *                                                                "labels": array ── first ─▶ string
 *
 * What json_reader.h refuses (a name twice, lone surrogates, too deep) is refused here. Numbers
 * stay text. Every value knows its bytes in the source, so that it can be cut out and never has to
 * be written again.
 *
 * Load: objects of 1 to 100 KB with ten to a few hundred values, thousands a second; 96 bytes a
 * value, and a copy of each string that had escapes. Looking up a member walks the object's
 * members: right for the 30 of a STIX object, and for the few names that a reader asks of a hostile
 * million. Lifetime: as long as the arena and the source. Threads: read-only, any number.
 */
#pragma once

#include "base/arena.h"
#include "text/json_reader.h"

enum json_type {
    JSON_TYPE_OBJECT,
    JSON_TYPE_ARRAY,
    JSON_TYPE_STRING,
    JSON_TYPE_NUMBER,
    JSON_TYPE_BOOL,
    JSON_TYPE_NULL,
};

struct json_value {
    enum json_type type;
    bool truth;         /* of a bool */
    uint32_t count;     /* members or elements */
    struct span name;   /* of a member, decoded; else empty */
    struct span text;   /* string: decoded; number: as written; else empty */
    struct span source; /* its bytes as written, quotes, braces and all; without a member's name */
    const struct json_value *parent, *first, *next; /* NULL where there is none */
};

/* Reads `bytes`, which must be one value and nothing behind it. `name` says in errors what it is
 * that is read. The tree points into `bytes` and `arena`. Errors: syntax, limit, memory (also: the
 * arena's budget). */
bool json_tree_read(struct span bytes, const char *name, struct arena *arena,
                    const struct json_value **ret_root, struct error *err);

/* The member of this name; NULL when there is none, or when `value` is NULL or no object. */
const struct json_value *json_member(const struct json_value *value, const char *name);
const struct json_value *json_member_span(const struct json_value *value, struct span name);

/* The member of this name if it is a string; else an empty span with a NULL start. */
struct span json_member_text(const struct json_value *value, const char *name);

/* Walks all values of a tree in the order of the source: what comes behind `at`, starting with
 * `root` itself; NULL at the end. */
const struct json_value *json_walk(const struct json_value *root, const struct json_value *at);

/* A number's value as an integer, if it is one of absolute value up to 2^63 - 1 written with digits
 * and no fraction or exponent. */
bool json_value_integer(const struct json_value *value, int64_t *ret_integer);

/* The kind of a value for errors: "an object", "a number". Static. */
const char *json_type_name(enum json_type type);

/* Where in its tree a value stands: `external_references[0].url`, `$` for the root. Names that are
 * no plain word are quoted as in `extensions["a b"]`; bytes that are no printable line are `?`. A
 * path that is too long loses its beginning, and then starts with "...". */
enum { JSON_PATH_BYTES = 256 };
void json_path(char ret_path[JSON_PATH_BYTES], const struct json_value *value);
