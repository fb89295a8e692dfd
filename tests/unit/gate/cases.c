/* Cases that the random worlds do not have: import records, RED and its persons, standing rules,
 * marking definitions that come late, variants of cyber-observables, duplicates, what is logged. */
#include "base/limits.h"
#include "intel/rel.h"
#include "log/record.h"
#include "made_world.h"

static struct made_world world;
static struct error err;
static struct arena arena;

#define ID(number) "tool--00000000-0000-4000-8000-0000000000" number
#define GREEN      "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
#define CLEAR      "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"
#define RED        "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"
#define STATEMENT  "marking-definition--00000000-0000-4000-8000-0000000000f1"

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

/* A tool of a number and a second of its version; `creator` and `markings` may be NULL. */
static void tool(const char *id, unsigned second, const char *creator, const char *markings,
                 const char *name)
{
    struct dynbuf json;
    dynbuf_init(&json, 1 << 16);
    dynbuf_format(&json,
                  "{\"type\":\"tool\",\"spec_version\":\"2.1\",\"id\":\"%s\","
                  "\"created\":\"2026-01-01T00:00:00Z\",\"modified\":\"2026-01-01T00:00:%02uZ\","
                  "\"name\":\"%s\"",
                  id, second, name);
    if (creator != NULL)
        dynbuf_format(&json, ",\"created_by_ref\":\"%s\"", creator);
    if (markings != NULL)
        dynbuf_format(&json, ",\"object_marking_refs\":[%s]", markings);
    dynbuf_text(&json, "}");
    made_take(&world, "members", dynbuf_bytes(&json));
    dynbuf_release(&json);
}

static bool sees(const char *audience, const char *words)
{
    struct released_page page = made_page(&world, audience, &arena);
    for (size_t i = 0; i < page.count; i++) {
        struct span bytes = released_bytes(page.objects[i]);
        if (memmem(bytes.data, bytes.size, words, strlen(words)) != NULL)
            return true;
    }
    return false;
}

static void anothers_object_is_for_own_people(void **state)
{
    (void)state;
    tool(ID("01"), 1, MADE_JPN, "\"" CLEAR "\"", "of japan");
    tool(ID("02"), 1, "identity--00000000-0000-4000-8000-0000000000ee", "\"" CLEAR "\"",
         "of nobody");
    assert_true(sees("own", "of japan") && sees("own", "of nobody"));
    assert_int_equal(made_release(&world, ID("01"), "", "member:kor"), GATE_RELAYED);
    assert_int_equal(made_release(&world, ID("02"), "", "public"), GATE_RELAYED);
    assert_false(sees("member:kor", "of japan") || sees("public", "of nobody"));
}

static void red_of_others_is_for_persons(void **state)
{
    (void)state;
    struct span akira = span_text(MADE_AKIRA);
    struct span usa = span_text("usa");
    const struct rel_marking rel = {.rel = {.names = &usa, .count = 1},
                                    .persons = {.names = &akira, .count = 1}};
    struct dynbuf json;
    struct object marking;
    char markings[200];
    dynbuf_init(&json, 1 << 16);
    assert_true(rel_make(&json, &rel, &err));
    assert_true(object_read(dynbuf_bytes(&json), &arena, &marking, &err));
    made_take(&world, "members", dynbuf_bytes(&json));
    snprintf(markings, sizeof markings, "\"%.*s\",\"" RED "\"", (int)marking.id.size,
             (const char *)marking.id.data);
    tool(ID("01"), 1, MADE_JPN, markings, "for akira");
    tool(ID("02"), 1, MADE_USA, markings, "our own red");
    assert_false(sees("own", "for akira"));
    assert_true(sees("person:" MADE_AKIRA, "for akira"));
    assert_true(sees("own", "our own red"));
    dynbuf_release(&json);
}

static void add_rule_of(int64_t account, const char *kind, enum tlp tlp, const char *audience)
{
    int64_t number = 0;
    const struct release_rule rule = {
        .kind = span_text(kind),
        .tlp = tlp,
        .audience = world_audience_parse(world.world, span_text(audience))->number,
        .account = account,
        .made = 1,
    };
    assert_true(rule_add(&world.store, &rule, &number, &err));
    made_world_commit(&world);
}

static void add_rule(const char *kind, enum tlp tlp, const char *audience)
{
    add_rule_of(2, kind, tlp, audience); /* account 1 posts */
}

