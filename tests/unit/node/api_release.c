/* Releases, who may see what, signed words, and the log, through the API: persons, and that what
 * the asker does not see is as what is not there. */
#include "asked.h"

#include "intel/rel.h"

#define GREEN    "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
#define RED      "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"
#define TOOL     "tool--00000000-0000-4000-8000-000000000001"
#define OTHER    "tool--00000000-0000-4000-8000-000000000002"
#define NOTHING  "tool--00000000-0000-4000-8000-0000000000ff"
#define RELATION "relationship--00000000-0000-4000-8000-000000000003"
#define HOUR     (INT64_C(3600) * 1000000)

static struct error err;

/* A tool of a second of its version; markings in quotes. */
static const char *tool_of(const char *id, const char *second, const char *markings)
{
    const char *head = ask_format("{\"type\":\"tool\",\"spec_version\":\"2.1\",\"id\":\"%s\","
                                  "\"created\":\"2026-01-01T00:00:00Z\","
                                  "\"modified\":\"2026-01-01T00:00:%sZ\",\"name\":\"n\",",
                                  id, second);
    return ask_format("%s\"created_by_ref\":\"" MADE_USA "\",\"object_marking_refs\":[%s]}", head,
                      markings);
}

static const char identity[] =
    "{\"type\":\"identity\",\"spec_version\":\"2.1\",\"id\":\"" MADE_USA "\",\"name\":\"usa\","
    "\"created\":\"2026-01-01T00:00:00Z\",\"modified\":\"2026-01-01T00:00:00Z\","
    "\"identity_class\":\"organization\",\"object_marking_refs\":[\"" GREEN "\"]}";

/* RED of Japan for Akira alone: hidden from the other own people. */
static void post_red(const char *id)
{
    struct span akira = span_text(MADE_AKIRA);
    struct span usa = span_text("usa");
    const struct rel_marking rel = {.rel = {.names = &usa, .count = 1},
                                    .persons = {.names = &akira, .count = 1}};
    struct dynbuf json;
    struct object marking;
    dynbuf_init(&json, 1 << 16);
    assert_true(rel_make(&json, &rel, &err));
    assert_true(object_read(dynbuf_bytes(&json), &asked.arena, &marking, &err));
    ask_post(&asked, "ana", arena_text(&asked.arena, dynbuf_bytes(&json)));
    const char *head = ask_format("{\"type\":\"tool\",\"spec_version\":\"2.1\",\"id\":\"%s\","
                                  "\"created\":\"2026-01-01T00:00:00Z\",\"name\":\"%s\",",
                                  id, "n");
    ask_post(&asked, "jpn-bot",
             ask_format("%s\"modified\":\"2026-01-01T00:00:01Z\",\"created_by_ref\":\"" MADE_JPN
                        "\",\"object_marking_refs\":[\"" RED "\",\"%s\"]}",
                        head, arena_text(&asked.arena, marking.id)));
    dynbuf_release(&json);
}

static unsigned release(const char *who, const char *id, const char *to)
{
    return ask(&asked, who, HTTP_POST, "/releases",
               ask_format("{\"id\":\"%s\",\"to\":\"%s\"}", id, to));
}

static void two_persons_in_all(void **state)
{
    (void)state;
    ask_post(&asked, "olga", identity);
    ask_post(&asked, "olga", tool_of(TOOL, "01", "\"" GREEN "\""));
    assert_int_equal(release("olga", TOOL, "jpn"), 403);
    assert_string_equal(ask_member(&asked, "error.code"), "persons");
    assert_int_equal(release("oscar", TOOL, "jpn"), 200);
    assert_string_equal(ask_member(&asked, "reason"), "reference");
    assert_int_equal(ask_number(&asked, "leaf"), -1);
    assert_int_equal(release("oscar", MADE_USA, "member:jpn"), 200);
    assert_string_equal(ask_member(&asked, "reason"), "allowed");
    assert_int_equal(ask(&asked, "ana", HTTP_GET, "/who?id=" TOOL, NULL), 200);
    assert_true(ask_has(&asked, "member:jpn") && ask_has(&asked, "/api/v1/log/proofs/"));
    assert_string_equal(ask_member(&asked, "version"), "2026-01-01T00:00:01.000Z");
}

