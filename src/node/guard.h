/* Failures to sign in, by peer address and by account name: when to stop listening.
 *
 * Each may fail SIGN_IN_FAILURES_MAX times at once, and as often a minute; what is being looked at
 * when the limit is reached is still answered. Loopback has no address to count by: it is the
 * node's own machine, or a proxy there behind which everybody has that address.
 *
 * Load: as quota.h; a few failures a second, under attack thousands. Threads: any.
 */
#pragma once

#include "node/quota.h"

struct guard {
    struct quota quota; /* of both */
};

void guard_init(struct guard *ret_guard);
void guard_release(struct guard *guard);

/* Whether one of both has failed too often; `address` is numeric, an empty name is nobody's. `now`:
 * a monotonic clock, in microseconds. */
bool guard_late(struct guard *guard, const char *address, struct span name, uint64_t now);
void guard_failed(struct guard *guard, const char *address, struct span name, uint64_t now);
