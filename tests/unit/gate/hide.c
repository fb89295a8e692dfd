/* DELETE, and posting again: what was hidden stays so whatever is decided meanwhile, and comes back
 * for whom it may, at once, where it is posted again. */
#include "posts.h"

static const char leaves[] = "SELECT COUNT(*) FROM leaf";

static void posted_again_it_is_back(void **state)
{
    (void)state;
    statement(MARK("01"), "00", "");
    tool("usa", ID("01"), "01", TWO(GREEN, MARK("01")), "ours");
    assert_int_equal(made_release(&world, ID("01"), "", "member:jpn"), GATE_ALLOWED);
    assert_int_equal(made_release(&world, ID("01"), "", "desk:market"), GATE_ALLOWED);
    assert_true(hide("members", ID("01")));
    assert_false(sees("own", "ours") || sees("member:jpn", "ours"));
    assert_true(sees("desk:market", "ours"));
    int64_t before = count_of(leaves);
    tool("usa", ID("01"), "01", TWO(GREEN, MARK("01")), "ours");
    assert_true(sees("own", "ours") && sees("member:jpn", "ours"));
    assert_true(sees("member:jpn", "words of"));
    assert_false(sees("member:kor", "ours"));
    assert_int_equal(count_of(leaves), before + 1); /* received; it was released before */
    tool("usa", ID("01"), "01", TWO(GREEN, MARK("01")), "ours");
    assert_int_equal(count_of(leaves), before + 1);
}

static void posted_elsewhere_it_stays_hidden(void **state)
{
    (void)state;
    tool("usa", ID("01"), "01", QUOTED(GREEN), "ours");
    assert_int_equal(made_release(&world, ID("01"), "", "member:jpn"), GATE_ALLOWED);
    assert_true(hide("members", ID("01")));
    take("usa", "desks", ID("01"), "01", QUOTED(GREEN), "\"name\":\"ours\"");
    assert_false(sees("own", "ours") || sees("member:jpn", "ours"));
    assert_true(sees_in(view_for("own", "", "desks"), VERSION_ALL, "ours"));
}

/* Posted in `members` alone, and let go to a desk: it is in `desks` for that desk, and is hidden
 * there, also when it is hidden where it was posted. */
static void posted_elsewhere_it_is_hidden_where_it_went(void **state)
{
    (void)state;
    statement(MARK("01"), "00", "");
    tool("usa", ID("01"), "01", TWO(GREEN, MARK("01")), "ours");
    tool("usa", ID("02"), "01", QUOTED(GREEN), "another");
    assert_false(hide("desks", ID("01"))); /* it has not gone there */
    assert_false(hide("desks", MARK("01")));
    assert_int_equal(made_release(&world, ID("01"), "", "desk:market"), GATE_ALLOWED);
    assert_int_equal(made_release(&world, ID("01"), "", "member:jpn"), GATE_ALLOWED);
    assert_true(sees("desk:market", "ours") && sees("desk:market", "words of"));
    int64_t before = count_of(leaves);
    assert_false(hide("desks", MARK("01"))); /* which goes with what carries it */
    assert_true(hide("desks", ID("01")));
    assert_int_equal(count_of(leaves), before + 1);
    assert_false(sees("desk:market", "ours") || sees("desk:market", "words of"));
    assert_true(sees("own", "ours") && sees("member:jpn", "ours"));
    assert_false(hide("desks", ID("01")));
    assert_int_equal(made_release(&world, ID("01"), "", "desk:market"), GATE_ALLOWED);
    assert_false(sees("desk:market", "ours")); /* whatever is decided meanwhile */
    take("usa", "desks", ID("01"), "01", TWO(GREEN, MARK("01")), "\"name\":\"ours\"");
    assert_true(sees("desk:market", "ours") && sees("desk:market", "words of"));
    assert_int_equal(made_release(&world, ID("02"), "", "desk:market"), GATE_ALLOWED);
    assert_true(hide("members", ID("02")) && sees("desk:market", "another"));
    assert_true(hide("desks", ID("02")));
    assert_false(sees("desk:market", "another"));
}

/* What another made, and our desk has by name, is not ours to hide. */
static void anothers_is_not_hidden_where_it_went(void **state)
{
    static const char more[] = "\"name\":\"of japan\",\"created_by_ref\":\"" MADE_JPN "\"";
    (void)state;
    tool("jpn", ID("01"), "01", QUOTED(GREEN), "of japan");
    take("jpn", "members", ID("02"), "01", QUOTED(GREEN), more);
    assert_false(hide("desks", ID("01")) || hide("desks", ID("02")) || hide("members", ID("02")));
}

