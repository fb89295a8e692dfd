/* Approvals and lowerings that end: what they held open is taken back on the beat, once, and no
 * clock brings them up again. */
#include "gate/approve.h"

#include "posts.h"

#define HOUR INT64_C(3600000000)

static const char of_jpn[] = "\"name\":\"of japan\",\"created_by_ref\":\"" MADE_JPN "\"";
static const char waiting[] = "SELECT COUNT(*) FROM approval WHERE ended = 1";

/* An object of usa under jpn's ORCON, released to kor. */
static void released(const char *id, const char *name)
{
    tool("usa", id, "01", orcon_marking(true), name);
    assert_int_equal(made_release(&world, id, "", "member:kor"), GATE_ORIGINATOR);
}

static void what_has_ended_is_taken_back(void **state)
{
    (void)state;
    int64_t until = world.now + HOUR;
    released(ID("01"), "ours");
    approve(ID("01"), "2026-01-01T00:00:01", MADE_JPN, "member:kor", until);
    assert_true(sees("member:kor", "ours"));
    assert_int_equal(made_beat(&world), until);
    assert_true(sees("member:kor", "ours"));
    world.now = until - 10;
    made_beat(&world);
    assert_true(sees("member:kor", "ours"));
    world.now = until;
    assert_int_equal(made_beat(&world), INT64_MAX);
    assert_false(sees("member:kor", "ours"));
    assert_int_equal(count_of(waiting), 0);
    int64_t leaves = count_of("SELECT COUNT(*) FROM leaf");
    assert_int_equal(made_beat(&world), INT64_MAX);
    assert_int_equal(count_of("SELECT COUNT(*) FROM leaf"), leaves);
}

/* It ends with the transaction that comes next, before anything is decided in it. */
static void nothing_goes_by_one_that_has_ended(void **state)
{
    (void)state;
    tool("usa", ID("01"), "01", orcon_marking(true), "ours");
    approve(ID("01"), "2026-01-01T00:00:01", MADE_JPN, "member:kor", world.now + HOUR);
    world.now += 2 * HOUR;
    made_world_commit(&world);
    assert_int_equal(made_release(&world, ID("01"), "", "member:kor"), GATE_ORIGINATOR);
}

static void a_clock_that_jumps_back(void **state)
{
    (void)state;
    int64_t until = world.now + HOUR;
    released(ID("01"), "ours");
    approve(ID("01"), "2026-01-01T00:00:01", MADE_JPN, "member:kor", until);
    world.now += 2 * HOUR;
    made_beat(&world);
    assert_false(sees("member:kor", "ours"));
    world.now = until - HOUR;
    assert_int_equal(made_beat(&world), INT64_MAX); /* no loop: nothing is due */
    assert_int_equal(made_release(&world, ID("01"), "", "member:kor"), GATE_ORIGINATOR);
    /* the same words once more, and a shorter time */
    approve(ID("01"), "2026-01-01T00:00:01", MADE_JPN, "member:kor", until);
    approve(ID("01"), "2026-01-01T00:00:01", MADE_JPN, "member:kor", until - 1);
    assert_false(sees("member:kor", "ours"));
    approve(ID("01"), "2026-01-01T00:00:01", MADE_JPN, "member:kor", until + 3 * HOUR);
    assert_true(sees("member:kor", "ours"));
    assert_int_equal(made_beat(&world), until + 3 * HOUR);
}

/* An originator may shorten what stands; what ended before it came changes nothing. */
static void shorter_and_ended_words(void **state)
{
    (void)state;
    released(ID("01"), "ours");
    approve(ID("01"), "2026-01-01T00:00:01", MADE_JPN, "member:kor", world.now - 1);
    assert_false(sees("member:kor", "ours"));
    approve(ID("01"), "2026-01-01T00:00:01", MADE_JPN, "member:kor", INT64_MAX);
    assert_true(sees("member:kor", "ours"));
    assert_int_equal(made_beat(&world), INT64_MAX);
    approve(ID("01"), "2026-01-01T00:00:01", MADE_JPN, "member:kor", world.now - 1);
    assert_false(sees("member:kor", "ours"));
}

static void lowerings_end_as_well(void **state)
{
    (void)state;
    tool("usa", ID("01"), "01", QUOTED(GREEN), "first");
    tool("usa", ID("01"), "02", QUOTED(CLEAR), "lowered");
    take("jpn", "members", ID("02"), "01", red_marking(MADE_AKIRA, true), of_jpn);
    take("jpn", "members", ID("02"), "02", QUOTED(GREEN), of_jpn);
    assert_int_equal(made_release(&world, ID("01"), "", "public"), GATE_REACH);
    lower("usa", ID("01"), "2026-01-01T00:00:02", world.now + HOUR);
    lower("jpn", ID("02"), "2026-01-01T00:00:02", world.now + HOUR);
    assert_true(sees("public", "lowered") && sees("own", "of japan"));
    world.now += 2 * HOUR;
    made_beat(&world);
    assert_false(sees("public", "lowered") || sees("own", "of japan"));
}

/* More than one beat does; each does its share, and the last says when to come again. */
static void many_end_at_once(void **state)
{
    (void)state;
    enum { MANY = 100 };
    char id[64];
    unsigned beats = 1;
    int64_t until = world.now + HOUR;
    for (int i = 0; i < MANY; i++) {
        snprintf(id, sizeof id, "tool--00000000-0000-4000-8000-%012x", i);
        released(id, "ours");
        approve(id, "2026-01-01T00:00:01", MADE_JPN, "member:kor", until);
    }
    assert_int_equal(made_page(&world, "member:kor", &arena).count, MANY + 1); /* a definition */
    world.now = until;
    while (made_beat(&world) == 0)
        beats++;
    assert_in_range(beats, 2, 5);
    assert_int_equal(made_page(&world, "member:kor", &arena).count, 0);
    assert_int_equal(count_of(waiting), 0);
}

/* What ended in a transaction that was rolled back ends in the next. */
static void rolled_back_it_ends_later(void **state)
{
    (void)state;
    released(ID("01"), "ours");
    approve(ID("01"), "2026-01-01T00:00:01", MADE_JPN, "member:kor", world.now + HOUR);
    made_world_commit(&world);
    world.now += 2 * HOUR;
    for (int i = 0; i < 2; i++) {
        int64_t next = -1;
        assert_true(gate_roll_back(&world.writer, &err));
        assert_true(gate_begin(&world.writer, &err));
        assert_true(gate_expire(&world.writer, &next, &err));
        assert_false(sees("member:kor", "ours"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_has_ended_is_taken_back, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(nothing_goes_by_one_that_has_ended, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(a_clock_that_jumps_back, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(shorter_and_ended_words, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(lowerings_end_as_well, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(many_end_at_once, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(rolled_back_it_ends_later, posts_begin, posts_end),
    };
    return RUN_ALL("gate approve", tests);
}
