/* Overlays through the API: set and taken back by officers, told to whom they concern; an object
 * that the asker does not see is as one that is not there. */
#include "asked.h"

#include "intel/rel.h"

#define GREEN   "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
#define RED     "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"
#define NO_MARK "marking-definition--00000000-0000-4000-8000-000000000009"
#define TOOL    "tool--00000000-0000-4000-8000-000000000001"
#define NOTHING "tool--00000000-0000-4000-8000-0000000000ff"

static struct error err;

/* A marking definition for jpn alone, taken in as ana; its id, to be copied before the next
 * question. */
static void post_marking(char ret_id[128])
{
    struct span jpn = span_text("jpn");
    const struct rel_marking rel = {.rel = {.names = &jpn, .count = 1}};
    struct dynbuf json;
    struct object marking;
    struct arena arena;
    arena_init(&arena, 1 << 20);
    dynbuf_init(&json, 1 << 16);
    assert_true(rel_make(&json, &rel, &err) && dynbuf_char(&json, '\0'));
    assert_true(object_read(span_of(json.data, json.size - 1), &arena, &marking, &err));
    snprintf(ret_id, 128, "%.*s", (int)marking.id.size, (const char *)marking.id.data);
    ask_post(&asked, "ana", json.data);
    dynbuf_release(&json);
    arena_release(&arena);
}

/* A tool of Japan with one marking of TLP. */
static void post_tool(const char *marking)
{
    ask_post(
        &asked, "jpn-bot",
        ask_format("{\"type\":\"tool\",\"spec_version\":\"2.1\",\"id\":\"" TOOL "\","
                   "\"created\":\"2026-01-01T00:00:00Z\",\"modified\":\"2026-01-01T00:00:01Z\","
                   "\"name\":\"n\",\"created_by_ref\":\"" MADE_JPN
                   "\",\"object_marking_refs\":[\"%s\"]}%s",
                   marking, ""));
}

static unsigned raise_it(const char *who, const char *id, const char *more)
{
    return ask(&asked, who, HTTP_POST, "/raises", ask_format("{\"id\":\"%s\"%s}", id, more));
}

static unsigned take_back(const char *who, int64_t leaf)
{
    char target[64];
    snprintf(target, sizeof target, "/raises/%lld", (long long)leaf);
    return ask(&asked, who, HTTP_DELETE, target, NULL);
}

/* Whether somebody is told of the overlay of a leaf. */
static bool told(const char *who, int64_t leaf)
{
    char words[64];
    snprintf(words, sizeof words, "\"leaf\": %lld,", (long long)leaf);
    assert_int_equal(ask(&asked, who, HTTP_GET, "/raises", NULL), 200);
    return ask_has(&asked, words);
}

static void set_told_and_taken_back(void **state)
{
    (void)state;
    char marking[128];
    post_marking(marking);
    post_tool(GREEN);
    assert_int_equal(ask(&asked, "ana", HTTP_GET, "/who?id=" TOOL, NULL), 200);
    assert_true(ask_has(&asked, "\"raised\": []"));
    assert_int_equal(
        raise_it("olga", TOOL, ask_format(",\"tlp\":\"amber\",\"marking\":\"%s\"%s", marking, "")),
        201);
    int64_t leaf = ask_number(&asked, "leaf");
    assert_string_equal(ask_member(&asked, "id"), TOOL);
    assert_string_equal(ask_member(&asked, "tlp"), "amber");
    assert_string_equal(ask_member(&asked, "marking"), marking);
    assert_string_equal(ask_member(&asked, "by"), "olga");
    assert_int_equal(raise_it("oscar", TOOL, ",\"tlp\":\"" GREEN "\""), 201);
    assert_string_equal(ask_member(&asked, "tlp"), "green");
    assert_string_equal(ask_member(&asked, "marking"), "");
    assert_int_equal(ask(&asked, "ana", HTTP_GET, "/who?id=" TOOL, NULL), 200);
    assert_true(ask_has(&asked, marking) && ask_has(&asked, "\"by\": \"olga\"") &&
                ask_has(&asked, "\"by\": \"oscar\""));
    assert_true(told("olga", leaf) && told("oscar", leaf) && told("aldo", leaf));
    assert_true(told("operator", leaf));
    assert_int_equal(take_back("oscar", leaf), 204);
    assert_int_equal(take_back("olga", leaf), 404);
    assert_false(told("olga", leaf));
    char target[64];
    snprintf(target, sizeof target, "/log/records/%lld", (long long)leaf);
    assert_int_equal(ask(&asked, "aldo", HTTP_GET, target, NULL), 200);
    assert_string_equal(ask_member(&asked, "kind"), "policy");
    assert_string_equal(ask_member(&asked, "record.object"), TOOL);
    assert_string_equal(ask_member(&asked, "record.actor"), "olga");
    assert_int_equal(ask(&asked, "oscar", HTTP_GET, target, NULL), 404);
}

