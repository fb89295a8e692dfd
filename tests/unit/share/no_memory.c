/* Each allocation of a request fails in turn: an error of TAXII's or a failed response, never half
 * an answer; nothing of a POST stands that was not answered for; and the next request is served. */
#include "asked.h"

#include "alloc_faults.h"
#include "net/http_reply.h"
#include "net/http_target.h"
#include "store/leaves.h"

static struct asked asked;
static struct arena made_arena;

#define OBJECTS "/taxii2/trefoil/collections/members/objects/"
#define TOOL(n) "tool--00000000-0000-4000-8000-00000000000" #n

static void fill(struct made_world *made)
{
    arena_init(&made_arena, 64 << 20);
    made_take(made, "members", asked_identity());
    for (unsigned i = 1; i <= 3; i++)
        made_take(made, "members", asked_object(&made_arena, "tool", i, 1));
}

static int begin(void **state)
{
    (void)state;
    asked_open(&asked, fill);
    asked.taxii.cache = &asked.cache;
    return 0;
}

static int end(void **state)
{
    (void)state;
    asked_release(&asked);
    arena_release(&made_arena);
    return 0;
}

static uint64_t leaves(void)
{
    struct error err;
    uint64_t count = 0;
    assert_true(leaves_count(&asked.made.store, &count, &err));
    return count;
}

/* One request in which one allocation fails; returns its status, 0 when the response failed. */
static unsigned ask_at(unsigned nth, enum http_method method, const char *target, const char *body,
                       bool *ret_reached)
{
    struct http_pair fields[] = {{span_text("Accept"), span_text(ASKED_TAXII)},
                                 {span_text("Content-Type"), span_text(ASKED_TAXII)}};
    struct http_target parts;
    struct error err;
    struct arena arena;
    arena_init(&arena, 1 << 20);
    http_response_release(&asked.response);
    http_response_init(&asked.response, &arena);
    assert_true(http_target_parse(&parts, span_text(target), &made_arena, &err));
    const struct http_request request = {.method = method,
                                         .path = parts.path,
                                         .query = parts.query,
                                         .query_count = parts.query_count,
                                         .headers = fields,
                                         .header_count = 2,
                                         .body = span_text(body),
                                         .arena = &arena};
    alloc_fail_at(nth);
    taxii_answer(&asked.taxii, &request, &asked.own, &asked.response);
    *ret_reached = alloc_count() >= nth;
    alloc_fail_at(0);
    unsigned status = asked.response.failed ? 0 : asked.response.status;
    assert_int_not_equal(asked.response.status, 0);
    assert_int_equal(asked.readers.free_count, asked.readers.count);
    http_response_release(&asked.response);
    http_response_init(&asked.response, &asked.arena);
    arena_release(&arena);
    return status;
}

static void reading(void **state)
{
    static const char *const targets[] = {
        "/taxii2/",
        "/taxii2/trefoil/collections/",
        OBJECTS "?limit=2&match[type]=tool",
        OBJECTS TOOL(1) "/?match[version]=first,2026-01-01T00:00:01Z",
        OBJECTS TOOL(9) "/",
        OBJECTS TOOL(1) "/versions/",
        "/taxii2/trefoil/collections/members/manifest/?match[id]=" TOOL(1) "," TOOL(2),
        "/taxii2/trefoil/status/x/",
    };
    (void)state;
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
        unsigned wanted = asked_get(&asked, &asked.own, targets[i]);
        bool reached = true;
        asked.taxii.cache = NULL;
        for (unsigned nth = 1; reached; nth++) {
            unsigned status = ask_at(nth, HTTP_GET, targets[i], "", &reached);
            /* SQLite does without some of its own. */
            assert_true(status == wanted || (reached && (status == 0 || status >= 500)));
        }
        asked.taxii.cache = &asked.cache;
        assert_int_equal(asked_get(&asked, &asked.own, targets[i]), wanted);
    }
}

static void writing(void **state)
{
    bool reached = true;
    (void)state;
    for (unsigned nth = 1; reached; nth++) {
        char body[1024];
        snprintf(body, sizeof body, "{\"objects\":[%s]}",
                 (const char *)asked_object(&made_arena, "tool", 1000 + nth, 1).data);
        uint64_t before = leaves();
        unsigned status = ask_at(nth, HTTP_POST, OBJECTS, body, &reached);
        assert_true(status == 202 || (reached && (status == 0 || status >= 500)));
        assert_true(leaves() == before + 1 || (status != 202 && leaves() == before));
        assert_false(asked.writing.broken);
    }
    reached = true;
    for (unsigned nth = 1; reached; nth++) {
        unsigned status = ask_at(nth, HTTP_DELETE, OBJECTS TOOL(2) "/", "", &reached);
        assert_true(status == 200 || (reached && (status == 0 || status >= 500)));
        if (status == 200)
            break;
        if (asked_get(&asked, &asked.own, OBJECTS TOOL(2) "/") == 404)
            break; /* done, and the answer failed */
    }
    assert_int_equal(asked_get(&asked, &asked.own, OBJECTS TOOL(2) "/"), 404);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reading, begin, end),
        cmocka_unit_test_setup_teardown(writing, begin, end),
    };
    return RUN_ALL("share/no_memory", tests);
}
