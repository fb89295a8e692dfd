/* What somebody could try against the gate: taking over another's id, showing a fork as current;
 * and what fails in between. */
#include "base/limits.h"
#include "intel/rel.h"
#include "posts.h"
#include "store/approvals.h"

/* Whoever knows an id could post under it: as long ago as he likes, or the same version. */
static void nobody_takes_over_an_id(void **state)
{
    (void)state;
    tool("usa", ID("01"), "05", QUOTED(CLEAR), "ours");
    assert_int_equal(made_release(&world, ID("01"), "", "member:jpn"), GATE_ALLOWED);
    tool("market", ID("01"), "01", QUOTED(CLEAR), "older, of a desk");
    assert_true(sees("member:jpn", "ours"));
    tool("market", ID("01"), "05", QUOTED(CLEAR), "of the same moment");
    assert_true(sees("member:jpn", "ours"));
    tool("market", ID("02"), "05", QUOTED(CLEAR), "first here");
    tool("usa", ID("02"), "05", QUOTED(CLEAR), "ours as well");
    assert_int_equal(made_release(&world, ID("02"), "", "member:jpn"), GATE_ALLOWED);
    assert_true(sees("member:jpn", "ours as well") && !sees("member:jpn", "first here"));
    tool("usa", ID("02"), "06", QUOTED(CLEAR), "and on");
    assert_int_equal(made_release(&world, ID("02"), "", "member:jpn"), GATE_ALLOWED);
}

/* Two that bring the same content make no fork: a marking that both use, an object that own people
 * imported before its creator sent it. */
static void the_same_from_two_is_no_fork(void **state)
{
    (void)state;
    static const char same[] = "\"name\":\"of japan\",\"created_by_ref\":\"" MADE_JPN "\"";
    struct span usa = span_text("usa");
    const struct rel_marking rel = {.rel = {.names = &usa, .count = 1}};
    struct dynbuf json;
    struct object marking;
    char markings[200];
    dynbuf_init(&json, 1 << 16);
    assert_true(rel_make(&json, &rel, &err));
    assert_true(object_read(dynbuf_bytes(&json), &arena, &marking, &err));
    assert_true(made_try(&world, "jpn", "members", dynbuf_bytes(&json), &err));
    snprintf(markings, sizeof markings, "\"%.*s\",\"" GREEN "\"", (int)marking.id.size,
             (const char *)marking.id.data);
    statement(MARK("01"), "00", "");
    tool("usa", ID("01"), "01", TWO(GREEN, MARK("01")), "marked");
    tool("usa", ID("02"), "01", markings, "marked for usa");
    assert_int_equal(made_release(&world, ID("02"), "", "member:jpn"), GATE_REACH);
    assert_true(made_try(&world, "usa", "members", dynbuf_bytes(&json), &err));
    assert_true(made_try(&world, "kor", "members", dynbuf_bytes(&json), &err));
    assert_int_equal(made_release(&world, ID("02"), "", "member:jpn"), GATE_REACH);
    take("usa", "members", ID("03"), "01", QUOTED(CLEAR), same);
    take("jpn", "members", ID("03"), "01", QUOTED(CLEAR), same);
    assert_int_equal(count_of("SELECT COUNT(*) FROM version WHERE standing <> 0"), 0);
    assert_int_equal(made_release(&world, ID("03"), "", "public"), GATE_FORWARD);
    dynbuf_release(&json);
}

/* Nor does what it was before, when its creator makes it RED for a person of whom it went to. */
static void red_is_not_forwarded(void **state)
{
    (void)state;
    const char *kor = rel_marking("kor", true);
    const char *red = red_marking_to("kor", MADE_AKIRA, true);
    tool("usa", MADE_JPN, "01", QUOTED(CLEAR), "japan");
    assert_int_equal(made_release(&world, MADE_JPN, "", "member:kor"), GATE_ALLOWED);
    take("jpn", "members", ID("01"), "01", kor,
         "\"name\":\"first\",\"created_by_ref\":\"" MADE_JPN "\"");
    assert_int_equal(made_release(&world, ID("01"), "", "member:kor"), GATE_ALLOWED);
    made_world_commit(&world);
    assert_true(sees("member:kor", "first"));
    take("jpn", "members", ID("01"), "02", red,
         "\"name\":\"second\",\"created_by_ref\":\"" MADE_JPN "\"");
    assert_int_equal(made_release(&world, ID("01"), "", "member:kor"), GATE_FORWARD);
    assert_false(sees("own", "first") || sees("member:kor", "first"));
    assert_int_equal(count_of("SELECT COUNT(*) FROM recall"), 1);
}

