/* Ready pages: the second answer is the first, and asks the store nothing; a commit drops the pages
 * of the audiences that it touches and no others. */
#include "asked.h"

#include <stdlib.h>

#include "base/limits.h"

static struct asked asked;
static struct arena made_arena;

#define OBJECTS "/taxii2/trefoil/collections/members/objects/"
#define TOOL(n) "tool--00000000-0000-4000-8000-00000000000" #n

static void fill(struct made_world *made)
{
    arena_init(&made_arena, 1 << 22);
    made_take(made, "members", asked_identity());
    for (unsigned i = 1; i <= 3; i++)
        made_take(made, "members", asked_object(&made_arena, "tool", i, 1));
    assert_int_equal(made_release(made, MADE_USA, "", "member:jpn"), GATE_ALLOWED);
    assert_int_equal(made_release(made, TOOL(1), "", "member:jpn"), GATE_ALLOWED);
}

static int begin(void **state)
{
    (void)state;
    asked_open(&asked, fill);
    asked.taxii.cache = &asked.cache;
    return 0;
}

static int end(void **state)
{
    (void)state;
    asked_release(&asked);
    arena_release(&made_arena);
    return 0;
}

static uint64_t questions(void)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < asked.readers.count; i++)
        sum += sql_counts(asked.readers.stores[i].db).questions;
    return sum;
}

/* Whether an answer came without the store. */
static bool ready(const struct caller *caller, const char *target)
{
    uint64_t before = questions();
    assert_int_equal(asked_get(&asked, caller, target), 200);
    return questions() == before;
}

static void the_second_time_nothing_is_asked(void **state)
{
    char first[64];
    (void)state;
    assert_false(ready(&asked.jpn, OBJECTS));
    struct span body =
        span_of(arena_text(&made_arena, asked_body(&asked)), asked_body(&asked).size);
    snprintf(first, sizeof first, "%s", asked_field(&asked, "X-TAXII-Date-Added-First"));
    assert_true(ready(&asked.jpn, OBJECTS));
    assert_true(span_equal(body, asked_body(&asked)));
    assert_string_equal(first, asked_field(&asked, "X-TAXII-Date-Added-First"));
    assert_false(ready(&asked.jpn, OBJECTS "?limit=1"));
    assert_false(ready(&asked.jpn, OBJECTS "?match[version]=all"));
    assert_false(ready(&asked.jpn, "/taxii2/trefoil/collections/members/manifest/"));
    assert_true(ready(&asked.jpn, "/taxii2/trefoil/collections/m/objects/"));
}

static void nobody_gets_anothers_page(void **state)
{
    (void)state;
    assert_false(ready(&asked.own, OBJECTS));
    assert_int_equal(asked_count(&asked, "\"id\":"), 4);
    assert_false(ready(&asked.jpn, OBJECTS));
    assert_int_equal(asked_count(&asked, "\"id\":"), 2);
    assert_false(ready(&asked.akira, OBJECTS));
    assert_true(ready(&asked.other, OBJECTS)); /* the same view as own */
    assert_int_equal(asked_count(&asked, "\"id\":"), 4);
}

static void a_commit_drops_what_it_touches(void **state)
{
    char text[1024];
    (void)state;
    assert_false(ready(&asked.own, OBJECTS));
    assert_false(ready(&asked.jpn, OBJECTS));
    snprintf(text, sizeof text, "{\"objects\":[%s]}",
             (const char *)asked_object(&made_arena, "tool", 7, 1).data);
    assert_int_equal(asked_post(&asked, &asked.own, OBJECTS, text), 202);
    assert_true(ready(&asked.jpn, OBJECTS));
    assert_false(ready(&asked.own, OBJECTS));
    assert_int_equal(asked_count(&asked, "\"id\":"), 5);
    asked_change(&asked);
    assert_int_equal(made_release(&asked.made, TOOL(7), "", "member:jpn"), GATE_ALLOWED);
    asked_commit(&asked);
    assert_true(ready(&asked.own, OBJECTS));
    assert_false(ready(&asked.jpn, OBJECTS));
    assert_int_equal(asked_count(&asked, TOOL(7)), 1);
    assert_int_equal(asked_delete(&asked, &asked.own, OBJECTS TOOL(7) "/"), 200);
    assert_false(ready(&asked.jpn, OBJECTS));
    assert_false(asked_has(&asked, TOOL(7)));
}

