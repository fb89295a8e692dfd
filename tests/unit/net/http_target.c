/* Targets: what comes out, and that nothing does where two readers could see two. */
#include "net/http_target.h"

#include "base/limits.h"
#include "run.h"

static struct arena arena;
static struct http_target target;

static bool parse(const char *text, struct error *err)
{
    arena_release(&arena);
    memset(&target, 0x55, sizeof target);
    return http_target_parse(&target, span_text(text), &arena, err);
}

static void paths_are_decoded_once(void **state)
{
    static const struct {
        const char *target, *path;
    } cases[] = {
        {"/", "/"},
        {"/a/b", "/a/b"},
        {"/%41%2541", "/A%41"},
        {"/a+b", "/a+b"},
        {"/a%3Fb", "/a?b"},
        {"/%E2%82%AC", "/\u20ac"},
        {"/..a/.b/c..", "/..a/.b/c.."},
        {"*", "*"},
        {"http://host:8080/x", "/x"},
        {"https://host", "/"},
        {"http://host?x", "/"},
    };
    struct error err = {0};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_true(parse(cases[i].target, &err));
        assert_true(span_is(target.path, cases[i].path));
    }
}

static void queries_keep_order_and_doubles(void **state)
{
    static const char *const wanted[][2] = {
        {"match[type]", "a,b"}, {"x", ""}, {"", "y"}, {"x", "1=2"}, {"a b", "+&"},
    };
    struct error err = {0};
    (void)state;
    assert_true(parse("/p?match[type]=a,b&&x&=y&x=1=2&a+b=%2B%26&", &err));
    assert_int_equal(target.query_count, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_true(span_is(target.query[i].name, wanted[i][0]));
        assert_true(span_is(target.query[i].value, wanted[i][1]));
    }
    struct http_request request = {.query = target.query, .query_count = target.query_count};
    size_t count = 9;
    assert_true(span_is(*http_request_query(&request, "x", &count), ""));
    assert_int_equal(count, 2);
    assert_null(http_request_query(&request, "X", &count));
    assert_int_equal(count, 0);
}

static void tricks_are_refused(void **state)
{
    static const char *const bad[] = {
        "",         "a",       "?",          "/..",           "/.",
        "/../",     "/a/./b",  "/%2e%2E",    "/%2e",          "/.%2e/a",
        "/%00",     "/%1f",    "/%7F",       "/%2f",          "/%5C",
        "/\\",      "/%",      "/%a",        "/%g0",          "/%+1",
        "/%-1",     "/ ",      "/\t",        "/\x7f",         "/\xc3\xa9",
        "/%c3",     "/%c0%80", "/%ed%a0%80", "/%f5%80%80%80", "/#",
        "/?#",      "/?%00",   "/?a=%0a",    "/?%",           "/?=%f",
        "/?%fe",    "**",      "*?",         "http://",       "http:///",
        "ftp://a/", "//.",
    };
    struct error err;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        memset(&err, 0, sizeof err);
        if (parse(bad[i], &err))
            fail_msg("taken: %s", bad[i]);
        assert_int_equal(err.code, ERROR_SYNTAX);
        assert_int_equal(target.query_count, 0x5555555555555555); /* untouched */
    }
}

static void every_byte_alone(void **state)
{
    struct error err;
    (void)state;
    for (int byte = 1; byte < 256; byte++) {
        char raw[] = {'/', 'x', (char)byte, 0}, escaped[8];
        snprintf(escaped, sizeof escaped, "/x%%%02x", (unsigned)byte);
        bool visible = byte > ' ' && byte < 0x7f;
        bool in_path = visible && byte != '#' && byte != '%' && byte != '\\';
        assert_int_equal(parse(raw, &err), in_path);
        bool may_hide = byte >= ' ' && byte < 0x7f && byte != '/' && byte != '\\';
        assert_int_equal(parse(escaped, &err), may_hide);
    }
}

static void limits_hold(void **state)
{
    char text[HTTP_TARGET_BYTES_MAX + 2];
    struct error err = {0};
    (void)state;
    memset(text, 'a', sizeof text);
    text[0] = '/';
    text[HTTP_TARGET_BYTES_MAX] = 0;
    assert_true(parse(text, &err));
    assert_int_equal(target.path.size, HTTP_TARGET_BYTES_MAX);
    text[HTTP_TARGET_BYTES_MAX] = 'a';
    text[HTTP_TARGET_BYTES_MAX + 1] = 0;
    assert_false(parse(text, &err));
    assert_int_equal(err.code, ERROR_LIMIT);
    size_t size = (size_t)snprintf(text, sizeof text, "/?");
    for (int i = 0; i < HTTP_QUERY_PAIRS_MAX; i++)
        size += (size_t)snprintf(text + size, sizeof text - size, "%d=&", i);
    assert_true(parse(text, &err));
    assert_int_equal(target.query_count, HTTP_QUERY_PAIRS_MAX);
    snprintf(text + size, sizeof text - size, "x");
    assert_false(parse(text, &err));
    assert_int_equal(err.code, ERROR_LIMIT);
}

static void no_memory_is_said(void **state)
{
    struct arena none;
    struct error err = {0};
    (void)state;
    arena_init(&none, 0);
    assert_false(http_target_parse(&target, span_text("/a?b"), &none, &err));
    assert_int_equal(err.code, ERROR_MEMORY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_are_decoded_once),
        cmocka_unit_test(queries_keep_order_and_doubles),
        cmocka_unit_test(tricks_are_refused),
        cmocka_unit_test(every_byte_alone),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(no_memory_is_said),
    };
    arena_init(&arena, HTTP_REQUEST_BYTES_MAX);
    int failed = RUN_ALL("http_target", tests);
    arena_release(&arena);
    return failed;
}
