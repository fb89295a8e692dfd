/* Feeds: what one audience sees of one collection, each with the last moment that it gave out.
 *
 * The writer keeps those of its transaction in memory and stores their moments once, at the commit.
 * Threads: as store.h says.
 */
#pragma once

#include "store/store.h"

/* The feed of (collection, audience); 0 when there is none yet. Reads. */
bool feed_find(struct store *store, int64_t collection, int64_t audience, int64_t *ret_feed,
               struct error *err);
/* Makes it when there is none. Writes. */
bool feed_make(struct store *store, int64_t collection, int64_t audience, int64_t *ret_feed,
               struct error *err);

/* The next moment of a feed, max(now, its last + 1), taken: no two rows of it share one, and none
 * comes before another. Writes. */
bool feed_moment(struct store *store, int64_t feed, int64_t now, int64_t *ret_moment,
                 struct error *err);

/* Whether a feed gave that moment in the open transaction: what has it, nobody has seen yet. */
bool feed_is_new(const struct store *store, int64_t feed, int64_t moment);

/* Stores the moments that were given: by store_commit. Writes. */
bool feeds_flush(struct store *store, struct error *err);
