/* What each path answers to whom: the routes with their refusals in order, and the pages. */
#include "asked.h"

static struct asked asked;
static struct arena made_arena;

#define ROOT    "/taxii2/trefoil/"
#define OBJECTS ROOT "collections/members/objects/"
#define TOOL(n) "tool--00000000-0000-4000-8000-00000000000" #n

static void take(struct made_world *made, const char *type, unsigned number, unsigned second)
{
    made_take(made, "members", asked_object(&made_arena, type, number, second));
}

/* An identity that all may see, tools 1 to 5 (1 in two versions), malware 1, an address. */
static void fill(struct made_world *made)
{
    static const char address[] =
        "{\"type\":\"ipv4-addr\",\"spec_version\":\"2.1\","
        "\"id\":\"ipv4-addr--ff26c055-6336-5bc5-b98d-13d6226742dd\",\"value\":\"198.51.100.3\","
        "\"object_marking_refs\":[\"marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487\"]}";
    arena_init(&made_arena, 1 << 22);
    made_take(made, "members", asked_identity());
    for (unsigned i = 1; i <= 5; i++)
        take(made, "tool", i, 1);
    take(made, "tool", 1, 2);
    take(made, "malware", 1, 1);
    made_take(made, "members", span_text(address));
    assert_int_equal(made_release(made, MADE_USA, "", "member:jpn"), GATE_ALLOWED);
    assert_int_equal(made_release(made, MADE_USA, "", "public"), GATE_ALLOWED);
    assert_int_equal(made_release(made, TOOL(2), "", "member:jpn"), GATE_ALLOWED);
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

static unsigned get(const char *target)
{
    return asked_get(&asked, &asked.own, target);
}

static void who_has_not_signed_in_hears_one_answer(void **state)
{
    static const char *const targets[] = {"/taxii2/",
                                          "/taxii2",
                                          ROOT,
                                          OBJECTS,
                                          OBJECTS TOOL(1) "/",
                                          OBJECTS TOOL(9) "/",
                                          "/taxii2/trefoil/status/x/",
                                          "/taxii2/publicity/",
                                          "/taxii2//",
                                          "/elsewhere",
                                          OBJECTS "?limit=0"};
    (void)state;
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++)
        for (enum http_method method = HTTP_GET; method <= HTTP_OPTIONS; method++) {
            assert_int_equal(asked_for(&asked, &asked.nobody, method, targets[i], NULL, NULL), 401);
            assert_true(
                span_is(asked_body(&asked), "{\"title\":\"Sign in\",\"http_status\":\"401\"}"));
            assert_non_null(asked_field(&asked, "WWW-Authenticate"));
            assert_int_equal(asked.response.field_count, 2);
        }
}

static void discovery_and_roots(void **state)
{
    (void)state;
    assert_int_equal(get("/taxii2/"), 200);
    assert_true(span_is(asked_body(&asked),
                        "{\"title\":\"A node\",\"default\":\"/taxii2/trefoil/\","
                        "\"api_roots\":[\"/taxii2/trefoil/\",\"/taxii2/public/\"]}"));
    assert_int_equal(get(ROOT), 200);
    assert_true(asked_has(&asked, "\"versions\":[\"application/taxii+json;version=2.1\"]"));
    assert_true(asked_has(&asked, "\"max_content_length\":8388608"));
    assert_int_equal(asked_get(&asked, &asked.nobody, "/taxii2/public/"), 200);
    assert_int_equal(get("/taxii2/other/"), 404);
    assert_int_equal(get("/taxii2/trefoil//collections/"), 404);
    assert_int_equal(get("/taxii2/trefoil/collections//"), 404);
    assert_int_equal(get("/taxii2/trefoil/collections/members/other/"), 404);
    assert_int_equal(get("/taxii2/trefoil/collections/members/objects/x/versions/y/"), 404);
}

static void collections_by_right(void **state)
{
    (void)state;
    assert_int_equal(get(ROOT "collections/"), 200);
    assert_int_equal(asked_count(&asked, "\"can_write\":true"), 2);
    assert_false(asked_has(&asked, "public"));
    assert_int_equal(asked_get(&asked, &asked.jpn, ROOT "collections"), 200);
    assert_int_equal(asked_count(&asked, "\"id\":"), 1);
    assert_true(asked_has(&asked, "\"id\":\"m\",\"title\":\"members\",\"alias\":\"members\","
                                  "\"can_read\":true,\"can_write\":false"));
    assert_int_equal(asked_get(&asked, &asked.auditor, ROOT "collections/"), 200);
    assert_true(span_is(asked_body(&asked), "{}"));
    assert_int_equal(asked_get(&asked, &asked.nobody, "/taxii2/public/collections/"), 200);
    assert_int_equal(asked_count(&asked, "\"id\":"), 1);
    assert_true(asked_has(&asked, "\"alias\":\"public\",\"can_read\":true,\"can_write\":false"));
    assert_int_equal(get(ROOT "collections/m/"), 200);
    assert_int_equal(get(ROOT "collections/members/"), 200);
    assert_int_equal(get(ROOT "collections/public/"), 404);
    assert_int_equal(get("/taxii2/public/collections/members/"), 404);
    assert_int_equal(asked_get(&asked, &asked.jpn, ROOT "collections/desks/"), 404);
    assert_int_equal(asked_get(&asked, &asked.jpn, ROOT "collections/desks/objects/"), 404);
}

