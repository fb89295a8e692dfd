/* The answer to a request, and bodies that many answers share without a copy.
 *
 *     http_response_set(response, 200, "application/taxii+json;version=2.1");
 *     http_response_header(response, "X-TAXII-Date-Added-First", first);
 *     http_response_body(response, page); // holds it until it is sent
 *
 * Filling cannot fail half: what does not fit (a value with CR or LF, no memory) marks the response
 * failed, and the server sends a 500 in its place. Date, Content-Length and Connection are the
 * server's own. Threads: a response is its handler's; a body may be held and let go by any thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/dynbuf.h"
#include "base/span.h"

struct arena;
struct http_body;

/* Copies the bytes; NULL: no memory. Release each body that was made or held once. */
struct http_body *http_body_copy(struct span bytes);

/* Takes the bytes of the buffer, which is empty afterwards; NULL, and nothing taken: the buffer has
 * failed, or no memory. */
struct http_body *http_body_take(struct dynbuf *buffer);

struct http_body *http_body_hold(struct http_body *body); /* returns it */
void http_body_release(struct http_body *body);           /* takes NULL */
struct span http_body_bytes(const struct http_body *body);

struct http_field {
    const char *name, *value;
};

struct http_response {
    unsigned status; /* 0 until it is set */

    /* The response's own: */
    bool failed;
    unsigned field_count;
    struct http_field *fields;
    struct http_body *body;
    struct arena *arena;
};

/* Status 200 to 599, and the media type of the body; NULL when there will be none. Throws away what
 * was set before, headers, body and a failure too. */
void http_response_set(struct http_response *response, unsigned status, const char *media_type);

/* A further field. `name` is a token in static storage; the value any bytes but control ones (tab
 * excepted). */
void http_response_header(struct http_response *response, const char *name, struct span value);
void http_response_header_text(struct http_response *response, const char *name, const char *value);

/* Holds the body until it is sent; NULL, as from a failed http_body_copy, fails the response. */
void http_response_body(struct http_response *response, struct http_body *body);

/* A body of the caller's own: copied. */
void http_response_body_copy(struct http_response *response, struct span bytes);
