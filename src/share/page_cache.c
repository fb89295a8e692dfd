#include "share/page_cache.h"

#include <stdlib.h>

#include "base/limits.h"

enum { WAYS = 4 }; /* places where one key may be */

bool page_cache_init(struct page_cache *ret_cache, struct error *err)
{
    struct cached_page *pages = calloc(PAGE_CACHE_PAGES, sizeof *pages);
    if (pages == NULL)
        return error_memory(err, "making room for pages");
    *ret_cache = (struct page_cache){.pages = pages};
    pthread_mutex_init(&ret_cache->lock, NULL);
    return true;
}

static void empty(struct page_cache *cache, struct cached_page *place)
{
    if (place->page.body == NULL)
        return;
    cache->bytes -= http_body_bytes(place->page.body).size;
    http_body_release(place->page.body);
    *place = (struct cached_page){0};
}

void page_cache_release(struct page_cache *cache)
{
    if (cache->pages == NULL)
        return;
    for (size_t i = 0; i < PAGE_CACHE_PAGES; i++)
        empty(cache, &cache->pages[i]);
    free(cache->pages);
    pthread_mutex_destroy(&cache->lock);
    *cache = (struct page_cache){0};
}

static bool is_fresh(const struct page_cache *cache, const struct cached_page *place)
{
    return cache->stamps.of[place->slots[0]] == place->stamps[0] &&
           cache->stamps.of[place->slots[1]] == place->stamps[1];
}

/* The first of the places where a key may be. Keys are hashes. */
static struct cached_page *places_of(struct page_cache *cache,
                                     const unsigned char key[PAGE_KEY_BYTES])
{
    uint32_t number = 0;
    memcpy(&number, key, sizeof number);
    return &cache->pages[number % (PAGE_CACHE_PAGES / WAYS) * WAYS];
}

bool page_cache_find(struct page_cache *cache, const unsigned char key[PAGE_KEY_BYTES],
                     struct ready_page *ret_page)
{
    bool found = false;
    pthread_mutex_lock(&cache->lock);
    struct cached_page *places = places_of(cache, key);
    for (size_t i = 0; i < WAYS && !found; i++) {
        struct cached_page *place = &places[i];
        if (place->page.body == NULL || memcmp(place->key, key, PAGE_KEY_BYTES) != 0)
            continue;
        found = is_fresh(cache, place);
        if (!found) {
            empty(cache, place);
            continue;
        }
        *ret_page = place->page;
        http_body_hold(place->page.body);
    }
    pthread_mutex_unlock(&cache->lock);
    return found;
}

struct page_stamps page_cache_now(struct page_cache *cache)
{
    pthread_mutex_lock(&cache->lock);
    struct page_stamps stamps = cache->stamps;
    pthread_mutex_unlock(&cache->lock);
    return stamps;
}

/* An empty or stale place, else the last, behind which the others move up. */
static struct cached_page *make_place(struct page_cache *cache,
                                      const unsigned char key[PAGE_KEY_BYTES])
{
    struct cached_page *places = places_of(cache, key);
    size_t at = 0;
    while (at + 1 < WAYS && places[at].page.body != NULL && is_fresh(cache, &places[at]) &&
           memcmp(places[at].key, key, PAGE_KEY_BYTES) != 0)
        at++;
    empty(cache, &places[at]);
    memmove(&places[1], &places[0], at * sizeof places[0]);
    places[0] = (struct cached_page){0};
    return &places[0];
}

void page_cache_put(struct page_cache *cache, const unsigned char key[PAGE_KEY_BYTES],
                    const struct view *view, const struct page_stamps *before,
                    const struct ready_page *page)
{
    size_t size = http_body_bytes(page->body).size;
    if (size > PAGE_CACHE_BYTES / 4)
        return;
    pthread_mutex_lock(&cache->lock);
    while (cache->bytes + size > PAGE_CACHE_BYTES) {
        empty(cache, &cache->pages[cache->hand]);
        cache->hand = (cache->hand + 1) % PAGE_CACHE_PAGES;
    }
    struct cached_page *place = make_place(cache, key);
    memcpy(place->key, key, PAGE_KEY_BYTES);
    place->page = *page;
    http_body_hold(page->body);
    cache->bytes += size;
    for (size_t i = 0; i < 2; i++) {
        place->slots[i] = store_feed_slot(view->feeds[i < view->count ? i : 0]);
        place->stamps[i] = before->of[place->slots[i]];
    }
    pthread_mutex_unlock(&cache->lock);
}

void page_cache_touched(struct page_cache *cache, uint64_t touched)
{
    pthread_mutex_lock(&cache->lock);
    for (size_t i = 0; i < FEED_SLOTS; i++)
        cache->stamps.of[i] += touched >> i & 1;
    pthread_mutex_unlock(&cache->lock);
}
