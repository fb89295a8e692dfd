/* Rules, organisations, identities and keys that change: what is stored, logged, decided anew, and
 * when others see the new world. */
#include "gate/policy.h"

#include "base/limits.h"
#include "intel/rel.h"
#include "log/record.h"
#include "posts.h"

static const struct gate_by by = {.actor = {(const unsigned char *)"olga", 4},
                                  .second = {(const unsigned char *)"viktor", 6}};
static const char leaves[] = "SELECT COUNT(*) FROM leaf";

#define OFFICE "identity--00000000-0000-4000-8000-0000000000a9"

/* The last leaf is of the kind, and its record says so in its lines. */
static void logged(enum leaf_kind kind, const char *lines)
{
    struct stored_leaf stored;
    struct leaf leaf;
    assert_true(leaves_read(&world.store, (uint64_t)count_of(leaves) - 1, &arena, &stored, &err));
    assert_true(leaf_parse(stored.leaf, "leaf", &leaf, &err));
    assert_int_equal(leaf.kind, kind);
    if (memmem(stored.record.data, stored.record.size, lines, strlen(lines)) == NULL)
        fail_msg("%.*s", (int)stored.record.size, (const char *)stored.record.data);
}

static int64_t audience(const char *words)
{
    return world_audience_parse(world.writer.world, span_text(words))->number;
}

static bool rule_is_new; /* the last one */

static int64_t add_rule(const char *kind, int64_t role, const char *to)
{
    struct release_rule made;
    const struct release_rule rule = {.kind = span_text(kind),
                                      .role = role,
                                      .tlp = TLP_GREEN,
                                      .audience = audience(to),
                                      .account = 2};
    if (!gate_rule_add(&world.writer, &rule, &by, &made, &rule_is_new, &err))
        fail_msg("%s", err.text);
    return made.number;
}

/* What differs from it in anything is another rule. */
static void an_equal_rule_is_the_one_that_stands(void **state)
{
    struct release_rule first, again;
    const struct release_rule rule = {.kind = span_text("tool"),
                                      .tlp = TLP_GREEN,
                                      .audience = audience("member:jpn"),
                                      .account = 2};
    (void)state;
    assert_true(gate_rule_add(&world.writer, &rule, &by, &first, &rule_is_new, &err));
    assert_true(rule_is_new);
    int64_t before = count_of(leaves);
    struct release_rule other = rule;
    assert_true(gate_rule_add(&world.writer, &other, &by, &again, &rule_is_new, &err));
    assert_false(rule_is_new);
    assert_int_equal(again.number, first.number);
    assert_int_equal(again.made, first.made);
    assert_int_equal(count_of(leaves), before);
    assert_int_equal(world.writer.world->rule_count, 1);
    assert_true(add_rule("tool", 1, "member:jpn") != first.number && rule_is_new);
    assert_true(add_rule("tool", 0, "member:kor") != first.number && rule_is_new);
    assert_true(add_rule("note", 0, "member:jpn") != first.number && rule_is_new);
    other.account = 3; /* other posts go by it than by the first */
    assert_true(gate_rule_add(&world.writer, &other, &by, &again, &rule_is_new, &err));
    assert_true(rule_is_new);
    other.tlp = TLP_CLEAR;
    assert_true(gate_rule_add(&world.writer, &other, &by, &again, &rule_is_new, &err));
    assert_true(rule_is_new);
    assert_int_equal(count_of(leaves), before + 5);
    assert_true(gate_rule_end(&world.writer, first.number, &by, &err));
    assert_true(add_rule("tool", 0, "member:jpn") != first.number && rule_is_new);
}

/* A rule is about what is posted from then on, also what is posted again; ended, it takes nothing
 * back. */
