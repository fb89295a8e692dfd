#include "node/sign_in_cache.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "node/sign_in.h"

enum { PLACES_OF_ONE = 8, SETS = SIGN_IN_CACHE_MAX / PLACES_OF_ONE };

bool cache_init(struct sign_in_cache *ret_cache, struct error *err)
{
    struct cache_entry *entries = calloc(SIGN_IN_CACHE_MAX, sizeof *entries);
    if (entries == NULL)
        return error_memory(err, "making room for who signs in");
    *ret_cache = (struct sign_in_cache){.entries = entries};
    pthread_mutex_init(&ret_cache->lock, NULL);
    return true;
}

void cache_release(struct sign_in_cache *cache)
{
    if (cache->entries == NULL)
        return;
    for (size_t i = 0; i < SIGN_IN_CACHE_MAX; i++)
        signed_in_release(cache->entries[i].who);
    sodium_memzero(cache->entries, SIGN_IN_CACHE_MAX * sizeof *cache->entries);
    free(cache->entries);
    pthread_mutex_destroy(&cache->lock);
    *cache = (struct sign_in_cache){0};
}

/* A key is a keyed hash: its bytes choose a place by chance. */
static struct cache_entry *set_of(struct sign_in_cache *cache, const unsigned char *key)
{
    size_t set = (key[0] | (size_t)key[1] << 8) % SETS;
    return &cache->entries[set * PLACES_OF_ONE];
}

static struct cache_entry *entry_of(struct sign_in_cache *cache, const unsigned char *key)
{
    struct cache_entry *entries = set_of(cache, key), *found = NULL;
    for (size_t i = 0; i < PLACES_OF_ONE; i++)
        if (entries[i].until != 0 && sodium_memcmp(entries[i].key, key, CACHE_KEY_BYTES) == 0)
            found = &entries[i];
    return found;
}

enum cache_state cache_find(struct sign_in_cache *cache, const unsigned char key[CACHE_KEY_BYTES],
                            uint64_t monotonic, int64_t now, struct signed_in **ret_who)
{
    enum cache_state state = CACHE_NONE;
    pthread_mutex_lock(&cache->lock);
    const struct cache_entry *entry = entry_of(cache, key);
    if (entry != NULL)
        state = entry->who != NULL && monotonic < entry->until && now < entry->ends ? CACHE_FRESH
                                                                                    : CACHE_STALE;
    if (state == CACHE_FRESH)
        *ret_who = signed_in_hold(entry->who);
    pthread_mutex_unlock(&cache->lock);
    return state;
}

uint64_t cache_now(struct sign_in_cache *cache)
{
    pthread_mutex_lock(&cache->lock);
    uint64_t forgotten = cache->forgotten;
    pthread_mutex_unlock(&cache->lock);
    return forgotten;
}

void cache_put(struct sign_in_cache *cache, const unsigned char key[CACHE_KEY_BYTES],
               struct signed_in *who, uint64_t monotonic, int64_t ends, uint64_t before)
{
    pthread_mutex_lock(&cache->lock);
    if (cache->forgotten == before) {
        struct cache_entry *entry = entry_of(cache, key), *entries = set_of(cache, key);
        if (entry == NULL) {
            entry = entries;
            for (size_t i = 1; i < PLACES_OF_ONE; i++)
                if (entries[i].until < entry->until)
                    entry = &entries[i];
        }
        signed_in_release(entry->who);
        memcpy(entry->key, key, CACHE_KEY_BYTES);
        entry->who = signed_in_hold(who);
        entry->until = monotonic + (uint64_t)SIGN_IN_SECONDS * 1000000;
        entry->ends = ends;
    }
    pthread_mutex_unlock(&cache->lock);
}

static void empty(struct cache_entry *entry)
{
    signed_in_release(entry->who);
    *entry = (struct cache_entry){0};
}

void cache_drop(struct sign_in_cache *cache, const unsigned char key[CACHE_KEY_BYTES])
{
    pthread_mutex_lock(&cache->lock);
    struct cache_entry *entry = entry_of(cache, key);
    if (entry != NULL)
        empty(entry);
    pthread_mutex_unlock(&cache->lock);
}

void cache_forget(struct sign_in_cache *cache)
{
    pthread_mutex_lock(&cache->lock);
    cache->forgotten++;
    for (size_t i = 0; i < SIGN_IN_CACHE_MAX; i++) {
        signed_in_release(cache->entries[i].who);
        cache->entries[i].who = NULL;
    }
    pthread_mutex_unlock(&cache->lock);
}
