#include "node/api.h"

#include <stdio.h>

#include <sodium.h>

#include "base/limits.h"
#include "node/api_inside.h"

enum { QUERY_NAMES_MAX = 3 };

/* One row a route: docs/openapi.yaml has the same ones, and tests/node/openapi.py compares. Braces
 * stand for one segment of a path, but `{tile}` for all that follows. */
static const struct route {
    enum http_method method;
    const char *path;
    unsigned needs; /* enum may, any one of them; 0: whoever has signed in */
    api_endpoint *endpoint;
    uint64_t body_max;
    const char *query[QUERY_NAMES_MAX]; /* names that it takes, the first `needed` always */
    size_t needed;
} routes[] = {
    {HTTP_GET, "/", 0, api_routes, 0, {0}, 0},
    {HTTP_GET, "/me", 0, api_me, 0, {0}, 0},
    {HTTP_GET, "/users", MAY_PEOPLE, api_users, 0, {0}, 0},
    {HTTP_POST, "/users", MAY_PEOPLE, api_user_add, API_BODY_BYTES_MAX, {0}, 0},
    {HTTP_POST, "/users/{name}/disable", MAY_PEOPLE, api_user_disable, 0, {0}, 0},
    {HTTP_POST, "/users/{name}/enable", MAY_PEOPLE, api_user_enable, 0, {0}, 0},
    {HTTP_POST, "/users/{name}/password", MAY_PEOPLE, api_user_password, 0, {0}, 0},
    {HTTP_POST, "/users/{name}/tokens", MAY_PEOPLE, api_token_add, API_BODY_BYTES_MAX, {0}, 0},
    {HTTP_DELETE, "/users/{name}/tokens/{token}", MAY_PEOPLE, api_token_end, 0, {0}, 0},
    {HTTP_POST,
     "/users/{name}/certificates",
     MAY_PEOPLE,
     api_certificate_add,
     API_BODY_BYTES_MAX,
     {0},
     0},
    {HTTP_DELETE,
     "/users/{name}/certificates/{sha256}",
     MAY_PEOPLE,
     api_certificate_end,
     0,
     {0},
     0},
    {HTTP_GET, "/rules", MAY_RELEASE | MAY_READ_LOG, api_rules, 0, {0}, 0},
    {HTTP_POST, "/rules", MAY_RELEASE, api_rule_add, API_BODY_BYTES_MAX, {0}, 0},
    {HTTP_DELETE, "/rules/{number}", MAY_RELEASE, api_rule_end, 0, {0}, 0},
    {HTTP_GET, "/raises", MAY_RELEASE | MAY_READ_LOG, api_raises, 0, {0}, 0},
    {HTTP_POST, "/raises", MAY_RELEASE, api_raise, API_BODY_BYTES_MAX, {0}, 0},
    {HTTP_DELETE, "/raises/{leaf}", MAY_RELEASE, api_raise_end, 0, {0}, 0},
    {HTTP_POST, "/releases", MAY_RELEASE, api_release, API_BODY_BYTES_MAX, {0}, 0},
    {HTTP_GET, "/recalls", 0, api_recalls, 0, {0}, 0},
    {HTTP_POST, "/recalls/{leaf}/acknowledge", 0, api_recall_acknowledge, 0, {0}, 0},
    {HTTP_GET, "/who", MAY_ASK_WHO, api_who, 0, {"id", "version", "content"}, 1},
    {HTTP_POST, "/approvals", MAY_APPROVE, api_approve, API_BODY_BYTES_MAX, {0}, 0},
    {HTTP_POST, "/signatures", MAY_APPROVE, api_sign, API_BODY_BYTES_MAX, {0}, 0},
    {HTTP_GET, "/log/checkpoint", MAY_READ_TREE, api_checkpoint, 0, {0}, 0},
    {HTTP_GET, "/log/key", MAY_READ_TREE, api_log_key, 0, {0}, 0},
    {HTTP_GET, "/log/tile/{tile}", MAY_READ_TREE, api_tile, 0, {0}, 0},
    {HTTP_GET, "/log/proofs/{leaf}", 0, api_proof, 0, {0}, 0},
    {HTTP_GET, "/log/records/{leaf}", 0, api_record, 0, {0}, 0},
};
enum { ROUTES = sizeof routes / sizeof routes[0] };