static void rules_act_from_then_on(void **state)
{
    (void)state;
    tool("usa", ID("01"), "01", QUOTED(GREEN), "before");
    int64_t rule = add_rule("tool", 1, "member:jpn");
    logged(LEAF_POLICY, "audience member:jpn\nrule rule 1\nactor olga\nsecond viktor\n"
                        "subject set: tool up to TLP:GREEN by role 1\n");
    assert_false(sees("member:jpn", "before"));
    tool("usa", ID("02"), "01", QUOTED(GREEN), "after"); /* in the same transaction */
    assert_true(sees("member:jpn", "after"));
    tool("usa", ID("01"), "01", QUOTED(GREEN), "before");
    assert_true(sees("member:jpn", "before"));
    assert_true(gate_rule_end(&world.writer, rule, &by, &err));
    logged(LEAF_POLICY, "subject ended: tool");
    tool("usa", ID("03"), "01", QUOTED(GREEN), "too late");
    assert_false(sees("member:jpn", "too late"));
    assert_true(sees("member:jpn", "after"));
    assert_false(gate_rule_end(&world.writer, rule, &by, &err));
    assert_int_equal(err.code, ERROR_NOT_FOUND);
}

static void rules_that_cannot_be(void **state)
{
    (void)state;
    const struct release_rule rules[] = {
        {.kind = span_text("Tool"), .audience = audience("public")},
        {.kind = span_text("tool"), .tlp = TLP_RED + 1, .audience = audience("public")},
        {.kind = span_text("tool"), .tlp = -1, .audience = audience("public")},
        {.kind = span_text("tool"), .audience = audience("own")},
        {.kind = span_text("tool"), .audience = 99},
    };
    struct release_rule made;
    int64_t before = count_of(leaves);
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        assert_false(gate_rule_add(&world.writer, &rules[i], &by, &made, &rule_is_new, &err));
        assert_int_equal(err.code, ERROR_VALUE);
    }
    assert_int_equal(count_of(leaves), before);
    assert_int_equal(world.writer.world->rule_count, 0);
}

static bool put_org(enum org_kind kind, const char *name, struct span key)
{
    const struct org org = {.kind = kind, .name = span_text(name), .public_key = key};
    int64_t number = 0;
    return gate_org_put(&world.writer, &org, &by, &number, &err) && number > 0;
}

/* Who joins gets nothing older by itself, not even by a rule that names it from now on. */
static void a_member_joins(void **state)
{
    (void)state;
    tool("usa", ID("01"), "01", QUOTED(GREEN), "before");
    assert_true(put_org(ORG_MEMBER, "aus", (struct span){0}));
    logged(LEAF_POLICY, "rule organisation\nactor olga\nsecond viktor\nsubject member:aus\n");
    assert_false(sees_in(view_for("member:jpn", "", "members"), VERSION_ALL, "before"));
    made_world_commit(&world);
    assert_false(sees("member:aus", "before"));
    add_rule("tool", 0, "member:aus");
    tool("usa", ID("02"), "01", QUOTED(GREEN), "after");
    made_world_commit(&world);
    assert_true(sees("member:aus", "after"));
    assert_int_equal(made_release(&world, ID("01"), "", "member:aus"), GATE_ALLOWED);
}

static void keys_are_put_and_changed(void **state)
{
    (void)state;
    unsigned char bytes[ORG_KEY_BYTES] = {1};
    const struct span key = span_of(bytes, sizeof bytes);
    assert_true(put_org(ORG_DESK, "bourse", key));
    logged(LEAF_KEY, "subject desk:bourse\n");
    const struct org *org = world_org_named(world.writer.world, span_text("bourse"));
    assert_true(span_equal(org->public_key, key));
    int64_t before = count_of(leaves);
    assert_true(put_org(ORG_DESK, "bourse", key));
    assert_int_equal(count_of(leaves), before);
    assert_true(put_org(ORG_DESK, "bourse", (struct span){0}));
    logged(LEAF_KEY, "subject desk:bourse\n");
    assert_true(put_org(ORG_MEMBER, "usa", key));
    logged(LEAF_KEY, "subject member:usa\n");
    made_world_commit(&world);
    assert_null(world_audience_parse(world.world, span_text("member:usa")));
    assert_non_null(world_audience_parse(world.world, span_text("desk:bourse")));
}

