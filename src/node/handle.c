/* One request on its way through a node. */
#include <stdio.h>

#include "node/api.h"
#include "node/serving.h"
#include "node/sign_in.h"
#include "share/problem.h"

enum {
    RETRY_BYTES = 16,
    LATE_SECONDS = 60 / SIGN_IN_FAILURES_MAX,
    RATE_RETRY_SECONDS = 1,
    ANSWER_BYTES_MAX = 1 << 20
};
static const char prometheus[] = "text/plain; version=0.0.4; charset=utf-8";

/* From the head to the end of the answer. */
struct visit {
    unsigned route;
    struct signed_in *who; /* NULL: nobody was asked yet */
    uint64_t changes;      /* of accounts, before that */
};

static enum route_area area_of(const struct visit *visit)
{
    return route_kind(visit->route)->area;
}

/* Errors of the API, of health and of metrics. */
static void refuse_json(struct http_response *response, unsigned status, const char *code,
                        const char *message)
{
    struct dynbuf body;
    struct json_writer json;
    dynbuf_init(&body, ANSWER_BYTES_MAX);
    json_writer_init(&json, &body);
    json_open_object(&json, NULL);
    json_open_object(&json, "error");
    json_text(&json, "code", code);
    json_text(&json, "message", message);
    json_close(&json);
    json_close(&json);
    http_response_set(response, status, "application/json");
    if (status == 401)
        http_response_header_text(response, "WWW-Authenticate",
                                  "Basic realm=\"Trefoil\", charset=\"UTF-8\"");
    http_response_body_copy(response, dynbuf_bytes(&body));
    dynbuf_release(&body);
}

static void refuse(struct http_response *response, enum route_area area, unsigned status,
                   const char *code, const char *message)
{
    if (area == ROUTE_TAXII)
        taxii_problem(response, status, message);
    else
        refuse_json(response, status, code, message);
}

/* The same whatever is wrong: TAXII's title has said it all. */
static void refuse_sign_in(struct http_response *response, enum route_area area)
{
    refuse(response, area, 401, "sign-in", area == ROUTE_TAXII ? NULL : "Sign in.");
}

static void refuse_for_now(struct http_response *response, enum route_area area, unsigned seconds)
{
    char text[RETRY_BYTES];
    snprintf(text, sizeof text, "%u", seconds);
    refuse(response, area, 429, "too-many-requests", "Try again later.");
    http_response_header_text(response, "Retry-After", text);
}

/* Who it is. False: the response is ready. */
static bool look_up(struct serving *serving, const struct http_request *request,
                    enum route_area area, struct signed_in **ret_who,
                    struct http_response *response)
{
    enum sign_in_state state = SIGN_IN_NOBODY;
    struct error err;
    if (!sign_in(serving->node->sign_in, request, &state, ret_who, &err)) {
        say_error(&serving->means.say, serving_now(serving), "sign_in_failed", &err);
        refuse(response, area, error_is_environment(err.code) ? 503 : 500, error_name(err.code),
               "The node cannot look up who asks.");
        return false;
    }
    if (state == SIGN_IN_LATE) {
        serving->metrics.late++;
        refuse_for_now(response, area, LATE_SECONDS);
    } else if (state == SIGN_IN_REFUSED) {
        serving->metrics.refused++;
        refuse_sign_in(response, area);
    }
    return state == SIGN_IN_NOBODY || state == SIGN_IN_DONE;
}

/* False: the response is ready. */
static bool admit(struct serving *serving, const struct http_request *request, struct visit *visit,
                  struct http_response *response)
{
    enum route_area area = area_of(visit);
    if (!serving->means.unlimited) {
        struct quota_who peer = quota_address(&serving->requests, request->peer.address);
        if (!quota_take(&serving->requests, &peer, serving->means.microseconds())) {
            serving->metrics.limited++;
            refuse_for_now(response, area, RATE_RETRY_SECONDS);
            return false;
        }
    }
    visit->changes = sign_in_changes(serving->node->sign_in);
    return look_up(serving, request, area, &visit->who, response);
}

/* A body may take half an hour, and the account may have been disabled since its head. False: the
 * response is ready. */
static bool still_admitted(struct serving *serving, const struct http_request *request,
                           const struct visit *visit, struct http_response *response)
{
    enum route_area area = area_of(visit);
    struct signed_in *who = NULL;
    if (visit->who == NULL || visit->who->account == 0 ||
        visit->changes == sign_in_changes(serving->node->sign_in))
        return true;
    bool ok = look_up(serving, request, area, &who, response);
    if (ok && (who->account != visit->who->account || who->may != visit->who->may)) {
        refuse_sign_in(response, area);
        ok = false;
    }
    signed_in_release(who);
    return ok;
}

