/* The home's key signs for a person: what is signed is what was said, it does what a note that is
 * handed in does, and the log names who had it signed. */
#include "asked.h"

#include "intel/rel.h"
#include "log/note.h"

#define AMBER "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"
#define GREEN "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
#define CLEAR "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"
#define TOOL  "tool--00000000-0000-4000-8000-000000000001"
#define LOWER "{\"kind\":\"lowering\",\"id\":\"" TOOL "\"}"

static struct error err;

static const char *tool_of(const char *second, const char *more)
{
    return ask_format("{\"type\":\"tool\",\"spec_version\":\"2.1\",\"id\":\"" TOOL "\","
                      "\"created\":\"2026-01-01T00:00:00Z\",\"modified\":\"2026-01-01T00:00:%sZ\","
                      "\"name\":\"n\",%s}",
                      second, more);
}

static uint64_t leaves(void)
{
    return asked.node.writer.leaves.tree.size;
}

static unsigned sign(const char *name, const char *body)
{
    return ask(&asked, name, HTTP_POST, "/signatures", body);
}

static void refused(const char *name, const char *body, unsigned status, const char *text)
{
    uint64_t before = leaves();
    unsigned got = sign(name, body);
    if (got != status || !ask_has(&asked, text) || ask_has(&asked, "\"note\""))
        fail_msg("%s: %u %s", body, got, asked.answer.body.data);
    assert_int_equal(leaves(), before);
}

static const char *reason_for(const char *audience)
{
    const char *body = ask_format("{\"id\":\"" TOOL "\",\"to\":\"%s\"}", audience, "");
    assert_int_equal(ask(&asked, "olga", HTTP_POST, "/releases", body), 200);
    return ask_member(&asked, "reason");
}

static void post_lowered(void)
{
    ask_post(&asked, "ana", tool_of("01", "\"object_marking_refs\":[\"" GREEN "\"]"));
    ask_post(&asked, "ana", tool_of("02", "\"object_marking_refs\":[\"" CLEAR "\"]"));
}

static void a_lowering(void **state)
{
    struct note note;
    struct note_verdict verdict;
    char record[64];
    (void)state;
    post_lowered();
    assert_string_equal(reason_for("public"), "reach");
    uint64_t before = leaves();
    assert_int_equal(sign("olga", LOWER), 201);
    assert_int_equal(leaves(), before + 2); /* the word, and what waited for it goes */
    const char *text = ask_member(&asked, "note");
    assert_string_equal(ask_member(&asked, "kind"), "lowering");
    assert_string_equal(ask_member(&asked, "version"), "2026-01-01T00:00:02.000Z");
    assert_string_equal(ask_member(&asked, "by"), MADE_USA);
    assert_string_equal(ask_member(&asked, "marking"), "TLP:CLEAR");
    assert_true(note_parse(span_text(text), "note", &note, &err));
    assert_true(note_verify(&note, &asked.usa.key, 1, &verdict, &err));
    assert_string_equal(reason_for("public"), "allowed");
    assert_int_equal(sign("oscar", LOWER), 200);
    assert_true(ask_has(&asked, "\"new\": false"));
    assert_string_equal(ask_member(&asked, "note"), text);
    snprintf(record, sizeof record, "/log/records/%llu", (unsigned long long)before);
    assert_int_equal(ask(&asked, "aldo", HTTP_GET, record, NULL), 200);
    assert_string_equal(ask_member(&asked, "kind"), "approved");
    assert_string_equal(ask_member(&asked, "record.actor"), "olga");
    assert_string_equal(ask_member(&asked, "record.second"), "ana");
    assert_string_equal(ask_member(&asked, "record.subject"), "lowering usa");
}

/* The first says what would be signed, the second may say that very version and content. */
static void said_before(void **state)
{
    (void)state;
    post_lowered();
    uint64_t before = leaves();
    assert_int_equal(sign("olga", "{\"kind\":\"lowering\",\"id\":\"" TOOL "\",\"dry\":\"yes\"}"),
                     200);
    assert_false(ask_has(&asked, "\"note\"") || ask_has(&asked, "\"new\""));
    assert_int_equal(leaves(), before);
    const char *pinned = ask_format("{\"kind\":\"lowering\",\"id\":\"" TOOL
                                    "\",\"version\":\"%s\",\"content\":\"%s\"}",
                                    ask_member(&asked, "version"), ask_member(&asked, "content"));
    ask_post(&asked, "ana", tool_of("03", "\"object_marking_refs\":[\"" CLEAR "\"]"));
    assert_int_equal(sign("olga", pinned), 201);
    assert_string_equal(ask_member(&asked, "version"), "2026-01-01T00:00:02.000Z");
}

static void no_sense(void **state)
{
    (void)state;
    refused("olga", LOWER, 404, "no such object");
    ask_post(&asked, "ana", tool_of("01", "\"object_marking_refs\":[\"" GREEN "\"]"));
    refused("olga", LOWER, 400, "no lower");
    post_lowered();
    refused("olga", "{\"kind\":\"raising\",\"id\":\"" TOOL "\"}", 400, "kind");
    refused("olga", "{\"kind\":\"lowering\",\"id\":\"" TOOL "\",\"to\":\"jpn\"}", 400, "to: ");
    refused("olga", "{\"kind\":\"lowering\",\"id\":\"" TOOL "\",\"by\":\"" MADE_USA "\"}", 400,
            "by: ");
    refused("olga", "{\"kind\":\"lowering\",\"id\":\"" TOOL "\",\"dry\":\"no\"}", 400, "dry");
    refused("olga", "{\"kind\":\"approval\",\"id\":\"" TOOL "\",\"to\":\"jpn\"}", 400, "until: ");
    refused("olga",
            "{\"kind\":\"approval\",\"id\":\"" TOOL
            "\",\"to\":\"jpn\",\"until\":\"2099-01-01T00:00:00Z\"}",
            400, "no originator");
    refused("olga", "{\"kind\":\"lowering\",\"id\":\"" TOOL "\",\"content\":\"00\"}", 404,
            "no such");
    refused("ana", LOWER, 403, "role");
}

