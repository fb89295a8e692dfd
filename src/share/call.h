/* One request on its way to an endpoint. Inside of share/. */
#pragma once

#include "base/error.h"
#include "share/taxii.h"

struct taxii_call {
    struct taxii *taxii;
    const struct http_request *request;
    const struct caller *caller;
    const struct world *world; /* held for this request */
    struct http_response *response;
    struct arena arena; /* of this request */
    unsigned route;
    bool public; /* in the public root */
    const struct collection *collection;
    struct collection_right right;
    struct span object;    /* the identifier in the path */
    struct span status_id; /* in the path */
    struct taxii_query query;
};

/* An endpoint fills the response. False: an error of the environment, which becomes one. */
typedef bool taxii_endpoint(struct taxii_call *call, struct error *err);

taxii_endpoint endpoint_discovery, endpoint_root, endpoint_collections, endpoint_collection;
taxii_endpoint endpoint_objects, endpoint_object, endpoint_manifest, endpoint_versions;
taxii_endpoint endpoint_post, endpoint_delete, endpoint_status;

/* What the caller may do in a collection of the root that was asked: none outside of it. */
struct collection_right call_right(const struct taxii_call *call,
                                   const struct collection *collection);

/* Sends what was written with the status 200 or 202. */
bool call_send(struct taxii_call *call, unsigned status, struct dynbuf *body, struct error *err);
