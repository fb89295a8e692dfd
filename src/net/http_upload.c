#include "net/http_upload.h"

#include <stdlib.h>

#include "base/limits.h"

enum { FIRST_PIECE_BYTES = 1 << 14 };

static bool reserve(struct http_server *server, size_t bytes)
{
    uint64_t held = atomic_fetch_add(&server->bodies_bytes, bytes);
    if (held + bytes <= server->config.bodies_bytes_max)
        return true;
    atomic_fetch_sub(&server->bodies_bytes, bytes);
    return false;
}

/* Grows to `capacity`; what was there stays. */
static bool grow(struct http_exchange *exchange, size_t capacity)
{
    size_t more = capacity - exchange->body_capacity;
    if (!reserve(exchange->server, more))
        return false;
    unsigned char *body = realloc(exchange->body, capacity);
    if (body == NULL) {
        atomic_fetch_sub(&exchange->server->bodies_bytes, more);
        return false;
    }
    exchange->body = body;
    exchange->body_capacity = capacity;
    return true;
}

enum upload_result http_upload_begin(struct http_exchange *exchange)
{
    const struct http_request *request = &exchange->request;
    if (request->body_declared == 0 || request->body_declared == UINT64_MAX)
        return UPLOAD_TAKEN;
    if (request->body_declared > request->body_max || request->body_declared > HTTP_BODY_BYTES_MAX)
        return UPLOAD_TOO_LONG;
    return grow(exchange, (size_t)request->body_declared) ? UPLOAD_TAKEN : UPLOAD_NO_MEMORY;
}

enum upload_result http_upload_take(struct http_exchange *exchange, struct span piece)
{
    uint64_t max = exchange->request.body_max;
    max = max < HTTP_BODY_BYTES_MAX ? max : HTTP_BODY_BYTES_MAX;
    if (piece.size > max || exchange->body_size > max - piece.size)
        return UPLOAD_TOO_LONG;
    size_t size = exchange->body_size + piece.size, capacity = exchange->body_capacity;
    if (size > capacity) {
        capacity = capacity == 0 ? FIRST_PIECE_BYTES : capacity * 2;
        capacity = capacity > max ? (size_t)max : capacity;
        if (!grow(exchange, capacity < size ? size : capacity))
            return UPLOAD_NO_MEMORY;
    }
    memcpy(exchange->body + exchange->body_size, piece.data, piece.size);
    exchange->body_size = size;
    return UPLOAD_TAKEN;
}

void http_upload_release(struct http_exchange *exchange)
{
    atomic_fetch_sub(&exchange->server->bodies_bytes, exchange->body_capacity);
    free(exchange->body);
    exchange->body = NULL;
    exchange->body_size = exchange->body_capacity = 0;
}
