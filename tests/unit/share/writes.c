/* POST, status and DELETE: what is taken, what becomes of the rest, and who is told. */
#include "asked.h"
#include "base/limits.h"
#include "store/leaves.h"

static struct asked asked;
static struct arena made_arena;

#define ROOT    "/taxii2/trefoil/"
#define OBJECTS ROOT "collections/members/objects/"
#define TOOL(n) "tool--00000000-0000-4000-8000-00000000000" #n
#define REL     "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"

static void fill(struct made_world *made)
{
    arena_init(&made_arena, 1 << 22);
    made_take(made, "members", asked_identity());
    made_take(made, "members", asked_object(&made_arena, "tool", 1, 1));
    made_take(made, "members", asked_object(&made_arena, "tool", 1, 2));
    assert_int_equal(made_release(made, MADE_USA, "", "member:jpn"), GATE_ALLOWED);
    assert_int_equal(made_release(made, TOOL(1), "", "member:jpn"), GATE_ALLOWED);
}

static int begin(void **state)
{
    (void)state;
    asked_open(&asked, fill);
    return 0;
}

static int end(void **state)
{
    (void)state;
    asked_release(&asked);
    arena_release(&made_arena);
    return 0;
}

/* An envelope of two objects' texts. */
static const char *envelope(const char *one, const char *other)
{
    struct dynbuf text;
    dynbuf_init(&text, 1 << 20);
    dynbuf_format(&text, "{\"objects\":[%s%s%s]}", one, other == NULL ? "" : ",",
                  other == NULL ? "" : other);
    const char *kept = arena_text(&made_arena, dynbuf_bytes(&text));
    dynbuf_release(&text);
    return kept;
}

static const char *tool(unsigned number, unsigned second)
{
    return (const char *)asked_object(&made_arena, "tool", number, second).data;
}

static uint64_t leaves(void)
{
    struct error err;
    uint64_t count = 0;
    assert_true(leaves_count(&asked.made.store, &count, &err));
    return count;
}

/* The id of the status in the body. */
static const char *status_target(void)
{
    static char target[128];
    struct span body = asked_body(&asked);
    snprintf(target, sizeof target, ROOT "status/%.36s/", (const char *)body.data + 7);
    return target;
}

static void what_is_posted_is_there_at_once(void **state)
{
    (void)state;
    uint64_t before = leaves();
    assert_int_equal(asked_post(&asked, &asked.own, OBJECTS, envelope(tool(5, 1), tool(6, 1))),
                     202);
    assert_int_equal(leaves(), before + 2);
    assert_true(asked_has(&asked, "\"status\":\"complete\""));
    assert_true(
        asked_has(&asked, "\"total_count\":2,\"success_count\":2,\"successes\":[{\"id\":\"" TOOL(
                              5) "\",\"version\":\"2026-01-01T00:00:01.000Z\"}"));
    assert_true(asked_has(&asked, "\"failure_count\":0,\"pending_count\":0}"));
    assert_int_equal(asked_get(&asked, &asked.other, OBJECTS TOOL(5) "/"), 200);
    assert_int_equal(asked_get(&asked, &asked.jpn, OBJECTS TOOL(5) "/"), 404);
    assert_int_equal(asked_get(&asked, &asked.own, ROOT "collections/desks/objects/" TOOL(5) "/"),
                     404);
}

/* Nothing that is stored changes the status: only its id and time differ. */
static void a_duplicate_a_fork_and_an_older_one_are_taken(void **state)
{
    char first[1024];
    (void)state;
    assert_int_equal(asked_post(&asked, &asked.own, OBJECTS, envelope(tool(7, 2), NULL)), 202);
    struct span body = asked_body(&asked);
    snprintf(first, sizeof first, "%.*s", (int)(body.size - 110), (const char *)body.data + 110);
    const char *again[] = {tool(7, 2), tool(1, 2), tool(1, 1)};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(asked_post(&asked, &asked.own, OBJECTS, envelope(again[i], NULL)), 202);
        assert_true(asked_has(&asked, "\"success_count\":1"));
        assert_true(asked_has(&asked, "\"failure_count\":0"));
    }
    assert_int_equal(asked_post(&asked, &asked.own, OBJECTS, envelope(tool(7, 2), NULL)), 202);
    body = asked_body(&asked);
    assert_int_equal(strlen(first), body.size - 110);
    assert_int_equal(memcmp(first + 20, body.data + 130, body.size - 130), 0);
}

