/* Overlays: every version counts as raised, before and after, until they are taken back. */
#include "gate/raise.h"

#include "base/limits.h"
#include "intel/tlp.h"
#include "posts.h"
#include "store/recalls.h"

#define OF_JPN ",\"created_by_ref\":\"" MADE_JPN "\""
#define DOMAIN "domain-name--bedb4899-d24b-5401-bc86-8f6b4cc18ec7"

static bool try_raise(const char *id, const char *tlp, const char *rel, int64_t *ret_leaf)
{
    const struct gate_raise raise = {.id = span_text(id),
                                     .tlp = span_text(tlp),
                                     .rel = span_text(rel),
                                     .actor = span_text("olga")};
    return gate_raise(&world.writer, &raise, ret_leaf, &err);
}

static int64_t raise_it(const char *id, enum tlp tlp, const char *rel)
{
    int64_t leaf = -1;
    if (!try_raise(id, tlp == TLP_CLEAR ? "" : tlp_id(tlp), rel, &leaf))
        fail_msg("%s", err.text);
    return leaf;
}

static void take_back(int64_t leaf)
{
    bool some = false;
    assert_true(gate_raise_end(&world.writer, leaf, span_text("otto"), &some, &err) && some);
}

/* The id of the REL TO marking alone, of "id","TLP". */
static const char *only_id(const char *markings)
{
    return arena_text(&arena, span_of(markings + 1, strcspn(markings + 1, "\"")));
}

static size_t recalls_of(const char *words)
{
    struct recall *recalls;
    size_t count = 0;
    int64_t number = world_audience_parse(world.world, span_text(words))->number;
    assert_true(recalls_read(world.writer.store, number, &arena, &recalls, &count, &err));
    return count;
}

static bool person_sees(const char *person, const char *words)
{
    return sees_in(view_for("own", person, "members"), VERSION_ALL, words);
}

static void released(const char *id)
{
    assert_int_equal(made_release(&world, id, "", "member:jpn"), GATE_ALLOWED);
    assert_int_equal(made_release(&world, id, "", "member:kor"), GATE_ALLOWED);
    made_world_commit(&world); /* from here on they may have it */
}

/* What is here, what comes later, in any order; and all of it as before when it is taken back. */
static void every_version_is_raised(void **state)
{
    (void)state;
    const char *jpn = only_id(rel_marking("jpn", true));
    tool("usa", ID("01"), "02", QUOTED(GREEN), "second");
    released(ID("01"));
    int64_t leaf = raise_it(ID("01"), TLP_AMBER, jpn);
    assert_true(sees("member:jpn", "second"));
    assert_false(sees("member:kor", "second") || recalls_of("member:jpn") > 0);
    assert_int_equal(recalls_of("member:kor"), 1);
    tool("usa", ID("01"), "01", QUOTED(GREEN), "first");
    tool("usa", ID("01"), "03", QUOTED(GREEN), "third");
    assert_int_equal(made_release(&world, ID("01"), "2026-01-01T00:00:01", "member:kor"),
                     GATE_REACH);
    assert_int_equal(made_release(&world, ID("01"), "", "member:kor"), GATE_REACH);
    assert_int_equal(made_release(&world, ID("01"), "", "member:jpn"), GATE_ALLOWED);
    assert_int_equal(made_release(&world, ID("01"), "", "public"), GATE_REACH);
    assert_true(sees("own", "first") && sees("own", "third"));
    take_back(leaf);
    assert_true(sees("member:kor", "first") && sees("member:kor", "second"));
    assert_true(sees("member:kor", "third") && sees("member:jpn", "third"));
    assert_int_equal(recalls_of("member:kor"), 0);
    tool("usa", ID("01"), "04", QUOTED(GREEN), "fourth");
    assert_int_equal(made_release(&world, ID("01"), "", "member:kor"), GATE_ALLOWED);
}

