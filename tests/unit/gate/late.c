/* Marking definitions that come after what they mark, change, and go; a thousand of them; and what
 * own people see then. */
#include "base/limits.h"
#include "intel/rel.h"
#include "posts.h"

static void url(const char *more, const char *markings)
{
    char json[1000];
    snprintf(json, sizeof json,
             "{\"type\":\"url\",\"spec_version\":\"2.1\",\"id\":\"url--00000000-0000-4000-8000-"
             "000000000001\",\"value\":\"http://x.example/\",\"object_marking_refs\":[%s]%s}",
             markings, more);
    made_take(&world, "members", span_text(json));
}

/* A definition that comes late makes no forks of the variants that are marked with it. */
static void variants_stay_variants(void **state)
{
    (void)state;
    url("", TWO(CLEAR, MARK("01")));
    assert_int_equal(
        made_release(&world, "url--00000000-0000-4000-8000-000000000001", "", "public"),
        GATE_MARKING);
    url(",\"defanged\":false", TWO(GREEN, MARK("01")));
    statement(MARK("01"), "00", "");
    assert_int_equal(count_of("SELECT COUNT(*) FROM version WHERE standing <> 0"), 0);
    assert_true(sees("public", "x.example"));
    assert_false(sees("public", "defanged"));
}

/* What a late definition names and is marked with counts as if it had been there. */
static void late_definitions_are_followed(void **state)
{
    (void)state;
    tool("usa", ID("01"), "01", TWO(CLEAR, MARK("01")), "marked");
    assert_int_equal(made_release(&world, ID("01"), "", "public"), GATE_MARKING);
    statement(MARK("01"), "00", ",\"object_marking_refs\":[" TWO(CLEAR, MARK("02")) "]");
    statement(MARK("02"), "00", "");
    assert_true(sees("public", "marked"));
    statement(MARK("02"), "01", ",\"object_marking_refs\":[" QUOTED(GREEN) "]");
    assert_false(sees("public", "marked"));
}

static void late_definitions_name_their_creator(void **state)
{
    (void)state;
    tool("usa", ID("01"), "01", TWO(CLEAR, MARK("01")), "marked");
    statement(MARK("01"), "00", ",\"created_by_ref\":\"" MADE_USA "\"");
    assert_int_equal(made_release(&world, ID("01"), "", "public"), GATE_REFERENCE);
    take("usa", "members", MADE_USA, "01", QUOTED(CLEAR), "\"name\":\"usa\"");
    assert_int_equal(made_release(&world, MADE_USA, "", "public"), GATE_ALLOWED);
    assert_true(sees("public", "marked"));
}

/* A definition goes with what it marks, and goes again with the last of it. */
static void definitions_are_taken_back(void **state)
{
    (void)state;
    statement(MARK("01"), "00", "");
    for (int i = 1; i <= 2; i++) {
        char id[64];
        snprintf(id, sizeof id, ID("%02d"), i);
        tool("usa", id, "01", TWO(CLEAR, MARK("01")), "marked");
        assert_int_equal(made_release(&world, id, "", "public"), GATE_ALLOWED);
    }
    assert_true(sees("public", "words of"));
    tool("usa", ID("01"), "02", QUOTED(GREEN), "raised");
    assert_true(sees("public", "words of"));
    tool("usa", ID("02"), "02", QUOTED(GREEN), "raised");
    assert_false(sees("public", "words of"));
}

/* So does one that was carried by way of another, when that no longer names it. */
static void carried_definitions_are_taken_back(void **state)
{
    (void)state;
    statement(MARK("02"), "00", "");
    statement(MARK("01"), "00", ",\"object_marking_refs\":[" QUOTED(GREEN) "]");
    statement(MARK("01"), "01", ",\"object_marking_refs\":[" TWO(CLEAR, MARK("02")) "]");
    tool("usa", ID("01"), "01", TWO(CLEAR, MARK("01")), "marked");
    assert_int_equal(made_release(&world, ID("01"), "", "member:jpn"), GATE_ALLOWED);
    assert_true(sees("member:jpn", "words of " MARK("02")));
    statement(MARK("01"), "01", ",\"object_marking_refs\":[" QUOTED(CLEAR) "]"); /* a fork */
    assert_true(sees("member:jpn", "marked") && sees("member:jpn", "words of " MARK("01")));
    assert_false(sees("member:jpn", "words of " MARK("02")));
}

static void definitions_are_shown_in_their_newest_version(void **state)
{
    (void)state;
    statement(MARK("01"), "00", "");
    tool("usa", ID("01"), "01", TWO(CLEAR, MARK("01")), "marked");
    assert_int_equal(made_release(&world, ID("01"), "", "member:jpn"), GATE_ALLOWED);
    statement(MARK("01"), "01", ",\"object_marking_refs\":[" QUOTED(GREEN) "]");
    assert_true(sees("member:jpn", "at 01"));
    assert_false(sees("member:jpn", "at 00"));
}

