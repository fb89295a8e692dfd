/* The bytes of a body as they come, counted before they are kept. Inside of net/. */
#pragma once

#include "net/http_exchange.h"

enum upload_result {
    UPLOAD_TAKEN,
    UPLOAD_TOO_LONG,  /* more than the handler allowed */
    UPLOAD_NO_MEMORY, /* the server's budget for bodies, or the system's */
};

/* Room for a body of declared length, before any of it is read. */
enum upload_result http_upload_begin(struct http_exchange *exchange);
enum upload_result http_upload_take(struct http_exchange *exchange, struct span piece);

/* Gives memory and budget back. */
void http_upload_release(struct http_exchange *exchange);
