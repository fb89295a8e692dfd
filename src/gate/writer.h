/* What the one writer of a node works with: the store, the right edge of the log, the world, a
 * clock and chance.
 *
 * Threads: one at a time; the node holds a lock around each transaction.
 */
#pragma once

#include "gate/definitions.h"
#include "gate/id_set.h"
#include "gate/worlds.h"
#include "store/leaves.h"

/* Passed in, so that tests decide. */
struct gate_means {
    int64_t (*now)(void *context); /* microseconds since 1970 */
    void (*chance)(void *context, unsigned char *ret_bytes, size_t size);
    void *context;
};

struct gate_writer {
    struct store *store;
    struct leaves leaves;
    bool stale; /* the edge is not as stored: it is read again before the next transaction */
    struct worlds *worlds;
    const struct world *world; /* in force, or as the open transaction has changed it */
    struct world *changed;     /* that one, until the commit puts it in force; else NULL */
    struct id_set loose;       /* marking definitions that something carries no more (refer.h) */
    struct definitions definitions; /* that the open transaction has read */
    struct gate_means means;
};

/* Loads the log's edge. The store is open for writing. Errors: damaged, io. */
bool gate_writer_init(struct gate_writer *ret_writer, struct store *store, struct worlds *worlds,
                      struct gate_means means, struct error *err);

/* Gives back what an open transaction holds in memory; the store rolls it back. Before the worlds
 * and the store are released. Takes a zeroed one. */
void gate_writer_release(struct gate_writer *writer);

/* Approvals whose time has passed stand no more from here on (approve.h). Errors: io (also of a
 * clock that cannot be, base/clock.h), busy; damaged, when the log's edge had to be read again and
 * does not fit. */
bool gate_begin(struct gate_writer *writer, struct error *err);
/* Stores the log's edge with all else, and puts a changed world in force. After a failure nothing
 * stands, and the writer is as it was before gate_begin. Errors: io. */
bool gate_commit(struct gate_writer *writer, struct error *err);
/* Errors: io, damaged: the log's edge cannot be read again; gate_begin tries once more. */
bool gate_roll_back(struct gate_writer *writer, struct error *err);

/* Reads the world anew after the transaction has changed orgs, audiences, collections or rules in
 * the store: the writer's own from now on, all others' when it is committed. What was taken out of
 * the writer's world before is gone. Errors: io, limit, memory. */
bool gate_read_world(struct gate_writer *writer, struct error *err);

/* Appends a leaf that commits to a record, in which RECORD_VERSION is a key (gate/version_key.h).
 * Errors: value, io, memory. */
struct record;
bool gate_log(struct gate_writer *writer, enum leaf_kind kind, const struct record *record,
              uint64_t *ret_number, struct error *err);