static void bad_objects_are_told_and_spoil_no_others(void **state)
{
    static const char bad[] = "{\"type\":\"tool\",\"spec_version\":\"2.1\",\"id\":\"" TOOL(
        8) "\",\"created\":\"2026-01-01T00:00:00Z\",\"modified\":\"2026-01-01T00:00:03Z\"}";
    (void)state;
    assert_int_equal(asked_post(&asked, &asked.own, OBJECTS, envelope(bad, tool(5, 1))), 202);
    assert_true(asked_has(&asked, "\"success_count\":1"));
    assert_true(
        asked_has(&asked, "\"failure_count\":1,\"failures\":[{\"id\":\"" TOOL(
                              8) "\",\"version\":\"2026-01-01T00:00:03.000Z\",\"message\":\""));
    assert_int_equal(asked_get(&asked, &asked.own, OBJECTS TOOL(5) "/"), 200);
    assert_int_equal(asked_get(&asked, &asked.own, OBJECTS TOOL(8) "/"), 404);
    assert_int_equal(asked_post(&asked, &asked.own, OBJECTS, envelope("5", "{\"id\":1}")), 202);
    assert_true(asked_has(&asked, "\"failure_count\":2,\"failures\":[{\"id\":\"unknown\""));
    assert_true(asked_has(&asked, "\"message\":\"objects[0]: a number; expected an object\""));
    assert_true(asked_has(&asked, "\"message\":\"objects[1]: "));
    assert_int_equal(asked_post(&asked, &asked.own, OBJECTS, "{}"), 202);
    assert_true(asked_has(&asked, "\"total_count\":0"));
}

/* As stix2 sends them. */
static void a_bundle_is_taken_too(void **state)
{
    char bundle[2048];
    (void)state;
    snprintf(bundle, sizeof bundle,
             "{\"type\":\"bundle\",\"id\":\"bundle--00000000-0000-4000-8000-000000000001\","
             "\"objects\":[%s]}",
             tool(5, 1));
    assert_int_equal(asked_post(&asked, &asked.own, OBJECTS, bundle), 202);
    assert_true(asked_has(&asked, "\"success_count\":1"));
}

/* A marking definition behind what it marks, in one envelope. */
static void markings_come_first(void **state)
{
    static const char marked[] = "{\"type\":\"tool\",\"spec_version\":\"2.1\",\"id\":\"" TOOL(
        4) "\",\"name\":\"n\","
           "\"created\":\"2026-01-01T00:00:00Z\",\"modified\":\"2026-01-01T00:00:03Z\","
           "\"created_by_ref\":\"" MADE_USA "\",\"object_marking_refs\":["
           "\"marking-definition--00000000-0000-4000-8000-0000000000ff\",\"" REL "\"]}";
    static const char marking[] =
        "{\"type\":\"marking-definition\",\"spec_version\":\"2.1\","
        "\"id\":\"marking-definition--00000000-0000-4000-8000-0000000000ff\","
        "\"created\":\"2026-01-01T00:00:00Z\",\"created_by_ref\":\"" MADE_USA "\","
        "\"definition_type\":\"statement\",\"definition\":{\"statement\":\"ours\"},"
        "\"object_marking_refs\":[\"marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487\"]}";
    (void)state;
    assert_int_equal(asked_post(&asked, &asked.own, OBJECTS, envelope(marked, marking)), 202);
    assert_true(asked_has(&asked, "\"success_count\":2"));
    asked_change(&asked);
    assert_int_equal(made_release(&asked.made, TOOL(4), "", "member:jpn"), GATE_ALLOWED);
    asked_commit(&asked);
    assert_int_equal(asked_get(&asked, &asked.jpn, OBJECTS TOOL(4) "/"), 200);
}