/* Nobody approves their own act, not beforehand either; the operator's account is none. */
static void own_rules_release_nothing(void **state)
{
    (void)state;
    add_rule_of(1, "tool", TLP_CLEAR, "member:jpn");
    tool(ID("01"), 1, NULL, "\"" CLEAR "\"", "mine");
    assert_false(sees("member:jpn", "mine"));
    add_rule_of(0, "tool", TLP_CLEAR, "member:jpn");
    tool(ID("01"), 1, NULL, "\"" CLEAR "\"", "mine");
    assert_true(sees("member:jpn", "mine"));
}

static void standing_rules_release_at_once(void **state)
{
    (void)state;
    add_rule("tool", TLP_CLEAR, "member:jpn");
    tool(ID("01"), 1, NULL, "\"" CLEAR "\"", "low enough");
    tool(ID("02"), 1, NULL, "\"" GREEN "\"", "too high");
    tool(ID("03"), 1, NULL, NULL, "not marked");
    assert_true(sees("member:jpn", "low enough"));
    assert_false(sees("member:jpn", "too high") || sees("member:jpn", "not marked"));
    assert_false(sees("member:kor", "low enough") || sees("public", "low enough"));
    tool(ID("01"), 2, NULL, "\"" CLEAR "\"", "a second version");
    assert_true(sees("member:jpn", "a second version"));
    tool(ID("01"), 3, NULL, "\"" GREEN "\"", "marked higher");
    assert_false(sees("member:jpn", "marked higher"));
    assert_true(sees("member:jpn", "low enough")); /* GREEN still reaches a member */
    add_rule("tool", TLP_CLEAR, "public");
    tool(ID("04"), 1, NULL, "\"" CLEAR "\"", "for the public");
    assert_true(sees("public", "for the public"));
    tool(ID("04"), 2, NULL, "\"" GREEN "\"", "no more");
    assert_false(sees("public", "for the public")); /* recalled: the newest governs */
    assert_true(sees("own", "for the public") && sees("own", "no more"));
}

/* v2 counts as GREEN, as v1 was: a rule for CLEAR does not release it. */
static void rules_look_at_what_counts(void **state)
{
    (void)state;
    add_rule("tool", TLP_CLEAR, "member:jpn");
    tool(ID("01"), 1, NULL, "\"" GREEN "\"", "green");
    tool(ID("01"), 2, NULL, "\"" CLEAR "\"", "lowered, unsigned");
    assert_false(sees("member:jpn", "lowered, unsigned"));
    assert_int_equal(made_release(&world, ID("01"), "", "member:jpn"), GATE_ALLOWED);
    assert_true(sees("member:jpn", "lowered, unsigned"));
}

static void attributions_go_by_no_rule(void **state)
{
    (void)state;
    static const char json[] =
        "{\"type\":\"relationship\",\"spec_version\":\"2.1\","
        "\"id\":\"relationship--00000000-0000-4000-8000-000000000001\","
        "\"created\":\"2026-01-01T00:00:00Z\",\"modified\":\"2026-01-01T00:00:00Z\","
        "\"relationship_type\":\"attributed-to\",\"source_ref\":\"" ID(
            "01") "\","
                  "\"target_ref\":\"" ID("01") "\",\"object_marking_refs\":[\"" CLEAR "\"]}";
    add_rule("relationship", TLP_CLEAR, "public");
    add_rule("tool", TLP_CLEAR, "public");
    tool(ID("01"), 1, NULL, "\"" CLEAR "\"", "a tool");
    made_take(&world, "members", span_text(json));
    assert_true(sees("public", "a tool"));
    assert_false(sees("public", "attributed-to"));
    assert_int_equal(
        made_release(&world, "relationship--00000000-0000-4000-8000-000000000001", "", "public"),
        GATE_ALLOWED);
    assert_true(sees("public", "attributed-to"));
}

static void statement(const char *own_marking)
{
    struct dynbuf json;
    dynbuf_init(&json, 1 << 16);
    dynbuf_format(&json,
                  "{\"type\":\"marking-definition\",\"spec_version\":\"2.1\",\"id\":\"" STATEMENT
                  "\",\"created\":\"2026-01-01T00:00:00Z\",\"definition_type\":\"statement\","
                  "\"definition\":{\"statement\":\"Copyright\"}%s}",
                  own_marking);
    made_take(&world, "members", dynbuf_bytes(&json));
    dynbuf_release(&json);
}

