/* Overlays: marking definitions that an officer of this node has put beside an object, here only,
 * to raise it. A row stands until the overlay is taken back; the log keeps both. Only gate/ writes
 * here. Threads: as store.h says.
 */
#pragma once

#include "base/arena.h"
#include "store/store.h"

struct overlay {
    int64_t leaf; /* of the log, that it was set: what it is called by */
    int64_t id;   /* number of the object's identifier */
    struct span object;
    struct span tlp; /* id of a definition of TLP, or empty */
    struct span rel; /* id of one with the extension trefoil-marking, or empty; one of both is there
                      */
    int64_t made;    /* microseconds since 1970 */
    struct span by;  /* account */
};

/* `object` is not looked at. Writes. Errors: conflict, of a leaf that has one; io. */
bool overlay_add(struct store *store, const struct overlay *overlay, struct error *err);
/* `*ret_ended` false: there is none. Writes. */
bool overlay_end(struct store *store, int64_t leaf, bool *ret_ended, struct error *err);

/* `*ret_some` false: there is none. Reads; it lies in the arena. */
bool overlay_find(struct store *store, int64_t leaf, struct arena *arena,
                  struct overlay *ret_overlay, bool *ret_some, struct error *err);
/* Whether an id has any; how many of one account. Read. */
bool overlay_any(struct store *store, int64_t id, bool *ret_any, struct error *err);
bool overlays_count_of(struct store *store, int64_t id, struct span by, int64_t *ret_count,
                       struct error *err);
/* Those of an id, oldest first; of id 0 those of all, newest first, at most OVERLAYS_MAX. Reads;
 * they lie in the arena. */
bool overlays_read(struct store *store, int64_t id, struct arena *arena,
                   struct overlay **ret_overlays, size_t *ret_count, struct error *err);
