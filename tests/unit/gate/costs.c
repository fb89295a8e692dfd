/* What a post costs, in what is asked of the database: never more because others have named an id,
 * or because many versions of an object are here, unless it changes what they are. */
#include "base/limits.h"
#include "gate/raise.h"
#include "intel/rel.h"
#include "posts.h"
#include "store/rules.h"

enum { FEW = 10, MANY = 400 };

#define MISSING       "identity--00000000-0000-4000-8000-0000000000ff"
#define HUB           "identity--00000000-0000-4000-8000-0000000000e%d"
#define NAMES(number) ",\"x_ref\":\"identity--00000000-0000-4000-8000-0000000000e" number "\""

static void add_rule(const char *kind)
{
    int64_t number = 0;
    const struct release_rule rule = {
        .kind = span_text(kind),
        .tlp = TLP_CLEAR,
        .audience = world_audience_parse(world.world, span_text("member:jpn"))->number,
        .account = 2,
        .made = 1,
    };
    assert_true(rule_add(&world.store, &rule, &number, &err));
    made_world_commit(&world);
}

/* Tools number `from` to `from + count`, each with more members. */
static void many_tools(int from, int count, const char *marking, const char *more)
{
    for (int i = from; i < from + count; i++) {
        char id[64];
        char words[400];
        snprintf(id, sizeof id, "tool--00000000-0000-4000-8000-%012d", i);
        snprintf(words, sizeof words, "\"name\":\"tool %d\"%s", i, more);
        take("usa", "members", id, "01", marking, words);
    }
}

/* Versions "00.0002", "00.0004", … of a tool; odd ones lie between. */
static void many_versions(const char *id, int count)
{
    for (int i = 1; i <= count; i++) {
        char time[16];
        snprintf(time, sizeof time, "00.%04d", 2 * i);
        tool("usa", id, time, QUOTED(CLEAR), "a version");
    }
}

static void hub(int number, const char *time, const char *more)
{
    char id[64];
    char words[400];
    snprintf(id, sizeof id, HUB, number);
    snprintf(words, sizeof words, "\"name\":\"hub %d\",\"identity_class\":\"group\"%s", number,
             more);
    take("usa", "members", id, time, QUOTED(CLEAR), words);
}

/* What the database has done since. */
static struct sql_counts since(struct sql_counts before)
{
    struct sql_counts now = sql_counts(world.store.db);
    return (struct sql_counts){.questions = now.questions - before.questions,
                               .rows = now.rows - before.rows,
                               .steps = now.steps - before.steps};
}

static struct sql_counts now(void)
{
    return sql_counts(world.store.db);
}

/* Those with many come second and find some ids known already: never more, but for a few steps. */
static void assert_same(struct sql_counts few, struct sql_counts many)
{
    if (many.questions > few.questions || many.rows > few.rows ||
        many.steps > few.steps + few.steps / 10)
        fail_msg("with few %llu questions, %llu rows, %llu steps; with many %llu, %llu, %llu",
                 (unsigned long long)few.questions, (unsigned long long)few.rows,
                 (unsigned long long)few.steps, (unsigned long long)many.questions,
                 (unsigned long long)many.rows, (unsigned long long)many.steps);
}

static void a_newer_version(void **state)
{
    (void)state;
    many_versions(ID("01"), FEW);
    many_versions(ID("02"), MANY);
    struct sql_counts before = now();
    tool("usa", ID("01"), "59", QUOTED(CLEAR), "the newest");
    struct sql_counts few = since(before);
    before = now();
    tool("usa", ID("02"), "59", QUOTED(CLEAR), "the newest");
    struct sql_counts many = since(before);
    /* how many its poster has is counted in an index */
    assert_int_equal(few.questions, many.questions);
    assert_int_equal(few.rows, many.rows);
    assert_true(many.steps < few.steps + 10 * MANY);
}

/* One in between, which changes nothing: its row, and what is known of each other one; no bytes, no
 * second question of any. */
static void an_older_version(void **state)
{
    (void)state;
    many_versions(ID("01"), FEW);
    many_versions(ID("02"), MANY);
    struct sql_counts before = now();
    tool("usa", ID("01"), "00.0007", QUOTED(CLEAR), "late");
    struct sql_counts few = since(before);
    before = now();
    tool("usa", ID("02"), "00.0007", QUOTED(CLEAR), "late");
    struct sql_counts many = since(before);
    assert_int_equal(few.questions, many.questions);
    assert_int_equal(many.rows - few.rows, MANY - FEW);
}

static void what_names_a_hub(void **state)
{
    (void)state;
    add_rule("tool");
    add_rule("identity");
    hub(1, "01", "");
    hub(2, "01", "");
    many_tools(0, FEW, QUOTED(CLEAR), NAMES("1"));
    many_tools(1000, MANY, QUOTED(CLEAR), NAMES("2"));
    assert_true(sees("member:jpn", "tool 1399"));
    struct sql_counts before = now();
    many_tools(5000, 1, QUOTED(CLEAR), NAMES("1"));
    struct sql_counts few = since(before);
    before = now();
    many_tools(5001, 1, QUOTED(CLEAR), NAMES("2"));
    assert_same(few, since(before));
    before = now();
    hub(1, "02", ""); /* a newer version of what goes */
    few = since(before);
    before = now();
    hub(2, "02", "");
    assert_same(few, since(before));
}

/* A hub for which many wait, and which waits itself for what is not here: all its versions are
 * denied without a look at them. */