static void orgs_that_cannot_be(void **state)
{
    (void)state;
    static const struct {
        enum org_kind kind;
        const char *name;
        enum error_code code;
    } orgs[] = {
        {ORG_MEMBER, "USA", ERROR_VALUE},       {ORG_MEMBER, "", ERROR_VALUE},
        {ORG_MEMBER, "u", ERROR_VALUE},         {ORG_DESK, "", ERROR_VALUE},
        {ORG_DESK, "a\nb", ERROR_VALUE},        {ORG_DESK, "\xff", ERROR_VALUE},
        {ORG_MEMBER, "market", ERROR_CONFLICT}, {ORG_DESK, "jpn", ERROR_CONFLICT},
    };
    for (size_t i = 0; i < sizeof orgs / sizeof orgs[0]; i++) {
        assert_false(put_org(orgs[i].kind, orgs[i].name, (struct span){0}));
        assert_int_equal(err.code, orgs[i].code);
    }
    assert_false(put_org(ORG_DESK, "bourse", span_text("short")));
    assert_int_equal(err.code, ERROR_VALUE);
}

/* What was kept under an import record becomes the org's own when the identity is known. */
static void an_identity_becomes_known(void **state)
{
    (void)state;
    static const char more[] = "\"name\":\"of an office\",\"created_by_ref\":\"" OFFICE "\"";
    take("usa", "members", ID("01"), "01", QUOTED(GREEN), more);
    take("usa", "members", OFFICE, "01", QUOTED(CLEAR), "\"name\":\"office\"");
    assert_int_equal(made_release(&world, OFFICE, "", "member:jpn"), GATE_ALLOWED);
    assert_int_equal(made_release(&world, ID("01"), "", "member:jpn"), GATE_RELAYED);
    assert_true(gate_identity_put(&world.writer, span_text(OFFICE), world.world->own, &by, &err));
    assert_true(sees("member:jpn", "of an office"));
    int64_t before = count_of(leaves);
    assert_true(gate_identity_put(&world.writer, span_text(OFFICE), world.world->own, &by, &err));
    assert_int_equal(count_of(leaves), before);
    const struct org *jpn = world_org_named(world.world, span_text("jpn"));
    assert_false(gate_identity_put(&world.writer, span_text(OFFICE), jpn->number, &by, &err));
    assert_int_equal(err.code, ERROR_CONFLICT);
    assert_false(gate_identity_put(&world.writer, span_text(ID("01")), jpn->number, &by, &err));
    assert_int_equal(err.code, ERROR_VALUE);
    assert_false(gate_identity_put(&world.writer, span_text(MADE_AKIRA), 99, &by, &err));
    assert_int_equal(err.code, ERROR_NOT_FOUND);
}

/* Another's object is another's from then on. */
static void an_identity_of_another(void **state)
{
    (void)state;
    static const char more[] = "\"name\":\"of kor\",\"created_by_ref\":\"" OFFICE "\"";
    const struct org *kor = world_org_named(world.world, span_text("kor"));
    const char *red = red_marking(MADE_AKIRA, true);
    take("usa", "members", ID("01"), "01", red, more);
    assert_false(sees("own", "of kor"));
    assert_true(gate_identity_put(&world.writer, span_text(OFFICE), kor->number, &by, &err));
    logged(LEAF_POLICY, "object " OFFICE "\nrule identity\nactor olga\nsecond viktor\n"
                        "subject member:kor\n");
    assert_false(sees("own", "of kor"));
    take("kor", "members", ID("01"), "01", red, more);
    assert_true(made_try(&world, "kor", "members",
                         span_text("{\"type\":\"tool\",\"spec_version\":\"2.1\",\"id\":\"" ID(
                             "02") "\",\"name\":\"n\",\"created\":\"2026-01-01T00:00:00Z\","
                                   "\"modified\":\"2026-01-01T00:00:00Z\","
                                   "\"created_by_ref\":\"" OFFICE "\"}"),
                         &err));
}

