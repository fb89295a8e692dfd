/* The rules on a head's fields, each by a head that breaks it alone. */
#include "net/http_head.h"

#include "base/limits.h"
#include "run.h"

static struct http_pair pairs[HTTP_FIELDS_MAX + 1];
static struct http_request request;

/* "Name: value" lines, one a row, after Host. */
static unsigned check(const char *method, enum http_version version, const char *lines)
{
    request = (struct http_request){.method = http_method_of(method), .headers = pairs};
    while (*lines != 0) {
        size_t line = strcspn(lines, "\n"), name = strcspn(lines, ":");
        assert_true(name + 1 < line);
        pairs[request.header_count++] =
            (struct http_pair){span_of(lines, name), span_of(lines + name + 2, line - name - 2)};
        lines += line + (lines[line] != 0);
    }
    struct http_refusal refusal = http_head_check(&request, version);
    assert_int_equal(refusal.status == 0, refusal.what == NULL);
    return refusal.status;
}

static void good_heads(void **state)
{
    (void)state;
    assert_int_equal(check("GET", HTTP_1_1, "Host: a.example:8080"), 0);
    assert_int_equal(request.body_declared, 0);
    assert_int_equal(check("GET", HTTP_1_1, "hOST: [::1]:80\nX-A: a\tb\nX-A: \xc3\xa9"), 0);
    assert_int_equal(check("GET", HTTP_1_0, ""), 0);
    assert_int_equal(check("POST", HTTP_1_1, "Host: x\nContent-Length: 0012"), 0);
    assert_int_equal(request.body_declared, 12);
    assert_int_equal(check("POST", HTTP_1_1, "Host: x\ntransfer-encoding: CHUNKED"), 0);
    assert_true(request.body_declared == UINT64_MAX);
    assert_int_equal(check("PUT", HTTP_1_1, "Host: x\nContent-Encoding: identity"), 0);
    assert_int_equal(check("PUT", HTTP_1_1, "Host: x\nExpect: 100-Continue"), 0);
    assert_int_equal(check("GET", HTTP_1_1, "Host: x\nAccept: a\nAccept: b\nCookie: c\nCookie: d"),
                     0);
}

static void bad_heads(void **state)
{
    static const struct {
        unsigned status;
        const char *lines;
    } cases[] = {
        {400, ""},
        {400, "Host: a b"},
        {400, "Host: a\nhost: a"},
        {400, "Host: a/"},
        {400, "Host: x\nContent-Length: 1\nTransfer-Encoding: chunked"},
        {400, "Host: x\nContent-Length: 1\ncontent-length: 1"},
        {400, "Host: x\nContent-Length: -1"},
        {400, "Host: x\nContent-Length: 1x"},
        {400, "Host: x\nContent-Length: 1234567890123456789"},
        {400, "Host: x\nTransfer-Encoding: chunked\nTransfer-Encoding: chunked"},
        {400, "Host: x\nTransfer-Encoding: chunked,"},
        {400, "Host: x\nTransfer-Encoding: gzip"},
        {400, "Host: x\nX A: b"},
        {400, "Host: x\nX-A : b"},
        {400, "Host: x\n\xc3\xa9: b"},
        {400, "Host: x\nX-A: \x01"},
        {400, "Host: x\nX-A: \x7f"},
        {400, "Host: x\nX-A: a\rb"},
        {400, "Host: x\nAuthorization: a\nAuthorization: b"},
        {400, "Host: x\nContent-Type: a\nContent-Type: a"},
        {400, "Host: x\nContent-Encoding: identity\nContent-Encoding: gzip"},
        {415, "Host: x\nContent-Encoding: gzip"},
        {415, "Host: x\nContent-Encoding: identity, gzip"},
        {417, "Host: x\nExpect: 100-continue, x"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (check("POST", HTTP_1_1, cases[i].lines) != cases[i].status)
            fail_msg("not %u: %s", cases[i].status, cases[i].lines);
    assert_int_equal(check("POST", HTTP_1_0, "Transfer-Encoding: chunked"), 400);
}

static void empty_values(void **state)
{
    (void)state;
    struct http_pair fields[] = {{span_text("Host"), {0}}, {span_text("Content-Length"), {0}}};
    request = (struct http_request){.headers = fields, .header_count = 1};
    assert_int_equal(http_head_check(&request, HTTP_1_1).status, 0);
    request.header_count = 2;
    assert_int_equal(http_head_check(&request, HTTP_1_1).status, 400);
    fields[1].name = span_text("Transfer-Encoding");
    assert_int_equal(http_head_check(&request, HTTP_1_1).status, 400);
    fields[1].name = (struct span){0};
    assert_int_equal(http_head_check(&request, HTTP_1_1).status, 400);
}

static void methods_are_exact(void **state)
{
    static const char *const names[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
    static const char *const others[] = {"get", "GETS", "", "-", "TRACE", "CONNECT", "G\xc3\x89T"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_string_equal(http_method_name(http_method_of(names[i])), names[i]);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_int_equal(check(others[i], HTTP_1_1, "Host: x"), 501);
}

static void too_many(void **state)
{
    (void)state;
    for (size_t i = 0; i < HTTP_FIELDS_MAX + 1; i++)
        pairs[i] = (struct http_pair){span_text(i == 0 ? "Host" : "X"), span_text("x")};
    request = (struct http_request){.headers = pairs, .header_count = HTTP_FIELDS_MAX};
    assert_int_equal(http_head_check(&request, HTTP_1_1).status, 0);
    request.header_count++;
    assert_int_equal(http_head_check(&request, HTTP_1_1).status, 431);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_heads),   cmocka_unit_test(bad_heads),
        cmocka_unit_test(empty_values), cmocka_unit_test(methods_are_exact),
        cmocka_unit_test(too_many),
    };
    return RUN_ALL("http_head", tests);
}