static void bad_releases(void **state)
{
    static const char *const bad[] = {
        "{\"id\":\"" TOOL "\",\"to\":\"chn\"}",
        "{\"id\":\"" TOOL "\",\"to\":\"own\"}",
        "{\"id\":\"" TOOL "\"}",
        "{\"to\":\"jpn\"}",
        "{\"id\":\"" TOOL "\",\"to\":\"jpn\",\"version\":\"yesterday\"}",
        "{\"id\":\"" TOOL "\",\"to\":\"jpn\",\"second\":\"ana\"}",
    };
    (void)state;
    ask_post(&asked, "ana", tool_of(TOOL, "01", "\"" GREEN "\""));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (ask(&asked, "olga", HTTP_POST, "/releases", bad[i]) != 400)
            fail_msg("%s: %u", bad[i], asked.answer.status);
    assert_int_equal(ask(&asked, "olga", HTTP_POST, "/releases",
                         "{\"id\":\"" TOOL
                         "\",\"to\":\"jpn\",\"version\":\"2026-01-01T00:00:09Z\"}"),
                     404);
    assert_int_equal(ask(&asked, "olga", HTTP_POST, "/releases",
                         "{\"id\":\"" TOOL "\",\"to\":\"jpn\",\"content\":\"0123456789\"}"),
                     404);
}

/* An attribution that a machine brought has no second person. */
static void attributions(void **state)
{
    const char *relation =
        "{\"type\":\"relationship\",\"spec_version\":\"2.1\",\"id\":\"" RELATION "\","
        "\"created\":\"2026-01-01T00:00:00Z\",\"modified\":\"2026-01-01T00:00:0%sZ\","
        "\"relationship_type\":\"%s\",\"source_ref\":\"" TOOL "\",\"target_ref\":\"" OTHER "\"}";
    (void)state;
    ask_post(&asked, "bot", ask_format(relation, "1", "attributed-to"));
    assert_int_equal(release("olga", RELATION, "jpn"), 403);
    assert_int_equal(release("operator", RELATION, "jpn"), 403);
    assert_true(ask_has(&asked, "Two persons"));
    ask_post(&asked, "bot", ask_format(relation, "2", "related-to"));
    assert_int_equal(release("olga", RELATION, "jpn"), 200);
    ask_post(&asked, "ana", ask_format(relation, "3", "attributed-to"));
    assert_int_equal(release("olga", RELATION, "jpn"), 200);
    int64_t leaf = 0;
    for (char target[64]; leaf < 100; leaf++) {
        snprintf(target, sizeof target, "/log/records/%lld", (long long)leaf);
        if (ask(&asked, "aldo", HTTP_GET, target, NULL) != 200)
            break;
        if (ask_has(&asked, "\"second\""))
            break;
    }
    assert_string_equal(ask_member(&asked, "record.second"), "ana");
    assert_string_equal(ask_member(&asked, "record.actor"), "olga");
}