static bool is_json(const struct span *field)
{
    static const char name[] = "application/json";
    struct span rest;
    if (field == NULL || field->size < strlen(name) ||
        strncasecmp((const char *)field->data, name, strlen(name)) != 0)
        return false;
    rest = span_part(*field, strlen(name), field->size);
    return rest.size == 0 || rest.data[0] == ';' || rest.data[0] == ' ';
}

/* What follows "/api/v1". */
static struct span api_path(const struct http_request *request)
{
    return span_part(request->path, strlen("/api/v1"), request->path.size);
}

static struct api_call call_of(struct serving *serving, const struct http_request *request,
                               const struct visit *visit)
{
    return (struct api_call){
        .node = serving->node,
        .who = visit->who,
        .method = request->method,
        .path = api_path(request),
        .query = request->query,
        .query_count = request->query_count,
        .body = request->body,
    };
}

/* Answers may hold a secret: nobody keeps them. */
static void give(struct serving *serving, struct api_answer *answer, struct http_response *response)
{
    if (answer->broken.code != ERROR_NONE)
        say_error(&serving->means.say, serving_now(serving), "api_failed", &answer->broken);
    struct http_body *body = http_body_take(&answer->body);
    http_response_set(response, answer->status, answer->media_type);
    http_response_header_text(response, "Cache-Control", "no-store");
    if (answer->allow[0] != '\0')
        http_response_header_text(response, "Allow", answer->allow);
    if (answer->media_type != NULL)
        http_response_body(response, body);
    http_body_release(body);
    dynbuf_release(&answer->body);
}

/* A page of another site that a signed-in person looks at can make a browser post; what it posts
 * has an Origin. */
static void admit_api(struct serving *serving, struct http_request *request,
                      const struct visit *visit, struct http_response *response)
{
    struct api_answer answer;
    const struct api_call call = call_of(serving, request, visit);
    bool changes = request->method != HTTP_GET && request->method != HTTP_HEAD;
    if (visit->who->account == 0) {
        refuse_sign_in(response, ROUTE_API);
        return;
    }
    if (!api_admit(&call, &answer)) {
        give(serving, &answer, response);
        return;
    }
    dynbuf_release(&answer.body);
    if (changes && http_request_header(request, "Origin") != NULL)
        refuse_json(response, 403, "origin", "Requests of web pages are not taken.");
    else if (request->body_declared != 0 && !is_json(http_request_header(request, "Content-Type")))
        refuse_json(response, 415, "media-type", "Content-Type must be application/json.");
    else
        request->body_max = api_body_max(request->method, api_path(request));
}

static void head(void *context, struct http_request *request, struct http_response *response)
{
    struct serving *serving = context;
    struct visit *visit = arena_alloc(request->arena, sizeof *visit);
    if (visit == NULL) {
        taxii_problem(response, 503, "Try again later.");
        return;
    }
    request->note = visit;
    visit->route = route_of(request->path);
    if (area_of(visit) == ROUTE_HEALTH || !admit(serving, request, visit, response))
        return;
    if (area_of(visit) == ROUTE_TAXII)
        taxii_head(&serving->node->taxii, request, &visit->who->caller, response);
    else if (area_of(visit) == ROUTE_API)
        admit_api(serving, request, visit, response);
}

static void answer_text(struct http_response *response, unsigned status, const char *media_type,
                        struct dynbuf *text)
{
    struct http_body *body = http_body_take(text);
    http_response_set(response, status, media_type);
    http_response_header_text(response, "Cache-Control", "no-store");
    http_response_body(response, body);
    http_body_release(body);
    dynbuf_release(text);
}

static void answer_health(struct serving *serving, struct http_response *response)
{
    struct dynbuf text;
    dynbuf_init(&text, ANSWER_BYTES_MAX);
    enum health_state state = health_print(&serving->health, &text);
    answer_text(response, state == HEALTH_FAILING ? 503 : 200, "application/json", &text);
}

/* Who may know how much the node does: its own machine, auditors and administrators. */
static bool may_read_metrics(const struct http_request *request, const struct visit *visit)
{
    struct span address = span_text(request->peer.address);
    return span_starts_with(address, "127.") || span_is(address, "::1") ||
           (visit->who->may & (MAY_READ_LOG | MAY_PEOPLE)) != 0;
}

