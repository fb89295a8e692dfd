/* The one writer of a node, for threads that take turns.
 *
 * Load: a transaction an envelope. Threads: any; between begin and end the writer is one's own.
 * What hurts: when a transaction cannot even be rolled back, the writer is broken, and every later
 * begin fails until the node starts again.
 */
#pragma once

#include <pthread.h>

#include "gate/writer.h"
#include "share/page_cache.h"

struct writing {
    struct gate_writer *writer; /* outlives this; no transaction is open */
    struct page_cache *cache;   /* from which a commit drops what it has changed, or NULL */
    pthread_mutex_t lock;
    bool broken;
};

void writing_init(struct writing *ret_writing, struct gate_writer *writer,
                  struct page_cache *cache);
void writing_release(struct writing *writing);

/* Errors: io. */
bool writing_begin(struct writing *writing, struct error *err);
/* gate_expire in a transaction of its own: for a thread that waits until `*ret_next`, and no longer
 * than it likes, as approvals come. Errors: as of both. */
bool writing_expire(struct writing *writing, int64_t *ret_next, struct error *err);
/* Commits when `ok`, else rolls back and leaves `err` as it is. False: nothing of it stands. */
bool writing_end(struct writing *writing, bool ok, struct error *err);

/* No transaction begins any more, as if the store had failed: what it holds cannot be trusted. */
void writing_close(struct writing *writing);
