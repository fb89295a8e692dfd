/* What a node counts, and how Prometheus reads it (text format 0.0.4): requests by kind of path and
 * kind of answer, bytes, time, what was refused. No label names an object, a person or an address.
 *
 * Load: counted once a request. Threads: any.
 */
#pragma once

#include <stdatomic.h>

#include "base/dynbuf.h"
#include "node/health.h"
#include "node/route.h"

enum {
    METRICS_CLASSES = 6, /* no answer, 1xx … 5xx */
    METRICS_AREAS = 4,
    METRICS_TIMES = 9, /* buckets of time, the last without an end */
};

struct metrics {
    _Atomic uint64_t requests[ROUTE_KINDS][METRICS_CLASSES];
    _Atomic uint64_t times[METRICS_AREAS][METRICS_TIMES];
    _Atomic uint64_t micros[METRICS_AREAS];
    _Atomic uint64_t bytes_out;
    _Atomic uint64_t refused, late, limited; /* sign-ins, and requests over an address's number */
    _Atomic uint64_t log_leaves, checkpoint_leaves;
    _Atomic int64_t checkpoint_time; /* seconds since 1970; 0: none yet */
};

void metrics_count(struct metrics *metrics, unsigned route, unsigned status, uint64_t bytes,
                   uint64_t micros);

/* What is asked when metrics are read. */
struct metrics_now {
    unsigned connections;
    int64_t certificate_until; /* seconds since 1970; INT64_MAX without one */
    int64_t started;
    uint64_t journal_dropped;
    struct health *health;
};

/* Appends all of it. False: a full buffer. */
bool metrics_print(const struct metrics *metrics, const struct metrics_now *now,
                   struct dynbuf *out);
