/* What serve.c, handle.c and beat.c share. Inside of node/. */
#pragma once

#include "net/http_server.h"
#include "node/control.h"
#include "node/health.h"
#include "node/journal.h"
#include "node/metrics.h"
#include "node/quota.h"
#include "node/serve.h"

struct serving {
    struct node *node;
    struct serve_means means;
    _Atomic(struct http_server *) http; /* NULL while it begins to listen, though it answers */
    struct control *control;
    struct journal journal;
    struct health health;
    struct metrics metrics;
    struct quota requests; /* by peer address */
    int64_t started;       /* seconds since 1970 */

    _Atomic uint64_t failed; /* the second, of the monotonic clock, of the last failure told */

    /* The beat's own: */
    int64_t latest;                                     /* moment that the clock has shown so far */
    uint64_t next_health, next_checkpoint, next_expiry; /* of the monotonic clock */
    uint64_t failing_since;                             /* the store cannot be written; 0: it can */
    uint64_t leaves;                                    /* of the log, now */
    uint64_t published;    /* leaves under the checkpoint in the home */
    uint64_t behind_since; /* it has been older than the log; 0: it is not */
};

static inline int64_t serving_now(const struct serving *serving)
{
    const struct gate_means *means = &serving->node->means;
    return means->now(means->context);
}

/* For http_server: `context` is the serving. */
extern const struct http_handler serving_handler;

/* Before it listens: whether log and store agree, what the clock says. Errors: io, memory. */
bool beat_start(struct serving *serving, struct error *err);
void beat(struct serving *serving);
/* Signs a checkpoint if the log has grown. */
void beat_checkpoint(struct serving *serving);
