/* Who has shown what before: a keyed hash of what was shown, to whom it signed in.
 *
 *     CACHE_FRESH  it was verified less than SIGN_IN_SECONDS ago, and nothing has changed since
 *     CACHE_STALE  it was right once: it must be verified anew, but is nobody's guess
 *     CACHE_NONE   not seen, or given up for others
 *
 * What was read from the store before cache_forget never comes in after it: whoever verifies takes
 * cache_now first and hands it to cache_put.
 *
 * Load: a find a request. Memory: SIGN_IN_CACHE_MAX places, 64 bytes and one `signed_in` each. The
 * one that was verified the longest ago gives way. Threads: any; a lock around a few comparisons.
 */
#pragma once

#include <pthread.h>
#include <stdint.h>

#include "base/error.h"
#include "base/limits.h"

enum { CACHE_KEY_BYTES = 32 };

enum cache_state { CACHE_NONE, CACHE_STALE, CACHE_FRESH };

struct signed_in;

struct cache_entry {
    unsigned char key[CACHE_KEY_BYTES];
    struct signed_in *who; /* NULL: an empty place, or a stale one */
    uint64_t until;        /* monotonic microseconds; 0: an empty place */
    int64_t ends;          /* microseconds since 1970, of a token */
};

struct sign_in_cache {
    pthread_mutex_t lock;
    struct cache_entry *entries; /* SIGN_IN_CACHE_MAX */
    uint64_t forgotten;          /* how often */
};

/* Errors: memory. */
bool cache_init(struct sign_in_cache *ret_cache, struct error *err);
void cache_release(struct sign_in_cache *cache); /* takes a zeroed one */

/* When fresh, `*ret_who` is held for the caller. */
enum cache_state cache_find(struct sign_in_cache *cache, const unsigned char key[CACHE_KEY_BYTES],
                            uint64_t monotonic, int64_t now, struct signed_in **ret_who);

uint64_t cache_now(struct sign_in_cache *cache);
/* Holds `who`; does nothing when something was forgotten since `before`. */
void cache_put(struct sign_in_cache *cache, const unsigned char key[CACHE_KEY_BYTES],
               struct signed_in *who, uint64_t monotonic, int64_t ends, uint64_t before);
/* It is right no more. */
void cache_drop(struct sign_in_cache *cache, const unsigned char key[CACHE_KEY_BYTES]);
/* Everything is stale. */
void cache_forget(struct sign_in_cache *cache);
