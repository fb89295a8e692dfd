/* Errors on the wire, byte for byte. */
#include "share/problem.h"

#include "base/arena.h"
#include "net/http_reply.h"
#include "run.h"

static struct arena arena;
static struct http_response response;

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 20);
    http_response_init(&response, &arena);
    return 0;
}

static int end(void **state)
{
    (void)state;
    http_response_release(&response);
    arena_release(&arena);
    return 0;
}

static const char *field(const char *name)
{
    for (unsigned i = 0; i < response.field_count; i++)
        if (strcmp(response.fields[i].name, name) == 0)
            return response.fields[i].value;
    return NULL;
}

static void assert_body(const char *text)
{
    assert_false(response.failed);
    if (!span_is(http_body_bytes(response.body), text))
        fail_msg("body: %.*s", (int)http_body_bytes(response.body).size,
                 (const char *)http_body_bytes(response.body).data);
}

static void with_and_without_words(void **state)
{
    (void)state;
    taxii_problem(&response, 404, NULL);
    assert_int_equal(response.status, 404);
    assert_string_equal(field("Content-Type"), "application/taxii+json;version=2.1");
    assert_null(field("WWW-Authenticate"));
    assert_body("{\"title\":\"Not found\",\"http_status\":\"404\"}");
    taxii_problem(&response, 400, "limit: a \"number\"");
    assert_body("{\"title\":\"Bad request\",\"description\":\"limit: a \\\"number\\\"\","
                "\"http_status\":\"400\"}");
}

static void who_must_sign_in_is_told_how(void **state)
{
    (void)state;
    taxii_problem(&response, 401, NULL);
    assert_string_equal(field("WWW-Authenticate"), "Basic realm=\"Trefoil\", charset=\"UTF-8\"");
}

static void what_failed_inside_stays_inside(void **state)
{
    struct error err;
    (void)state;
    error_os(&err, ERROR_IO, "reading", "/srv/secret", 5);
    taxii_failure(&response, &err);
    assert_int_equal(response.status, 500);
    assert_body(
        "{\"title\":\"Internal error\",\"description\":\"The node cannot do its work; its journal "
        "says why.\",\"http_status\":\"500\"}");
    error_memory(&err, "reading a page");
    taxii_failure(&response, &err);
    assert_int_equal(response.status, 503);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(with_and_without_words, begin, end),
        cmocka_unit_test_setup_teardown(who_must_sign_in_is_told_how, begin, end),
        cmocka_unit_test_setup_teardown(what_failed_inside_stays_inside, begin, end),
    };
    return RUN_ALL("share/problem", tests);
}
