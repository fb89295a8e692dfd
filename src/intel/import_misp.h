/* MISP: events and feeds (the MISP core format, draft-dulaunoy-misp-core-format), as STIX 2.1.
 *
 *     event ──▶ report (published) or grouping, of which all else is a part
 *     attribute, to_ids ──▶ indicator;  else ──▶ observable in an observed-data, or a note
 *     tag tlp:…, PAP:… ──▶ marking;  other tags ──▶ label
 *
 * Identifiers are made of the UUIDs of MISP, so that whoever imports an event again makes the same
 * objects. docs/convert.md has the tables, and what is left out. Threads: one import belongs to one
 * thread.
 */
#pragma once

#include "intel/import.h"

/* Whether the file is one of MISP's: an event, several of them, a feed's manifest. Looks at its
 * first names only; what is behind them may be anything. */
bool is_misp(struct span bytes);

/* Takes `{"Event": …}`, an array of these, what MISP's API answers (`{"response": …}`), or an event
 * without its envelope. Errors: syntax, value (none of these), limit, memory. */
bool import_misp(struct import *import, struct span bytes, const char *name, struct error *err);

/* A feed's manifest: which events lie beside it, in files of the name `UUID.json`. */
struct misp_entry {
    char uuid[UUID_TEXT_BYTES + 1];
    bool has_sha256;
    unsigned char sha256[OBJECT_HASH_BYTES]; /* what the file's bytes must have */
};

struct misp_manifest {
    const struct misp_entry *entries;
    size_t count;
};

/* Whether the file is a manifest; reads it then. False without an error: it is none, and
 * `*ret_manifest` is of no entries. Errors: syntax, limit, memory. */
bool misp_manifest_read(struct span bytes, const char *name, struct arena *arena,
                        struct misp_manifest *ret_manifest, struct error *err);
