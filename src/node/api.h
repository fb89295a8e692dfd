/* The HTTP JSON API under /api/v1, as one function from a question to an answer
 * (docs/openapi.yaml, docs/api.md). The same function answers clients over HTTP, commands over the
 * control socket, and commands while no node runs.
 *
 *     GET    /                 GET    /me
 *     GET    /users            POST /users            POST /users/NAME/disable|enable|password
 *     POST   /users/NAME/tokens          DELETE /users/NAME/tokens/TOKEN
 *     POST   /users/NAME/certificates    DELETE /users/NAME/certificates/SHA256
 *     GET    /rules            POST /rules            DELETE /rules/NUMBER
 *     GET    /raises           POST /raises           DELETE /raises/LEAF
 *     GET    /recalls          POST /recalls/LEAF/acknowledge
 *     POST   /releases         GET /who?id=&version=&content=
 *     POST   /approvals        POST /signatures
 *     GET    /log/checkpoint   GET /log/key           GET /log/tile/…
 *     GET    /log/proofs/LEAF  GET /log/records/LEAF
 *
 * Errors are JSON: {"error": {"code", "message"}} with the status. What a role may not do is 403
 * before anything is looked up. Answers about objects that the asker's view does not have are the
 * same as for objects that are not there.
 *
 * Threads: any.
 */
#pragma once

#include "net/http_request.h"
#include "net/http_response.h"
#include "node/node.h"

/* `path` behind "/api/v1": "" or what begins with a slash. */
struct api_call {
    struct node *node;
    const struct signed_in *who; /* the operator's of control.h too */
    enum http_method method;     /* HEAD is answered as GET */
    struct span path;
    const struct http_pair *query;
    size_t query_count;
    struct span body;
    struct arena *arena; /* API_REQUEST_BYTES_MAX are enough */
};

enum { API_ALLOW_BYTES = 64 };

/* The media types that there are. */
#define API_JSON  "application/json"
#define API_TEXT  "text/plain; charset=utf-8"
#define API_BYTES "application/octet-stream"

struct api_answer {
    unsigned status;
    const char *media_type;      /* static; NULL: there is no body */
    char allow[API_ALLOW_BYTES]; /* of a 405: the methods, for the field Allow; else empty */
    struct dynbuf body;
    struct error broken; /* why it is a 500 or 503, for the node's own lines; else ERROR_NONE */
};

/* What is asked before a body is read: the path, its method, the right. False: the answer is ready,
 * as api_answer would give it. */
bool api_admit(const struct api_call *call, struct api_answer *ret_answer);

/* Always gives a status; the answer's body is the caller's to release. A body may hold a password
 * or a token that was just made: wipe what is copied from it. */
void api_answer(const struct api_call *call, struct api_answer *ret_answer);

/* How much of a body may come for this; 0: none. */
uint64_t api_body_max(enum http_method method, struct span path);
