/* Hides objects of the own member's in one collection: they are shown there to nobody any more;
 * the store and the log keep them, and what was decided about them stands, and goes on. Posting one
 * there again shows it to all who may have it (take.h). Threads: as the writer. */
#pragma once

#include "gate/released.h"
#include "gate/writer.h"
#include "store/versions.h"

struct hiding {
    const struct collection *collection;
    const struct stored_audience *audience; /* of who asks: what it does not see is not there */
    struct span person;                     /* as of view_of */
    int64_t org;                            /* whose own the objects must be */
    struct span actor;                      /* account, for the log */
    const struct released_query *query;     /* which versions; its bytes and limit are not read */
};

/* What the asker sees in the collection, and, of own people, what anybody does; first and last
 * versions are the asker's. `*ret_any` false: nothing of it is there, or none is of the org's own:
 * nothing was done. Writes.
 * Logged, a leaf a version. Errors: damaged, io, memory. */
bool gate_hide(struct gate_writer *writer, const struct hiding *hiding, bool *ret_any,
               struct error *err);

/* Ends that a version is hidden in a collection, and shows it there to whom it goes; own people are
 * the caller's. `*ret_was` false: it was not hidden, and nothing was done. Writes. Errors: damaged,
 * io, memory. */
bool hide_end(struct gate_writer *writer, const struct collection *collection,
              const struct version *version, bool *ret_was, struct error *err);