/* What the node itself raises is no version before: nothing is lower. */
static void under_an_overlay(void **state)
{
    (void)state;
    ask_post(&asked, "ana", tool_of("02", "\"object_marking_refs\":[\"" GREEN "\"]"));
    assert_int_equal(
        ask(&asked, "oscar", HTTP_POST, "/raises", "{\"id\":\"" TOOL "\",\"tlp\":\"red\"}"), 201);
    refused("olga", LOWER, 400, "no lower");
    ask_post(&asked, "ana", tool_of("03", "\"object_marking_refs\":[\"" CLEAR "\"]"));
    assert_int_equal(sign("olga", LOWER), 201);
}

/* An officer signs for what another has brought. */
static void persons(void **state)
{
    (void)state;
    ask_post(&asked, "ana", tool_of("01", "\"object_marking_refs\":[\"" GREEN "\"]"));
    ask_post(&asked, "olga", tool_of("02", "\"object_marking_refs\":[\"" CLEAR "\"]"));
    refused("olga", LOWER, 403, "persons");
    assert_int_equal(sign("oscar", LOWER), 201);
}

static void not_ours(void **state)
{
    (void)state;
    ask_post(&asked, "jpn-bot",
             tool_of("01", "\"created_by_ref\":\"" MADE_JPN "\",\"object_marking_refs\":[\"" GREEN
                           "\"]"));
    ask_post(&asked, "jpn-bot",
             tool_of("02", "\"created_by_ref\":\"" MADE_JPN "\",\"object_marking_refs\":[\"" CLEAR
                           "\"]"));
    refused("olga", LOWER, 400, "only the member that made it");
}

/* Ours is an originator of what Japan made; kor may have it. */
static void an_approval(void **state)
{
    struct span names[] = {span_text("kor"), span_text("usa")};
    struct span usa = span_text(MADE_USA);
    const struct rel_marking rel = {.rel = {.names = names, .count = 2},
                                    .orcon = {.names = &usa, .count = 1}};
    struct dynbuf json;
    struct object marking;
    (void)state;
    dynbuf_init(&json, 1 << 16);
    assert_true(rel_make(&json, &rel, &err));
    assert_true(object_read(dynbuf_bytes(&json), &asked.arena, &marking, &err));
    ask_post(&asked, "jpn-bot", arena_text(&asked.arena, dynbuf_bytes(&json)));
    ask_post(&asked, "jpn-bot",
             tool_of("01", ask_format("\"created_by_ref\":\"" MADE_JPN
                                      "\",\"object_marking_refs\":[\"" AMBER "\",\"%s\"]",
                                      arena_text(&asked.arena, marking.id), "")));
    dynbuf_release(&json);
    static const char body[] =
        "{\"kind\":\"approval\",\"id\":\"" TOOL "\",\"to\":\"%s\",\"until\":\"%s\"}";
    refused("olga", ask_format(body, "jpn", "2099-01-01T00:00:00Z"), 400, "audience: ");
    refused("olga", ask_format(body, "kor", "2001-01-01T00:00:00Z"), 400, "until: ");
    refused("olga", ask_format(body, "chn", "2099-01-01T00:00:00Z"), 400, "audience: ");
    assert_int_equal(sign("olga", ask_format(body, "kor", "2099-01-01T00:00:00Z")), 201);
    assert_string_equal(ask_member(&asked, "audience"), "member:kor");
    assert_string_equal(ask_member(&asked, "until"), "2099-01-01T00:00:00.000Z");
    assert_true(strstr(ask_member(&asked, "marking"), "ORCON") != NULL);
    assert_int_equal(sign("operator", ask_format(body, "kor", "2099-01-01T00:00:00Z")), 200);
}

/* Contents that stand equally well: nobody can say which is meant. */
static void variants(void **state)
{
    static const char address[] =
        "{\"type\":\"ipv4-addr\",\"spec_version\":\"2.1\",\"value\":\"198.51.100.3\","
        "\"id\":\"ipv4-addr--b4e29b62-2053-47c4-bab4-bbce39e5ed67\","
        "\"object_marking_refs\":[\"" GREEN "\"]%s}";
    static const char body[] = "{\"kind\":\"lowering\",\"id\":"
                               "\"ipv4-addr--b4e29b62-2053-47c4-bab4-bbce39e5ed67\"%s}";
    (void)state;
    ask_post(&asked, "ana", ask_format(address, "", ""));
    refused("olga", ask_format(body, "", ""), 400, "no versions");
    ask_post(&asked, "ana", ask_format(address, ",\"defanged\":true", ""));
    refused("olga", ask_format(body, "", ""), 409, "several contents");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_lowering, asked_begin, asked_end),
        cmocka_unit_test_setup_teardown(said_before, asked_begin, asked_end),
        cmocka_unit_test_setup_teardown(no_sense, asked_begin, asked_end),
        cmocka_unit_test_setup_teardown(under_an_overlay, asked_begin, asked_end),
        cmocka_unit_test_setup_teardown(persons, asked_begin, asked_end),
        cmocka_unit_test_setup_teardown(not_ours, asked_begin, asked_end),
        cmocka_unit_test_setup_teardown(an_approval, asked_begin, asked_end),
        cmocka_unit_test_setup_teardown(variants, asked_begin, asked_end),
    };
    return RUN_ALL("node/signatures", tests);
}
