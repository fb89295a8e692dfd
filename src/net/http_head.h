/* What a head must be before anybody believes it: the rules of net/http_server.h on its fields. A
 * pure function, as these rules are what keeps two readers of one message from seeing two. */
#pragma once

#include "net/http_request.h"

enum http_version { HTTP_1_0, HTTP_1_1 };

/* Why a request is refused; status 0: it is not. */
struct http_refusal {
    unsigned status;
    const char *what; /* static */
};

/* Looks at method and headers; sets body_declared. */
struct http_refusal http_head_check(struct http_request *request, enum http_version version);

/* The method whose name this is; HTTP_OTHER for all else. Case counts. */
enum http_method http_method_of(const char *name);
