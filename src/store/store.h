/* The store: objects as they came, who may see them, the log's leaves, people. One transaction for
 * all of it.
 *
 *     writer (one a store, holds the lock) ──▶ database ◀── readers (one a thread)
 *
 * What stands in headers beside this one are typed operations over a `struct store`: versions.h,
 * allowances.h, shown.h, leaves.h, people.h. Each says whether it reads or writes; those that write
 * are called between store_begin and store_commit of the writer.
 *
 * Load: a million objects, some hundred thousand posted a day, pages of 100 read thousands of times
 * a second. Threads: a store belongs to one thread at a time; readers never wait for the writer.
 * What hurts: reads outside store_begin_reading see each other's commits between two questions.
 */
#pragma once

#include "store/known.h"
#include "store/sql.h"

struct store {
    struct sql *db;
    int lock; /* of the writer; -1 for readers, and where the database keeps it */
    bool writes;
    int64_t last_identifier, last_version; /* numbers given so far, while a transaction is open */
    struct known known;                    /* of the writer's open transaction */
    uint64_t touched; /* feeds that the transaction, or the last one, has changed: a bit a slot */
};

/* Feeds share slots; 0, no feed yet, is touched when one is made. */
enum { FEED_SLOTS = 64 };
static inline unsigned store_feed_slot(int64_t feed)
{
    return (unsigned)((uint64_t)feed % FEED_SLOTS);
}
static inline void store_touch_feed(struct store *store, int64_t feed)
{
    store->touched |= (uint64_t)1 << store_feed_slot(feed);
}

/* Where a store is: the SQLite file `store.sqlite` in a folder, or a PostgreSQL database. */
struct store_place {
    const char *folder;
    const char *postgres; /* a connection string, or NULL */
};

/* Opens as the one writer: makes the tables, or moves them forward. Errors: busy (another node
 * writes; PostgreSQL is given two seconds to see that it has ended), unsupported (of a newer
 * program), io, damaged. Release with store_release. */
bool store_open(struct store *ret_store, const struct store_place *place, struct error *err);

/* Opens an empty one in SQLite that lies in a file without a name and is gone when it is released,
 * or its process ends: for looking at a backup. Errors: io. */
bool store_open_scratch(struct store *ret_store, struct error *err);

/* Opens for reading; the store must be there and of this program's shape. */
bool store_open_reading(struct store *ret_store, const struct store_place *place,
                        struct error *err);

/* Rolls back what was begun. Takes a zeroed one. */
void store_release(struct store *store);

/* One transaction. After a failed commit nothing of it stands. Errors: io, busy. */
bool store_begin(struct store *store, struct error *err);
bool store_commit(struct store *store, struct error *err);
void store_roll_back(struct store *store);

/* One moment for several questions; ended by store_end_reading. */
bool store_begin_reading(struct store *store, struct error *err);
void store_end_reading(struct store *store);

/* Whether the store is still where it was opened (sql_there). Errors: io. */
bool store_is_there(struct store *store, struct error *err);

/* When the node last wrote that it is there: microseconds since 1970; 0: never. Writing it, on a
 * beat, is how a node knows that it can write, and how the next one knows of a clock that went
 * back. */
bool store_beat(struct store *store, int64_t now, struct error *err);            /* writes */
bool store_last_beat(struct store *store, int64_t *ret_beat, struct error *err); /* reads */
