/* Who asks, as far as sharing must know it. node/ makes one for each request, from the account that
 * signed in; share/ asks it in one place and decides nothing by roles.
 *
 * Lifetime: all of it outlives the request. Threads: read-only.
 */
#pragma once

#include "gate/world.h"

struct collection_right {
    int64_t collection; /* its number */
    bool can_read, can_write;
};

struct caller {
    int64_t account;  /* 0: nobody has signed in */
    struct span name; /* of the account */
    int64_t org;
    int role;                        /* that standing release rules name */
    struct stored_audience audience; /* of nobody: the public; its number stays good in
                                        every world */
    struct span person;              /* the identity that an own account names, or empty */
    const struct collection_right *rights;
    size_t right_count;
};

static inline bool caller_signed_in(const struct caller *caller)
{
    return caller->account != 0;
}

/* What the caller may do in a collection; neither where nothing is said. */
struct collection_right caller_right(const struct caller *caller,
                                     const struct collection *collection);
