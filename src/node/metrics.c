#include "node/metrics.h"

/* Upper ends of the buckets in microseconds, and as Prometheus wants them. */
static const struct {
    uint64_t micros;
    const char *seconds;
} times[METRICS_TIMES] = {
    {250, "0.00025"}, {1000, "0.001"}, {4000, "0.004"}, {16000, "0.016"},     {64000, "0.064"},
    {250000, "0.25"}, {1000000, "1"},  {4000000, "4"},  {UINT64_MAX, "+Inf"},
};

static const char *const areas[METRICS_AREAS] = {
    [ROUTE_TAXII] = "taxii",
    [ROUTE_API] = "api",
    [ROUTE_HEALTH] = "health",
    [ROUTE_METRICS] = "metrics",
};

void metrics_count(struct metrics *metrics, unsigned route, unsigned status, uint64_t bytes,
                   uint64_t micros)
{
    enum route_area area = route_kind(route)->area;
    size_t bucket = 0;
    while (micros > times[bucket].micros)
        bucket++;
    metrics->requests[route][status / 100 % METRICS_CLASSES]++;
    metrics->times[area][bucket]++;
    metrics->micros[area] += micros;
    metrics->bytes_out += bytes;
}

static void print_requests(const struct metrics *metrics, struct dynbuf *out)
{
    dynbuf_text(out, "# HELP trefoil_requests_total Requests by kind of path and of answer.\n"
                     "# TYPE trefoil_requests_total counter\n");
    for (unsigned route = 0; route < route_count(); route++)
        for (unsigned class = 0; class < METRICS_CLASSES; class ++) {
            uint64_t count = metrics->requests[route][class];
            if (count > 0)
                dynbuf_format(out, "trefoil_requests_total{route=\"%s\",status=\"%uxx\"} %llu\n",
                              route_kind(route)->pattern, class, (unsigned long long)count);
        }
}

static void print_times(const struct metrics *metrics, struct dynbuf *out)
{
    dynbuf_text(out, "# HELP trefoil_request_seconds From the request line to the last byte.\n"
                     "# TYPE trefoil_request_seconds histogram\n");
    for (size_t area = 0; area < METRICS_AREAS; area++) {
        uint64_t count = 0;
        uint64_t micros = metrics->micros[area];
        for (size_t i = 0; i < METRICS_TIMES; i++) {
            count += metrics->times[area][i];
            dynbuf_format(out, "trefoil_request_seconds_bucket{area=\"%s\",le=\"%s\"} %llu\n",
                          areas[area], times[i].seconds, (unsigned long long)count);
        }
        dynbuf_format(out,
                      "trefoil_request_seconds_sum{area=\"%s\"} %llu.%06llu\n"
                      "trefoil_request_seconds_count{area=\"%s\"} %llu\n",
                      areas[area], (unsigned long long)(micros / 1000000),
                      (unsigned long long)(micros % 1000000), areas[area],
                      (unsigned long long)count);
    }
}

static void print_one(struct dynbuf *out, const char *name, const char *type, const char *help,
                      int64_t value)
{
    dynbuf_format(out, "# HELP %s %s\n# TYPE %s %s\n%s %lld\n", name, help, name, type, name,
                  (long long)value);
}

static void print_counters(const struct metrics *metrics, const struct metrics_now *now,
                           struct dynbuf *out)
{
    print_one(out, "trefoil_answer_bytes_total", "counter", "Bytes of bodies that were sent.",
              (int64_t)metrics->bytes_out);
    print_one(out, "trefoil_sign_in_refused_total", "counter", "Wrong passwords and the like.",
              (int64_t)metrics->refused);
    print_one(out, "trefoil_sign_in_late_total", "counter",
              "Requests not looked at after too many of those.", (int64_t)metrics->late);
    print_one(out, "trefoil_rate_limited_total", "counter",
              "Requests of addresses that sent too many.", (int64_t)metrics->limited);
    print_one(out, "trefoil_journal_dropped_total", "counter",
              "Lines that the access journal could not take.", (int64_t)now->journal_dropped);
}

static void print_gauges(const struct metrics *metrics, const struct metrics_now *now,
                         struct dynbuf *out)
{
    print_one(out, "trefoil_connections", "gauge", "Open connections.", now->connections);
    print_one(out, "trefoil_start_time_seconds", "gauge", "When the node started.", now->started);
    print_one(out, "trefoil_log_leaves", "gauge", "Leaves of the log.",
              (int64_t)metrics->log_leaves);
    print_one(out, "trefoil_checkpoint_leaves", "gauge", "Leaves under the newest checkpoint.",
              (int64_t)metrics->checkpoint_leaves);
    print_one(out, "trefoil_checkpoint_time_seconds", "gauge", "When that was signed; 0: not yet.",
              metrics->checkpoint_time);
    if (now->certificate_until != INT64_MAX)
        print_one(out, "trefoil_certificate_until_seconds", "gauge",
                  "Until when the certificate holds.", now->certificate_until);
    dynbuf_text(out, "# HELP trefoil_health 0 ok, 1 degraded, 2 failing.\n"
                     "# TYPE trefoil_health gauge\n");
    for (size_t i = 0; i < HEALTH_CHECKS; i++)
        dynbuf_format(out, "trefoil_health{check=\"%s\"} %d\n",
                      health_check_name((enum health_check)i),
                      (int)health_of(now->health, (enum health_check)i));
}

bool metrics_print(const struct metrics *metrics, const struct metrics_now *now, struct dynbuf *out)
{
    print_requests(metrics, out);
    print_times(metrics, out);
    print_counters(metrics, now, out);
    print_gauges(metrics, now, out);
    return !out->failed;
}
