/* Stores for reading, one a request: as many as there are threads that answer.
 *
 * Lifetime: opened when a node starts. Threads: take and give from any; a store that was taken is
 * the taker's. Taking waits while all are taken, which does not happen while there are as many as
 * threads.
 */
#pragma once

#include <pthread.h>

#include "store/store.h"

struct reading_pool {
    struct store *stores;
    struct store **free; /* those that nobody has */
    size_t count, free_count;
    pthread_mutex_t lock;
    pthread_cond_t given;
};

/* Errors: as of store_open_reading; memory. Release with reading_pool_release. */
bool reading_pool_open(struct reading_pool *ret_pool, const struct store_place *place, size_t count,
                       struct error *err);
void reading_pool_release(struct reading_pool *pool); /* takes a zeroed one; all are given back */

/* One moment of the store for all that is asked of it, until it is given back. Errors: io. */
bool reading_take(struct reading_pool *pool, struct store **ret_store, struct error *err);
void reading_give(struct reading_pool *pool, struct store *store);