static void methods_and_media(void **state)
{
    static const char *const html[] = {"Accept", "text/html", NULL};
    static const char *const good[] = {"Accept", ASKED_TAXII, NULL};
    (void)state;
    assert_int_equal(asked_for(&asked, &asked.own, HTTP_PUT, OBJECTS, good, NULL), 405);
    assert_true(strncmp(asked_field(&asked, "Allow"), "GET, HEAD", 9) == 0);
    assert_int_equal(asked_for(&asked, &asked.own, HTTP_HEAD, OBJECTS, good, NULL), 200);
    assert_int_equal(asked_for(&asked, &asked.own, HTTP_GET, OBJECTS, html, NULL), 406);
    assert_int_equal(asked_for(&asked, &asked.own, HTTP_GET, OBJECTS, NULL, NULL), 406);
    assert_int_equal(get(OBJECTS "?limit=0"), 400);
    assert_true(asked_has(&asked, "limit: expected a whole number above 0"));
    assert_int_equal(get("/taxii2/?x=1"), 400);
    assert_int_equal(get(OBJECTS TOOL(1) "/versions/?match[version]=all"), 400);
    assert_int_equal(get(OBJECTS "?next=00"), 400);
}

static void objects_as_they_came(void **state)
{
    (void)state;
    assert_int_equal(get(OBJECTS "?match[type]=tool&match[version]=first&limit=1"), 200);
    struct span object = asked_object(&asked.arena, "tool", 1, 1);
    struct span body = asked_body(&asked);
    assert_true(asked_has(&asked, "{\"more\":true,\"next\":\""));
    assert_true(span_equal(span_part(body, body.size - 2 - object.size, body.size - 2), object));
    assert_string_equal(asked_field(&asked, "X-TAXII-Date-Added-First"),
                        asked_field(&asked, "X-TAXII-Date-Added-Last"));
    assert_int_equal(get(OBJECTS), 200);
    assert_int_equal(asked_count(&asked, "\"id\":"), 8);
    assert_string_equal(asked_next(&asked), "");
    assert_int_equal(get(OBJECTS "?match[type]=report"), 200);
    assert_true(span_is(asked_body(&asked), "{}"));
    assert_null(asked_field(&asked, "X-TAXII-Date-Added-First"));
    assert_int_equal(get(OBJECTS "?match[spec_version]=2.0"), 200);
    assert_true(span_is(asked_body(&asked), "{}"));
}

static void pages_follow_each_other(void **state)
{
    char target[256];
    size_t count = 0;
    (void)state;
    for (const char *next = ""; next != NULL;) {
        snprintf(target, sizeof target,
                 ROOT "collections/m/manifest/?match[version]=all&limit=2%s%s",
                 next[0] == '\0' ? "" : "&next=", next);
        assert_int_equal(get(target), 200);
        count += asked_count(&asked, "\"id\":");
        next = asked_next(&asked);
        if (next[0] == '\0')
            break;
        assert_int_equal(asked_count(&asked, "\"id\":"), 2);
    }
    assert_int_equal(count, 9);
    assert_int_equal(get(OBJECTS "?limit=2"), 200);
    const char *next = asked_next(&asked);
    snprintf(target, sizeof target, OBJECTS "?limit=2&match[type]=tool&next=%s", next);
    assert_int_equal(get(target), 400);
    snprintf(target, sizeof target, OBJECTS "?next=%s", next);
    assert_int_equal(asked_get(&asked, &asked.akira, target), 400);
    assert_int_equal(asked_get(&asked, &asked.jpn, target), 400);
    assert_int_equal(get(target), 200);
    assert_int_equal(asked_count(&asked, "\"id\":"), 6);
}

/* The later of both places counts, however the other is left out or moved. */
static void next_and_added_after(void **state)
{
    static const char *const befores[] = {"", "&added_after=2001-01-01T00:00:00Z",
                                          "&added_after=2002-01-01T00:00:00Z"};
    char target[256];
    (void)state;
    assert_int_equal(get(OBJECTS "?limit=2&added_after=2001-01-01T00:00:00Z"), 200);
    const char *next = asked_next(&asked);
    for (size_t i = 0; i < sizeof befores / sizeof befores[0]; i++) {
        snprintf(target, sizeof target, OBJECTS "?next=%s%s", next, befores[i]);
        assert_int_equal(get(target), 200);
        assert_int_equal(asked_count(&asked, "\"id\":"), 6);
    }
    snprintf(target, sizeof target, OBJECTS "?next=%s&added_after=2999-01-01T00:00:00Z", next);
    assert_int_equal(get(target), 200);
    assert_int_equal(asked_count(&asked, "\"id\":"), 0);
}

