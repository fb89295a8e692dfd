/* What a node tells of itself: health, metrics, lines of events. */
#include <stdlib.h>

#include "node/metrics.h"
#include "node/say.h"
#include "run.h"

static void worst_counts(void **state)
{
    struct health health;
    struct dynbuf text;
    (void)state;
    health_init(&health);
    dynbuf_init(&text, 1 << 16);
    assert_int_equal(health_print(&health, &text), HEALTH_OK);
    assert_true(health_set(&health, HEALTH_DISK, HEALTH_DEGRADED, "%d MiB \"free\"", 3));
    assert_false(health_set(&health, HEALTH_DISK, HEALTH_DEGRADED, "2 MiB are free"));
    assert_int_equal(health_of(&health, HEALTH_DISK), HEALTH_DEGRADED);
    assert_int_equal(health_print(&health, &text), HEALTH_DEGRADED);
    assert_true(health_set(&health, HEALTH_LOG, HEALTH_FAILING, "%s", ""));
    dynbuf_clear(&text);
    assert_int_equal(health_print(&health, &text), HEALTH_FAILING);
    assert_non_null(strstr(text.data, "\"status\": \"failing\",\n  \"checks\""));
    assert_non_null(strstr(text.data, "\"text\": \"2 MiB are free\""));
    dynbuf_release(&text);
    health_release(&health);
}

/* Longer than its place: cut, not written behind it. */
static void long_texts(void **state)
{
    struct health health;
    char text[1000];
    (void)state;
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    health_init(&health);
    assert_true(health_set(&health, HEALTH_STORE, HEALTH_FAILING, "%s", text));
    assert_int_equal(strlen(health.texts[HEALTH_STORE]), HEALTH_TEXT_BYTES - 1);
    health_release(&health);
}

static void counts(void **state)
{
    static struct metrics metrics;
    struct health health;
    const struct metrics_now now = {
        .connections = 7, .certificate_until = INT64_MAX, .health = &health};
    struct dynbuf text;
    unsigned route = route_of(span_text("/healthz"));
    (void)state;
    health_init(&health);
    dynbuf_init(&text, 1 << 20);
    metrics_count(&metrics, route, 200, 10, 250);
    metrics_count(&metrics, route, 503, 5, 251);
    metrics_count(&metrics, route, 0, 0, 99000000);
    assert_true(metrics_print(&metrics, &now, &text));
    assert_non_null(strstr(text.data, "{route=\"/healthz\",status=\"2xx\"} 1\n"));
    assert_non_null(strstr(text.data, "{route=\"/healthz\",status=\"5xx\"} 1\n"));
    assert_non_null(strstr(text.data, "{route=\"/healthz\",status=\"0xx\"} 1\n"));
    assert_non_null(strstr(text.data, "{area=\"health\",le=\"0.00025\"} 1\n"));
    assert_non_null(strstr(text.data, "{area=\"health\",le=\"0.001\"} 2\n"));
    assert_non_null(strstr(text.data, "{area=\"health\",le=\"4\"} 2\n"));
    assert_non_null(strstr(text.data, "{area=\"health\",le=\"+Inf\"} 3\n"));
    assert_non_null(strstr(text.data, "_sum{area=\"health\"} 99.000501\n"));
    assert_non_null(strstr(text.data, "\ntrefoil_answer_bytes_total 15\n"));
    assert_non_null(strstr(text.data, "\ntrefoil_connections 7\n"));
    assert_null(strstr(text.data, "certificate_until"));
    dynbuf_release(&text);
    health_release(&health);
}

static void keep_line(void *context, struct span line)
{
    dynbuf_clear(context);
    dynbuf_span(context, line);
}

static void lines(void **state)
{
    struct dynbuf kept;
    struct saying saying;
    struct error err;
    const struct say say = {.line = keep_line, .context = &kept};
    char *longest = calloc(1, 8192);
    (void)state;
    assert_non_null(longest);
    dynbuf_init(&kept, 1 << 16);
    error_input(&err, ERROR_VALUE, "x", "a \"word\"\n");
    say_error(&say, 1000001, "failed", &err);
    assert_string_equal(
        kept.data, "{\"time\":\"1970-01-01T00:00:01.000001Z\",\"level\":\"error\","
                   "\"event\":\"failed\",\"error\":\"value\",\"text\":\"x: a \\\"word\\\"?\"}\n");
    say_begin(&saying, -5, SAY_INFO, "early");
    json_u64(&saying.json, "n", 3);
    say_end(&saying, &say);
    assert_string_equal(kept.data, "{\"time\":\"1970-01-01T00:00:00.000000Z\",\"level\":\"info\","
                                   "\"event\":\"early\",\"n\":3}\n");
    dynbuf_clear(&kept);
    memset(longest, 'x', 8191);
    say_begin(&saying, 0, SAY_WARNING, "long");
    json_text(&saying.json, "text", longest);
    say_end(&saying, &say);
    assert_int_equal(kept.size, 0);
    say_error(&(struct say){0}, 0, "nobody listens", &err);
    dynbuf_release(&kept);
    free(longest);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(worst_counts), cmocka_unit_test(long_texts),
                                       cmocka_unit_test(counts), cmocka_unit_test(lines)};
    return RUN_ALL("node/told", tests);
}
