/* Ready pages by view and query, until a commit touches one of their feeds.
 *
 *     before the store is asked: page_cache_now ─▶ stamps     read: page of (feeds, query)
 *     page_cache_put with these stamps: a commit in between makes the page stale at once
 *
 * Feeds share FEED_SLOTS counters (store/store.h); two feeds of one counter drop each other's
 * pages, which costs a read. What is found is what the store would say: a page that a commit
 * changes is not found any more before that commit is answered for.
 *
 * Load: thousands of finds a second. Memory: PAGE_CACHE_BYTES of bodies, and 150 bytes a place;
 * the oldest go first. Threads: any; a lock around a few comparisons.
 */
#pragma once

#include <pthread.h>

#include "gate/released.h"
#include "net/http_response.h"

enum { PAGE_KEY_BYTES = 32 };

struct page_stamps {
    uint64_t of[FEED_SLOTS];
};

struct ready_page {
    struct http_body *body;
    bool any;            /* objects; else without moments */
    int64_t first, last; /* moments of the first and last row */
};

struct cached_page {
    unsigned char key[PAGE_KEY_BYTES];
    struct ready_page page; /* without a body: an empty place */
    unsigned slots[2];      /* of its feeds; the same twice when there is one */
    uint64_t stamps[2];
};

struct page_cache {
    pthread_mutex_t lock;
    struct cached_page *pages; /* PAGE_CACHE_PAGES */
    size_t bytes;              /* of all bodies */
    size_t hand;               /* the next place that is emptied when bytes are needed */
    struct page_stamps stamps;
};

/* Errors: memory. Release with page_cache_release. */
bool page_cache_init(struct page_cache *ret_cache, struct error *err);
void page_cache_release(struct page_cache *cache); /* takes a zeroed one */

/* On success the page's body is held for the caller, who releases it. */
bool page_cache_find(struct page_cache *cache, const unsigned char key[PAGE_KEY_BYTES],
                     struct ready_page *ret_page);

struct page_stamps page_cache_now(struct page_cache *cache);
/* Holds the body. Does nothing with one that is too large for it. */
void page_cache_put(struct page_cache *cache, const unsigned char key[PAGE_KEY_BYTES],
                    const struct view *view, const struct page_stamps *before,
                    const struct ready_page *page);

/* After a commit, with what it touched (struct store, `touched`). */
void page_cache_touched(struct page_cache *cache, uint64_t touched);