static void one_object_and_its_versions(void **state)
{
    (void)state;
    assert_int_equal(get(OBJECTS TOOL(1) "/"), 200);
    assert_int_equal(asked_count(&asked, "\"id\":"), 1);
    assert_true(asked_has(&asked, "00:00:02"));
    assert_int_equal(get(OBJECTS TOOL(1) "?match[version]=all"), 200);
    assert_int_equal(asked_count(&asked, "\"id\":"), 2);
    assert_int_equal(get(OBJECTS TOOL(1) "?match[version]=2026-01-01T00:00:01Z"), 200);
    assert_int_equal(asked_count(&asked, "\"id\":"), 1);
    assert_true(asked_has(&asked, "00:00:01"));
    assert_int_equal(get(OBJECTS TOOL(1) "?match[version]=2025-01-01T00:00:01Z"), 200);
    assert_true(span_is(asked_body(&asked), "{}"));
    assert_int_equal(get(OBJECTS TOOL(1) "/versions/"), 200);
    assert_true(
        span_is(asked_body(&asked),
                "{\"versions\":[\"2026-01-01T00:00:01.000Z\",\"2026-01-01T00:00:02.000Z\"]}"));
    assert_non_null(asked_field(&asked, "X-TAXII-Date-Added-First"));
    assert_int_equal(get(OBJECTS TOOL(9) "/"), 404);
    assert_int_equal(get(OBJECTS "nothing/"), 404);
    assert_int_equal(get(OBJECTS TOOL(9) "/versions/"), 404);
}

/* The version of an object without one is when it was added. */
static void what_has_no_version(void **state)
{
    char target[256];
    char added[64];
    (void)state;
    assert_int_equal(get(ROOT "collections/m/manifest/?match[type]=ipv4-addr"), 200);
    snprintf(added, sizeof added, "%s", asked_field(&asked, "X-TAXII-Date-Added-First"));
    snprintf(target, sizeof target, "\"date_added\":\"%s\",\"version\":\"%s\"", added, added);
    assert_true(asked_has(&asked, target));
    assert_true(asked_has(&asked, "\"media_type\":\"application/stix+json;version=2.1\""));
    snprintf(target, sizeof target, OBJECTS "?match[type]=ipv4-addr&match[version]=%s", added);
    assert_int_equal(get(target), 200);
    assert_int_equal(asked_count(&asked, "198.51.100.3"), 1);
    assert_int_equal(
        get(OBJECTS "?match[type]=ipv4-addr&match[version]=2020-01-01T00:00:00.000001Z"), 200);
    assert_true(span_is(asked_body(&asked), "{}"));
}

static void the_public_sees_what_was_released_to_it(void **state)
{
    static const char target[] = "/taxii2/public/collections/public/objects/";
    const struct caller *all[] = {&asked.nobody, &asked.own, &asked.jpn, &asked.auditor};
    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        assert_int_equal(asked_get(&asked, all[i], target), 200);
        assert_int_equal(asked_count(&asked, "\"id\":"), 1);
        assert_true(asked_has(&asked, MADE_USA));
    }
}

/* A client that has polled past an object's creation gets it when it is released later. */
static void what_is_released_later_is_new(void **state)
{
    char target[256];
    char id[64];
    (void)state;
    assert_int_equal(asked_get(&asked, &asked.jpn, OBJECTS), 200);
    assert_int_equal(asked_count(&asked, "\"id\":"), 2);
    snprintf(target, sizeof target, OBJECTS "?added_after=%s",
             asked_field(&asked, "X-TAXII-Date-Added-Last"));
    assert_int_equal(asked_get(&asked, &asked.jpn, target), 200);
    assert_true(span_is(asked_body(&asked), "{}"));
    asked_change(&asked);
    asked_id(id, "malware", 1); /* made before the tool that jpn has seen was released */
    assert_int_equal(made_release(&asked.made, id, "", "member:jpn"), GATE_ALLOWED);
    assert_int_equal(asked_get(&asked, &asked.jpn, target), 200);
    assert_true(span_is(asked_body(&asked), "{}")); /* not committed yet */
    asked_commit(&asked);
    assert_int_equal(asked_get(&asked, &asked.jpn, target), 200);
    assert_int_equal(asked_count(&asked, id), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(who_has_not_signed_in_hears_one_answer, begin, end),
        cmocka_unit_test_setup_teardown(discovery_and_roots, begin, end),
        cmocka_unit_test_setup_teardown(collections_by_right, begin, end),
        cmocka_unit_test_setup_teardown(methods_and_media, begin, end),
        cmocka_unit_test_setup_teardown(objects_as_they_came, begin, end),
        cmocka_unit_test_setup_teardown(pages_follow_each_other, begin, end),
        cmocka_unit_test_setup_teardown(next_and_added_after, begin, end),
        cmocka_unit_test_setup_teardown(one_object_and_its_versions, begin, end),
        cmocka_unit_test_setup_teardown(what_has_no_version, begin, end),
        cmocka_unit_test_setup_teardown(the_public_sees_what_was_released_to_it, begin, end),
        cmocka_unit_test_setup_teardown(what_is_released_later_is_new, begin, end),
    };
    return RUN_ALL("share/endpoints", tests);
}
