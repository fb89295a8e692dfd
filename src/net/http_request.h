/* A request as a handler sees it. All bytes are the server's, good until `answer` returns. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/span.h"

enum http_method {
    HTTP_GET,
    HTTP_HEAD,
    HTTP_POST,
    HTTP_PUT,
    HTTP_PATCH,
    HTTP_DELETE,
    HTTP_OPTIONS,
    HTTP_OTHER, /* only seen by `problem` and `done`: answered by 501 */
};

/* "GET"; "-" for HTTP_OTHER. Static storage. */
const char *http_method_name(enum http_method method);

/* A field of the head, or a name and value of the query; the order is that of the request. */
struct http_pair {
    struct span name, value;
};

enum { HTTP_ADDRESS_TEXT_BYTES = 46 };

/* Who sent it. */
struct http_peer {
    char address[HTTP_ADDRESS_TEXT_BYTES]; /* numeric; an IPv4 address as such on "::" too */
    uint16_t port;
    bool tls;
    struct span certificate;   /* DER of the one it showed, proven to hold its key; else empty */
    bool certificate_verified; /* and it is of the configured authorities, in time, for clients */
};

struct http_request {
    enum http_method method;
    struct span target;      /* as sent, cut at HTTP_TARGET_BYTES_MAX */
    struct span path;        /* decoded (net/http_target.h), begins with "/"; or "*" */
    struct http_pair *query; /* decoded; a doubled name stays doubled */
    size_t query_count;
    struct http_pair *headers; /* values without white space around them */
    size_t header_count;
    uint64_t body_declared; /* Content-Length, or UINT64_MAX for chunks */
    struct span body;       /* empty while `head` is asked */
    struct http_peer peer;

    /* What `head` says: how much of a body may come, and a word to `answer`. */
    uint64_t body_max;
    void *note;

    /* Memory for the handler that lasts until the answer is sent: HTTP_REQUEST_BYTES_MAX in all. */
    struct arena *arena;
};

/* The value of a field by its name (any case); NULL when it is not there. Of a field that came
 * twice, the first; those of RFC 9110 that must not, never do. */
const struct span *http_request_header(const struct http_request *request, const char *name);

/* The value of a name of the query and how often it is there, 0 and then NULL included. */
const struct span *http_request_query(const struct http_request *request, const char *name,
                                      size_t *ret_count);
