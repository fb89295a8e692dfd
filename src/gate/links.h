/* The versions of one object as the gate puts them in order. Only chain.c includes this.
 *
 * Threads: pure functions.
 */
#pragma once

#include "gate/facts.h"
#include "store/versions.h"

struct link {
    struct version version; /* without its bytes */
    struct facts facts;
    int rank;               /* of who brought it: own people, another member, a desk */
    enum standing standing; /* as it should be */
};

/* Sorts all versions of an object and finds their standings; the result is the seq of the one that
 * governs, the owner's last, or 0. Forks: another content of the same creator under the same
 * version. Late: behind a revocation, or of another creator. The variants of a cyber-observable
 * have no order. */
int64_t order_links(struct link *links, size_t count);