static void rules(void **state)
{
    static const char *const bad[] = {
        "{\"kind\":\"tool\",\"tlp\":\"red\",\"to\":\"jpn\"}",
        "{\"kind\":\"tool\",\"tlp\":\"green\",\"to\":\"own\"}",
        "{\"kind\":\"x-request\",\"tlp\":\"green\",\"to\":\"jpn\"}",
        "{\"kind\":\"Tool\",\"tlp\":\"green\",\"to\":\"jpn\"}",
        "{\"kind\":\"tool\",\"tlp\":\"green\",\"to\":\"jpn\",\"role\":\"king\"}",
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (ask(&asked, "olga", HTTP_POST, "/rules", bad[i]) != 400)
            fail_msg("%s: %u", bad[i], asked.answer.status);
    assert_int_equal(
        ask(&asked, "olga", HTTP_POST, "/rules",
            "{\"kind\":\"tool\",\"tlp\":\"amber+strict\",\"to\":\"jpn\",\"role\":\"analyst\"}"),
        201);
    assert_int_equal(ask_number(&asked, "number"), 1);
    assert_int_equal(ask(&asked, "aldo", HTTP_GET, "/rules", NULL), 200);
    assert_true(ask_has(&asked, "amber+strict") && ask_has(&asked, "member:jpn") &&
                ask_has(&asked, "analyst"));
    assert_int_equal(ask(&asked, "olga", HTTP_DELETE, "/rules/01", NULL), 404);
    assert_int_equal(ask(&asked, "olga", HTTP_DELETE, "/rules/1", NULL), 204);
    assert_int_equal(ask(&asked, "olga", HTTP_DELETE, "/rules/1", NULL), 404);
    ask(&asked, "olga", HTTP_GET, "/rules", NULL);
    assert_false(ask_has(&asked, "member:jpn"));
}

/* Deleted, nobody sees it: only the operator can ask, and is told why. */
static void deleted(void **state)
{
    (void)state;
    ask_post(&asked, "ana", identity);
    assert_int_equal(release("olga", MADE_USA, "jpn"), 200);
    assert_int_equal(ask(&asked, "operator", HTTP_GET, "/who?id=" MADE_USA, NULL), 200);
    assert_false(ask_has(&asked, "\"hidden\""));
    ask_hide(&asked, MADE_USA);
    assert_int_equal(ask(&asked, "ana", HTTP_GET, "/who?id=" MADE_USA, NULL), 404);
    assert_int_equal(ask(&asked, "operator", HTTP_GET, "/who?id=" MADE_USA, NULL), 200);
    assert_true(ask_has(&asked, "\"hidden\"") && !ask_has(&asked, "\"sees\": true"));
    ask_post(&asked, "ana", identity);
    assert_int_equal(ask(&asked, "ana", HTTP_GET, "/who?id=" MADE_USA, NULL), 200);
    assert_false(ask_has(&asked, "\"hidden\""));
}

/* An id that no object can have is told so: a letter of it may be lost. Names that no token or
 * account can have are as those that none has. */
static void odd_names(void **state)
{
    static const char *const ids[] = {"x", "a\\u0000b", "TOOL--1", TOOL " ", "' OR 1=1"};
    (void)state;
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        const char *body = ask_format("{\"id\":\"%s\",\"to\":\"jpn\"}", ids[i], "");
        assert_int_equal(ask(&asked, "olga", HTTP_POST, "/releases", body), 400);
        assert_int_equal(ask(&asked, "operator", HTTP_POST, "/releases", body), 400);
        assert_true(ask_has(&asked, "id: expected type--UUID"));
    }
    assert_int_equal(ask(&asked, "ana", HTTP_GET, "/who?id=tool--1", NULL), 400);
    assert_int_equal(ask(&asked, "admin", HTTP_DELETE, "/users/ana/tokens/%F0%9F%98%80", NULL),
                     404);
    assert_int_equal(ask(&asked, "admin", HTTP_POST, "/users/%F0%9F%98%80/enable", NULL), 404);
}

