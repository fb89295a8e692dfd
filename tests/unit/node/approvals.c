/* Signed approvals and lowerings, handed in: which are taken, what they do, and that handing them
 * in again does no more. */
#include "asked.h"

#include "intel/rel.h"

#define GREEN "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
#define CLEAR "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"
#define TOOL  "tool--00000000-0000-4000-8000-000000000001"
#define DAY   (INT64_C(86400) * 1000000)

static struct error err;
static const char *object; /* of ours, with an originator in Japan, for jpn and kor */
static const char *marks;

static const char *tool_of(const char *second, const char *markings)
{
    return ask_format("{\"type\":\"tool\",\"spec_version\":\"2.1\",\"id\":\"" TOOL "\","
                      "\"created\":\"2026-01-01T00:00:00Z\",\"modified\":\"2026-01-01T00:00:%sZ\","
                      "\"name\":\"n\",\"object_marking_refs\":[%s]}",
                      second, markings);
}

static void post_marking(void)
{
    struct span names[] = {span_text("jpn"), span_text("kor")};
    struct span jpn = span_text(MADE_JPN);
    const struct rel_marking rel = {.rel = {.names = names, .count = 2},
                                    .orcon = {.names = &jpn, .count = 1}};
    struct dynbuf json;
    struct object marking;
    dynbuf_init(&json, 1 << 16);
    assert_true(rel_make(&json, &rel, &err));
    assert_true(object_read(dynbuf_bytes(&json), &asked.arena, &marking, &err));
    ask_post(&asked, "ana", arena_text(&asked.arena, dynbuf_bytes(&json)));
    marks = ask_format("\"" GREEN "\",\"%s\"", arena_text(&asked.arena, marking.id), "");
    dynbuf_release(&json);
}

static int begin(void **state)
{
    (void)state;
    asked_node_open(&asked);
    post_marking();
    object = tool_of("01", marks);
    ask_post(&asked, "ana", object);
    return 0;
}

/* Of the object; `until` is a time. */
static const char *approval(const char *audience, const char *until)
{
    const char *head = ask_format("trefoil-approval/v1\nobject " TOOL
                                  "\nversion 2026-01-01T00:00:01.000Z\ncontent %s\naudience %s\n",
                                  ask_content(&asked, object), audience);
    return ask_format("%suntil %s\nby " MADE_JPN "\n", head, until);
}

static unsigned hand_in(const struct note_signer *signer, const char *text)
{
    return ask(&asked, "olga", HTTP_POST, "/approvals", ask_note(&asked, signer, text));
}

static const char *reason_for(const char *audience)
{
    const char *id = "{\"id\":\"" TOOL "\",\"to\":\"%s\"}";
    assert_int_equal(ask(&asked, "olga", HTTP_POST, "/releases", ask_format(id, audience, "")),
                     200);
    return ask_member(&asked, "reason");
}

static uint64_t leaves(void)
{
    return asked.node.writer.leaves.tree.size;
}

static void an_approval_lets_go(void **state)
{
    (void)state;
    char record[64];
    assert_string_equal(reason_for("kor"), "originator");
    snprintf(record, sizeof record, "/log/records/%llu", (unsigned long long)leaves());
    assert_int_equal(hand_in(&asked.jpn, approval("member:kor", "2099-01-01T00:00:00.000Z")), 201);
    assert_string_equal(ask_member(&asked, "kind"), "approval");
    assert_true(ask_has(&asked, "\"new\": true"));
    assert_int_equal(ask(&asked, "aldo", HTTP_GET, record, NULL), 200);
    assert_string_equal(ask_member(&asked, "record.actor"), "olga");
    assert_string_equal(ask_member(&asked, "record.subject"), MADE_JPN);
    assert_string_equal(reason_for("kor"), "allowed");
    assert_string_equal(reason_for("jpn"), "originator"); /* it is for that audience alone */
}

static void again_is_nothing_new(void **state)
{
    (void)state;
    const char *text = approval("member:kor", "2099-01-01T00:00:00.000Z");
    assert_int_equal(hand_in(&asked.jpn, text), 201);
    uint64_t before = leaves();
    assert_int_equal(hand_in(&asked.jpn, text), 200);
    assert_true(ask_has(&asked, "\"new\": false"));
    assert_int_equal(hand_in(&asked.jpn, approval("member:kor", "2098-01-01T00:00:00.000Z")), 200);
    assert_int_equal(leaves(), before);
    assert_int_equal(hand_in(&asked.jpn, approval("member:kor", "2100-01-01T00:00:00.000Z")), 201);
    assert_int_equal(leaves(), before + 1);
}

/* An old word that ends soon does not end the newer one. */
static void an_old_word_shortens_nothing(void **state)
{
    int64_t next = 0;
    (void)state;
    assert_string_equal(reason_for("kor"), "originator");
    assert_int_equal(hand_in(&asked.jpn, approval("member:kor", "2025-11-30T00:00:00.000Z")), 201);
    assert_int_equal(hand_in(&asked.jpn, approval("member:kor", "2025-12-30T00:00:00.000Z")), 201);
    assert_int_equal(hand_in(&asked.jpn, approval("member:kor", "2025-11-30T00:00:00.000Z")), 200);
    asked.now += 10 * DAY;
    assert_true(writing_expire(&asked.node.writing, &next, &err));
    assert_string_equal(reason_for("kor"), "allowed");
    asked.now += 30 * DAY;
    assert_true(writing_expire(&asked.node.writing, &next, &err));
    assert_string_equal(reason_for("kor"), "originator");
    assert_int_equal(hand_in(&asked.jpn, approval("member:kor", "2025-12-30T00:00:00.000Z")), 400);
    assert_string_equal(reason_for("kor"), "originator");
}

