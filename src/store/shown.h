/* What each audience sees: one row a (feed, version); a feed is what one audience sees of one
 * collection. Reads go by feed first: a row that an audience may not see is never touched for it.
 * Only gate/ writes here. Threads: as store.h says.
 */
#pragma once

#include "base/arena.h"
#include "store/feeds.h"
#include "store/versions.h"

struct shown {
    int64_t feed;
    int64_t added; /* microseconds since 1970: the moment it was first shown there */
    int64_t seq;
    int64_t id;
    struct span version; /* order key */
    struct span type;
    struct span spec;
    enum standing standing;
    bool first; /* of the whole versions of its id in this feed */
    bool last;
};

/* Shows a version in a feed, at max(now, the feed's last moment + 1): `shown->added`, `first` and
 * `last` are not looked at. Does nothing when it is shown already. Writes. */
bool shown_add(struct store *store, const struct shown *shown, int64_t now, bool *ret_added,
               struct error *err);
/* Whether a feed shows a version; feed 0 shows nothing. Reads. */
bool shown_is(struct store *store, int64_t feed, const struct version *version, bool *ret_is,
              struct error *err);
/* Whether it shows any of an id. Reads. */
bool shown_any(struct store *store, int64_t feed, int64_t id, bool *ret_any, struct error *err);
/* Takes a version out of a feed; does nothing when it is not there. `*ret_held`: it
 * was shown there before the open transaction, so that somebody may have it. Writes. */
bool shown_drop(struct store *store, int64_t feed, int64_t id, int64_t seq, bool *ret_held,
                struct error *err);

/* Takes out of a feed all versions of an id but one, and but those that its audience is allowed for
 * themselves. Writes. */
bool shown_keep(struct store *store, int64_t feed, int64_t id, int64_t seq, struct error *err);

/* Changes the standing of a version where it is shown. Writes. */
bool shown_restand(struct store *store, int64_t feed, int64_t id, int64_t seq,
                   enum standing standing, struct error *err);

/* One page: rows of a feed added behind `after`, in that order, at most `limit`; only the last
 * version of each id with `last_only`; only one type unless its span is empty (which needs
 * `last_only`). Reads. Errors: memory, io. */
struct shown_query {
    int64_t feed;
    int64_t after;
    bool last_only;
    struct span type;
    size_t limit;
};
bool shown_page(struct store *store, const struct shown_query *query, struct arena *arena,
                struct shown *ret_rows, size_t *ret_count, struct error *err);
/* The versions of an id in a feed, oldest first. The id is text: one question, which gives no row
 * for an id that is hidden just as for one that nobody has. Reads. */
bool shown_versions(struct store *store, int64_t feed, struct span id, size_t limit,
                    struct arena *arena, struct shown *ret_rows, size_t *ret_count,
                    struct error *err);
