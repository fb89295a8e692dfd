/* The Traffic Light Protocol's marking definitions, which are told by their identifiers alone:
 * TLP 2.0 (FIRST; the community's extension 60a3c5c5-…) and TLP 1 (STIX 2.1, 7.2.1.4).
 *
 * What the object under such an identifier claims is never read: it is the built-in one or it is
 * refused. Threads: constants and pure functions.
 */
#pragma once

#include "text/json_tree.h"

enum tlp {
    TLP_CLEAR,
    TLP_GREEN,
    TLP_AMBER,
    TLP_AMBER_STRICT,
    TLP_RED,
};

/* Whether the identifier is one of TLP's, and then its level. TLP 1's WHITE is CLEAR. */
bool tlp_of(struct span id, enum tlp *ret_tlp);

/* The identifier of a level, of TLP 2.0. Static. */
const char *tlp_id(enum tlp tlp);

/* The whole marking definition of an identifier that tlp_of knows, as JSON. Static. */
struct span tlp_definition(struct span id);

/* "TLP:AMBER+STRICT". Static. */
const char *tlp_name(enum tlp tlp);
