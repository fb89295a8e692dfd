/* Recalls: who held what may not go any more is told its id, once, until it says that it knows. */
#include "base/limits.h"
#include "gate/acknowledge.h"
#include "posts.h"
#include "store/recalls.h"

static const char recalled[] = "SELECT COUNT(*) FROM leaf WHERE kind = 5";     /* LEAF_RECALLED */
static const char acknowledged[] = "SELECT COUNT(*) FROM leaf WHERE kind = 6"; /* …_ACKNOWLEDGED */

static const struct stored_audience *audience(const char *words)
{
    return world_audience_parse(world.writer.world, span_text(words));
}

static size_t recalls_of(const char *words, struct recall **ret_recalls)
{
    size_t count = 0;
    int64_t number = words == NULL ? 0 : audience(words)->number;
    assert_true(recalls_read(world.writer.store, number, &arena, ret_recalls, &count, &err));
    return count;
}

static bool acknowledge(const char *words, int64_t leaf)
{
    bool some = false;
    assert_true(
        gate_acknowledge(&world.writer, audience(words), leaf, span_text("aki"), &some, &err));
    return some;
}

/* Two versions that went to two audiences, and a third that is marked higher. */
static void raise_it(void)
{
    tool("usa", ID("01"), "01", QUOTED(GREEN), "first");
    assert_int_equal(made_release(&world, ID("01"), "", "member:jpn"), GATE_ALLOWED);
    tool("usa", ID("01"), "02", QUOTED(GREEN), "second");
    assert_int_equal(made_release(&world, ID("01"), "", "member:jpn"), GATE_ALLOWED);
    assert_int_equal(made_release(&world, ID("01"), "", "desk:market"), GATE_ALLOWED);
    made_world_commit(&world);
    tool("usa", ID("01"), "03", red_marking(MADE_AKIRA, true), "raised");
}

static void holders_are_told_once(void **state)
{
    (void)state;
    struct recall *recalls;
    assert_int_equal(recalls_of("member:jpn", &recalls), 0);
    raise_it();
    assert_false(sees("member:jpn", "first") || sees("member:jpn", "second"));
    assert_int_equal(recalls_of("member:jpn", &recalls), 1);
    assert_true(span_is(recalls[0].id, ID("01")));
    assert_int_equal(recalls[0].acknowledged, 0);
    assert_int_equal(recalls_of("desk:market", &recalls), 1);
    assert_int_equal(recalls_of("member:kor", &recalls), 0);
    assert_int_equal(recalls_of(NULL, &recalls), 2);
    assert_int_equal(count_of(recalled), 2);
}

static void acknowledging_ends_it(void **state)
{
    (void)state;
    struct recall *recalls;
    raise_it();
    assert_int_equal(recalls_of("member:jpn", &recalls), 1);
    int64_t leaf = recalls[0].leaf;
    assert_false(acknowledge("member:kor", leaf) || acknowledge("desk:market", leaf));
    assert_false(acknowledge("member:jpn", leaf + 1000));
    assert_int_equal(count_of(acknowledged), 0);
    assert_true(acknowledge("member:jpn", leaf) && acknowledge("member:jpn", leaf));
    assert_int_equal(count_of(acknowledged), 1);
    assert_int_equal(recalls_of("member:jpn", &recalls), 0);
    assert_int_equal(recalls_of("desk:market", &recalls), 1);
    recalls_of(NULL, &recalls);
    assert_true(recalls[0].acknowledged != 0 || recalls[1].acknowledged != 0);
}

static void what_goes_again_is_not_recalled(void **state)
{
    (void)state;
    struct recall *recalls;
    raise_it();
    tool("usa", ID("01"), "04", QUOTED(GREEN), "lowered");
    lower("usa", ID("01"), "2026-01-01T00:00:04", INT64_MAX);
    assert_int_equal(made_release(&world, ID("01"), "", "member:jpn"), GATE_ALLOWED);
    assert_int_equal(recalls_of("member:jpn", &recalls), 0);
    made_world_commit(&world);
    tool("usa", ID("01"), "05", red_marking(MADE_AKIRA, true), "raised again");
    assert_int_equal(recalls_of("member:jpn", &recalls), 1);
}

