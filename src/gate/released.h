/* The way out: what the gate has let go, as the only thing that code which writes to a socket, a
 * file for others or a page can take. Nothing but released.c makes one.
 *
 *     reader's audience, collection ─▶ view ─▶ page of `struct released` ─▶ TAXII, exporters, pages
 *
 * Reads serve from what the gate has shown already and ask nothing of it; a row of another audience
 * is never touched, and what is hidden costs the same questions as what is not there.
 *
 * Load: pages of 100, thousands a second, any number of readers. Lifetime: a page lives in the
 * caller's arena. Threads: a store belongs to one at a time.
 */
#pragma once

#include "gate/world.h"

struct released;

struct span released_bytes(const struct released *released); /* as received; empty in a manifest */
struct span released_id(const struct released *released);
struct span released_type(const struct released *released);
struct span released_spec(const struct released *released);
struct span released_version(const struct released *released); /* order key; "0" without one */
int64_t released_added(const struct released *released);       /* microseconds since 1970 */

/* What one reader sees of one collection. */
struct view {
    int64_t feeds[2]; /* the audience's, then, of own people, the person's own; 0: nothing yet */
    size_t count;     /* 1 or 2: the same for all readers of a kind */
};

/* `person`: of an own user, the identity that its account names, or empty. Reads. Errors: io. */
bool view_of(struct store *store, const struct world *world, const struct collection *collection,
             const struct stored_audience *audience, struct span person, struct view *ret_view,
             struct error *err);

/* Where a reader is in a view: behind the row of feed `feed` that was added at `added`. All zero:
 * before the first. */
struct position {
    int64_t added;
    size_t feed;
};

enum version_match {
    VERSION_FIRST = 1,
    VERSION_LAST = 2,
    VERSION_ALL = 4,
    VERSION_KEYS = 8,
};

/* Lists are alternatives; an empty list matches all. */
struct released_query {
    struct position after;
    int64_t added_after; /* microseconds; 0: no such filter */
    const struct span *ids;
    size_t id_count; /* at most MATCH_VALUES_MAX, as the others */
    const struct span *types;
    size_t type_count;
    const struct span *specs;
    size_t spec_count;
    unsigned versions; /* enum version_match, or-ed */
    const struct span *version_keys;
    const int64_t *version_moments; /* one beside each key, in microseconds: objects without a
                                       version are told by when they were added; or NULL */
    size_t version_key_count;
    size_t limit;     /* 1 to PAGE_ROWS_MAX */
    bool with_bytes;  /* false: a manifest */
    size_t bytes_max; /* of a page's objects, though at least one; 0: PAGE_BYTES_MAX */
};

struct released_page {
    struct released *const *objects;
    size_t count;
    bool more; /* there may be further ones behind `next` */
    struct position next;
};

/* One page in the order of `added`. Reads. Errors: memory, io, damaged. */
bool released_page(struct store *store, const struct view *view, const struct released_query *query,
                   struct arena *arena, struct released_page *ret_page, struct error *err);