/* A definition that is named as a thing, not as a marking, is a reference as any other. */
static void definitions_may_be_named(void **state)
{
    (void)state;
    statement(MARK("01"), "00", ",\"object_marking_refs\":[" QUOTED(RED) "]");
    take("usa", "members", GROUP("01"), "01", QUOTED(CLEAR),
         "\"context\":\"unspecified\",\"object_refs\":[\"" MARK("01") "\"]");
    assert_int_equal(made_release(&world, GROUP("01"), "", "public"), GATE_REFERENCE);
}

/* More objects than one arena holds orders of versions wait for one definition. */
static void many_may_wait_for_a_definition(void **state)
{
    (void)state;
    enum { MANY = 300 };
    for (int i = 0; i < MANY; i++) {
        char id[64];
        snprintf(id, sizeof id, "tool--00000000-0000-4000-8000-%012x", i);
        tool("usa", id, "01", TWO(CLEAR, MARK("01")), "marked");
    }
    statement(MARK("01"), "00", "");
    assert_int_equal(
        made_release(&world, "tool--00000000-0000-4000-8000-000000000007", "", "public"),
        GATE_ALLOWED);
}

/* Definitions that are marked by each other, eight deep and eight wide: as many paths as nobody
 * could walk. */
static void definitions_are_walked_once(void **state)
{
    (void)state;
    enum { DEEP = 7, WIDE = 8 };
    struct dynbuf more;
    char id[64];
    dynbuf_init(&more, 1 << 16);
    for (int level = DEEP; level >= 0; level--) {
        dynbuf_text(&more, ",\"object_marking_refs\":[" QUOTED(CLEAR));
        for (int i = 0; i < WIDE && level < DEEP; i++)
            dynbuf_format(&more, ",\"marking-definition--00000000-0000-4000-8000-0000%04x%04x\"",
                          level + 1, i);
        dynbuf_text(&more, "]");
        for (int i = 0; i < (level > 0 ? WIDE : 1); i++) {
            snprintf(id, sizeof id, "marking-definition--00000000-0000-4000-8000-0000%04x%04x",
                     level, i);
            statement(id, "00", (const char *)dynbuf_bytes(&more).data);
        }
        dynbuf_release(&more);
        dynbuf_init(&more, 1 << 16);
    }
    dynbuf_release(&more);
    tool("usa", ID("01"), "01",
         TWO(CLEAR, "marking-definition--00000000-0000-4000-8000-000000010000"), "marked");
    assert_int_equal(made_release(&world, ID("01"), "", "public"), GATE_ALLOWED);
}

/* A RED marking for akira; taken or only made. */
static const char *for_akira(bool taken)
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
    assert_true(object_read(dynbuf_bytes(&json), &arena, &marking, &err));
    snprintf(markings, sizeof markings, "\"%.*s\",\"" RED "\"", (int)marking.id.size,
             (const char *)marking.id.data);
    if (taken)
        made_take(&world, "members", dynbuf_bytes(&json));
    dynbuf_release(&json);
    return markings;
}

static bool akira_sees(const char *words)
{
    return sees_in(view_for("own", MADE_AKIRA, "members"), VERSION_ALL, words);
}

/* RED of another is for whom it names, also when the names come late, */
static void persons_may_be_named_late(void **state)
{
    (void)state;
    static const char more[] = "\"name\":\"for akira\",\"created_by_ref\":\"" MADE_JPN "\"";
    take("usa", "members", ID("01"), "01", for_akira(false), more);
    assert_false(sees("own", "for akira") || akira_sees("for akira"));
    for_akira(true);
    assert_true(akira_sees("for akira"));
    assert_false(sees("own", "for akira"));
}

/* and when a later version is marked lower without its creator's signature; in any order. */
static void unsigned_lowerings_open_nothing(void **state)
{
    (void)state;
    static const char low[] = "\"name\":\"lowered\",\"created_by_ref\":\"" MADE_JPN "\"";
    static const char high[] = "\"name\":\"high\",\"created_by_ref\":\"" MADE_JPN "\"";
    const char *markings = for_akira(true);
    take("usa", "members", ID("01"), "01", markings, high);
    take("usa", "members", ID("01"), "02", QUOTED(GREEN), low);
    assert_false(sees("own", "lowered"));
    assert_true(akira_sees("lowered"));
    take("usa", "members", ID("02"), "02", QUOTED(GREEN), low);
    assert_true(sees("own", "lowered"));
    take("usa", "members", ID("02"), "01", markings, high);
    assert_false(sees("own", "lowered"));
    assert_true(akira_sees("lowered"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(variants_stay_variants, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(late_definitions_are_followed, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(late_definitions_name_their_creator, posts_begin,
                                        posts_end),
        cmocka_unit_test_setup_teardown(definitions_are_taken_back, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(carried_definitions_are_taken_back, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(definitions_are_shown_in_their_newest_version, posts_begin,
                                        posts_end),
        cmocka_unit_test_setup_teardown(definitions_may_be_named, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(many_may_wait_for_a_definition, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(definitions_are_walked_once, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(persons_may_be_named_late, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(unsigned_lowerings_open_nothing, posts_begin, posts_end),
    };
    return RUN_ALL("gate late", tests);
}