static void the_public_is_not_told(void **state)
{
    (void)state;
    struct recall *recalls;
    tool("usa", ID("01"), "01", QUOTED(CLEAR), "open");
    assert_int_equal(made_release(&world, ID("01"), "", "public"), GATE_ALLOWED);
    made_world_commit(&world);
    tool("usa", ID("01"), "02", QUOTED(GREEN), "closed");
    assert_false(sees("public", "open"));
    assert_int_equal(recalls_of(NULL, &recalls), 0);
    assert_int_equal(count_of(recalled), 0);
}

/* What was hidden before it was released was never held: its id is told to nobody. */
static void what_was_never_shown_is_not_told(void **state)
{
    (void)state;
    struct recall *recalls;
    tool("usa", ID("01"), "01", QUOTED(GREEN), "hidden");
    assert_true(hide("members", ID("01")));
    assert_int_equal(made_release(&world, ID("01"), "", "member:jpn"), GATE_ALLOWED);
    assert_false(sees("member:jpn", "hidden"));
    made_world_commit(&world);
    tool("usa", ID("01"), "02", red_marking(MADE_AKIRA, true), "raised");
    assert_int_equal(recalls_of("member:jpn", &recalls), 0);
    assert_int_equal(count_of(recalled), 0);
}

/* One envelope that releases by a rule and raises: nobody has seen the first of the two. */
static void what_came_and_went_at_once_is_not_told(void **state)
{
    (void)state;
    struct recall *recalls;
    tool("usa", ID("01"), "01", QUOTED(GREEN), "first");
    assert_int_equal(made_release(&world, ID("01"), "", "member:jpn"), GATE_ALLOWED);
    tool("usa", ID("01"), "02", red_marking(MADE_AKIRA, true), "raised");
    made_world_commit(&world);
    assert_int_equal(recalls_of("member:jpn", &recalls), 0);
    tool("usa", ID("01"), "03", QUOTED(GREEN), "third");
    lower("usa", ID("01"), "2026-01-01T00:00:03", INT64_MAX);
    assert_int_equal(made_release(&world, ID("01"), "", "member:jpn"), GATE_ALLOWED);
    assert_true(hide("members", ID("01")));
    made_world_commit(&world);
    tool("usa", ID("01"), "04", red_marking(MADE_AKIRA, false), "raised again");
    assert_int_equal(recalls_of("member:jpn", &recalls), 0);
    assert_int_equal(count_of(recalled), 0);
}

/* First deleted in haste, then marked as it should have been: who had it still has it. */
static void what_was_hidden_later_is_told(void **state)
{
    (void)state;
    struct recall *recalls;
    tool("usa", ID("01"), "01", QUOTED(GREEN), "first");
    assert_int_equal(made_release(&world, ID("01"), "", "member:jpn"), GATE_ALLOWED);
    made_world_commit(&world);
    assert_true(hide("members", ID("01")));
    assert_int_equal(recalls_of("member:jpn", &recalls), 0);
    made_world_commit(&world);
    tool("usa", ID("01"), "02", red_marking(MADE_AKIRA, true), "raised");
    assert_int_equal(recalls_of("member:jpn", &recalls), 1);
    assert_int_equal(recalls_of("member:kor", &recalls), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(holders_are_told_once, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(acknowledging_ends_it, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(what_goes_again_is_not_recalled, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(the_public_is_not_told, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(what_was_never_shown_is_not_told, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(what_came_and_went_at_once_is_not_told, posts_begin,
                                        posts_end),
        cmocka_unit_test_setup_teardown(what_was_hidden_later_is_told, posts_begin, posts_end),
    };
    return RUN_ALL("gate recall", tests);
}
