#include "share/reading.h"

#include <stdlib.h>

void reading_pool_release(struct reading_pool *pool)
{
    if (pool->stores == NULL)
        return;
    ensure(pool->free_count == pool->count);
    for (size_t i = 0; i < pool->count; i++)
        store_release(&pool->stores[i]);
    pthread_mutex_destroy(&pool->lock);
    pthread_cond_destroy(&pool->given);
    free(pool->stores);
    free(pool->free);
    *pool = (struct reading_pool){0};
}

bool reading_pool_open(struct reading_pool *ret_pool, const struct store_place *place, size_t count,
                       struct error *err)
{
    struct reading_pool pool = {.stores = calloc(count, sizeof *pool.stores),
                                .free = calloc(count, sizeof(struct store *))};
    bool ok = pool.stores != NULL && pool.free != NULL;
    if (!ok) {
        free(pool.stores);
        free(pool.free);
        return error_memory(err, "opening the store");
    }
    pthread_mutex_init(&pool.lock, NULL);
    pthread_cond_init(&pool.given, NULL);
    for (; ok && pool.count < count; pool.count += ok)
        ok = store_open_reading(&pool.stores[pool.count], place, err);
    for (size_t i = 0; i < pool.count; i++)
        pool.free[pool.free_count++] = &pool.stores[i];
    if (ok)
        *ret_pool = pool;
    else
        reading_pool_release(&pool);
    return ok;
}

static void put(struct reading_pool *pool, struct store *store)
{
    pthread_mutex_lock(&pool->lock);
    pool->free[pool->free_count++] = store;
    pthread_cond_signal(&pool->given);
    pthread_mutex_unlock(&pool->lock);
}

bool reading_take(struct reading_pool *pool, struct store **ret_store, struct error *err)
{
    pthread_mutex_lock(&pool->lock);
    while (pool->free_count == 0)
        pthread_cond_wait(&pool->given, &pool->lock);
    struct store *store = pool->free[--pool->free_count];
    pthread_mutex_unlock(&pool->lock);
    if (!store_begin_reading(store, err)) {
        put(pool, store);
        return false;
    }
    *ret_store = store;
    return true;
}

void reading_give(struct reading_pool *pool, struct store *store)
{
    store_end_reading(store);
    put(pool, store);
}
