/* What the gate must know of an object version, worked out once when it is taken and kept beside
 * it, so that deciding reads no JSON.
 *
 * The marking is the join of all that the object carries (object and granular markings, each
 * definition's own markings with it), while the lowering of an object is not signed by its
 * creator, of what it had before, and of the overlays of this node (raise.h). A marking that cannot
 * be told (unknown, not here yet, contradictory) is a defect: it denies.
 *
 * Threads: pure functions; facts live in the arena that they were made in.
 */
#pragma once

#include "base/arena.h"
#include "base/dynbuf.h"
#include "intel/marking.h"
#include "intel/object.h"

struct facts {
    bool revoked;
    bool relayed;           /* of a creator who is not the poster's member's: an import record */
    bool variant;           /* a cyber-observable: many contents may stand under its id */
    bool definition;        /* a marking definition: it travels with what it marks */
    bool rel;               /* one whose identifier follows from it (intel/rel.h) */
    int64_t creator;        /* number of the creator's identifier; 0: the poster's member */
    int64_t creator_org;    /* number of the org that made it; 0: none that is known */
    struct marking marking; /* that the gate goes by */
    struct marking own;     /* the same without what the object had before, and without overlays */
    const int64_t *refs; /* numbers of the identifiers that it names, each once, without itself and
                            without marking definitions */
    size_t ref_count;
    const int64_t *riders; /* and of the marking definitions that travel with it */
    size_t rider_count;
};

/* Whether two objects carry and name the same: own markings, references, riders. Pure. */
bool facts_alike(const struct facts *one, const struct facts *other);

/* Appends them as bytes. False: a full buffer. */
bool facts_encode(const struct facts *facts, struct dynbuf *out);
/* Errors: damaged, memory. */
bool facts_decode(struct span bytes, struct arena *arena, struct facts *ret_facts,
                  struct error *err);