static void definitions_travel_and_may_come_late(void **state)
{
    (void)state;
    tool(ID("01"), 1, NULL, "\"" CLEAR "\",\"" STATEMENT "\"", "with a statement");
    assert_int_equal(made_release(&world, ID("01"), "", "member:jpn"), GATE_MARKING);
    assert_false(sees("member:jpn", "with a statement"));
    statement("");
    assert_true(sees("member:jpn", "with a statement"));
    assert_true(sees("member:jpn", "Copyright"));
    assert_false(sees("member:kor", "Copyright"));
}

/* A rule says the same of what comes before its marking definition and of what comes after. */
static void rules_wait_for_definitions(void **state)
{
    (void)state;
    add_rule("tool", TLP_CLEAR, "member:jpn");
    tool(ID("01"), 1, NULL, "\"" CLEAR "\",\"" STATEMENT "\"", "before its statement");
    assert_false(sees("member:jpn", "before its statement"));
    statement("");
    assert_true(sees("member:jpn", "before its statement"));
}

static void a_definitions_own_marking_counts(void **state)
{
    (void)state;
    statement(",\"object_marking_refs\":[\"" GREEN "\"]");
    tool(ID("01"), 1, NULL, "\"" CLEAR "\",\"" STATEMENT "\"", "as green as its statement");
    assert_int_equal(made_release(&world, ID("01"), "", "public"), GATE_REACH);
    assert_int_equal(made_release(&world, ID("01"), "", "member:jpn"), GATE_ALLOWED);
}

static void definitions_in_a_cycle_deny(void **state)
{
    (void)state;
    statement(",\"object_marking_refs\":[\"" STATEMENT "\"]");
    tool(ID("01"), 1, NULL, "\"" CLEAR "\",\"" STATEMENT "\"", "marked by a cycle");
    assert_int_equal(made_release(&world, ID("01"), "", "member:jpn"), GATE_MARKING);
}