static void a_hub_that_waits(void **state)
{
    (void)state;
    static const char waits[] = ",\"x_ref\":\"" MISSING "\"";
    add_rule("tool");
    add_rule("identity");
    hub(1, "01", waits);
    hub(2, "01", waits);
    many_tools(0, FEW, QUOTED(CLEAR), NAMES("1"));
    many_tools(1000, MANY, QUOTED(CLEAR), NAMES("2"));
    assert_false(sees("member:jpn", "tool 1399"));
    struct sql_counts before = now();
    hub(1, "02", waits);
    struct sql_counts few = since(before);
    before = now();
    hub(2, "02", waits);
    assert_same(few, since(before));
}

/* The third content of a definition, which was a fork already; a newer one that says the same. */
static void a_definition_that_changes_nothing(void **state)
{
    (void)state;
    many_tools(0, FEW, TWO(CLEAR, MARK("01")), "");
    many_tools(1000, MANY, TWO(CLEAR, MARK("02")), "");
    statement(MARK("01"), "01", "");
    statement(MARK("02"), "01", "");
    struct sql_counts before = now();
    statement(MARK("01"), "02", "");
    struct sql_counts few = since(before);
    before = now();
    statement(MARK("02"), "02", "");
    assert_same(few, since(before));
    statement(MARK("01"), "02", ",\"lang\":\"en\"");
    statement(MARK("02"), "02", ",\"lang\":\"en\"");
    before = now();
    statement(MARK("01"), "02", ",\"lang\":\"ja\"");
    few = since(before);
    before = now();
    statement(MARK("02"), "02", ",\"lang\":\"ja\"");
    assert_same(few, since(before));
}

/* One of those that carry a definition, which only jpn has: nothing is looked through for kor. */
static void a_hidden_one(void **state)
{
    (void)state;
    add_rule("tool");
    statement(MARK("01"), "01", "");
    statement(MARK("02"), "01", "");
    many_tools(0, FEW, TWO(CLEAR, MARK("01")), "");
    many_tools(1000, MANY, TWO(CLEAR, MARK("02")), "");
    assert_true(sees("member:jpn", "tool 1001"));
    struct sql_counts before = now();
    assert_true(hide("members", "tool--00000000-0000-4000-8000-000000000001"));
    struct sql_counts few = since(before);
    before = now();
    assert_true(hide("members", "tool--00000000-0000-4000-8000-000000001001"));
    assert_same(few, since(before));
    assert_true(sees("member:jpn", "words of"));
}

/* A definition for all with as many originators as one may have, none of them in another. */
static const char *many_originators(unsigned number)
{
    enum { NAME_BYTES = 64 };
    struct span *names = arena_array(&arena, MARKING_NAMES_MAX, sizeof *names);
    char *text = arena_alloc(&arena, (size_t)MARKING_NAMES_MAX * NAME_BYTES);
    struct rel_marking rel = {.rel = {.all = true}};
    struct dynbuf json;
    struct object marking;
    for (unsigned i = 0; i < MARKING_NAMES_MAX; i++, text += NAME_BYTES) {
        snprintf(text, NAME_BYTES, "identity--00000000-0000-4000-8000-%06x%06x", number, i);
        names[i] = span_text(text);
    }
    rel.orcon = (struct marking_set){.names = names, .count = MARKING_NAMES_MAX};
    dynbuf_init(&json, 1 << 16);
    assert_true(rel_make(&json, &rel, &err));
    assert_true(object_read(dynbuf_bytes(&json), &arena, &marking, &err));
    made_take(&world, "members", dynbuf_bytes(&json));
    const char *id = arena_text(&arena, marking.id);
    dynbuf_release(&json);
    return id;
}

/* Of an object with many versions it takes no more memory than there is: what is answered would
 * tell that it is here. */
static void raised_as_often_as_can_be(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 120; i++) {
        char time[16];
        snprintf(time, sizeof time, "00.%04u", i);
        tool("usa", ID("01"), time, QUOTED(GREEN), "a version");
    }
    for (unsigned i = 0; i < OVERLAYS_OF_MAX; i++) {
        const struct gate_raise raise = {.id = span_text(ID("01")),
                                         .rel = span_text(many_originators(i)),
                                         .actor = span_text("olga")};
        int64_t leaf = 0;
        if (!gate_raise(&world.writer, &raise, &leaf, &err))
            fail_msg("%s", err.text);
    }
    tool("usa", ID("01"), "01", QUOTED(GREEN), "one more");
    assert_int_equal(made_release(&world, ID("01"), "", "member:jpn"), GATE_MARKING);
}

/* What is marked with it has it read: it is not taken when it is large. */
static void a_definition_is_small(void **state)
{
    (void)state;
    struct dynbuf json;
    dynbuf_init(&json, 1 << 20);
    dynbuf_text(&json, "{\"type\":\"marking-definition\",\"spec_version\":\"2.1\",\"id\":\"" MARK(
                           "01") "\",\"created\":\"2026-01-01T00:00:00Z\",\"definition_type\":"
                                 "\"statement\",\"definition\":{\"statement\":\"");
    for (int i = 0; i < DEFINITION_BYTES_MAX; i++)
        dynbuf_char(&json, 'a');
    dynbuf_text(&json, "\"}}");
    assert_false(made_try(&world, "usa", "members", dynbuf_bytes(&json), &err));
    assert_error(err, ERROR_LIMIT, "marking-definition: over 65536 bytes");
    dynbuf_release(&json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_newer_version, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(an_older_version, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(what_names_a_hub, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(a_hub_that_waits, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(a_definition_that_changes_nothing, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(a_hidden_one, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(raised_as_often_as_can_be, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(a_definition_is_small, posts_begin, posts_end),
    };
    return RUN_ALL("gate costs", tests);
}