static void an_overlay_may_come_first(void **state)
{
    (void)state;
    int64_t leaf = raise_it(ID("01"), TLP_RED, "");
    tool("usa", ID("01"), "01", QUOTED(GREEN), "first");
    assert_int_equal(made_release(&world, ID("01"), "", "member:jpn"),
                     GATE_MARKING); /* RED to ALL */
    tool("usa", ID("01"), "02", QUOTED(GREEN), "second");
    assert_false(sees("member:jpn", "first"));
    take_back(leaf);
    assert_true(sees("member:jpn", "first") && sees("own", "second"));
}

/* Nobody's signed lowering ends it; and what a creator keeps raised, no taking back lowers. */
static void a_lowering_does_not_end_it(void **state)
{
    (void)state;
    const char *jpn = only_id(rel_marking("jpn", true));
    const char *red = red_marking(MADE_AKIRA, true);
    tool("usa", ID("01"), "01", red, "first");
    tool("usa", ID("01"), "02", QUOTED(GREEN), "second");
    int64_t leaf = raise_it(ID("01"), TLP_CLEAR, jpn);
    assert_int_equal(made_release(&world, ID("01"), "", "member:jpn"), GATE_REACH);
    take_back(leaf);
    assert_false(sees("member:jpn", "second"));
    leaf = raise_it(ID("01"), TLP_CLEAR, jpn);
    lower("usa", ID("01"), "2026-01-01T00:00:02", INT64_MAX);
    assert_true(sees("member:jpn", "second"));
    assert_int_equal(made_release(&world, ID("01"), "", "member:kor"), GATE_REACH);
    take_back(leaf);
    assert_true(sees("member:kor", "second"));
}

/* A second one takes away only, also what the first left half said. */
static void two_overlays(void **state)
{
    (void)state;
    const char *jpn = only_id(rel_marking("jpn", true)), *kor = only_id(rel_marking("kor", true));
    tool("usa", ID("01"), "01", QUOTED(GREEN), "first");
    released(ID("01"));
    int64_t amber = raise_it(ID("01"), TLP_AMBER, "");
    assert_false(sees("member:jpn", "first"));
    int64_t named = raise_it(ID("01"), TLP_CLEAR, jpn);
    assert_false(sees("member:jpn", "first") || sees("member:kor", "first"));
    take_back(amber);
    assert_true(sees("member:jpn", "first") && !sees("member:kor", "first"));
    int64_t other = raise_it(ID("01"), TLP_CLEAR, kor);
    assert_false(sees("member:jpn", "first") || sees("member:kor", "first"));
    take_back(named);
    assert_true(sees("member:kor", "first") && !sees("member:jpn", "first"));
    amber = raise_it(ID("01"), TLP_AMBER, "");
    assert_false(sees("member:kor", "first")); /* in any order: AMBER to ALL is for nobody */
    take_back(other);
    take_back(amber);
    assert_true(sees("member:kor", "first") && sees("member:jpn", "first"));
    assert_int_equal(count_of("SELECT COUNT(*) FROM overlay"), 0);
}

/* Wherever it was posted, and all of its versions. */
static void red_on_anothers_object_is_for_persons(void **state)
{
    (void)state;
    const char *akira = only_id(red_marking(MADE_AKIRA, true));
    take("jpn", "members", ID("01"), "01", QUOTED(GREEN), "\"name\":\"first\"" OF_JPN);
    take("jpn", "desks", ID("01"), "01", QUOTED(GREEN), "\"name\":\"first\"" OF_JPN);
    struct view desks = view_for("own", "", "desks");
    int64_t leaf = raise_it(ID("01"), TLP_RED, akira);
    take("jpn", "members", ID("01"), "02", QUOTED(GREEN), "\"name\":\"second\"" OF_JPN);
    assert_false(sees("own", "first") || sees("own", "second"));
    assert_false(sees_in(desks, VERSION_ALL, "first"));
    assert_true(person_sees(MADE_AKIRA, "first") && person_sees(MADE_AKIRA, "second"));
    take_back(leaf);
    assert_true(sees("own", "first") && sees("own", "second"));
    assert_true(sees_in(desks, VERSION_ALL, "first"));
    leaf = raise_it(ID("01"), TLP_RED, "");
    assert_false(sees("own", "first") || person_sees(MADE_AKIRA, "first"));
    take_back(leaf);
    assert_true(sees("own", "first") && person_sees(MADE_AKIRA, "second"));
    tool("usa", ID("02"), "01", QUOTED(GREEN), "ours");
    raise_it(ID("02"), TLP_RED, "");
    assert_true(sees("own", "ours")); /* as all RED of the own member */
}