static void variants_stand_beside_each_other(void **state)
{
    (void)state;
    static const char *const urls[] = {
        "{\"type\":\"url\",\"spec_version\":\"2.1\",\"id\":\"url--00000000-0000-4000-8000-00000000"
        "0001\",\"value\":\"http://x.example/\",\"object_marking_refs\":[\"" CLEAR "\"]}",
        "{\"type\":\"url\",\"spec_version\":\"2.1\",\"id\":\"url--00000000-0000-4000-8000-00000000"
        "0001\",\"value\":\"http://x.example/\",\"defanged\":false,\"object_marking_refs\":["
        "\"" GREEN "\"]}"};
    add_rule("url", TLP_CLEAR, "public");
    made_take(&world, "members", span_text(urls[0]));
    made_take(&world, "members", span_text(urls[1]));
    assert_true(sees("own", "defanged"));
    assert_true(sees("public", "x.example"));
    assert_false(sees("public", "defanged"));
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

static void duplicates_change_nothing(void **state)
{
    (void)state;
    static const char versions[] = "SELECT COUNT(*) FROM version";
    static const char leaves[] = "SELECT COUNT(*) FROM leaf";
    tool(ID("01"), 1, NULL, "\"" CLEAR "\"", "once");
    int64_t leaf_count = count_of(leaves);
    tool(ID("01"), 1, NULL, "\"" CLEAR "\"", "once");
    assert_int_equal(count_of(versions), 1);
    assert_int_equal(count_of(leaves), leaf_count);
    assert_int_equal(made_page(&world, "own", &arena).count, 1);
}

static void what_comes_after_a_revocation_is_late(void **state)
{
    (void)state;
    static const char revoked[] = "{\"type\":\"tool\",\"spec_version\":\"2.1\",\"id\":\"" ID(
        "01") "\",\"revoked\":true,"
              "\"created\":\"2026-01-01T00:00:00Z\",\"modified\":\"2026-01-01T00:00:05Z\","
              "\"name\":\"revoked\",\"object_marking_refs\":[\"" CLEAR "\"]}";
    add_rule("tool", TLP_CLEAR, "member:jpn");
    tool(ID("01"), 9, NULL, "\"" CLEAR "\"", "later");
    assert_true(sees("member:jpn", "later"));
    made_take(&world, "members", span_text(revoked)); /* it comes last, and is older */
    assert_true(sees("member:jpn", "revoked"));
    assert_false(sees("member:jpn", "later"));
    assert_true(sees("own", "later"));
}

static void releases_are_logged_with_who_and_why(void **state)
{
    (void)state;
    struct stored_leaf stored;
    struct leaf leaf;
    struct record record;
    uint64_t count = 0;
    tool(ID("01"), 1, NULL, "\"" CLEAR "\"", "a tool");
    assert_int_equal(made_release(&world, ID("01"), "", "member:jpn"), GATE_ALLOWED);
    made_world_commit(&world);
    assert_true(leaves_count(&world.store, &count, &err));
    assert_true(leaves_read(&world.store, count - 1, &arena, &stored, &err));
    assert_true(leaf_parse(stored.leaf, "leaf", &leaf, &err));
    assert_int_equal(leaf.kind, LEAF_RELEASED);
    struct log_hash commitment;
    leaf_commit(stored.salt.data, stored.record, &commitment);
    assert_true(log_hash_equal(&commitment, &leaf.commitment));
    assert_true(record_parse(stored.record, "record", &record, &err));
    assert_true(span_is(record.values[RECORD_OBJECT], ID("01")));
    assert_true(span_is(record.values[RECORD_AUDIENCE], "member:jpn"));
    assert_true(span_is(record.values[RECORD_RULE], "release"));
    assert_true(span_is(record.values[RECORD_ACTOR], "olga"));
}

static void who_sees_it_and_why(void **state)
{
    (void)state;
    struct gate_verdict *verdicts = NULL;
    tool(ID("01"), 1, NULL, "\"" GREEN "\"", "a tool");
    made_release(&world, ID("01"), "", "member:jpn");
    made_release(&world, ID("01"), "", "public");
    assert_true(gate_who(&world.writer, span_text(ID("01")), span_text(""), span_text(""), &arena,
                         &verdicts, &err));
    for (size_t i = 0; i < world.world->audience_count; i++) {
        const struct stored_audience *audience = verdicts[i].audience;
        enum gate_reason wanted = audience->class == AUDIENCE_OWN      ? GATE_ALLOWED
                                  : audience->class == AUDIENCE_PUBLIC ? GATE_REACH
                                  : span_is(audience->name, "jpn")     ? GATE_ALLOWED
                                                                       : GATE_NOT_RELEASED;
        assert_int_equal(verdicts[i].reason, wanted);
        assert_true((verdicts[i].leaf >= 0) ==
                    (wanted == GATE_ALLOWED && audience->class == AUDIENCE_MEMBER));
    }
    assert_false(gate_who(&world.writer, span_text(ID("99")), span_text(""), span_text(""), &arena,
                          &verdicts, &err));
    assert_int_equal(err.code, ERROR_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(anothers_object_is_for_own_people, begin, end),
        cmocka_unit_test_setup_teardown(red_of_others_is_for_persons, begin, end),
        cmocka_unit_test_setup_teardown(own_rules_release_nothing, begin, end),
        cmocka_unit_test_setup_teardown(standing_rules_release_at_once, begin, end),
        cmocka_unit_test_setup_teardown(rules_look_at_what_counts, begin, end),
        cmocka_unit_test_setup_teardown(rules_wait_for_definitions, begin, end),
        cmocka_unit_test_setup_teardown(attributions_go_by_no_rule, begin, end),
        cmocka_unit_test_setup_teardown(definitions_travel_and_may_come_late, begin, end),
        cmocka_unit_test_setup_teardown(a_definitions_own_marking_counts, begin, end),
        cmocka_unit_test_setup_teardown(definitions_in_a_cycle_deny, begin, end),
        cmocka_unit_test_setup_teardown(variants_stand_beside_each_other, begin, end),
        cmocka_unit_test_setup_teardown(duplicates_change_nothing, begin, end),
        cmocka_unit_test_setup_teardown(what_comes_after_a_revocation_is_late, begin, end),
        cmocka_unit_test_setup_teardown(releases_are_logged_with_who_and_why, begin, end),
        cmocka_unit_test_setup_teardown(who_sees_it_and_why, begin, end),
    };
    return RUN_ALL("gate cases", tests);
}
