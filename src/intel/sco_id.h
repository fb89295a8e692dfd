/* The deterministic identifiers of cyber-observable objects (STIX 2.1, 2.9 and 3.4).
 *
 *     {"type":"url","value":"x"}   ──▶   UUIDv5 of `{"value":"x"}` in
 * 00abedb4-aa42-466c-9c01-fed23315a9b7
 *
 * The name is the RFC 8785 JSON of those contributing properties that the object has; of `hashes`
 * only one, the first there is of MD5, SHA-1, SHA-256, SHA-512, else its first. Threads: pure.
 */
#pragma once

#include "intel/object.h"

/* The names of the properties that contribute for a type of the standard or of the community, with
 * spaces between; "" where none does (process), NULL for all other types. Static. */
const char *sco_contributing(struct span type);

/* Writes the UUIDv5 that the object's contributing properties, names with spaces between, make.
 * `*ret_has` is false, and no UUID there, when the object has none of them. Errors: value (a number
 * that no double holds), limit, memory. */
bool sco_id_make(const struct json_value *object, const char *contributing, bool *ret_has,
                 struct uuid *ret_uuid, struct error *err);
