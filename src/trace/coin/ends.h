/* The ends of what moved in a trace on a coin chain, numbered as they come, so that movements
 * become flows between places.
 *
 * Load: two for each flow at most; FLOWS_MAX bounds them. Lifetime: with the trace that it listens
 * to. Threads: one trace each.
 */
#pragma once

#include "base/hash_index.h"
#include "trace/coin/trace.h"

struct coin_ends {
    struct coin_end *ends; /* by place */
    size_t count, capacity;
    struct hash_index index;
};

/* A zeroed one is empty. */
void coin_ends_release(struct coin_ends *ends);

/* The place of an end, which gets one when it has none. Errors: memory, limit. */
bool coin_ends_place(struct coin_ends *ends, struct coin_end end, uint32_t *ret_place,
                     struct error *err);