static void originators_are_asked(void **state)
{
    (void)state;
    const char *orcon = only_id(orcon_marking(true));
    tool("usa", ID("01"), "01", QUOTED(GREEN), "first");
    assert_int_equal(made_release(&world, ID("01"), "", "member:kor"), GATE_ALLOWED);
    int64_t leaf = raise_it(ID("01"), TLP_CLEAR, orcon);
    assert_false(sees("member:kor", "first"));
    assert_int_equal(made_release(&world, ID("01"), "", "member:kor"), GATE_ORIGINATOR);
    approve(ID("01"), "2026-01-01T00:00:01", MADE_JPN, "member:kor", INT64_MAX);
    assert_true(sees("member:kor", "first"));
    tool("usa", ID("01"), "02", QUOTED(GREEN), "second");
    assert_int_equal(made_release(&world, ID("01"), "", "member:kor"), GATE_ORIGINATOR);
    take_back(leaf);
    assert_true(sees("member:kor", "second"));
}

/* Another's that goes to ALL is for nobody else to pass on, whomever an overlay names. */
static void naming_lets_nothing_go_on(void **state)
{
    (void)state;
    const char *kor = rel_marking("kor", true);
    take("jpn", "members", ID("01"), "01", QUOTED(GREEN), "\"name\":\"to all\"" OF_JPN);
    take("jpn", "members", ID("02"), "01", kor, "\"name\":\"to korea\"" OF_JPN);
    for (unsigned round = 0; round < 2; round++) {
        assert_int_equal(made_release(&world, ID("01"), "", "member:kor"), GATE_FORWARD);
        tool("usa", "identity--00000000-0000-4000-8000-0000000000b1", "01", QUOTED(CLEAR), "jpn");
        assert_int_equal(made_release(&world, ID("02"), "", "member:kor"), GATE_REFERENCE);
        raise_it(ID("01"), TLP_CLEAR, only_id(kor));
        raise_it(ID("02"), TLP_CLEAR, only_id(kor));
    }
    raise_it(ID("02"), TLP_RED, only_id(red_marking(MADE_AKIRA, true)));
    assert_int_equal(made_release(&world, ID("02"), "", "member:kor"), GATE_REACH);
}

/* No byte of it: its definition does not travel with what it lets go. */
static void it_is_not_sent(void **state)
{
    (void)state;
    const char *both = only_id(rel_marking("jpn kor", true));
    tool("usa", ID("01"), "01", QUOTED(GREEN), "first");
    released(ID("01"));
    raise_it(ID("01"), TLP_GREEN, both);
    assert_true(sees("member:jpn", "first"));
    assert_false(sees("member:jpn", both));
    tool("usa", ID("02"), "01", rel_marking("jpn kor", true), "marked");
    assert_int_equal(made_release(&world, ID("02"), "", "member:jpn"), GATE_ALLOWED);
    assert_true(sees("member:jpn", both));
}

/* What names it, and what it names, follow as at any raise. */
static void what_names_it_goes_with_it(void **state)
{
    (void)state;
    tool("usa", ID("01"), "01", QUOTED(GREEN), "first");
    take("usa", "members", GROUP("01"), "01", QUOTED(GREEN),
         "\"context\":\"unspecified\",\"name\":\"group\",\"object_refs\":[\"" ID("01") "\"]");
    released(ID("01"));
    released(GROUP("01"));
    int64_t leaf = raise_it(ID("01"), TLP_RED, "");
    assert_false(sees("member:jpn", "first") || sees("member:jpn", "group"));
    assert_int_equal(recalls_of("member:jpn"), 2);
    take_back(leaf);
    assert_true(sees("member:jpn", "first") && sees("member:jpn", "group"));
}

