#include "share/status.h"

#include "base/limits.h"
#include "intel/timestamp.h"
#include "share/problem.h"
#include "store/statuses.h"
#include "text/json_writer.h"

static void write_list(struct json_writer *json, const char *name, const char *now,
                       const struct posted *posted, size_t count, bool failed)
{
    json_open_array(json, name);
    for (size_t i = 0; i < count; i++) {
        if ((posted[i].failure != NULL) != failed)
            continue;
        json_open_object(json, NULL);
        json_string(json, "id", posted[i].id);
        json_string(json, "version",
                    posted[i].version.size > 0 ? posted[i].version : span_text(now));
        if (failed)
            json_text(json, "message", posted[i].failure);
        json_close(json);
    }
    json_close(json);
}

bool status_write(struct dynbuf *body, struct span id, int64_t now, const struct posted *posted,
                  size_t count, struct error *err)
{
    struct json_writer json;
    char time[TIMESTAMP_MICROS_TEXT_BYTES];
    size_t failures = 0;
    for (size_t i = 0; i < count; i++)
        failures += posted[i].failure != NULL;
    timestamp_print_micros(time, now);
    json_writer_init_compact(&json, body);
    json_open_object(&json, NULL);
    json_string(&json, "id", id);
    json_text(&json, "status", "complete");
    json_text(&json, "request_timestamp", time);
    json_u64(&json, "total_count", count);
    json_u64(&json, "success_count", count - failures);
    if (failures < count)
        write_list(&json, "successes", time, posted, count, false);
    json_u64(&json, "failure_count", failures);
    if (failures > 0)
        write_list(&json, "failures", time, posted, count, true);
    json_u64(&json, "pending_count", 0);
    json_close(&json);
    return json_writer_finish(&json, "a status", err);
}

bool endpoint_status(struct taxii_call *call, struct error *err)
{
    struct taxii *taxii = call->taxii;
    struct gate_means means = taxii->means;
    int64_t since = means.now(means.context) - (int64_t)STATUS_SECONDS * 1000000;
    struct store *store = NULL;
    struct span kept;
    struct dynbuf body;
    if (!reading_take(taxii->readers, &store, err))
        return false;
    bool ok =
        status_find(store, call->status_id, call->caller->account, since, &call->arena, &kept, err);
    reading_give(taxii->readers, store);
    if (ok && kept.data == NULL)
        taxii_problem(call->response, 404, NULL);
    if (!ok || kept.data == NULL)
        return ok;
    dynbuf_init(&body, STATUS_BYTES_MAX);
    dynbuf_span(&body, kept);
    ok = call_send(call, 200, &body, err);
    dynbuf_release(&body);
    return ok;
}
