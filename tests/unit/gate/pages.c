/* Pages of what was let out: complete, in order, each row once, whatever the limit; two feeds as
 * one; filters; and the same number of questions for what is hidden and what is not there. */
#include <stdlib.h>

#include "base/limits.h"
#include "intel/rel.h"
#include "made_world.h"
#include "store/shown.h"

static struct made_world world;
static struct error err;
static struct arena arena;

#define GREEN "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
#define RED   "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, 512 << 20);
    made_world_open(&world);
    return 0;
}

static int end(void **state)
{
    (void)state;
    made_world_release(&world);
    arena_release(&arena);
    return 0;
}

static void id_of(char ret_id[64], const char *type, unsigned number)
{
    snprintf(ret_id, 64, "%s--00000000-0000-4000-8000-%012x", type, number);
}

static void take(const char *type, unsigned number, unsigned second, const char *creator,
                 const char *markings)
{
    struct dynbuf json;
    char id[64];
    id_of(id, type, number);
    dynbuf_init(&json, 1 << 16);
    dynbuf_format(&json,
                  "{\"type\":\"%s\",\"spec_version\":\"2.1\",\"id\":\"%s\",\"name\":\"n\","
                  "\"created\":\"2026-01-01T00:00:00Z\",\"modified\":\"2026-01-01T00:00:%02uZ\","
                  "\"created_by_ref\":\"%s\",\"object_marking_refs\":[%s]}",
                  type, id, second, creator, markings);
    made_take(&world, "members", dynbuf_bytes(&json));
    dynbuf_release(&json);
}

/* A marking for akira alone. */
static const char *for_akira(void)
{
    static char markings[200];
    struct span akira = span_text(MADE_AKIRA);
    struct span usa = span_text("usa");
    const struct rel_marking rel = {.rel = {.names = &usa, .count = 1},
                                    .persons = {.names = &akira, .count = 1}};
    struct dynbuf json;
    struct object marking;
    dynbuf_init(&json, 1 << 16);
    assert_true(rel_make(&json, &rel, &err));
    struct span kept = span_of(arena_text(&arena, dynbuf_bytes(&json)), json.size);
    dynbuf_release(&json);
    assert_true(object_read(kept, &arena, &marking, &err));
    made_take(&world, "members", kept);
    snprintf(markings, sizeof markings, "\"%.*s\",\"" RED "\"", (int)marking.id.size,
             (const char *)marking.id.data);
    return markings;
}

static struct view view_for(const char *audience, const char *person)
{
    struct view view;
    assert_true(view_of(
        &world.store, world.world, world_collection(world.world, span_text("members")),
        world_audience_parse(world.world, span_text(audience)), span_text(person), &view, &err));
    return view;
}

static struct released_page page_of(struct view view, struct released_query query)
{
    struct released_page page;
    if (query.versions == 0)
        query.versions = VERSION_LAST;
    if (query.limit == 0)
        query.limit = PAGE_ROWS_MAX;
    if (!released_page(&world.store, &view, &query, &arena, &page, &err))
        fail_msg("%s", err.text);
    return page;
}

/* Reads a view to its end by pages of `limit`; returns how many objects, and asserts their order.
 */
static size_t read_all(struct view view, size_t limit)
{
    struct released_query query = {.limit = limit};
    int64_t last = 0;
    size_t count = 0;
    for (;;) {
        struct released_page page = page_of(view, query);
        assert_true(page.count <= limit);
        assert_true(page.count == limit || !page.more);
        for (size_t i = 0; i < page.count; i++) {
            assert_true(released_added(page.objects[i]) >= last);
            last = released_added(page.objects[i]);
        }
        count += page.count;
        if (!page.more)
            return count;
        query.after = page.next;
    }
}

static void pages_are_complete(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 60; i++)
        take("tool", i, 1, MADE_USA, "\"" GREEN "\"");
    struct view own = view_for("own", "");
    for (size_t limit = 1; limit <= 61; limit++)
        assert_int_equal(read_all(own, limit), 60);
    assert_int_equal(read_all(view_for("member:jpn", ""), 7), 0);
}

/* One row is read behind a page, to know whether there is more: also behind the longest. */
static void the_longest_page_is_whole(void **state)
{
    (void)state;
    for (unsigned i = 0; i < PAGE_ROWS_MAX + 2; i++)
        take("tool", i, 1, MADE_USA, "\"" GREEN "\"");
    assert_int_equal(read_all(view_for("own", ""), PAGE_ROWS_MAX), PAGE_ROWS_MAX + 2);
}

/* All rows at one moment in both feeds: the hardest case for a position. */
static void two_feeds_are_one(void **state)
{
    (void)state;
    const char *red = for_akira();
    for (unsigned i = 0; i < 40; i++) {
        world.now = 1764331200000000; /* so that the moments of both follow each other */
        take("tool", i, 1, i % 3 == 0 ? MADE_JPN : MADE_USA, i % 3 == 0 ? red : "\"" GREEN "\"");
    }
    assert_int_equal(read_all(view_for("own", ""), 5), 27);
    for (size_t limit = 1; limit <= 41; limit++)
        assert_int_equal(read_all(view_for("own", MADE_AKIRA), limit), 41);
}