static void bad_raises(void **state)
{
    static const char *const bad[] = {
        "{\"id\":\"" TOOL "\"}",
        "{\"tlp\":\"red\"}",
        "{\"id\":\"" TOOL "\",\"tlp\":\"RED\"}",
        "{\"id\":\"" TOOL "\",\"tlp\":\"" NO_MARK "\"}",
        "{\"id\":\"" TOOL "\",\"tlp\":\"green\",\"marking\":\"" NO_MARK "\"}",
        "{\"id\":\"" TOOL "\",\"marking\":\"" GREEN "\"}",
        "{\"id\":\"" TOOL "\",\"tlp\":\"green\",\"marking\":\"" RED "\"}",
        "{\"id\":\"" TOOL "\",\"marking\":\"x\"}",
        "{\"id\":\"" TOOL "\",\"marking\":\"a\\u0000b\"}",
        "{\"id\":\"x\",\"tlp\":\"red\"}",
        "{\"id\":\"a\\u0000b\",\"tlp\":\"red\"}",
        "{\"id\":\"" NO_MARK "\",\"tlp\":\"red\"}",
        "{\"id\":\"" TOOL "\",\"tlp\":[\"red\"]}",
        "{\"id\":\"" TOOL "\",\"tlp\":\"red\",\"to\":\"jpn\"}",
    };
    (void)state;
    post_tool(GREEN);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        for (unsigned who = 0; who < 2; who++)
            if (ask(&asked, who == 0 ? "olga" : "operator", HTTP_POST, "/raises", bad[i]) != 400)
                fail_msg("%s: %u", bad[i], asked.answer.status);
    for (const char *const *leaf = (const char *const[]){"x", "01", "-1", "999999", NULL};
         *leaf != NULL; leaf++)
        assert_int_equal(
            ask(&asked, "olga", HTTP_DELETE, ask_format("/raises/%s%s", *leaf, ""), NULL), 404);
    assert_int_equal(ask(&asked, "olga", HTTP_GET, "/raises", NULL), 200);
    assert_true(ask_has(&asked, "\"raises\": []"));
}

/* RED of Japan that names nobody. Who raises it is told what it said, and nobody else who does not
 * see it. */
static void hidden_is_absent(void **state)
{
    static const char *const ids[] = {TOOL, NOTHING};
    int64_t leaves[2];
    struct sql_counts costs[2];
    (void)state;
    post_tool(RED);
    for (size_t i = 0; i < 2; i++) {
        struct sql_counts before = ask_counts(&asked);
        assert_int_equal(raise_it("olga", ids[i], ",\"tlp\":\"amber\""), 201);
        struct sql_counts after = ask_counts(&asked);
        leaves[i] = ask_number(&asked, "leaf");
        costs[i] = (struct sql_counts){.questions = after.questions - before.questions,
                                       .rows = after.rows - before.rows};
    }
    assert_int_equal(leaves[0] + 1, leaves[1]);
    assert_int_equal(costs[0].questions, costs[1].questions);
    assert_int_equal(costs[0].rows, costs[1].rows);
    for (size_t i = 0; i < 2; i++) {
        assert_true(told("olga", leaves[i]) && told("aldo", leaves[i]));
        assert_false(told("oscar", leaves[i]));
        assert_int_equal(take_back("oscar", leaves[i]), 404);
    }
    assert_int_equal(take_back("olga", leaves[0]), 204);
    assert_int_equal(take_back("operator", leaves[1]), 204);
}

/* The maker loses sight of it too, and can take it back all the same. */
static void out_of_ones_own_sight(void **state)
{
    (void)state;
    post_tool(GREEN);
    assert_int_equal(raise_it("olga", TOOL, ",\"tlp\":\"red\""), 201);
    int64_t leaf = ask_number(&asked, "leaf");
    for (const char *const *who = (const char *const[]){"olga", "oscar", "ana", NULL}; *who != NULL;
         who++)
        assert_int_equal(ask(&asked, *who, HTTP_GET, "/who?id=" TOOL, NULL), 404);
    assert_int_equal(ask(&asked, "operator", HTTP_GET, "/who?id=" TOOL, NULL), 200);
    assert_true(ask_has(&asked, "\"by\": \"olga\""));
    assert_int_equal(take_back("oscar", leaf), 404);
    assert_int_equal(take_back("olga", leaf), 204);
    assert_int_equal(ask(&asked, "ana", HTTP_GET, "/who?id=" TOOL, NULL), 200);
}

/* A definition that the asker does not see is as one that nobody has. */
static void definitions_are_not_probed(void **state)
{
    (void)state;
    char marking[128], answer[512];
    post_marking(marking);
    assert_int_equal(raise_it("olga", TOOL, ",\"marking\":\"" NO_MARK "\""), 400);
    snprintf(answer, sizeof answer, "%s", asked.answer.body.data);
    ask_hide(&asked, marking);
    assert_int_equal(raise_it("olga", TOOL, ask_format(",\"marking\":\"%s\"%s", marking, "")), 400);
    assert_string_equal(asked.answer.body.data, answer);
    assert_int_equal(raise_it("operator", TOOL, ask_format(",\"marking\":\"%s\"%s", marking, "")),
                     201);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(set_told_and_taken_back, asked_begin, asked_end),
        cmocka_unit_test_setup_teardown(bad_raises, asked_begin, asked_end),
        cmocka_unit_test_setup_teardown(hidden_is_absent, asked_begin, asked_end),
        cmocka_unit_test_setup_teardown(out_of_ones_own_sight, asked_begin, asked_end),
        cmocka_unit_test_setup_teardown(definitions_are_not_probed, asked_begin, asked_end),
    };
    return RUN_ALL("node/api_raises", tests);
}