static void answer_metrics(struct serving *serving, struct http_response *response)
{
    struct dynbuf text;
    struct http_server *http = serving->http;
    const struct metrics_now now = {
        .connections = http == NULL ? 0 : http_server_connections(http),
        .certificate_until = http == NULL ? INT64_MAX : http_server_certificate_until(http),
        .started = serving->started,
        .journal_dropped = journal_dropped(&serving->journal),
        .health = &serving->health,
    };
    dynbuf_init(&text, ANSWER_BYTES_MAX);
    metrics_print(&serving->metrics, &now, &text);
    answer_text(response, 200, prometheus, &text);
}

static void answer_api(struct serving *serving, const struct http_request *request,
                       const struct visit *visit, struct http_response *response)
{
    struct api_answer answer;
    struct arena arena;
    arena_init(&arena, API_REQUEST_BYTES_MAX);
    struct api_call call = call_of(serving, request, visit);
    call.arena = &arena;
    api_answer(&call, &answer);
    give(serving, &answer, response);
    arena_release(&arena);
}

static void answer(void *context, const struct http_request *request,
                   struct http_response *response)
{
    struct serving *serving = context;
    const struct visit *visit = request->note;
    enum route_area area = area_of(visit);
    bool reads = request->method == HTTP_GET || request->method == HTTP_HEAD;
    if (!still_admitted(serving, request, visit, response))
        return;
    if (area == ROUTE_TAXII) {
        taxii_answer(&serving->node->taxii, request, &visit->who->caller, response);
    } else if (area == ROUTE_API) {
        answer_api(serving, request, visit, response);
    } else if (!reads) {
        refuse_json(response, 405, "method", "Only GET and HEAD are taken here.");
        http_response_header_text(response, "Allow", "GET, HEAD");
    } else if (area == ROUTE_HEALTH) {
        answer_health(serving, response);
    } else if (may_read_metrics(request, visit)) {
        answer_metrics(serving, response);
    } else {
        refuse_json(response, visit->who->account == 0 ? 401 : 403, "not-allowed",
                    "Metrics are for the node's machine, auditors and administrators.");
    }
}

/* Of a request whose head was refused, only the target may be known. */
static enum route_area area_of_target(struct span target)
{
    static const char *const others[] = {"/api/v1", "/healthz", "/metrics"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        size_t size = strlen(others[i]);
        if (span_starts_with(target, others[i]) &&
            (target.size == size || target.data[size] == '/' || target.data[size] == '?'))
            return ROUTE_API;
    }
    return ROUTE_TAXII;
}

static void problem(void *context, const struct http_request *request, const char *what,
                    struct http_response *response)
{
    (void)context;
    refuse(response, area_of_target(request->target), response->status,
           response->status == 413 ? "limit" : "request", what);
}

/* That requests fail is said, once a second at most; why, in what failed. */
static void say_failed(struct serving *serving, unsigned route, unsigned status)
{
    struct saying saying;
    uint64_t now = serving->means.microseconds() / 1000000;
    uint64_t last = serving->failed;
    if (last == now || !atomic_compare_exchange_strong(&serving->failed, &last, now))
        return;
    say_begin(&saying, serving_now(serving), SAY_WARNING, "request_failed");
    json_text(&saying.json, "route", route_kind(route)->pattern);
    json_u64(&saying.json, "status", status);
    say_end(&saying, &serving->means.say);
}

static void done(void *context, const struct http_request *request, const struct http_done *what)
{
    struct serving *serving = context;
    struct visit *visit = request->note;
    unsigned route = visit == NULL ? route_count() - 1 : visit->route;
    const struct journal_line line = {
        .now = serving_now(serving),
        .peer = request->peer.address,
        .method = http_method_name(request->method),
        .route = route_kind(route)->pattern,
        .account = visit == NULL || visit->who == NULL ? (struct span){0} : visit->who->name,
        .status = what->status,
        .bytes = what->body_bytes,
        .micros = what->microseconds,
    };
    metrics_count(&serving->metrics, route, what->status, what->body_bytes, what->microseconds);
    journal_put(&serving->journal, &line);
    if (what->status >= 500 && what->status != 501 && route_kind(route)->area != ROUTE_HEALTH)
        say_failed(serving, route, what->status);
    if (visit != NULL)
        signed_in_release(visit->who);
}

const struct http_handler serving_handler = {
    .head = head, .answer = answer, .problem = problem, .done = done};
