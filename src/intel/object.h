/* A STIX 2.1 object, read once at the door: what every room behind it asks for, without JSON.
 *
 *     arena_init(&arena, OBJECT_ARENA_BYTES);
 *     if (!object_read(bytes, &arena, &object, err)) ...
 *     for (size_t i = 0; i < object.ref_count; i++)
 *         ... object.refs[i].id ...
 *
 * Reading proves JSON, the identifier, the times, the references and the markings with their
 * selectors: what storing, deciding and sharing rest upon. Whether the rest is as its type demands
 * is asked of intel/check.h. Errors begin with the JSON path of what is wrong.
 *
 * Load: 1 to 100 KB an object, thousands a second. Memory: about 100 bytes a JSON value, in the
 * arena. Lifetime: as long as the arena and `bytes`; everything points into these. Threads: an
 * object that was read is not written to again, and may be read by any number.
 */
#pragma once

#include "base/arena.h"
#include "intel/id.h"
#include "intel/timestamp.h"
#include "intel/type.h"
#include "text/json_tree.h"

/* A property named `…_ref` or `…_refs`, or an element of one, at any depth. */
struct object_ref {
    struct span id; /* a whole identifier, its UUID in lower case */
    struct span type;
    const struct json_value *value; /* whose place json_path tells */
};

enum { OBJECT_HASH_BYTES = 32 };

struct object {
    struct span bytes; /* from the first brace to the last, as written */
    const struct json_value *root;
    struct span id, type; /* the UUID in lower case, however it was written */
    struct uuid uuid;
    enum object_class class;
    bool has_created, has_modified, has_version;
    struct timestamp created, modified;
    struct timestamp version; /* modified, else created; without both `has_version` is false */
    bool revoked, defanged;
    struct span created_by;        /* an identity's identifier; empty when there is none */
    const struct object_ref *refs; /* all of them, creator and markings included */
    size_t ref_count;
    const struct span *markings; /* object_marking_refs in their order, then those of granular */
    size_t marking_count;        /* markings, which are not cut: repetitions are kept */
    size_t object_marking_count; /* how many of them are of object_marking_refs */
};

/* Reads an object out of `bytes`, which hold nothing else but space around it. Errors: syntax,
 * value, limit (OBJECT_BYTES_MAX, JSON's own), unsupported (another version of STIX), memory. */
bool object_read(struct span bytes, struct arena *arena, struct object *ret_object,
                 struct error *err);

/* The SHA-256 of the object's canonical JSON with all digits of numbers (text/json_canonical.h):
 * two objects are the same when these are equal. Errors: value (a number's exponent), limit,
 * memory. */
bool object_content_hash(const struct object *object, unsigned char ret_hash[OBJECT_HASH_BYTES],
                         struct error *err);

/* Bad input at a value: the error's place is the value's JSON path. Returns false. */
bool object_error(struct error *err, const struct json_value *value, enum error_code code,
                  const char *format, ...) __attribute__((format(printf, 4, 5)));
