/* What became of posted envelopes (TAXII 2.1, 4.3): for whom posted it, for a while. Threads: as
 * store.h says. */
#pragma once

#include "base/arena.h"
#include "store/store.h"

struct stored_status {
    struct span id; /* a UUID */
    int64_t account;
    int64_t made; /* microseconds since 1970 */
    struct span body;
};

/* Writes. Errors: conflict. */
bool status_add(struct store *store, const struct stored_status *status, struct error *err);
/* Removes those made before a moment. Writes. */
bool status_expire(struct store *store, int64_t before, struct error *err);
/* The body, of an id that this account was given at or after a moment; else a NULL start: one
 * question for what is another's, too old or not there. Reads. */
bool status_find(struct store *store, struct span id, int64_t account, int64_t since,
                 struct arena *arena, struct span *ret_body, struct error *err);