static struct span next_segment(struct span *path)
{
    size_t size = 0;
    while (size < path->size && path->data[size] != '/')
        size++;
    struct span segment = span_part(*path, 0, size);
    *path = span_part(*path, size < path->size ? size + 1 : size, path->size);
    return segment;
}

/* Whether a path has a route's shape; takes what stands for its braces. */
static bool has_shape(struct span path, const char *shape, struct span ret_names[API_NAMES_MAX])
{
    struct span wanted = span_text(shape);
    size_t names = 0;
    if (path.size == 0)
        path = span_text("/");
    if (path.data[0] != '/')
        return false;
    if (path.size > 1 && path.data[path.size - 1] == '/')
        path.size--;
    path = span_part(path, 1, path.size);
    if (path.size > 0 && path.data[path.size - 1] == '/')
        return false;
    wanted = span_part(wanted, 1, wanted.size);
    while (wanted.size > 0) {
        struct span want = next_segment(&wanted);
        struct span segment = path;
        if (span_is(want, "{tile}"))
            path.size = 0;
        else
            segment = next_segment(&path);
        if (segment.size == 0 || (want.data[0] != '{' && !span_equal(want, segment)))
            return false;
        if (want.data[0] == '{')
            ret_names[names++] = segment;
    }
    return path.size == 0;
}

static enum http_method method_of(enum http_method method)
{
    return method == HTTP_HEAD ? HTTP_GET : method;
}

static const struct route *find_route(enum http_method method, struct span path,
                                      struct span ret_names[API_NAMES_MAX],
                                      char ret_allow[API_ALLOW_BYTES])
{
    const struct route *found = NULL;
    size_t size = 0;
    for (size_t i = 0; i < ROUTES; i++) {
        struct span names[API_NAMES_MAX] = {{0}};
        if (!has_shape(path, routes[i].path, names))
            continue;
        size += (size_t)snprintf(ret_allow + size, API_ALLOW_BYTES - size, "%s%s%s",
                                 size == 0 ? "" : ", ", http_method_name(routes[i].method),
                                 routes[i].method == HTTP_GET ? ", HEAD" : "");
        if (routes[i].method != method_of(method))
            continue;
        found = &routes[i];
        memcpy(ret_names, names, sizeof names);
    }
    return found;
}

uint64_t api_body_max(enum http_method method, struct span path)
{
    struct span names[API_NAMES_MAX];
    char allow[API_ALLOW_BYTES];
    const struct route *route = find_route(method, path, names, allow);
    return route == NULL ? 0 : route->body_max;
}

bool api_refuse(struct api_request *request, unsigned status, const char *code, const char *message)
{
    struct json_writer json;
    struct dynbuf *body = &request->answer->body;
    if (body->data != NULL)
        sodium_memzero(body->data, body->size);
    dynbuf_clear(body);
    json_writer_init(&json, body);
    json_open_object(&json, NULL);
    json_open_object(&json, "error");
    json_text(&json, "code", code);
    json_text(&json, "message", message);
    json_close(&json);
    json_close(&json);
    request->answer->status = status;
    request->answer->media_type = body->failed ? NULL : API_JSON;
    return true;
}

/* Paths and causes are for whoever works on the node's machine. */
static void fail_broken(struct api_request *request, const struct error *err)
{
    bool later = err->code == ERROR_MEMORY || err->code == ERROR_BUSY;
    const char *message = later ? "Try again later." : "The node cannot do its work.";
    bool here = request->call->who->role == ROLE_OPERATOR;
    request->answer->broken = *err;
    api_refuse(request, later ? 503 : 500, error_name(err->code), here ? err->text : message);
}

void api_fail(struct api_request *request, const struct error *err)
{
    if (error_is_environment(err->code) || err->code == ERROR_DAMAGED)
        fail_broken(request, err);
    else
        api_refuse(request,
                   err->code == ERROR_NOT_FOUND  ? 404
                   : err->code == ERROR_CONFLICT ? 409
                                                 : 400,
                   error_name(err->code), err->text);
}

