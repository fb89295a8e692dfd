/* Counts failures to sign in, by peer address and by account name, and says when to stop listening.
 *
 * Each may fail SIGN_IN_FAILURES_MAX times at once, and then once every 60 s /
 * SIGN_IN_FAILURES_MAX. IPv6 counts by /64. Loopback has no address to count by: it is the node's
 * own machine, or a proxy there behind which everybody has that address.
 *
 *     place = hash of who ─▶ debt: the moment at which all failures are forgotten
 *
 * Load: failures, a few a second; under attack thousands. Memory: GUARD_PLACES, 24 bytes each; the
 * smallest debt gives way, so that many new names do not wash out one that is tried again and
 * again. Threads: any.
 */
#pragma once

#include <pthread.h>
#include <stdint.h>

#include "base/limits.h"
#include "base/span.h"

enum { GUARD_WHO_BYTES = 16, GUARD_KEY_BYTES = 32 };

struct guard {
    pthread_mutex_t lock;
    unsigned char key[GUARD_KEY_BYTES]; /* of chance: nobody can aim at another's place */
    struct guard_place {
        unsigned char who[GUARD_WHO_BYTES];
        uint64_t debt; /* microseconds of the monotonic clock; 0: free */
    } places[GUARD_PLACES];
};

void guard_init(struct guard *ret_guard, const unsigned char key[GUARD_KEY_BYTES]);
void guard_release(struct guard *guard);

/* Whether one of both has failed too often; `address` is numeric text, an empty name is nobody's.
 * `now` in microseconds, of a monotonic clock. */
bool guard_late(struct guard *guard, const char *address, struct span name, uint64_t now);
void guard_failed(struct guard *guard, const char *address, struct span name, uint64_t now);
