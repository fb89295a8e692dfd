/* What is shown in feeds: moments, ends, versions, on the database that the program was called
 * with.
 */
#include "store/shown.h"
#include "place.h"

static struct error err;
static struct store store;

static struct shown shown_of(int64_t feed, int64_t seq, int64_t id, const char *version)
{
    return (struct shown){.feed = feed,
                          .seq = seq,
                          .id = id,
                          .version = span_text(version),
                          .type = span_text(id == 2 ? "tool" : "malware"),
                          .spec = span_text("2.1")};
}

static void show(struct shown shown, int64_t now, bool expected)
{
    bool added = !expected;
    assert_true(shown_add(&store, &shown, now, &added, &err));
    assert_true(added == expected);
}

static size_t page(struct shown_query query, struct shown *ret_rows)
{
    static struct arena arena;
    size_t count = 0;
    arena_release(&arena);
    arena_init(&arena, 1 << 20);
    assert_true(shown_page(&store, &query, &arena, ret_rows, &count, &err));
    return count;
}

static void moments_of_a_feed_never_repeat(void **state)
{
    (void)state;
    struct shown rows[8];
    int64_t feed = 0;
    int64_t other = 0;
    bool held = false;
    place_open(&store);
    assert_true(feed_make(&store, 1, 1, &feed, &err) && feed_make(&store, 1, 2, &other, &err));
    for (unsigned i = 1; i <= 3; i++)
        place_version(&store, i == 1 ? "tool--1" : i == 2 ? "tool--2" : "tool--3", "2026", 1);
    show(shown_of(feed, 1, 1, "2026"), 1000, true);
    show(shown_of(feed, 2, 2, "2026"), 1000, true); /* the same moment */
    show(shown_of(feed, 3, 3, "2026"), 10, true);   /* the clock went back */
    show(shown_of(other, 3, 3, "2026"), 10, true);
    show(shown_of(feed, 3, 3, "2026"), 5000, false); /* is shown already */
    assert_true(shown_drop(&store, feed, 3, 3, &held, &err) && !held);
    show(shown_of(feed, 4, 4, "2026"), 10, true); /* not the moment of what was dropped */
    size_t count = page((struct shown_query){.feed = feed, .limit = 8}, rows);
    assert_int_equal(count, 3);
    assert_int_equal(rows[0].added, 1000);
    assert_int_equal(rows[1].added, 1001);
    assert_int_equal(rows[2].added, 1003);
    assert_int_equal(rows[2].seq, 4);
    assert_true(store_commit(&store, &err) && store_begin(&store, &err));
    show(shown_of(feed, 5, 5, "2026"), 10, true);
    assert_true(shown_drop(&store, feed, 5, 5, &held, &err) && !held);
    assert_true(shown_drop(&store, feed, 1, 1, &held, &err) && held);
    assert_true(shown_drop(&store, feed, 1, 1, &held, &err) && !held);
    assert_int_equal(page((struct shown_query){.feed = other, .limit = 8}, rows), 1);
    assert_int_equal(rows[0].added, 10);
    store_release(&store);
}

/* Feed, id and seq are three numbers here: whatever takes one for another is found. */
static void first_and_last_versions(void **state)
{
    (void)state;
    struct shown rows[8];
    int64_t feed = 0;
    int64_t other = 0;
    bool held = false;
    place_open(&store);
    assert_true(feed_make(&store, 1, 2, &other, &err) && feed_make(&store, 1, 1, &feed, &err));
    place_version(&store, "tool--9", "2026-01", 1);
    place_version(&store, "tool--8", "2026-01", 1);
    for (unsigned char i = 1; i <= 3; i++) /* 3, 4, 5 of id 3 */
        place_version(&store, "tool--1", i == 1 ? "2026-02" : i == 2 ? "2026-01" : "2026-03", i);
    place_version(&store, "tool--2", "2026-01", 1);
    show(shown_of(feed, 3, 3, "2026-02"), 1, true);
    show(shown_of(feed, 4, 3, "2026-01"), 2, true); /* an older one comes later */
    show(shown_of(feed, 5, 3, "2026-03"), 3, true);
    show(shown_of(feed, 6, 4, "2026-01"), 4, true);
    struct shown_query last = {.feed = feed, .last_only = true, .limit = 8};
    assert_int_equal(page(last, rows), 2);
    assert_int_equal(rows[0].seq, 5);
    assert_int_equal(rows[1].seq, 6);
    assert_true(shown_drop(&store, feed, 3, 5, &held, &err));
    assert_int_equal(page(last, rows), 2);
    assert_int_equal(rows[0].seq, 3);
    assert_true(shown_restand(&store, feed, 3, 3, STANDING_FORK, &err));
    assert_int_equal(page(last, rows), 2);
    assert_int_equal(rows[0].seq, 4);
    assert_true(rows[0].first && rows[0].last);
    show(shown_of(feed, 3, 3, "2026-02"), 9, false); /* is shown, whatever it counts as */
    last.type = span_text("malware");
    assert_int_equal(page(last, rows), 2);
    last.type = span_text("tool");
    assert_int_equal(page(last, rows), 0);
    assert_int_equal(page((struct shown_query){.feed = feed, .limit = 8}, rows), 3);
    assert_true(rows[0].seq == 3 && rows[0].standing == STANDING_FORK && !rows[0].last);
    assert_int_equal(page((struct shown_query){.feed = feed, .after = 1, .limit = 8}, rows), 2);
    assert_int_equal(page((struct shown_query){.feed = feed, .limit = 1}, rows), 1);
    assert_true(shown_restand(&store, feed, 3, 3, STANDING_WHOLE, &err));
    last.type = (struct span){0};
    assert_int_equal(page(last, rows), 2);
    assert_true(rows[0].seq == 3 && !rows[0].first);
    store_release(&store);
}