/* A feed that is not there when the page is kept. */
static void a_first_release_is_seen(void **state)
{
    static const char target[] = "/taxii2/public/collections/public/objects/";
    (void)state;
    assert_false(ready(&asked.nobody, target));
    assert_true(span_is(asked_body(&asked), "{}"));
    assert_true(ready(&asked.nobody, target));
    asked_change(&asked);
    assert_int_equal(made_release(&asked.made, MADE_USA, "", "public"), GATE_ALLOWED);
    asked_commit(&asked);
    assert_false(ready(&asked.nobody, target));
    assert_int_equal(asked_count(&asked, MADE_USA), 1);
}

static void put(struct page_cache *cache, unsigned number, size_t size,
                const struct page_stamps *before)
{
    unsigned char key[PAGE_KEY_BYTES] = {0};
    const struct view view = {.feeds = {5}, .count = 1};
    char *bytes = calloc(1, size);
    memcpy(key, &number, sizeof number);
    struct ready_page page = {.body = http_body_copy(span_of(bytes, size))};
    page_cache_put(cache, key, &view, before, &page);
    http_body_release(page.body);
    free(bytes);
}

static bool has(struct page_cache *cache, unsigned number)
{
    unsigned char key[PAGE_KEY_BYTES] = {0};
    struct ready_page page;
    memcpy(key, &number, sizeof number);
    bool found = page_cache_find(cache, key, &page);
    if (found)
        http_body_release(page.body);
    return found;
}

static void memory_is_bounded(void **state)
{
    struct page_cache cache;
    struct error err;
    (void)state;
    assert_true(page_cache_init(&cache, &err));
    struct page_stamps before = page_cache_now(&cache);
    for (unsigned i = 0; i < 100; i++) {
        put(&cache, i, 1 << 20, &before);
        assert_true(has(&cache, i));
        assert_true(cache.bytes <= PAGE_CACHE_BYTES);
    }
    put(&cache, 1000, PAGE_CACHE_BYTES / 4 + 1, &before);
    assert_false(has(&cache, 1000));
    for (unsigned i = 0; i < 9; i++) /* all of one set */
        put(&cache, 5000 + i * PAGE_CACHE_PAGES, 10, &before);
    for (unsigned i = 0; i < 9; i++)
        assert_int_equal(has(&cache, 5000 + i * PAGE_CACHE_PAGES), i >= 5);
    page_cache_release(&cache);
}

/* A commit between the reading of a page and its keeping. */
static void a_page_that_was_read_before_a_commit_is_stale(void **state)
{
    struct page_cache cache;
    struct error err;
    (void)state;
    assert_true(page_cache_init(&cache, &err));
    struct page_stamps before = page_cache_now(&cache);
    page_cache_touched(&cache, (uint64_t)1 << 6);
    put(&cache, 1, 10, &before);
    assert_true(has(&cache, 1));
    page_cache_touched(&cache, (uint64_t)1 << 5);
    put(&cache, 2, 10, &before);
    assert_false(has(&cache, 1));
    assert_false(has(&cache, 2));
    page_cache_release(&cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_second_time_nothing_is_asked, begin, end),
        cmocka_unit_test_setup_teardown(nobody_gets_anothers_page, begin, end),
        cmocka_unit_test_setup_teardown(a_commit_drops_what_it_touches, begin, end),
        cmocka_unit_test_setup_teardown(a_first_release_is_seen, begin, end),
        cmocka_unit_test(memory_is_bounded),
        cmocka_unit_test(a_page_that_was_read_before_a_commit_is_stale),
    };
    return RUN_ALL("share/cache", tests);
}