static void domain(const char *marking, const char *more)
{
    struct dynbuf json;
    dynbuf_init(&json, 1 << 16);
    dynbuf_format(&json,
                  "{\"type\":\"domain-name\",\"spec_version\":\"2.1\",\"id\":\"" DOMAIN
                  "\",\"value\":\"example.com\",\"object_marking_refs\":[%s]%s}",
                  marking, more);
    if (!made_try(&world, "usa", "members", dynbuf_bytes(&json), &err))
        fail_msg("%s", err.text);
    dynbuf_release(&json);
}

static void variants_are_raised_each(void **state)
{
    (void)state;
    domain(QUOTED(GREEN), "");
    released(DOMAIN);
    assert_true(sees("member:jpn", "example.com"));
    int64_t leaf = raise_it(DOMAIN, TLP_RED, "");
    domain(QUOTED(CLEAR), ",\"defanged\":false");
    assert_false(sees("member:jpn", "example.com"));
    assert_int_equal(count_of("SELECT COUNT(*) FROM allowance WHERE state = 1"), 0);
    take_back(leaf);
    assert_true(sees("member:jpn", "example.com"));
    assert_int_equal(count_of("SELECT COUNT(*) FROM allowance WHERE state = 1"), 2);
}

/* What denies by itself stays, whatever is put beside it, and when a definition comes late. */
static void nothing_is_lowered(void **state)
{
    (void)state;
    statement(MARK("02"), "00", "");
    tool("usa", ID("01"), "01", QUOTED(MARK("02")), "no level");
    tool("usa", ID("02"), "01", TWO(GREEN, MARK("01")), "unknown");
    tool("usa", ID("03"), "01", red_marking(MADE_AKIRA, true), "red");
    raise_it(ID("01"), TLP_GREEN, "");
    raise_it(ID("02"), TLP_GREEN, "");
    raise_it(ID("03"), TLP_GREEN, only_id(rel_marking("jpn", true)));
    assert_int_equal(made_release(&world, ID("01"), "", "member:jpn"), GATE_NO_TLP);
    assert_int_equal(made_release(&world, ID("02"), "", "member:jpn"), GATE_MARKING);
    assert_int_equal(made_release(&world, ID("03"), "", "member:jpn"), GATE_REACH);
    int64_t leaf = raise_it(ID("02"), TLP_RED, "");
    statement(MARK("01"), "00", "");
    assert_false(sees("member:jpn", "unknown"));
    take_back(leaf);
    assert_true(sees("member:jpn", "unknown"));
}

/* Nothing else under its identifier takes its place, of objects that name it neither. */
static void nothing_takes_a_definition_over(void **state)
{
    (void)state;
    const char *jpn = only_id(rel_marking("jpn", true));
    tool("usa", ID("01"), "01", QUOTED(GREEN), "raised");
    tool("usa", ID("03"), "01", rel_marking("jpn", false), "marked");
    released(ID("01"));
    raise_it(ID("01"), TLP_CLEAR, jpn);
    assert_int_equal(made_release(&world, ID("03"), "", "member:kor"), GATE_REACH);
    assert_int_equal(made_release(&world, ID("03"), "", "member:jpn"), GATE_ALLOWED);
    for (unsigned i = 0; i < 2; i++) {
        statement(jpn, i == 0 ? "59" : "00", "");
        assert_false(sees("member:kor", "raised") || sees("member:kor", "marked"));
        assert_true(sees("member:jpn", "raised") && sees("member:jpn", "marked"));
        assert_int_equal(made_release(&world, ID("03"), "", "member:kor"), GATE_REACH);
    }
}

/* Whichever came first. */
static void a_definition_takes_its_place(void **state)
{
    (void)state;
    const char *jpn = only_id(rel_marking("jpn", false));
    statement(jpn, "59", "");
    tool("usa", ID("01"), "01", rel_marking("jpn", true), "marked");
    assert_int_equal(made_release(&world, ID("01"), "", "member:kor"), GATE_REACH);
    assert_int_equal(made_release(&world, ID("01"), "", "member:jpn"), GATE_ALLOWED);
    raise_it(ID("02"), TLP_CLEAR, jpn);
    assert_true(sees("own", "words of"));
}

