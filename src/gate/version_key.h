/* Which version of an object is meant: as the store compares it, and in words.
 *
 *     key      2026-01-31T12:00:00          whose order of bytes is that of time; "0" for none
 *     words    2026-01-31T12:00:00.000Z     as STIX writes it, in records, signed words, answers;
 *                                           "none" of objects that have neither `modified` nor
 *                                           `created`, whose variants stand beside each other
 *
 * What is kept of a version is bounded (VERSION_KEY_BYTES_MAX), as keys of indices and the log's
 * records are. Threads: pure functions.
 */
#pragma once

#include "base/arena.h"
#include "intel/object.h"

/* The key of an object, and that of words; into the arena. Errors: limit, memory; of words value,
 * at `version`. */
bool version_key_of(const struct object *object, struct arena *arena, struct span *ret_key,
                    struct error *err);
bool version_key_of_words(struct span words, struct arena *arena, struct span *ret_key,
                          struct error *err);

/* Appends a key's words. */
void version_key_print(struct span key, struct dynbuf *out);