/* A fork that is posted again, elsewhere, stays a fork. */
static void a_fork_is_current_nowhere(void **state)
{
    (void)state;
    tool("usa", ID("01"), "01", QUOTED(CLEAR), "one");
    tool("usa", ID("01"), "01", QUOTED(CLEAR), "other");
    take("usa", "desks", ID("01"), "01", QUOTED(CLEAR), "\"name\":\"one\"");
    struct view desks = view_for("own", "", "desks");
    assert_true(sees_in(desks, VERSION_ALL, "one"));
    assert_false(sees_in(desks, VERSION_LAST, "one"));
}

/* What is refused leaves nothing behind. */
static void what_is_refused_is_not_stored(void **state)
{
    (void)state;
    struct dynbuf json;
    dynbuf_init(&json, 1 << 20);
    dynbuf_text(&json, "{\"type\":\"tool\",\"spec_version\":\"2.1\",\"id\":\"" ID(
                           "01") "\",\"created\":\"2026-01-01T00:00:00Z\","
                                 "\"modified\":\"2026-01-01T00:00:00.");
    for (int i = 0; i < 20000; i++)
        dynbuf_char(&json, '7');
    dynbuf_text(&json, "Z\",\"name\":\"a tool\"}");
    assert_false(made_try(&world, "usa", "members", dynbuf_bytes(&json), &err));
    assert_int_equal(err.code, ERROR_LIMIT);
    assert_int_equal(count_of("SELECT COUNT(*) FROM version"), 0);
    dynbuf_release(&json);
}

/* Nobody may release to own people, who see what was taken, nor approve for an audience that is not
 * there. */
static void releases_have_an_audience(void **state)
{
    (void)state;
    enum gate_reason reason = GATE_ALLOWED;
    const struct gate_release release = {
        .id = span_text(ID("01")),
        .to = world_audience_parse(world.world, span_text("own")),
        .actor = span_text("olga"),
    };
    struct approval approval = {.id = 1,
                                .version = span_text("2026-01-01T00:00:01"),
                                .content = span_text("0123456789abcdef0123456789abcdef"),
                                .by = span_text(MADE_JPN),
                                .audience = 99,
                                .until = INT64_MAX,
                                .signature = span_text("signature")};
    const struct release_rule rule = {
        .kind = span_text("tool"), .audience = release.to->number, .account = 2, .made = 1};
    int64_t number = 0;
    assert_true(rule_add(&world.store, &rule, &number, &err));
    made_world_commit(&world);
    tool("usa", ID("01"), "01", QUOTED(CLEAR), "a tool");
    const struct gate_release again = {
        .id = release.id,
        .to = world_audience_parse(world.world, span_text("own")),
        .actor = release.actor,
    };
    assert_false(gate_release(&world.writer, &again, &reason, &err));
    assert_int_equal(err.code, ERROR_VALUE);
    assert_false(gate_approve(&world.writer, &approval, &made_officer, &err));
    assert_int_equal(err.code, ERROR_VALUE);
    assert_true(sees("own", "a tool"));
}

/* A commit that fails, and a log that cannot be read again just then: the next one goes on from
 * what is stored. */
static void the_log_goes_on_after_a_failure(void **state)
{
    (void)state;
    uint64_t count = 0;
    tool("usa", ID("01"), "01", QUOTED(CLEAR), "kept");
    made_world_commit(&world);
    assert_true(leaves_count(&world.store, &count, &err));
    assert_true(gate_roll_back(&world.writer, &err));
    assert_true(sql_script(world.store.db, "ALTER TABLE tile RENAME TO away", &err));
    assert_true(gate_begin(&world.writer, &err));
    tool("usa", ID("02"), "01", QUOTED(CLEAR), "lost");
    assert_false(gate_commit(&world.writer, &err));
    assert_false(gate_begin(&world.writer, &err));
    assert_true(sql_script(world.store.db, "ALTER TABLE away RENAME TO tile", &err));
    assert_true(gate_begin(&world.writer, &err));
    tool("usa", ID("03"), "01", QUOTED(CLEAR), "after");
    made_world_commit(&world);
    assert_int_equal(count_of("SELECT MAX(number) + 1 FROM leaf"), count + 1);
    assert_false(sees("own", "lost"));
    assert_true(sees("own", "kept") && sees("own", "after"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nobody_takes_over_an_id, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(the_same_from_two_is_no_fork, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(red_is_not_forwarded, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(a_fork_is_current_nowhere, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(what_is_refused_is_not_stored, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(releases_have_an_audience, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(the_log_goes_on_after_a_failure, posts_begin, posts_end),
    };
    return RUN_ALL("gate hostile", tests);
}
