/* Errors as TAXII has them (TAXII 2.1, 3.6.1): a JSON object with `title`, `http_status` and, where
 * it helps, `description`, under TAXII's media type. Equal arguments give equal bytes. Threads:
 * pure functions but for the response. */
#pragma once

#include "net/http_response.h"

/* `description` may be NULL. Throws away what the response was. A 401 asks for HTTP Basic
 * (RFC 7617). */
void taxii_problem(struct http_response *response, unsigned status, const char *description);

/* The same for an error of the store or of memory: 503 where waiting may help, else 500; the text
 * stays inside. */
struct error;
void taxii_failure(struct http_response *response, const struct error *err);
