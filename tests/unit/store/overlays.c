/* Overlays: of one object and of all, and taken back. Where versions were posted again. */
#include "store/overlays.h"

#include "base/limits.h"
#include "place.h"
#include "store/posted.h"

static struct error err;
static struct store store;
static struct arena arena;

static struct overlay made(int64_t leaf, int64_t id, const char *tlp, const char *rel)
{
    return (struct overlay){.leaf = leaf,
                            .id = id,
                            .tlp = span_text(tlp),
                            .rel = span_text(rel),
                            .made = 1000 + leaf,
                            .by = span_text(leaf % 2 == 0 ? "olga" : "otto")};
}

static int64_t identifier(const char *id)
{
    int64_t number = 0;
    bool is_new = false;
    assert_true(identifier_make(&store, span_text(id), &number, &is_new, &err));
    return number;
}

static void set_and_taken_back(void **state)
{
    (void)state;
    struct overlay *rows = NULL;
    struct overlay one, overlay;
    size_t count = 0;
    int64_t mine = 0;
    bool some = false;
    arena_init(&arena, 1 << 20);
    place_open(&store);
    int64_t first = identifier("tool--1"), second = identifier("tool--2");
    for (int64_t leaf = 3; leaf > 0; leaf--) {
        overlay = made(leaf, leaf == 2 ? second : first, "tlp", leaf == 2 ? "" : "rel");
        assert_true(overlay_add(&store, &overlay, &err));
    }
    assert_true(overlays_read(&store, first, &arena, &rows, &count, &err));
    assert_true(count == 2 && rows[0].leaf == 1 && rows[1].leaf == 3 && rows[1].made == 1003);
    assert_true(span_is(rows[0].object, "tool--1") && span_is(rows[0].rel, "rel"));
    assert_true(overlays_read(&store, 0, &arena, &rows, &count, &err));
    assert_true(count == 3 && rows[0].leaf == 3 && rows[1].rel.size == 0);
    assert_true(span_is(rows[1].tlp, "tlp") && span_is(rows[1].by, "olga"));
    assert_true(overlays_count_of(&store, first, span_text("otto"), &mine, &err));
    assert_int_equal(mine, 2);
    assert_true(overlays_count_of(&store, first, span_text("olga"), &mine, &err));
    assert_int_equal(mine, 0);
    assert_true(overlay_find(&store, 2, &arena, &one, &some, &err) && some);
    assert_true(one.id == second && span_is(one.object, "tool--2"));
    assert_true(overlay_end(&store, 2, &some, &err) && some);
    assert_true(overlay_end(&store, 2, &some, &err) && !some);
    assert_true(overlay_find(&store, 2, &arena, &one, &some, &err) && !some);
    assert_true(overlay_any(&store, second, &some, &err) && !some);
    assert_true(overlay_any(&store, first, &some, &err) && some);
    overlay = made(1, first, "again", "");
    assert_false(overlay_add(&store, &overlay, &err));
    assert_int_equal(err.code, ERROR_CONFLICT);
    arena_release(&arena);
    store_release(&store);
}

/* All of one object are read; of all only so many. */
static void how_many(void **state)
{
    (void)state;
    struct overlay *rows = NULL;
    size_t count = 0;
    arena_init(&arena, 64 << 20);
    place_open(&store);
    int64_t id = identifier("tool--1");
    for (int64_t leaf = 1; leaf <= OVERLAYS_MAX + 5; leaf++) {
        const struct overlay overlay = made(leaf, id, "tlp", "");
        assert_true(overlay_add(&store, &overlay, &err));
    }
    assert_true(overlays_read(&store, id, &arena, &rows, &count, &err));
    assert_int_equal(count, OVERLAYS_MAX + 5);
    assert_true(overlays_read(&store, 0, &arena, &rows, &count, &err));
    assert_int_equal(count, OVERLAYS_MAX);
    assert_int_equal(rows[0].leaf, OVERLAYS_MAX + 5);
    arena_release(&arena);
    store_release(&store);
}

/* Where something was posted beside its first collection. */
static void posted_again(void **state)
{
    (void)state;
    bool is = false;
    place_open(&store);
    assert_true(posted_is(&store, 1, 7, &is, &err) && !is);
    assert_true(posted_add(&store, 1, 7, &is, &err) && is);
    assert_true(posted_add(&store, 1, 7, &is, &err) && !is);
    assert_true(posted_is(&store, 1, 7, &is, &err) && is);
    assert_true(posted_is(&store, 2, 7, &is, &err) && !is);
    assert_true(posted_is(&store, 1, 8, &is, &err) && !is);
    store_release(&store);
}

int main(int argc, char **argv)
{
    place_choose(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(set_and_taken_back),
        cmocka_unit_test(how_many),
        cmocka_unit_test(posted_again),
    };
    return RUN_ALL("store overlays", tests);
}