static void bodies_and_types_that_are_refused(void **state)
{
    static const char *const json[] = {"Accept", ASKED_TAXII, "Content-Type", "application/json",
                                       NULL};
    (void)state;
    uint64_t before = leaves();
    assert_int_equal(asked_for(&asked, &asked.own, HTTP_POST, OBJECTS, json, "{}"), 415);
    assert_int_equal(asked_post(&asked, &asked.own, OBJECTS, "{"), 400);
    assert_int_equal(asked_post(&asked, &asked.own, OBJECTS, ""), 400);
    assert_int_equal(asked_post(&asked, &asked.own, OBJECTS, "[]"), 400);
    assert_int_equal(asked_post(&asked, &asked.own, OBJECTS, tool(5, 1)), 400);
    assert_int_equal(asked_post(&asked, &asked.own, OBJECTS "?limit=1", "{}"), 400);
    assert_int_equal(asked_post(&asked, &asked.jpn, OBJECTS, "{}"), 403);
    assert_int_equal(
        asked_post(&asked, &asked.own, "/taxii2/public/collections/public/objects/", "{}"), 403);
    assert_int_equal(asked_post(&asked, &asked.own, ROOT "collections/none/objects/", "{}"), 404);
    assert_int_equal(leaves(), before);
}

/* A body within max_content_length whose values would take fifty times as much memory. */
static void too_many_parts_are_too_large(void **state)
{
    struct dynbuf dense;
    (void)state;
    uint64_t before = leaves();
    dynbuf_init(&dense, 1 << 20);
    dynbuf_format(&dense, "%.*s,\"x_parts\":[1", (int)strlen(tool(5, 1)) - 1, tool(5, 1));
    while (dense.size < 900000)
        dynbuf_text(&dense, ",1");
    dynbuf_text(&dense, "]}");
    assert_int_equal(asked_post(&asked, &asked.own, OBJECTS,
                                envelope((const char *)dynbuf_bytes(&dense).data, NULL)),
                     413);
    assert_true(asked_has(&asked, "\"http_status\":\"413\""));
    assert_int_equal(leaves(), before);
    dynbuf_release(&dense);
}

static void a_status_is_for_who_posted(void **state)
{
    (void)state;
    assert_int_equal(asked_post(&asked, &asked.own, OBJECTS, envelope(tool(5, 1), NULL)), 202);
    struct span sent =
        span_of(arena_text(&made_arena, asked_body(&asked)), asked_body(&asked).size);
    const char *target = status_target();
    assert_int_equal(asked_get(&asked, &asked.own, target), 200);
    assert_true(span_equal(asked_body(&asked), sent));
    assert_int_equal(asked_get(&asked, &asked.other, target), 404);
    assert_int_equal(asked_get(&asked, &asked.jpn, target), 404);
    assert_int_equal(asked_get(&asked, &asked.own, ROOT "status/none/"), 404);
    asked.made.now += (int64_t)STATUS_SECONDS * 1000000;
    assert_int_equal(asked_get(&asked, &asked.own, target), 404);
}

static void delete_hides_own_objects(void **state)
{
    (void)state;
    uint64_t before = leaves();
    assert_int_equal(asked_delete(&asked, &asked.own, OBJECTS TOOL(1) "/"), 200);
    assert_int_equal(leaves(), before + 2);
    assert_int_equal(asked_get(&asked, &asked.own, OBJECTS TOOL(1) "/"), 404);
    assert_int_equal(asked_get(&asked, &asked.jpn, OBJECTS TOOL(1) "/"), 404);
    assert_int_equal(asked_get(&asked, &asked.jpn, OBJECTS), 200);
    assert_int_equal(asked_count(&asked, "\"id\":"), 1);
    assert_int_equal(asked_delete(&asked, &asked.own, OBJECTS TOOL(1) "/"), 404);
    assert_int_equal(asked_post(&asked, &asked.own, OBJECTS, envelope(tool(1, 1), NULL)), 202);
    assert_int_equal(asked_get(&asked, &asked.own, OBJECTS TOOL(1) "/"), 200);
    assert_int_equal(asked_get(&asked, &asked.jpn, OBJECTS TOOL(1) "/"), 404); /* the second went */
    assert_int_equal(asked_post(&asked, &asked.own, OBJECTS, envelope(tool(1, 2), NULL)), 202);
    assert_int_equal(asked_get(&asked, &asked.own, OBJECTS TOOL(1) "/"), 200);
    assert_int_equal(asked_get(&asked, &asked.jpn, OBJECTS TOOL(1) "/"), 200); /* at once */
}