/* The own member's originators need not approve: what waits for one goes when it becomes known. */
static void an_originator_becomes_known(void **state)
{
    (void)state;
    struct span names[] = {span_text("jpn"), span_text("kor")};
    struct span office = span_text(OFFICE);
    const struct rel_marking rel = {.rel = {.names = names, .count = 2},
                                    .orcon = {.names = &office, .count = 1}};
    char markings[200];
    struct dynbuf json;
    struct object marking;
    dynbuf_init(&json, 1 << 16);
    assert_true(rel_make(&json, &rel, &err));
    made_take(&world, "members", dynbuf_bytes(&json));
    assert_true(object_read(dynbuf_bytes(&json), &arena, &marking, &err));
    snprintf(markings, sizeof markings, "\"%.*s\",\"" GREEN "\"", (int)marking.id.size,
             (const char *)marking.id.data);
    tool("usa", ID("01"), "01", markings, "waits");
    assert_int_equal(made_release(&world, ID("01"), "", "member:jpn"), GATE_ORIGINATOR);
    assert_true(gate_identity_put(&world.writer, office, world.world->own, &by, &err));
    assert_true(sees("member:jpn", "waits"));
    dynbuf_release(&json);
}

/* A store that fails in the middle, and a roll-back: nothing has changed, and it goes on. */
static void a_store_that_fails(void **state)
{
    (void)state;
    const struct release_rule rule = {.kind = span_text("tool"), .audience = audience("public")};
    const struct org org = {.kind = ORG_MEMBER, .name = span_text("aus")};
    struct release_rule made;
    int64_t number = 0;
    static const char *const tables[] = {"rule", "leaf", "org", "audience"};
    made_world_commit(&world);
    int64_t before = count_of(leaves);
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        char rename[64];
        assert_true(gate_roll_back(&world.writer, &err));
        assert_true(gate_begin(&world.writer, &err));
        snprintf(rename, sizeof rename, "ALTER TABLE %s RENAME TO away", tables[i]);
        assert_true(sql_script(world.store.db, rename, &err));
        bool both = gate_rule_add(&world.writer, &rule, &by, &made, &rule_is_new, &err) &&
                    gate_org_put(&world.writer, &org, &by, &number, &err);
        assert_false(both);
        assert_true(gate_roll_back(&world.writer, &err)); /* the table is back too */
        assert_true(gate_begin(&world.writer, &err));
        assert_int_equal(world.writer.world->rule_count, 0);
        assert_null(world_org_named(world.writer.world, span_text("aus")));
        assert_int_equal(count_of(leaves), before);
    }
    add_rule("tool", 0, "public");
    assert_true(put_org(ORG_MEMBER, "aus", (struct span){0}));
}

/* Others see the new world when it is committed, and none that is rolled back. */
static void the_world_changes_with_the_commit(void **state)
{
    (void)state;
    const struct world *before = worlds_hold(&world.worlds);
    add_rule("tool", 0, "member:jpn");
    assert_true(put_org(ORG_MEMBER, "aus", (struct span){0}));
    assert_int_equal(world.writer.world->rule_count, 1);
    const struct world *now = worlds_hold(&world.worlds);
    assert_ptr_equal(now, before);
    worlds_let_go(&world.worlds, now);
    assert_true(gate_roll_back(&world.writer, &err));
    assert_ptr_equal(world.writer.world, before);
    assert_true(gate_begin(&world.writer, &err));
    assert_null(world_org_named(world.writer.world, span_text("aus")));
    add_rule("tool", 0, "member:kor");
    assert_true(gate_commit(&world.writer, &err));
    now = worlds_hold(&world.worlds);
    assert_ptr_not_equal(now, before);
    assert_int_equal(now->rule_count, 1);
    assert_int_equal(now->generation, before->generation + 1);
    assert_int_equal(before->rule_count, 0); /* still whole */
    assert_true(span_is(world_org(before, before->own)->name, "usa"));
    worlds_let_go(&world.worlds, before);
    worlds_let_go(&world.worlds, now);
    assert_true(gate_begin(&world.writer, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rules_act_from_then_on, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(rules_that_cannot_be, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(an_equal_rule_is_the_one_that_stands, posts_begin,
                                        posts_end),
        cmocka_unit_test_setup_teardown(a_member_joins, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(keys_are_put_and_changed, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(orgs_that_cannot_be, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(an_identity_becomes_known, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(an_identity_of_another, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(an_originator_becomes_known, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(a_store_that_fails, posts_begin, posts_end),
        cmocka_unit_test_setup_teardown(the_world_changes_with_the_commit, posts_begin, posts_end),
    };
    return RUN_ALL("gate policy", tests);
}
