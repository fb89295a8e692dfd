/* REL TO markings: marking definitions with the extension `trefoil-marking`.
 *
 *     "extensions": {"extension-definition--a32c709b-…": {
 *         "extension_type": "property-extension",
 *         "rel": ["DESK", "jpn", "usa"],      or "ALL", or "NONE": the creator only
 *         "orcon": ["identity--…"], "pap": "AMBER", "persons": ["identity--…"]   each may be absent
 *     }}
 *
 * The identifier is the UUIDv5, in the namespace of the extension definition's UUID, of the
 * extension's RFC 8785 JSON, and all else of the object is fixed, so that whoever marks alike makes
 * the same object, byte for byte in meaning. Anything else under such an extension is refused:
 * nobody can make a second version of a marking that others rest upon.
 *
 * Threads: pure functions.
 */
#pragma once

#include "intel/marking.h"

#define REL_EXTENSION "extension-definition--a32c709b-229d-4497-aea6-5e08d83b5551"

/* What such a marking says. */
struct rel_marking {
    struct marking_set rel, orcon, persons;
    bool has_pap;
    enum pap pap;
};

/* Whether a marking definition has the extension, and so is one or is refused. */
bool rel_is(const struct json_value *definition);

/* Reads what one says. Errors: value, with its place; limit; memory. */
bool rel_read(const struct json_value *definition, struct arena *arena,
              struct rel_marking *ret_marking, struct error *err);

/* Asks that it can be read and is the very object that rel_make makes. For the door; whoever takes
 * a definition from behind it need not ask again. Errors: as rel_read. */
bool rel_check(const struct json_value *definition, struct arena *arena, struct error *err);

/* Appends the marking definition as JSON. Sets must be sorted, without repetitions, their names
 * proper. A full buffer shows in it. Errors: value, memory. */
bool rel_make(struct dynbuf *buffer, const struct rel_marking *marking, struct error *err);

/* Whether the text may name a member: 2 to 16 lower-case letters and digits, a letter first. */
bool rel_member_valid(struct span text);

/* The extension definition itself, for those who ask what it is. Static JSON. */
struct span rel_extension_definition(void);
