/* Responses and the bodies that they share; dates. Allocations fail one after the other. */
#include "net/http_response.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "alloc_faults.h"
#include "base/arena.h"
#include "base/limits.h"
#include "net/http_date.h"
#include "net/http_reply.h"
#include "run.h"

static struct arena arena;
static struct http_response response;

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, HTTP_REQUEST_BYTES_MAX);
    http_response_init(&response, &arena);
    return 0;
}

static int end(void **state)
{
    (void)state;
    alloc_fail_at(0);
    http_response_release(&response);
    arena_release(&arena);
    return 0;
}

static void values_cannot_split(void **state)
{
    (void)state;
    for (int byte = 0; byte < 256; byte++) {
        char value[] = {'a', (char)byte, 'b'};
        http_response_set(&response, 200, "text/plain");
        http_response_header(&response, "X-A", span_of(value, sizeof value));
        bool control = (byte < ' ' && byte != '\t') || byte == 0x7f;
        assert_int_equal(response.failed, control);
        assert_int_equal(response.field_count, control ? 1 : 2);
    }
    http_response_set(&response, 200, "text/plain\r\nX: y");
    assert_true(response.failed);
    http_response_set(&response, 404, NULL);
    assert_false(response.failed);
    assert_int_equal(response.field_count, 0);
}

static void fields_are_counted(void **state)
{
    (void)state;
    http_response_set(&response, 200, NULL);
    for (int i = 0; i < HTTP_RESPONSE_FIELDS_MAX; i++)
        http_response_header_text(&response, "X", "y");
    assert_false(response.failed);
    http_response_header_text(&response, "X", "y");
    assert_true(response.failed);
}

static void bodies_are_counted(void **state)
{
    (void)state;
    struct http_body *body = http_body_copy(span_text("hello"));
    http_response_set(&response, 200, NULL);
    http_response_body(&response, body);
    http_body_release(body); /* the response holds it */
    assert_true(span_is(http_body_bytes(response.body), "hello"));
    http_response_body_copy(&response, span_text("other"));
    assert_true(span_is(http_body_bytes(response.body), "other"));
    http_response_body(&response, NULL);
    assert_true(response.failed);
    assert_null(response.body);
    http_body_release(NULL);
}

static void buffers_are_taken(void **state)
{
    struct dynbuf buffer;
    (void)state;
    dynbuf_init(&buffer, 8);
    dynbuf_text(&buffer, "12345678");
    const char *bytes = buffer.data;
    struct http_body *body = http_body_take(&buffer);
    assert_ptr_equal(http_body_bytes(body).data, bytes); /* no copy */
    assert_null(buffer.data);
    assert_true(dynbuf_text(&buffer, "again"));
    assert_false(dynbuf_text(&buffer, "too much"));
    assert_null(http_body_take(&buffer));
    http_body_release(body);
    dynbuf_clear(&buffer);
    dynbuf_release(&buffer);
    body = http_body_take(&buffer);
    assert_int_equal(http_body_bytes(body).size, 0);
    http_body_release(body);
}

static void *hold_often(void *of)
{
    for (int i = 0; i < 100000; i++)
        http_body_release(http_body_hold(of));
    http_body_release(of);
    return NULL;
}

static void threads_share_a_body(void **state)
{
    pthread_t threads[4];
    (void)state;
    struct http_body *body = http_body_copy(span_text("shared"));
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, hold_often, http_body_hold(body)), 0);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    assert_true(span_is(http_body_bytes(body), "shared"));
    http_body_release(body);
}

static void without_memory_it_fails_whole(void **state)
{
    bool done = false;
    (void)state;
    for (unsigned nth = 1; !done; nth++) {
        end(NULL);
        begin(NULL);
        alloc_fail_at(nth);
        http_response_set(&response, 200, "text/plain");
        http_response_body_copy(&response, span_text("hello"));
        done = alloc_count() < nth;
        alloc_fail_at(0);
        assert_int_equal(response.failed, !done);
        assert_true(nth < 10);
    }
    assert_true(span_is(http_body_bytes(response.body), "hello"));
}

static void dates(void **state)
{
    static const char form[] = "%a, %d %b %Y %H:%M:%S GMT";
    char text[HTTP_DATE_BYTES], wanted[40];
    (void)state;
    http_date(text, 784111777);
    assert_string_equal(text, "Sun, 06 Nov 1994 08:49:37 GMT"); /* RFC 9110, section 5.6.7 */
    for (int64_t seconds = 0; seconds < INT64_C(253402300800); seconds += 86400 * 13 + 12347) {
        time_t then = seconds;
        struct tm parts;
        assert_true(strftime(wanted, sizeof wanted, form, gmtime_r(&then, &parts)) > 0);
        http_date(text, seconds);
        assert_string_equal(text, wanted);
    }
    http_date(text, 951782400);
    assert_string_equal(text, "Tue, 29 Feb 2000 00:00:00 GMT");
    http_date(text, -1);
    assert_string_equal(text, "Thu, 01 Jan 1970 00:00:00 GMT");
    http_date(text, INT64_MAX);
    assert_string_equal(text, "Fri, 31 Dec 9999 23:59:59 GMT");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(values_cannot_split, begin, end),
        cmocka_unit_test_setup_teardown(fields_are_counted, begin, end),
        cmocka_unit_test_setup_teardown(bodies_are_counted, begin, end),
        cmocka_unit_test(buffers_are_taken),
        cmocka_unit_test(threads_share_a_body),
        cmocka_unit_test_setup_teardown(without_memory_it_fails_whole, begin, end),
        cmocka_unit_test(dates),
    };
    return RUN_ALL("http_response", tests);
}
