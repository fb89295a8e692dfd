#include "share/taxii.h"

#include <stdio.h>

#include "base/limits.h"
#include "share/call.h"
#include "share/media_type.h"
#include "share/problem.h"

enum needs { NEEDS_NOTHING, NEEDS_ANY, NEEDS_READ, NEEDS_WRITE, NEEDS_BOTH };

/* `*` in a path is a collection, behind `objects` an object, behind `status` a status. */
static const struct route {
    const char *root; /* "" discovery; else of both API roots */
    const char *path;
    enum http_method method;
    enum needs needs; /* in the collection */
    unsigned names;   /* of the query */
    taxii_endpoint *endpoint;
} routes[] = {
    {"", "", HTTP_GET, NEEDS_NOTHING, 0, endpoint_discovery},
    {"*", "", HTTP_GET, NEEDS_NOTHING, 0, endpoint_root},
    {"*", "collections", HTTP_GET, NEEDS_NOTHING, 0, endpoint_collections},
    {"*", "collections/*", HTTP_GET, NEEDS_ANY, 0, endpoint_collection},
    {"*", "collections/*/objects", HTTP_GET, NEEDS_READ, QUERY_ALL, endpoint_objects},
    {"*", "collections/*/manifest", HTTP_GET, NEEDS_READ, QUERY_ALL, endpoint_manifest},
    {"*", "collections/*/objects/*", HTTP_GET, NEEDS_READ,
     QUERY_PAGES | QUERY_VERSION | QUERY_SPEC_VERSION, endpoint_object},
    {"*", "collections/*/objects/*/versions", HTTP_GET, NEEDS_READ,
     QUERY_PAGES | QUERY_SPEC_VERSION, endpoint_versions},
    {"*", "collections/*/objects", HTTP_POST, NEEDS_WRITE, 0, endpoint_post},
    {"*", "collections/*/objects/*", HTTP_DELETE, NEEDS_BOTH, QUERY_VERSION | QUERY_SPEC_VERSION,
     endpoint_delete},
    {"*", "status/*", HTTP_GET, NEEDS_NOTHING, 0, endpoint_status},
};
enum { ROUTES = sizeof routes / sizeof routes[0], ALLOW_BYTES = 64 };

static struct span next_segment(struct span *path)
{
    size_t size = 0;
    while (size < path->size && path->data[size] != '/')
        size++;
    struct span segment = span_part(*path, 0, size);
    *path = span_part(*path, size < path->size ? size + 1 : size, path->size);
    return segment;
}

/* Whether a path, without its slashes at the ends, has a route's shape; takes what stands for its
 * stars. */
static bool has_shape(struct span path, const char *shape, struct span ret_stars[2])
{
    struct span wanted = span_text(shape);
    size_t stars = 0;
    while (wanted.size > 0) {
        struct span want = next_segment(&wanted);
        struct span segment = next_segment(&path);
        if (segment.size == 0)
            return false;
        if (span_is(want, "*"))
            ret_stars[stars++] = segment;
        else if (!span_equal(want, segment))
            return false;
    }
    return path.size == 0;
}

/* What follows `/taxii2` in a path: the root's name, and the rest without a slash at its end. */
struct place {
    bool outside; /* not under /taxii2 */
    struct span root, rest;
};

static struct place place_of(struct span path)
{
    struct place place = {0};
    if (path.size > 1 && path.data[path.size - 1] == '/')
        path.size--;
    if (path.size > 0)
        path = span_part(path, 1, path.size);
    place.outside = !span_is(next_segment(&path), "taxii2");
    place.root = next_segment(&path);
    place.rest = path;
    if (path.size > 0 && path.data[path.size - 1] == '/')
        place.outside = true; /* slashes without anything between them */
    return place;
}

static const struct route *find_route(struct taxii_call *call, const struct place *place,
                                      enum http_method method, char ret_allow[ALLOW_BYTES])
{
    const struct route *found = NULL;
    size_t size = 0;
    bool is_root = call->public || span_is(place->root, "trefoil");
    for (size_t i = 0; i < ROUTES && !place->outside; i++) {
        const struct route *route = &routes[i];
        struct span stars[2] = {{0}};
        bool same_root = route->root[0] == '*' ? is_root : place->root.size == 0;
        if (!same_root || !has_shape(place->rest, route->path, stars))
            continue;
        const char *name = http_method_name(route->method);
        size +=
            (size_t)snprintf(ret_allow + size, ALLOW_BYTES - size, "%s%s%s", size == 0 ? "" : ", ",
                             name, route->method == HTTP_GET ? ", HEAD" : "");
        if (route->method != method)
            continue;
        found = route;
        call->route = (unsigned)i;
        call->object = stars[1];
        if (route->needs == NEEDS_NOTHING)
            call->status_id = stars[0];
        else
            call->collection = world_collection(call->world, stars[0]);
    }
    return found;
}

