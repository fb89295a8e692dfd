/* Bundles of STIX, and MITRE ATT&CK, which is published as STIX 2.0 and 2.1.
 *
 * An object of 2.1 is taken as it is. One of 2.0 becomes 2.1 under its own identifier
 * (docs/convert.md has the table): upgrade.h. Custom properties (`x_mitre_…`) stay, which 2.1
 * allows; types of others (`x-mitre-tactic`) too.
 *
 * Threads: one import belongs to one thread.
 */
#pragma once

#include "intel/import.h"

/* Takes a bundle, a TAXII envelope or one object. Objects of 2.0 are left out. Errors: syntax,
 * value (no bundle), limit, memory. */
bool import_stix(struct import *import, struct span bytes, const char *name, struct error *err);

/* The same; objects of 2.0 are upgraded. */
bool import_attack(struct import *import, struct span bytes, const char *name, struct error *err);

/* Whether the text is a bundle of STIX 2.0, which says so at its top. What is no JSON is none. */
bool is_stix_2_0_bundle(struct span bytes);