static void wrong_keys(void **state)
{
    (void)state;
    const char *text = approval("member:kor", "2099-01-01T00:00:00.000Z");
    assert_int_equal(hand_in(&asked.other, text), 409); /* named jpn, another key */
    assert_int_equal(hand_in(&asked.usa, text), 409);   /* known, but not jpn's */
    const char *body = ask_note(&asked, &asked.jpn, text);
    char *changed = arena_text(&asked.arena, span_text(body));
    memcpy(strstr(changed, "member:kor"), "member:jpn", 10);
    assert_int_equal(ask(&asked, "olga", HTTP_POST, "/approvals", changed), 409);
    assert_string_equal(ask_member(&asked, "error.code"), "conflict");
    char *by = arena_text(&asked.arena, span_text(text));
    memcpy(strstr(by, MADE_JPN), ASKED_KOR, strlen(ASKED_KOR)); /* of whom no key is known */
    assert_int_equal(hand_in(&asked.jpn, by), 400);
    memcpy(strstr(by, ASKED_KOR), MADE_AKIRA, strlen(MADE_AKIRA)); /* of nobody */
    assert_int_equal(hand_in(&asked.jpn, by), 400);
    assert_string_equal(reason_for("kor"), "originator");
}

static void wrong_words(void **state)
{
    (void)state;
    assert_int_equal(hand_in(&asked.jpn, approval("member:kor", "2001-01-01T00:00:00.000Z")), 400);
    assert_true(ask_has(&asked, "until"));
    assert_int_equal(hand_in(&asked.jpn, approval("member:chn", "2099-01-01T00:00:00.000Z")), 400);
    assert_int_equal(hand_in(&asked.jpn, approval("kor", "2099-01-01T00:00:00.000Z")), 400);
    assert_int_equal(hand_in(&asked.jpn, approval("own", "2099-01-01T00:00:00.000Z")), 400);
    assert_int_equal(hand_in(&asked.jpn, approval("member:kor", "2099-01-01T00:00:00Z")), 400);
    assert_int_equal(hand_in(&asked.jpn, "trefoil-approval/v2\n"), 400);
    assert_string_equal(ask_member(&asked, "error.code"), "unsupported");
    assert_int_equal(ask(&asked, "olga", HTTP_POST, "/approvals", "{\"note\":\"nothing\"}"), 400);
    assert_int_equal(ask(&asked, "olga", HTTP_POST, "/approvals", "{}"), 400);
}

/* What is handed in says nothing of what is here: the answer is the same for what nobody has. */
static void what_is_not_here(void **state)
{
    (void)state;
    char *text =
        arena_text(&asked.arena, span_text(approval("member:kor", "2099-01-01T00:00:00.000Z")));
    memcpy(strstr(text, TOOL), "tool--00000000-0000-4000-8000-0000000000ff", strlen(TOOL));
    assert_int_equal(hand_in(&asked.jpn, text), 201);
    assert_int_equal(hand_in(&asked.jpn, text), 200);
}

static const char *lowering(const char *json, const char *by)
{
    return ask_format("trefoil-lowering/v1\nobject " TOOL "\nversion 2026-01-01T00:00:02.000Z\n"
                      "content %s\nby %s\n",
                      ask_content(&asked, json), by);
}

/* By the creator; another member's word about it is taken and does nothing. */
static void lowerings(void **state)
{
    (void)state;
    const char *lower = tool_of("02", "\"" CLEAR "\"");
    assert_int_equal(hand_in(&asked.jpn, lowering(lower, MADE_JPN)), 201);
    ask_post(&asked, "ana", lower);
    assert_string_not_equal(reason_for("public"), "allowed");
    assert_int_equal(hand_in(&asked.jpn, lowering(lower, MADE_USA)), 409);
    assert_string_not_equal(reason_for("public"), "allowed");
    assert_int_equal(hand_in(&asked.usa, lowering(lower, MADE_USA)), 201);
    assert_string_equal(ask_member(&asked, "kind"), "lowering");
    assert_string_equal(reason_for("public"), "allowed");
    assert_int_equal(hand_in(&asked.usa, lowering(lower, MADE_USA)), 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_approval_lets_go, begin, asked_end),
        cmocka_unit_test_setup_teardown(again_is_nothing_new, begin, asked_end),
        cmocka_unit_test_setup_teardown(an_old_word_shortens_nothing, begin, asked_end),
        cmocka_unit_test_setup_teardown(wrong_keys, begin, asked_end),
        cmocka_unit_test_setup_teardown(wrong_words, begin, asked_end),
        cmocka_unit_test_setup_teardown(what_is_not_here, begin, asked_end),
        cmocka_unit_test_setup_teardown(lowerings, begin, asked_end),
    };
    return RUN_ALL("node/approvals", tests);
}
