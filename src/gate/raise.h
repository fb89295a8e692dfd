/* Raising for oneself (DESIGN, section 6): an officer puts marking definitions beside an object,
 * its own or another's, on this node only. From then on every version of it counts as joined with
 * them, those that come later too, until the overlay is taken back. No byte of the object changes,
 * nothing of the overlay is sent out, and no lowering ends it.
 *
 * What is answered depends on what is asked alone, never on whether the object is here: an overlay
 * may be before its object, and on one that its officer does not see. Between gate_begin and
 * gate_commit. Threads: as the writer.
 */
#pragma once

#include "gate/writer.h"

struct gate_raise {
    struct span id;    /* of the object */
    struct span tlp;   /* id of a definition of TLP, or empty */
    struct span rel;   /* id of one with the extension trefoil-marking, which must be here; or empty
                        */
    struct span actor; /* account */
};

/* Sets an overlay, logs it, and decides anew: what went and may go no more is recalled. The
 * overlay is called by its leaf. Writes. Errors: value (no identifier, one of a marking definition,
 * which goes as what it marks; definitions that are none, unknown or say nothing of this kind),
 * limit (OVERLAYS_OF_MAX of one account), damaged, io, memory. */
bool gate_raise(struct gate_writer *writer, const struct gate_raise *raise, int64_t *ret_leaf,
                struct error *err);

/* Takes one back, logs it, and decides anew. `*ret_some` false: there is none; nothing was done.
 * Writes. Errors: damaged, io, memory. */
bool gate_raise_end(struct gate_writer *writer, int64_t leaf, struct span actor, bool *ret_some,
                    struct error *err);
