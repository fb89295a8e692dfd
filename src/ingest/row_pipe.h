/* Rows on their way from the reader of flow tables to the writer of the ledger, a bundle of whole
 * blocks at a time: a bounded queue between two threads, one that puts and one that takes.
 *
 *     reader  put, put, ... end        writer  take, take, ... NULL    (or stop: put then fails)
 */
#pragma once

#include <pthread.h>

#include "ingest/flow_row.h"

/* Rows ready for the ledger: checked, folded, in ledger order. */
struct bundle {
    struct flow_row *rows;
    size_t count, capacity;
};

enum { BUNDLE_ROWS = 4096, PIPE_BUNDLES = 4 };

struct row_pipe {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct bundle bundles[PIPE_BUNDLES];
    size_t first, count; /* those put and not yet given back */
    bool ended, stopped, taken;
};

void row_pipe_init(struct row_pipe *pipe);
void row_pipe_release(struct row_pipe *pipe);

/* Adds rows to a bundle. Errors: memory. */
bool bundle_add(struct bundle *bundle, const struct flow_row *rows, size_t count,
                struct error *err);

/* Hands a bundle over and leaves an empty one in its place; waits while the pipe is full. False
 * when the taker has stopped. */
bool row_pipe_put(struct row_pipe *pipe, struct bundle *bundle);

/* Nothing more comes. */
void row_pipe_end(struct row_pipe *pipe);

/* The next bundle, good until the next call; waits for it. NULL at the end. */
const struct bundle *row_pipe_take(struct row_pipe *pipe);

/* Nothing more is taken. */
void row_pipe_stop(struct row_pipe *pipe);