/* Whatever comes and goes in whatever order, one is first and one last, and a change looks at as
 * many rows with 600 versions as with 6. */
static void ends_cost_the_same_with_many(void **state)
{
    (void)state;
    struct shown rows[8];
    int64_t feed = 0;
    uint64_t spent[2] = {0};
    place_open(&store);
    assert_true(feed_make(&store, 1, 1, &feed, &err));
    for (unsigned i = 0; i < 600; i++) {
        char version[16];
        bool held = false;
        unsigned at = i * 7 % 600; /* in no order */
        snprintf(version, sizeof version, "2026-%04u", at);
        int64_t seq = place_version(&store, "tool--1", version, (unsigned char)i);
        struct sql_counts before = sql_counts(store.db);
        show(shown_of(feed, seq, 1, version), 1, true);
        assert_true(shown_drop(&store, feed, 1, seq, &held, &err));
        show(shown_of(feed, seq, 1, version), 1, true);
        struct sql_counts after = sql_counts(store.db);
        if (i == 5 || i == 599)
            spent[i == 599] =
                after.questions - before.questions + 1000 * (after.rows - before.rows);
        if (i % 50 != 49)
            continue;
        assert_int_equal(
            page((struct shown_query){.feed = feed, .last_only = true, .limit = 8}, rows), 1);
    }
    assert_int_equal(spent[0], spent[1]);
    assert_true(span_is(rows[0].version, "2026-0599"));
    store_release(&store);
}

static void versions_in_a_feed(void **state)
{
    (void)state;
    struct arena arena;
    struct shown rows[4];
    size_t count = 0;
    int64_t feed = 0;
    int64_t id = 0;
    bool is_new = false;
    place_open(&store);
    arena_init(&arena, 1 << 20);
    assert_true(feed_make(&store, 1, 1, &feed, &err));
    assert_true(identifier_make(&store, span_text("tool--1"), &id, &is_new, &err));
    show(shown_of(feed, 1, id, "2026-01-01T00:00:00.1"), 1, true);
    show(shown_of(feed, 2, id, "2026-01-01T00:00:00"), 2, true);
    show(shown_of(feed, 3, id, "2026-01-01T00:00:00.12"), 3, true);
    assert_true(shown_versions(&store, feed, span_text("tool--1"), 4, &arena, rows, &count, &err));
    assert_int_equal(count, 3);
    assert_int_equal(rows[0].seq, 2);
    assert_int_equal(rows[1].seq, 1);
    assert_int_equal(rows[2].seq, 3);
    assert_true(shown_versions(&store, feed, span_text("tool--1"), 1, &arena, rows, &count, &err));
    assert_true(count == 1 && rows[0].seq == 2);
    assert_true(shown_versions(&store, feed, span_text("tool--2"), 4, &arena, rows, &count, &err));
    assert_int_equal(count, 0);
    arena_release(&arena);
    store_release(&store);
}

int main(int argc, char **argv)
{
    place_choose(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments_of_a_feed_never_repeat),
        cmocka_unit_test(first_and_last_versions),
        cmocka_unit_test(ends_cost_the_same_with_many),
        cmocka_unit_test(versions_in_a_feed),
    };
    return RUN_ALL("store shown", tests);
}