/* Neither a release, nor what changes its markings, shows what is hidden. */
static void decisions_do_not_show_it(void **state)
{
    (void)state;
    tool("usa", ID("01"), "01", TWO(GREEN, MARK("01")), "ours");
    assert_int_equal(made_release(&world, ID("01"), "", "member:jpn"), GATE_MARKING);
    assert_true(hide("members", ID("01")));
    statement(MARK("01"), "00", "");
    assert_int_equal(made_release(&world, ID("01"), "", "member:kor"), GATE_ALLOWED);
    assert_false(sees("member:jpn", "ours") || sees("member:kor", "ours") || sees("own", "ours"));
    tool("usa", ID("01"), "01", TWO(GREEN, MARK("01")), "ours");
    assert_true(sees("member:jpn", "ours") && sees("member:kor", "ours") && sees("own", "ours"));
}

static void own_red_stays_hidden(void **state)
{
    (void)state;
    static const char more[] = "\"name\":\"of japan\",\"created_by_ref\":\"" MADE_JPN "\"";
    const char *red = red_marking(MADE_AKIRA, false);
    tool("usa", ID("01"), "01", red, "ours");
    take("usa", "members", ID("02"), "01", red, more);
    assert_true(sees("own", "ours"));
    assert_true(hide("members", ID("01")));
    assert_false(hide("members", ID("02")));
    red_marking(MADE_AKIRA, true); /* both are worked out anew */
    assert_false(sees("own", "ours"));
    assert_true(sees_in(view_for("own", MADE_AKIRA, "members"), VERSION_ALL, "of japan"));
}

/* What was taken back while it was hidden does not come back with it. */
static void only_to_whom_it_may_go(void **state)
{
    (void)state;
    tool("usa", ID("01"), "01", QUOTED(CLEAR), "ours");
    assert_int_equal(made_release(&world, ID("01"), "", "public"), GATE_ALLOWED);
    assert_int_equal(made_release(&world, ID("01"), "", "member:jpn"), GATE_ALLOWED);
    assert_true(hide("members", ID("01")));
    tool("usa", ID("01"), "02", orcon_marking(true), "raised");
    tool("usa", ID("01"), "01", QUOTED(CLEAR), "ours");
    assert_true(sees("own", "ours"));
    assert_false(sees("member:jpn", "ours") || sees("public", "ours"));
}

/* A marking definition is shown where something that carries it is, in whatever order it was hidden
 * and released. */
static void definitions_are_hidden_with_it(void **state)
{
    (void)state;
    statement(MARK("01"), "00", "");
    tool("usa", ID("01"), "01", TWO(GREEN, MARK("01")), "ours");
    tool("usa", ID("02"), "01", TWO(GREEN, MARK("01")), "another");
    assert_int_equal(made_release(&world, ID("01"), "", "member:jpn"), GATE_ALLOWED);
    assert_int_equal(made_release(&world, ID("02"), "", "member:jpn"), GATE_ALLOWED);
    assert_true(hide("members", ID("01")));
    assert_true(sees("member:jpn", "words of"));
    assert_true(hide("members", ID("02")));
    assert_false(sees("member:jpn", "words of"));
    statement(MARK("02"), "00", ""); /* both are decided anew */
    tool("usa", ID("01"), "02", TWO(GREEN, MARK("02")), "newer");
    assert_false(sees("member:jpn", "words of"));
    tool("usa", ID("02"), "01", TWO(GREEN, MARK("01")), "another");
    assert_true(sees("member:jpn", "words of"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(posted_again_it_is_back, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(posted_elsewhere_it_stays_hidden, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(posted_elsewhere_it_is_hidden_where_it_went, posts_begin,
                                        posts_end),
        cmocka_unit_test_setup_teardown(anothers_is_not_hidden_where_it_went, posts_begin,
                                        posts_end),
        cmocka_unit_test_setup_teardown(decisions_do_not_show_it, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(own_red_stays_hidden, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(only_to_whom_it_may_go, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(definitions_are_hidden_with_it, posts_begin, posts_end),
    };
    return RUN_ALL("gate hide", tests);
}
