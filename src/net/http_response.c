#include "net/http_response.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/limits.h"
#include "net/http_reply.h"

struct http_body {
    atomic_uint holders;
    size_t size;
    char *bytes;
};

static struct http_body *body_of(char *bytes, size_t size)
{
    struct http_body *body = bytes == NULL ? NULL : malloc(sizeof *body);
    if (body == NULL)
        return NULL;
    atomic_init(&body->holders, 1);
    body->size = size;
    body->bytes = bytes;
    return body;
}

struct http_body *http_body_copy(struct span bytes)
{
    char *copy = malloc(bytes.size + 1);
    if (copy != NULL && bytes.size > 0)
        memcpy(copy, bytes.data, bytes.size);
    struct http_body *body = body_of(copy, bytes.size);
    if (body == NULL)
        free(copy);
    return body;
}

struct http_body *http_body_take(struct dynbuf *buffer)
{
    if (buffer->failed)
        return NULL;
    if (buffer->data == NULL)
        return http_body_copy((struct span){0});
    struct http_body *body = body_of(buffer->data, buffer->size);
    if (body != NULL)
        dynbuf_init(buffer, buffer->max);
    return body;
}

struct http_body *http_body_hold(struct http_body *body)
{
    atomic_fetch_add_explicit(&body->holders, 1, memory_order_relaxed);
    return body;
}

void http_body_release(struct http_body *body)
{
    if (body == NULL || atomic_fetch_sub_explicit(&body->holders, 1, memory_order_acq_rel) > 1)
        return;
    free(body->bytes);
    free(body);
}

struct span http_body_bytes(const struct http_body *body)
{
    return span_of(body->bytes, body->size);
}

void http_response_init(struct http_response *response, struct arena *arena)
{
    *response = (struct http_response){.arena = arena};
}

void http_response_release(struct http_response *response)
{
    http_body_release(response->body);
    response->body = NULL;
}

void http_response_set(struct http_response *response, unsigned status, const char *media_type)
{
    ensure(status >= 200 && status <= 599);
    http_body_release(response->body);
    response->status = status;
    response->failed = false;
    response->field_count = 0;
    response->body = NULL;
    if (media_type != NULL)
        http_response_header_text(response, "Content-Type", media_type);
}

static bool is_value(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((text.data[i] < ' ' && text.data[i] != '\t') || text.data[i] == 0x7f)
            return false;
    return true;
}

void http_response_header(struct http_response *response, const char *name, struct span value)
{
    if (response->fields == NULL)
        response->fields =
            arena_array(response->arena, HTTP_RESPONSE_FIELDS_MAX, sizeof *response->fields);
    char *copy = is_value(value) ? arena_text(response->arena, value) : NULL;
    if (response->fields == NULL || copy == NULL ||
        response->field_count == HTTP_RESPONSE_FIELDS_MAX) {
        response->failed = true;
        return;
    }
    response->fields[response->field_count++] = (struct http_field){name, copy};
}

void http_response_header_text(struct http_response *response, const char *name, const char *value)
{
    http_response_header(response, name, span_text(value));
}

void http_response_body(struct http_response *response, struct http_body *body)
{
    http_body_release(response->body);
    response->body = body == NULL ? NULL : http_body_hold(body);
    response->failed |= body == NULL;
}

void http_response_body_copy(struct http_response *response, struct span bytes)
{
    struct http_body *body = http_body_copy(bytes);
    http_response_body(response, body);
    http_body_release(body);
}