static void hidden_is_absent(void **state)
{
    static const struct {
        enum http_method method;
        const char *target, *body;
    } questions[] = {
        {HTTP_GET, "/who?id=%s", NULL},
        {HTTP_GET, "/who?id=%s&version=2026-01-01T00:00:01Z", NULL},
        {HTTP_GET, "/who?id=%s&content=00", NULL},
        {HTTP_POST, "/releases", "{\"id\":\"%s\",\"to\":\"kor\"}"},
        {HTTP_POST, "/releases",
         "{\"id\":\"%s\",\"to\":\"kor\",\"version\":\"2026-01-01T00:00:01Z\"}"},
    };
    static const char *const ids[] = {TOOL, NOTHING};
    (void)state;
    post_red(TOOL);
    for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
        char bodies[2][512];
        struct sql_counts costs[2];
        for (size_t k = 0; k < 2; k++) {
            const char *body = questions[i].body;
            struct sql_counts before = ask_counts(&asked);
            ask(&asked, "olga", questions[i].method, ask_format(questions[i].target, ids[k], ""),
                body == NULL ? NULL : ask_format(body, ids[k], ""));
            struct sql_counts after = ask_counts(&asked);
            assert_int_equal(asked.answer.status, 404);
            snprintf(bodies[k], sizeof bodies[k], "%s", asked.answer.body.data);
            costs[k] = (struct sql_counts){.questions = after.questions - before.questions,
                                           .rows = after.rows - before.rows};
        }
        assert_string_equal(bodies[0], bodies[1]);
        assert_int_equal(costs[0].questions, costs[1].questions);
        assert_int_equal(costs[0].rows, costs[1].rows);
    }
    assert_int_equal(ask(&asked, "akira", HTTP_GET, "/who?id=" TOOL, NULL), 200);
    assert_int_equal(ask(&asked, "operator", HTTP_GET, "/who?id=" TOOL, NULL), 200);
}

/* Variants of one observable: the one that the asker sees is meant, or it must say which. */
static void contents(void **state)
{
    const char *address =
        "{\"type\":\"ipv4-addr\",\"spec_version\":\"2.1\","
        "\"id\":\"ipv4-addr--b4e29b62-2053-47c4-bab4-bbce39e5ed67\",\"value\":\"198.51.100.3\","
        "\"object_marking_refs\":[\"%s\"]%s}";
    const char *id = "ipv4-addr--b4e29b62-2053-47c4-bab4-bbce39e5ed67";
    const char *first = ask_format(address, GREEN, "");
    const char *second = ask_format(address, GREEN, ",\"defanged\":true");
    (void)state;
    ask_post(&asked, "ana", first);
    assert_int_equal(release("olga", id, "jpn"), 200);
    ask_post(&asked, "ana", second);
    assert_int_equal(release("olga", id, "kor"), 409);
    const char *hash = ask_content(&asked, second);
    assert_true(ask_has(&asked, ask_format("%.12s", hash, "")));
    assert_int_equal(
        ask(&asked, "olga", HTTP_POST, "/releases",
            ask_format("{\"id\":\"%s\",\"to\":\"kor\",\"content\":\"%.8s\"}", id, hash)),
        200);
    assert_string_equal(ask_member(&asked, "reason"), "allowed");
    assert_int_equal(ask(&asked, "ana", HTTP_GET, ask_format("/who?id=%s", id, ""), NULL), 409);
    assert_int_equal(
        ask(&asked, "ana", HTTP_GET, ask_format("/who?id=%s&content=%s", id, hash), NULL), 200);
    assert_int_equal(ask(&asked, "operator", HTTP_GET, ask_format("/who?id=%s", id, ""), NULL),
                     409);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(two_persons_in_all, asked_begin, asked_end),
        cmocka_unit_test_setup_teardown(bad_releases, asked_begin, asked_end),
        cmocka_unit_test_setup_teardown(attributions, asked_begin, asked_end),
        cmocka_unit_test_setup_teardown(rules, asked_begin, asked_end),
        cmocka_unit_test_setup_teardown(hidden_is_absent, asked_begin, asked_end),
        cmocka_unit_test_setup_teardown(deleted, asked_begin, asked_end),
        cmocka_unit_test_setup_teardown(odd_names, asked_begin, asked_end),
        cmocka_unit_test_setup_teardown(contents, asked_begin, asked_end),
    };
    return RUN_ALL("node/api_release", tests);
}
