/* What somebody could try against the gate: taking over another's id, showing a fork as current,
 * definitions that come late or go, one object a thousand times marked; and what fails in between.
 */
#include "base/limits.h"
#include "intel/rel.h"
#include "made_world.h"
#include "store/approvals.h"

static struct made_world world;
static struct error err;
static struct arena arena;

#define ID(number)      "tool--00000000-0000-4000-8000-0000000000" number
#define GROUP(number)   "grouping--00000000-0000-4000-8000-0000000000" number
#define MARK(number)    "marking-definition--00000000-0000-4000-8000-0000000000" number
#define GREEN           "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
#define CLEAR           "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"
#define RED             "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"
#define QUOTED(text)    "\"" text "\""
#define TWO(one, other) QUOTED(one) "," QUOTED(other)

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, 256 << 20);
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

/* Takes an object of somebody: all but its type's own members is the same. */
static void take(const char *org, const char *collection, const char *id, const char *time,
                 const char *markings, const char *more)
{
    struct dynbuf json;
    dynbuf_init(&json, 1 << 20);
    dynbuf_format(&json,
                  "{\"type\":\"%.*s\",\"spec_version\":\"2.1\",\"id\":\"%s\",\"created\":"
                  "\"2026-01-01T00:00:00Z\",\"modified\":\"2026-01-01T00:00:%sZ\","
                  "\"object_marking_refs\":[%s],%s}",
                  (int)strcspn(id, "-"), id, id, time, markings, more);
    if (!made_try(&world, org, collection, dynbuf_bytes(&json), &err))
        fail_msg("%s", err.text);
    dynbuf_release(&json);
}

static void tool(const char *org, const char *id, const char *time, const char *markings,
                 const char *name)
{
    char more[200];
    snprintf(more, sizeof more, "\"name\":\"%s\"", name);
    take(org, "members", id, time, markings, more);
}

/* A statement, marked (or not) as `more` says. */
static void statement(const char *id, const char *time, const char *more)
{
    struct dynbuf json;
    dynbuf_init(&json, 1 << 16);
    dynbuf_format(&json,
                  "{\"type\":\"marking-definition\",\"spec_version\":\"2.1\",\"id\":\"%s\","
                  "\"created\":\"2026-01-01T00:00:%sZ\",\"definition_type\":\"statement\","
                  "\"definition\":{\"statement\":\"words of %s at %s\"}%s}",
                  id, time, id, time, more);
    made_take(&world, "members", dynbuf_bytes(&json));
    dynbuf_release(&json);
}

static bool sees_in(struct view view, unsigned versions, const char *words)
{
    struct released_page page;
    const struct released_query query = {
        .versions = versions, .limit = PAGE_ROWS_MAX, .with_bytes = true};
    assert_true(released_page(&world.store, &view, &query, &arena, &page, &err));
    for (size_t i = 0; i < page.count; i++) {
        struct span bytes = released_bytes(page.objects[i]);
        if (memmem(bytes.data, bytes.size, words, strlen(words)) != NULL)
            return true;
    }
    return false;
}

static struct view view_for(const char *name, const char *person, const char *collection)
{
    struct view view;
    const struct stored_audience *audience = world_audience_parse(&world.world, span_text(name));
    assert_true(view_of(&world.store, &world.world,
                        world_collection(&world.world, span_text(collection)), audience,
                        span_text(person), &view, &err));
    return view;
}

static bool sees(const char *name, const char *words)
{
    const struct stored_audience *audience = world_audience_parse(&world.world, span_text(name));
    const struct collection *collection = world_collection_of(&world.world, audience);
    const char *alias = collection == NULL ? "members" : (const char *)collection->alias.data;
    return sees_in(view_for(name, "", alias), VERSION_ALL, words);
}

static int64_t count_of(const char *query)
{
    struct sql_rows rows;
    bool some = false;
    assert_true(sql_ask_one(world.store.db, query, SQL_NO_VALUES, &rows, &some, &err) && some);
    int64_t count = sql_get_number(&rows, 0);
    sql_done(&rows);
    return count;
}

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
    enum { MANY = 600 };
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

/* Definitions that are marked by each other, eight deep and thirty wide: as many paths as nobody
 * could walk. */
static void definitions_are_walked_once(void **state)
{
    (void)state;
    enum { DEEP = 7, WIDE = 20 };
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
        .to = world_audience_parse(&world.world, span_text("own")),
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
        .kind = span_text("tool"), .audience = release.to->number, .account = 1, .made = 1};
    int64_t number = 0;
    assert_true(rule_add(&world.store, &rule, &number, &err));
    made_world_commit(&world);
    tool("usa", ID("01"), "01", QUOTED(CLEAR), "a tool");
    const struct gate_release again = {
        .id = release.id,
        .to = world_audience_parse(&world.world, span_text("own")),
        .actor = release.actor,
    };
    assert_false(gate_release(&world.writer, &again, &reason, &err));
    assert_int_equal(err.code, ERROR_VALUE);
    assert_false(gate_approve(&world.writer, &approval, &err));
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
        cmocka_unit_test_setup_teardown(nobody_takes_over_an_id, begin, end),
        cmocka_unit_test_setup_teardown(the_same_from_two_is_no_fork, begin, end),
        cmocka_unit_test_setup_teardown(a_fork_is_current_nowhere, begin, end),
        cmocka_unit_test_setup_teardown(variants_stay_variants, begin, end),
        cmocka_unit_test_setup_teardown(late_definitions_are_followed, begin, end),
        cmocka_unit_test_setup_teardown(late_definitions_name_their_creator, begin, end),
        cmocka_unit_test_setup_teardown(definitions_are_taken_back, begin, end),
        cmocka_unit_test_setup_teardown(definitions_are_shown_in_their_newest_version, begin, end),
        cmocka_unit_test_setup_teardown(definitions_may_be_named, begin, end),
        cmocka_unit_test_setup_teardown(many_may_wait_for_a_definition, begin, end),
        cmocka_unit_test_setup_teardown(definitions_are_walked_once, begin, end),
        cmocka_unit_test_setup_teardown(what_is_refused_is_not_stored, begin, end),
        cmocka_unit_test_setup_teardown(releases_have_an_audience, begin, end),
        cmocka_unit_test_setup_teardown(the_log_goes_on_after_a_failure, begin, end),
    };
    return RUN_ALL("gate hostile", tests);
}