static bool known(const struct route *route, struct span name)
{
    for (size_t i = 0; i < QUERY_NAMES_MAX && route->query[i] != NULL; i++)
        if (span_is(name, route->query[i]))
            return true;
    return false;
}

/* Names that are not known, come twice or are missing: nothing is guessed. */
static bool check_query(const struct route *route, const struct api_call *call, struct error *err)
{
    for (size_t i = 0; i < call->query_count; i++) {
        struct span name = call->query[i].name;
        if (!known(route, name))
            return error_input(err, ERROR_VALUE, "query", "'%.*s' is not known here",
                               (int)(name.size > 64 ? 64 : name.size), (const char *)name.data);
        for (size_t j = 0; j < i; j++)
            if (span_equal(call->query[j].name, name))
                return error_input(err, ERROR_VALUE, "query", "'%.*s' is there twice",
                                   (int)name.size, (const char *)name.data);
        if (call->query[i].value.size == 0)
            return error_input(err, ERROR_VALUE, "query", "'%.*s' has no value", (int)name.size,
                               (const char *)name.data);
    }
    for (size_t i = 0; i < route->needed; i++) {
        bool there = false;
        for (size_t j = 0; j < call->query_count; j++)
            there = there || span_is(call->query[j].name, route->query[i]);
        if (!there)
            return error_input(err, ERROR_VALUE, "query", "expected '%s'", route->query[i]);
    }
    return true;
}

struct span api_query(const struct api_request *request, const char *name)
{
    for (size_t i = 0; i < request->call->query_count; i++)
        if (span_is(request->call->query[i].name, name))
            return request->call->query[i].value;
    return (struct span){0};
}

/* Who may not do it is told so before anything is looked up or read. */
static bool admit(struct api_request *request, const struct route *route)
{
    const struct signed_in *who = request->call->who;
    if (who->account == 0 && who->role != ROLE_OPERATOR) {
        request->answer->allow[0] = '\0';
        api_refuse(request, 401, "sign-in", "Sign in.");
        return false;
    }
    if (route == NULL && request->answer->allow[0] != '\0') {
        api_refuse(request, 405, "method", "The path does not take this method.");
        return false;
    }
    request->answer->allow[0] = '\0';
    if (route == NULL) {
        api_refuse(request, 404, "path", "There is no such path.");
        return false;
    }
    if (route->needs != 0 && (who->may & route->needs) == 0) {
        api_refuse(request, 403, "role", "The account's role may not do this.");
        return false;
    }
    if (request->call->body.size > route->body_max) {
        api_refuse(request, 413, "limit", "The body is too large.");
        return false;
    }
    return true;
}

/* NULL: the answer is ready. */
static const struct route *begin(struct api_request *request)
{
    const struct api_call *call = request->call;
    *request->answer = (struct api_answer){0};
    dynbuf_init(&request->answer->body, API_ANSWER_BYTES_MAX);
    const struct route *route =
        find_route(call->method, call->path, request->names, request->answer->allow);
    return admit(request, route) ? route : NULL;
}

bool api_admit(const struct api_call *call, struct api_answer *ret_answer)
{
    struct api_request request = {.call = call, .answer = ret_answer};
    return begin(&request) != NULL;
}

void api_answer(const struct api_call *call, struct api_answer *ret_answer)
{
    struct api_request request = {.call = call, .answer = ret_answer};
    struct error err;
    const struct route *route = begin(&request);
    if (route != NULL) {
        request.world = worlds_hold(&call->node->worlds);
        if (!check_query(route, call, &err) || !route->endpoint(&request, &err))
            api_fail(&request, &err);
        worlds_let_go(&call->node->worlds, request.world);
    }
    ensure(ret_answer->status != 0);
}

bool api_routes(struct api_request *request, struct error *err)
{
    struct json_writer *json = api_begin(request, 200);
    json_open_object(json, NULL);
    json_open_array(json, "routes");
    for (size_t i = 0; i < ROUTES; i++) {
        json_open_object(json, NULL);
        json_text(json, "method", http_method_name(routes[i].method));
        json_text(json, "path", routes[i].path);
        json_close(json);
    }
    json_close(json);
    json_close(json);
    return api_end(request, err);
}
