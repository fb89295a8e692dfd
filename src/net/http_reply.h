/* What the server itself does with a response: begins, ends, sends. Inside of net/. */
#pragma once

#include <stdint.h>

#include "net/http_response.h"

struct MHD_Connection;

void http_response_init(struct http_response *response, struct arena *arena);
void http_response_release(struct http_response *response);

/* Gives the response to the connection, which then holds its body; `close` ends the connection with
 * it. Where libmicrohttpd takes one: before a body is read, or after all of it. */
bool http_reply(const struct http_response *response, struct MHD_Connection *connection,
                bool close);

/* In the middle of a body libmicrohttpd takes no response. This writes a small one, of `seconds`
 * since 1970, to the socket or TLS session itself, as far as it takes it at once; the caller then
 * closes the connection. */
bool http_reply_now(const struct http_response *response, struct MHD_Connection *connection,
                    int64_t seconds);
