/* Which version somebody means by an id, perhaps a version, perhaps the first digits of a content.
 *
 * Equal contents that several brought are one: then it is the one that governs, else a whole one,
 * else the last. Of different contents those count that stand best; where several are left
 * (variants of a cyber-observable, a fork) nobody can say which is meant, and nothing is done.
 */
#pragma once

#include "gate/world.h"
#include "store/versions.h"

struct meant {
    struct span id;
    struct span version; /* order key; empty: the one that governs, else the last one here */
    struct span content; /* first digits of its hash in base 16, or empty */
};

/* Reads. Errors: not-found; conflict, with the contents in the text; value (no base 16); damaged,
 * memory, io. */
bool meant_find(struct store *store, const struct world *world, const struct meant *meant,
                int64_t *ret_id, int64_t *ret_seq, struct error *err);
