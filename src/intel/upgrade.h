/* An object of STIX 2.0 as one of 2.1, under the same identifier.
 *
 *     {"type":"malware","labels":["trojan"],…}   ──▶   {"type":"malware","spec_version":"2.1",
 *                                                       "is_family":true,"malware_types":["trojan"],…}
 *
 *     observed-data with `objects` {"0": …, "1": …}   ──▶   an object each, and `object_refs`
 *
 * Only for importers. Lifetime: what is written points nowhere. Threads: one at a time.
 */
#pragma once

#include "intel/import.h"

/* Whether the object is of 2.0: a top-level object without `spec_version`. */
bool is_stix_2_0(const struct json_value *object);

/* Takes the object, upgraded, and what its container holds. `what` names it where it is lost.
 * Errors: memory, limit. */
bool upgrade(struct import *import, const struct json_value *object, struct span what,
             struct error *err);

/* The same for observed-data (upgrade_observed.c). */
bool upgrade_observed(struct import *import, const struct json_value *object, struct span what,
                      struct error *err);

/* Writes the members of a 2.0 object as 2.1 has them, without `objects`; the object stays open. */
void upgrade_members(struct json_writer *json, const struct json_value *object);