struct collection_right call_right(const struct taxii_call *call,
                                   const struct collection *collection)
{
    struct collection_right right = {.collection = collection->number};
    bool public = span_is(collection->alias, "public");
    if (public != call->public)
        return right;
    if (!public)
        return caller_right(call->caller, collection);
    right.can_read = true;
    return right;
}

static bool refuse(struct taxii_call *call, unsigned status, const char *description)
{
    taxii_problem(call->response, status, description);
    return false;
}

/* The collection in the path and the right in it. Who may neither read nor write it is told what is
 * told of one that does not exist, but for writing, which is refused without a look. */
static bool admit_collection(struct taxii_call *call, enum needs needs)
{
    if (call->collection == NULL)
        return refuse(call, 404, NULL);
    call->right = call_right(call, call->collection);
    bool reads = call->right.can_read;
    bool writes = call->right.can_write;
    bool may = needs == NEEDS_ANY     ? reads || writes
               : needs == NEEDS_READ  ? reads
               : needs == NEEDS_WRITE ? writes
                                      : reads && writes;
    if (may)
        return true;
    bool hidden = !reads && !writes && (needs == NEEDS_ANY || needs == NEEDS_READ);
    return refuse(call, hidden ? 404 : 403, NULL);
}

/* All that is decided without the store. */
static const struct route *admit(struct taxii_call *call)
{
    const struct http_request *request = call->request;
    struct place place = place_of(request->path);
    char allow[ALLOW_BYTES] = "";
    enum http_method method = request->method == HTTP_HEAD ? HTTP_GET : request->method;
    call->public = !place.outside && span_is(place.root, "public");
    if (!call->public && !caller_signed_in(call->caller)) {
        refuse(call, 401, NULL);
        return NULL;
    }
    const struct route *route = find_route(call, &place, method, allow);
    if (route == NULL) {
        refuse(call, allow[0] == '\0' ? 404 : 405, NULL);
        if (allow[0] != '\0')
            http_response_header_text(call->response, "Allow", allow);
        return NULL;
    }
    if (!media_type_accepted(http_request_header(request, "Accept"))) {
        refuse(call, 406, "Accept must hold " TAXII_MEDIA_TYPE);
        return NULL;
    }
    if (route->needs != NEEDS_NOTHING && !admit_collection(call, route->needs))
        return NULL;
    if (route->method == HTTP_POST &&
        !media_type_is_taxii(http_request_header(request, "Content-Type"))) {
        refuse(call, 415, "Content-Type must be " TAXII_MEDIA_TYPE);
        return NULL;
    }
    return route;
}

bool call_send(struct taxii_call *call, unsigned status, struct dynbuf *buffer, struct error *err)
{
    struct http_body *body = http_body_take(buffer);
    if (body == NULL)
        return buffer->failed ? dynbuf_error(buffer, "an answer", err)
                              : error_memory(err, "writing an answer");
    http_response_set(call->response, status, TAXII_MEDIA_TYPE);
    http_response_body(call->response, body);
    http_body_release(body);
    return true;
}

static struct taxii_call call_begin(struct taxii *taxii, const struct http_request *request,
                                    const struct caller *caller, struct http_response *response)
{
    return (struct taxii_call){
        .taxii = taxii,
        .request = request,
        .caller = caller,
        .world = worlds_hold(taxii->worlds),
        .response = response,
    };
}

void taxii_head(struct taxii *taxii, struct http_request *request, const struct caller *caller,
                struct http_response *response)
{
    struct taxii_call call = call_begin(taxii, request, caller, response);
    const struct route *route = admit(&call);
    if (route != NULL && route->method == HTTP_POST)
        request->body_max = TAXII_BODY_BYTES_MAX;
    worlds_let_go(taxii->worlds, call.world);
}

static void call_endpoint(struct taxii_call *call, const struct route *route)
{
    struct error err = {0};
    arena_init(&call->arena, TAXII_REQUEST_BYTES_MAX);
    if (!taxii_query_read(&call->query, call->request, route->names, &call->arena, &err) &&
        err.code == ERROR_VALUE)
        taxii_problem(call->response, 400, err.text);
    else if (err.code != ERROR_NONE || !route->endpoint(call, &err))
        taxii_failure(call->response, &err);
    arena_release(&call->arena);
}

void taxii_answer(struct taxii *taxii, const struct http_request *request,
                  const struct caller *caller, struct http_response *response)
{
    struct taxii_call call = call_begin(taxii, request, caller, response);
    const struct route *route = admit(&call);
    if (route != NULL)
        call_endpoint(&call, route);
    worlds_let_go(taxii->worlds, call.world);
}