static void what_is_none_is_refused(void **state)
{
    (void)state;
    const char *unknown = only_id(rel_marking("jpn", false));
    int64_t leaf = 0;
    const struct {
        const char *id, *tlp, *rel;
    } wrong[] = {
        {ID("01"), "", ""},      {"tool", GREEN, ""},        {MARK("01"), GREEN, ""},
        {ID("01"), "green", ""}, {ID("01"), MARK("01"), ""}, {ID("01"), "", unknown},
        {ID("01"), "", GREEN},   {ID("01"), GREEN, RED},     {ID("01"), "", MARK("01")},
    };
    statement(MARK("01"), "00", "");
    int64_t leaves = count_of("SELECT COUNT(*) FROM leaf");
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(try_raise(wrong[i].id, wrong[i].tlp, wrong[i].rel, &leaf));
        assert_int_equal(err.code, ERROR_VALUE);
    }
    assert_int_equal(count_of("SELECT COUNT(*) FROM leaf"), leaves);
    assert_int_equal(count_of("SELECT COUNT(*) FROM overlay"), 0);
    for (unsigned i = 0; i < OVERLAYS_OF_MAX; i++)
        raise_it(ID("01"), TLP_GREEN, "");
    assert_false(try_raise(ID("01"), GREEN, "", &leaf));
    assert_int_equal(err.code, ERROR_LIMIT);
    raise_it(ID("02"), TLP_GREEN, "");
}

static void it_is_logged(void **state)
{
    (void)state;
    bool some = true;
    const char *jpn = only_id(rel_marking("jpn", true));
    int64_t leaf = raise_it(ID("01"), TLP_AMBER, jpn);
    assert_int_equal(leaf, count_of("SELECT MAX(number) FROM leaf"));
    take_back(leaf);
    int64_t leaves = count_of("SELECT COUNT(*) FROM leaf WHERE kind = 9"); /* LEAF_POLICY */
    assert_int_equal(leaves, 2);
    assert_true(gate_raise_end(&world.writer, leaf, span_text("otto"), &some, &err) && !some);
    assert_int_equal(count_of("SELECT COUNT(*) FROM leaf WHERE kind = 9"), 2);
    static const char set[] = "SELECT record FROM leaf WHERE kind = 9 ORDER BY number";
    struct sql_rows rows;
    struct span record;
    assert_true(sql_ask(world.store.db, set, SQL_NO_VALUES, &rows, &err));
    assert_true(sql_next(&rows, &some, &err) && some);
    record = sql_get_bytes(&rows, 0);
    assert_non_null(memmem(record.data, record.size, "object " ID("01") "\nrule raise\n", 60));
    assert_non_null(memmem(record.data, record.size, jpn, strlen(jpn)));
    assert_non_null(memmem(record.data, record.size, "actor olga\nsubject set ", 23));
    assert_true(sql_next(&rows, &some, &err) && some);
    record = sql_get_bytes(&rows, 0);
    assert_non_null(memmem(record.data, record.size, "actor otto\nsubject ended ", 25));
    sql_done(&rows);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, posts_begin, posts_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_version_is_raised),
        TEST(an_overlay_may_come_first),
        TEST(a_lowering_does_not_end_it),
        TEST(two_overlays),
        TEST(red_on_anothers_object_is_for_persons),
        TEST(originators_are_asked),
        TEST(naming_lets_nothing_go_on),
        TEST(it_is_not_sent),
        TEST(what_names_it_goes_with_it),
        TEST(variants_are_raised_each),
        TEST(nothing_is_lowered),
        TEST(nothing_takes_a_definition_over),
        TEST(a_definition_takes_its_place),
        TEST(what_is_none_is_refused),
        TEST(it_is_logged),
    };
    return RUN_ALL("gate raise", tests);
}
