/* Identifiers of STIX objects: `type--uuid` (STIX 2.1, 2.9), and UUIDs (RFC 4122).
 *
 *     indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f
 *     |type    |  |uuid                              |
 *
 * A UUID is taken in lower case only: two ways to write one would be two objects. Its version is
 * one of 1 to 5 and its variant that of RFC 4122.
 *
 * Threads: pure functions.
 */
#pragma once

#include <stdbool.h>

#include "base/span.h"

enum {
    UUID_BYTES = 16,
    UUID_TEXT_BYTES = 36,
    STIX_TYPE_BYTES_MIN = 3,
    STIX_TYPE_BYTES_MAX = 250,
    STIX_ID_BYTES_MAX = STIX_TYPE_BYTES_MAX + 2 + UUID_TEXT_BYTES,
};

struct uuid {
    unsigned char bytes[UUID_BYTES];
};

/* From its text of 36 characters. False: `ret_uuid` is untouched. */
bool uuid_parse(struct span text, struct uuid *ret_uuid);

/* Its text with a zero behind. */
void uuid_print(char ret_text[UUID_TEXT_BYTES + 1], const struct uuid *uuid);

/* 1 to 5. */
unsigned uuid_version(const struct uuid *uuid);

/* A UUIDv4 of 16 bytes of chance, of which six bits are overwritten. */
struct uuid uuid_v4(const unsigned char chance[UUID_BYTES]);

/* The UUIDv5 of a name in a namespace (RFC 4122, 4.3). */
struct uuid uuid_v5(const struct uuid *space, struct span name);

/* Whether the text may name a type: 3 to 250 letters a to z, digits and hyphens; a letter first, no
 * hyphen last, none beside another (STIX 2.1, 11.2, and the published schemas). */
bool stix_type_valid(struct span text);

/* The parts of an identifier; the type is a part of `text`. False: nothing is touched. */
bool stix_id_parse(struct span text, struct span *ret_type, struct uuid *ret_uuid);

/* The type before the two hyphens of what stix_id_parse has taken. */
struct span stix_id_type(struct span id);

/* `type--uuid` with a zero behind; the type is valid. */
void stix_id_print(char ret_text[STIX_ID_BYTES_MAX + 1], struct span type, const struct uuid *uuid);