/* The same, with the person's feed the older one, and so of the lower number. */
static void a_persons_feed_may_come_first(void **state)
{
    (void)state;
    static const char *const markings = "\"" RED "\"";
    struct view akira;
    int64_t feeds[2];
    const struct collection *members = world_collection(world.world, span_text("members"));
    const struct stored_audience *person =
        world_audience_of(world.world, AUDIENCE_OWN, span_text(MADE_AKIRA));
    assert_true(feed_make(&world.store, members->number, person->number, &feeds[1], &err));
    const char *red = for_akira();
    for (unsigned i = 0; i < 40; i++) {
        world.now = 1764331200000000; /* so that the moments of both follow each other */
        take("tool", i, 1, i % 2 == 0 ? MADE_JPN : MADE_USA, i % 2 == 0 ? red : markings);
    }
    akira = view_for("own", MADE_AKIRA);
    assert_true(akira.feeds[1] < akira.feeds[0]);
    for (size_t limit = 1; limit <= 41; limit++)
        assert_int_equal(read_all(akira, limit), 41);
}

static void filters(void **state)
{
    (void)state;
    struct view own = view_for("own", "");
    char ids[2][64];
    for (unsigned i = 0; i < 4; i++) {
        take("tool", i, 1, MADE_USA, "\"" GREEN "\"");
        take("tool", i, 2, MADE_USA, "\"" GREEN "\"");
        take("malware", i, 1, MADE_USA, "\"" GREEN "\"");
        take("tool", i, 3, MADE_USA, "\"" GREEN "\"");
    }
    own = view_for("own", "");
    id_of(ids[0], "tool", 2);
    id_of(ids[1], "malware", 3);
    const struct span wanted[] = {span_text(ids[0]), span_text(ids[1])};
    const struct span types[] = {span_text("tool"), span_text("report")};
    const struct span specs[] = {span_text("2.0")};
    const struct span keys[] = {span_text("2026-01-01T00:00:02")};
    assert_int_equal(page_of(own, (struct released_query){0}).count, 8);
    assert_int_equal(page_of(own, (struct released_query){.versions = VERSION_ALL}).count, 16);
    assert_int_equal(page_of(own, (struct released_query){.types = types, .type_count = 1}).count,
                     4);
    assert_int_equal(page_of(own, (struct released_query){.types = types, .type_count = 2}).count,
                     4);
    assert_int_equal(page_of(own, (struct released_query){.specs = specs, .spec_count = 1}).count,
                     0);
    assert_int_equal(page_of(own, (struct released_query){.versions = VERSION_KEYS,
                                                          .version_keys = keys,
                                                          .version_key_count = 1})
                         .count,
                     4);
    struct released_page both =
        page_of(own, (struct released_query){
                         .ids = wanted, .id_count = 2, .versions = VERSION_FIRST | VERSION_LAST});
    assert_int_equal(both.count, 3);
    struct released_page first = page_of(
        own, (struct released_query){.ids = wanted, .id_count = 1, .versions = VERSION_FIRST});
    assert_int_equal(first.count, 1);
    assert_true(span_is(released_version(first.objects[0]), "2026-01-01T00:00:01"));
    const struct span twice[] = {wanted[0], wanted[1], wanted[0]};
    assert_int_equal(page_of(own, (struct released_query){.ids = twice, .id_count = 3}).count, 2);
    int64_t added = released_added(both.objects[0]);
    assert_int_equal(page_of(own, (struct released_query){.ids = wanted,
                                                          .id_count = 2,
                                                          .added_after = added,
                                                          .versions = VERSION_ALL})
                         .count,
                     3);
}

static struct sql_counts asked_for(struct view view, const char *id)
{
    const struct span wanted = span_text(id);
    struct sql_counts before = sql_counts(world.store.db);
    struct released_page page =
        page_of(view, (struct released_query){.ids = &wanted, .id_count = 1, .with_bytes = true});
    struct sql_counts after = sql_counts(world.store.db);
    assert_int_equal(page.count, 0);
    return (struct sql_counts){.questions = after.questions - before.questions,
                               .rows = after.rows - before.rows};
}

static void hidden_costs_what_absent_costs(void **state)
{
    (void)state;
    char hidden[64];
    char absent[64];
    take("tool", 1, 1, MADE_USA, "\"" GREEN "\"");
    take("tool", 2, 1, MADE_USA, "\"" GREEN "\"");
    id_of(hidden, "tool", 1);
    id_of(absent, "tool", 99);
    char other[64];
    id_of(other, "tool", 2);
    made_release(&world, other, "", "member:jpn");
    struct view jpn = view_for("member:jpn", "");
    struct sql_counts of_hidden = asked_for(jpn, hidden);
    struct sql_counts of_absent = asked_for(jpn, absent);
    assert_int_equal(of_hidden.questions, of_absent.questions);
    assert_int_equal(of_hidden.rows, of_absent.rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(pages_are_complete, begin, end),
        cmocka_unit_test_setup_teardown(the_longest_page_is_whole, begin, end),
        cmocka_unit_test_setup_teardown(two_feeds_are_one, begin, end),
        cmocka_unit_test_setup_teardown(a_persons_feed_may_come_first, begin, end),
        cmocka_unit_test_setup_teardown(filters, begin, end),
        cmocka_unit_test_setup_teardown(hidden_costs_what_absent_costs, begin, end),
    };
    return RUN_ALL("gate pages", tests);
}
