/* Each allocation of a request to the API fails in turn: 503 or the right answer, nothing of it
 * stands that was not answered for, and the next request is served. */
#include "alloc_faults.h"
#include "asked.h"

#define GREEN "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
#define CLEAR "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"
#define TOOL  "tool--00000000-0000-4000-8000-000000000001"

static unsigned fails_at;
static bool reached;

static void before(void)
{
    alloc_fail_at(fails_at);
}

static void after(void)
{
    reached = alloc_count() >= fails_at;
    alloc_fail_at(0);
}

static int begin(void **state)
{
    (void)state;
    ask_before = before;
    ask_after = after;
    asked_node_open(&asked);
    ask_post(&asked, "ana",
             "{\"type\":\"tool\",\"spec_version\":\"2.1\",\"id\":\"" TOOL "\",\"name\":\"n\","
             "\"created\":\"2026-01-01T00:00:00Z\",\"modified\":\"2026-01-01T00:00:00Z\","
             "\"object_marking_refs\":[\"" GREEN "\"]}");
    ask_post(&asked, "ana",
             "{\"type\":\"tool\",\"spec_version\":\"2.1\",\"id\":\"" TOOL "\",\"name\":\"n\","
             "\"created\":\"2026-01-01T00:00:00Z\",\"modified\":\"2026-01-01T00:00:01Z\","
             "\"object_marking_refs\":[\"" CLEAR "\"]}");
    return 0;
}

static uint64_t leaves(void)
{
    return asked.node.writer.leaves.tree.size;
}

/* What changes something is written out with a number that is another each time. */
static void each_fails(const char *name, enum http_method method, const char *target,
                       const char *body, unsigned wanted, unsigned grows)
{
    reached = true;
    for (fails_at = 1; reached; fails_at++) {
        char words[2][512];
        snprintf(words[0], sizeof words[0], target, fails_at);
        if (body != NULL)
            snprintf(words[1], sizeof words[1], body, fails_at);
        uint64_t old = leaves();
        unsigned status = ask(&asked, name, method, words[0], body == NULL ? NULL : words[1]);
        if (status != wanted && !(reached && status == 503))
            fail_msg("%s, allocation %u: %u", words[0], fails_at, status);
        if (leaves() != old + (status == wanted ? grows : 0) &&
            !(status == 503 && leaves() == old + grows)) /* done, and the answer did not fit */
            fail_msg("%s, allocation %u: %u, and %llu leaves", words[0], fails_at, status,
                     (unsigned long long)(leaves() - old));
        assert_int_equal(asked.node.readers.free_count, asked.node.readers.count);
        assert_false(asked.node.writing.broken);
    }
    assert_true(fails_at > 2);
    fails_at = 0;
}

static void reading(void **state)
{
    (void)state;
    each_fails("admin", HTTP_GET, "/users", NULL, 200, 0);
    each_fails("ana", HTTP_GET, "/me", NULL, 200, 0);
    each_fails("olga", HTTP_GET, "/rules", NULL, 200, 0);
    each_fails("olga", HTTP_GET, "/raises", NULL, 200, 0);
    each_fails("ana", HTTP_GET, "/who?id=" TOOL, NULL, 200, 0);
    each_fails("ana", HTTP_GET, "/log/checkpoint", NULL, 200, 0);
    each_fails("ana", HTTP_GET, "/log/tile/0/000.p/1", NULL, 200, 0);
    each_fails("aldo", HTTP_GET, "/log/records/1", NULL, 200, 0);
    each_fails("aldo", HTTP_GET, "/log/proofs/1", NULL, 200, 0);
    each_fails("ana", HTTP_GET, "/nothing", NULL, 404, 0);
}

static void changing(void **state)
{
    (void)state;
    each_fails("admin", HTTP_POST, "/users", "{\"name\":\"a%u\",\"role\":\"analyst\"}", 201, 1);
    each_fails("admin", HTTP_POST, "/users/ana/disable", NULL, 200, 1);
    each_fails("admin", HTTP_POST, "/users/olga/password", NULL, 200, 1);
    each_fails("olga", HTTP_POST, "/signatures",
               "{\"kind\":\"lowering\",\"id\":\"" TOOL "\",\"dry\":\"yes\"}", 200, 0);
    each_fails("olga", HTTP_POST, "/raises",
               "{\"id\":\"tool--00000000-0000-4000-8000-%012u\",\"tlp\":\"red\"}", 201, 1);
    each_fails("olga", HTTP_GET, "/raises", NULL, 200, 0);
    each_fails("olga", HTTP_POST, "/releases", "{\"id\":\"" TOOL "\",\"to\":\"public\"}", 200, 1);
}

/* Which is done once, so that it is not known beforehand how often it fails. */
static void done_once(const char *target, const char *body)
{
    uint64_t old = leaves();
    unsigned status = 503;
    for (fails_at = 1; status == 503; fails_at++) {
        assert_true(leaves() == old || leaves() == old + 1); /* done, and the answer did not fit */
        status = ask(&asked, "olga", HTTP_POST, target, body);
    }
    assert_int_equal(leaves(), old + 1);
    assert_true((status == 201 || status == 200) && fails_at > 20);
    for (reached = true; reached; fails_at++) {
        status = ask(&asked, "olga", HTTP_POST, target, body);
        if (status != 200 && !(reached && status == 503))
            fail_msg("allocation %u: %u %s", fails_at, status, asked.answer.body.data);
        assert_int_equal(leaves(), old + 1);
    }
    fails_at = 0;
}

static void once(void **state)
{
    (void)state;
    done_once("/signatures", "{\"kind\":\"lowering\",\"id\":\"" TOOL "\"}");
    done_once("/rules", "{\"kind\":\"tool\",\"tlp\":\"green\",\"to\":\"jpn\"}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reading, begin, asked_end),
        cmocka_unit_test_setup_teardown(changing, begin, asked_end),
        cmocka_unit_test_setup_teardown(once, begin, asked_end),
    };
    return RUN_ALL("node/api_no_memory", tests);
}
