/* How many requests an address may send: a bucket of RATE_BURST that RATE_PER_SECOND fill again.
 *
 * Load: one question a request, thousands a second. Memory: RATE_PLACES buckets, fixed; where too
 * many addresses share a place the fullest bucket, which has least to remember, goes. IPv6 is
 * counted by /64, as one household has as many as it likes. Threads: any.
 */
#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/limits.h"

struct rate_bucket {
    uint64_t address; /* hashed; 0: free */
    uint64_t at;      /* microseconds, when `tokens` was right */
    uint64_t tokens;  /* millionths */
};

struct rate {
    pthread_mutex_t lock;
    uint64_t seed[2];
    struct rate_bucket buckets[RATE_PLACES];
};

void rate_init(struct rate *rate);
void rate_release(struct rate *rate);

/* Takes a token. False: none is left; `*ret_seconds` says when to come again. `address` is numeric;
 * `now` of a monotonic clock, in microseconds. */
bool rate_take(struct rate *rate, const char *address, uint64_t now, unsigned *ret_seconds);
