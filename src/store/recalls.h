/* Recalls: whoever held an object that may not go to it any more is told so by its id, and says
 * that it knows. One is open for each audience and id at a time. Only gate/ writes here. Threads:
 * as store.h says.
 */
#pragma once

#include "base/arena.h"
#include "store/store.h"

struct recall {
    int64_t leaf; /* of the log, that recalled it: what the recall is called by */
    int64_t audience;
    struct span id; /* the STIX id */
    int64_t made;
    int64_t acknowledged; /* 0: not yet */
    struct span by;       /* account of the audience's that did */
};

/* Whether one is open. Reads. */
bool recall_is_open(struct store *store, int64_t audience, int64_t id, bool *ret_is,
                    struct error *err);
/* `id`: number of an identifier. Writes. */
bool recall_add(struct store *store, int64_t audience, int64_t id, int64_t leaf, int64_t made,
                struct error *err);
/* `*ret_some` false: no such recall of this audience. `*ret_new` false: it was acknowledged before,
 * which stands. Writes. */
bool recall_acknowledge(struct store *store, int64_t audience, int64_t leaf, int64_t now,
                        struct span by, bool *ret_some, bool *ret_new, struct error *err);

/* The open ones of an audience but for what goes to it again, oldest first; of audience 0 those of
 * all, acknowledged too, newest first. At most RECALLS_MAX. Reads; they lie in the arena. */
bool recalls_read(struct store *store, int64_t audience, struct arena *arena,
                  struct recall **ret_recalls, size_t *ret_count, struct error *err);
