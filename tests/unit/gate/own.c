/* What own people see of others' objects whose markings change, and of persons that come late. */
#include "gate/policy.h"
#include "posts.h"

#define OF_JPN ",\"created_by_ref\":\"" MADE_JPN "\""
#define BETTY  "identity--00000000-0000-4000-8000-0000000000a3"

static void of_jpn(const char *time, const char *markings, const char *name)
{
    char more[200];
    snprintf(more, sizeof more, "\"name\":\"%s\"" OF_JPN, name);
    take("jpn", "members", ID("01"), time, markings, more);
}

static bool person_sees(const char *person, const char *words)
{
    return sees_in(view_for("own", person, "members"), VERSION_ALL, words);
}

/* The version that governs governs all of them, for own people too. */
static void raising_takes_older_versions_away(void **state)
{
    (void)state;
    const char *red = red_marking(MADE_AKIRA, true);
    of_jpn("01", QUOTED(GREEN), "first");
    of_jpn("02", QUOTED(GREEN), "second");
    assert_true(sees("own", "first") && sees("own", "second"));
    of_jpn("03", red, "third");
    assert_false(sees("own", "first") || sees("own", "second") || sees("own", "third"));
    assert_true(person_sees(MADE_AKIRA, "first") && person_sees(MADE_AKIRA, "third"));
}

static void what_comes_late_is_governed_as_well(void **state)
{
    (void)state;
    const char *red = red_marking(MADE_AKIRA, true);
    of_jpn("03", red, "third");
    of_jpn("01", QUOTED(GREEN), "first");
    assert_false(sees("own", "first"));
    assert_true(person_sees(MADE_AKIRA, "first") && person_sees(MADE_AKIRA, "third"));
    take("jpn", "desks", ID("01"), "01", QUOTED(GREEN), "\"name\":\"first\"" OF_JPN);
    assert_false(sees_in(view_for("own", "", "desks"), VERSION_ALL, "first"));
}

/* A definition that comes late may be what raises it; and a lowering that is signed gives all of it
 * back. */
static void late_words_raise_and_lower(void **state)
{
    (void)state;
    const char *red = red_marking(MADE_AKIRA, false);
    of_jpn("01", QUOTED(GREEN), "first");
    of_jpn("02", red, "second");
    assert_false(sees("own", "first") || person_sees(MADE_AKIRA, "first"));
    red_marking(MADE_AKIRA, true);
    assert_true(person_sees(MADE_AKIRA, "first") && person_sees(MADE_AKIRA, "second"));
    of_jpn("03", QUOTED(GREEN), "third");
    assert_false(sees("own", "third") || sees("own", "first"));
    lower("usa", ID("01"), "2026-01-01T00:00:03", INT64_MAX);
    assert_false(sees("own", "third"));
    lower("jpn", ID("01"), "2026-01-01T00:00:03", INT64_MAX);
    assert_true(sees("own", "third") && sees("own", "first"));
    assert_false(sees("own", "second"));
}

/* Posted in a second collection, and seen by nobody in between: it comes back to both, also where
 * it was posted while nobody saw it. */
static void what_comes_back_is_where_it_was_posted(void **state)
{
    (void)state;
    const char *red = red_marking(MADE_AKIRA, false);
    struct view desks, public;
    of_jpn("01", QUOTED(GREEN), "first");
    take("jpn", "desks", ID("01"), "01", QUOTED(GREEN), "\"name\":\"first\"" OF_JPN);
    of_jpn("02", red, "second");
    desks = view_for("own", "", "desks");
    assert_false(sees("own", "first") || sees_in(desks, VERSION_ALL, "first"));
    take("jpn", "public", ID("01"), "01", QUOTED(GREEN), "\"name\":\"first\"" OF_JPN);
    lower("jpn", ID("01"), "2026-01-01T00:00:02", INT64_MAX);
    assert_false(sees("own", "first"));
    of_jpn("03", QUOTED(GREEN), "third");
    lower("jpn", ID("01"), "2026-01-01T00:00:03", INT64_MAX);
    public = view_for("own", "", "public");
    assert_true(sees("own", "first") && sees_in(desks, VERSION_ALL, "first"));
    assert_true(sees_in(public, VERSION_ALL, "first"));
    assert_false(sees_in(desks, VERSION_ALL, "third"));
}

/* Two contents of the last version: neither governs, the one before does. */
static void a_fork_does_not_govern(void **state)
{
    (void)state;
    const char *red = red_marking(MADE_AKIRA, true);
    of_jpn("01", QUOTED(GREEN), "first");
    of_jpn("02", red, "second");
    assert_false(sees("own", "first"));
    of_jpn("02", red, "another second");
    assert_true(sees("own", "first"));
    assert_false(sees("own", "second"));
}

static void own_red_is_for_all_own_people(void **state)
{
    (void)state;
    const char *red = red_marking(MADE_AKIRA, true);
    tool("usa", ID("02"), "01", QUOTED(GREEN), "ours");
    tool("usa", ID("02"), "02", red, "ours as red");
    assert_true(sees("own", "\"ours\"") && sees("own", "ours as red"));
}

/* An account of a person is made after what names it came. */
static void persons_may_come_late(void **state)
{
    (void)state;
    const struct gate_by by = {.actor = span_text("olga")};
    const char *red = red_marking(BETTY, true);
    of_jpn("01", QUOTED(GREEN), "first");
    of_jpn("02", red, "second");
    assert_false(person_sees(BETTY, "first"));
    assert_true(gate_person_put(&world.writer, span_text(BETTY), &by, &err));
    made_world_commit(&world);
    assert_true(person_sees(BETTY, "first") && person_sees(BETTY, "second"));
    assert_false(sees("own", "first") || person_sees(MADE_AKIRA, "first"));
    int64_t leaves = count_of("SELECT COUNT(*) FROM leaf");
    assert_true(gate_person_put(&world.writer, span_text(BETTY), &by, &err));
    assert_int_equal(count_of("SELECT COUNT(*) FROM leaf"), leaves);
    assert_false(gate_person_put(&world.writer, span_text("betty"), &by, &err));
    assert_int_equal(err.code, ERROR_VALUE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(raising_takes_older_versions_away, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(what_comes_late_is_governed_as_well, posts_begin,
                                        posts_end),
        cmocka_unit_test_setup_teardown(late_words_raise_and_lower, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(what_comes_back_is_where_it_was_posted, posts_begin,
                                        posts_end),
        cmocka_unit_test_setup_teardown(a_fork_does_not_govern, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(own_red_is_for_all_own_people, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(persons_may_come_late, posts_begin, posts_end),
    };
    return RUN_ALL("gate own", tests);
}