static void delete_of_one_version(void **state)
{
    (void)state;
    assert_int_equal(
        asked_delete(&asked, &asked.own, OBJECTS TOOL(1) "/?match[version]=2026-01-01T00:00:02Z"),
        200);
    assert_int_equal(asked_get(&asked, &asked.own, OBJECTS TOOL(1) "?match[version]=all"), 200);
    assert_int_equal(asked_count(&asked, "\"id\":"), 1);
    assert_true(asked_has(&asked, "00:00:01"));
    assert_int_equal(
        asked_delete(&asked, &asked.own, OBJECTS TOOL(1) "/?match[version]=2026-01-01T00:00:02Z"),
        404);
    assert_int_equal(asked_delete(&asked, &asked.own, OBJECTS TOOL(1) "/?match[id]=x"), 400);
}

static void delete_by_right_then_one_404(void **state)
{
    static const char theirs[] = "{\"type\":\"tool\",\"spec_version\":\"2.1\",\"id\":\"" TOOL(
        3) "\",\"name\":\"n\","
           "\"created\":\"2026-01-01T00:00:00Z\",\"modified\":\"2026-01-01T00:00:03Z\","
           "\"created_by_ref\":\"" MADE_JPN "\",\"object_marking_refs\":[\"" REL "\"]}";
    (void)state;
    asked_change(&asked);
    made_take(&asked.made, "members", span_text(theirs));
    asked_commit(&asked);
    assert_int_equal(asked_get(&asked, &asked.own, OBJECTS TOOL(3) "/"), 200);
    assert_int_equal(asked_delete(&asked, &asked.jpn, OBJECTS TOOL(1) "/"), 403);
    assert_int_equal(asked_delete(&asked, &asked.jpn, OBJECTS TOOL(9) "/"), 403);
    assert_int_equal(asked_delete(&asked, &asked.desk, OBJECTS TOOL(1) "/"), 403);
    static const char *const none[] = {OBJECTS TOOL(9) "/", OBJECTS TOOL(3) "/", OBJECTS "x/",
                                       ROOT "collections/desks/objects/" TOOL(1) "/"};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(asked_delete(&asked, &asked.own, none[i]), 404);
        assert_true(
            span_is(asked_body(&asked), "{\"title\":\"Not found\",\"http_status\":\"404\"}"));
    }
    assert_int_equal(asked_get(&asked, &asked.own, OBJECTS TOOL(3) "/"), 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_posted_is_there_at_once, begin, end),
        cmocka_unit_test_setup_teardown(a_duplicate_a_fork_and_an_older_one_are_taken, begin, end),
        cmocka_unit_test_setup_teardown(bad_objects_are_told_and_spoil_no_others, begin, end),
        cmocka_unit_test_setup_teardown(a_bundle_is_taken_too, begin, end),
        cmocka_unit_test_setup_teardown(markings_come_first, begin, end),
        cmocka_unit_test_setup_teardown(bodies_and_types_that_are_refused, begin, end),
        cmocka_unit_test_setup_teardown(too_many_parts_are_too_large, begin, end),
        cmocka_unit_test_setup_teardown(a_status_is_for_who_posted, begin, end),
        cmocka_unit_test_setup_teardown(delete_hides_own_objects, begin, end),
        cmocka_unit_test_setup_teardown(delete_of_one_version, begin, end),
        cmocka_unit_test_setup_teardown(delete_by_right_then_one_404, begin, end),
    };
    return RUN_ALL("share/writes", tests);
}
