#include "base/dynbuf.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

void dynbuf_init(struct dynbuf *buffer, size_t max)
{
    *buffer = (struct dynbuf){.max = max};
}

void dynbuf_release(struct dynbuf *buffer)
{
    free(buffer->data);
    buffer->data = NULL;
    buffer->size = 0;
    buffer->capacity = 0;
}

void dynbuf_clear(struct dynbuf *buffer)
{
    buffer->size = 0;
    buffer->failed = false;
    buffer->no_memory = false;
    if (buffer->data != NULL)
        buffer->data[0] = '\0';
}

static bool fail(struct dynbuf *buffer, bool no_memory)
{
    dynbuf_clear(buffer);
    buffer->failed = true;
    buffer->no_memory = no_memory;
    return false;
}

bool dynbuf_count(struct dynbuf *buffer, uint64_t count, const char *one, const char *many)
{
    return dynbuf_format(buffer, "%llu %s", (unsigned long long)count, count == 1 ? one : many);
}

void dynbuf_fail(struct dynbuf *buffer, const struct dynbuf *part)
{
    ensure(part->failed);
    fail(buffer, part->no_memory);
}

bool dynbuf_error(const struct dynbuf *buffer, const char *name, struct error *err)
{
    ensure(buffer->failed);
    if (buffer->no_memory)
        return error_os(err, ERROR_MEMORY, "hold the bytes", name, ENOMEM);
    return error_input(err, ERROR_LIMIT, name, "more than %zu bytes", buffer->max);
}

void *dynbuf_extend(struct dynbuf *buffer, size_t size)
{
    if (buffer->failed)
        return NULL;
    if (size > buffer->max - buffer->size || buffer->max == SIZE_MAX) {
        fail(buffer, false);
        return NULL;
    }
    char *grown =
        array_grow(buffer->data, &buffer->capacity, buffer->size + size + 1, 1, buffer->max + 1);
    if (grown == NULL) {
        fail(buffer, true);
        return NULL;
    }
    buffer->data = grown;
    grown += buffer->size;
    buffer->size += size;
    grown[size] = '\0';
    return grown;
}

bool dynbuf_append(struct dynbuf *buffer, const void *bytes, size_t size)
{
    char *room = dynbuf_extend(buffer, size);
    if (room == NULL)
        return false;
    if (size > 0)
        memcpy(room, bytes, size);
    return true;
}

bool dynbuf_text(struct dynbuf *buffer, const char *text)
{
    return dynbuf_append(buffer, text, strlen(text));
}

bool dynbuf_span(struct dynbuf *buffer, struct span bytes)
{
    return dynbuf_append(buffer, bytes.data, bytes.size);
}

bool dynbuf_char(struct dynbuf *buffer, char byte)
{
    return dynbuf_append(buffer, &byte, 1);
}

bool dynbuf_format(struct dynbuf *buffer, const char *format, ...)
{
    char small[512];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(small, sizeof small, format, arguments);
    va_end(arguments);
    if (length < 0)
        return fail(buffer, true);
    if ((size_t)length < sizeof small)
        return dynbuf_append(buffer, small, (size_t)length);
    char *large = malloc((size_t)length + 1);
    if (large == NULL)
        return fail(buffer, true);
    va_start(arguments, format);
    vsnprintf(large, (size_t)length + 1, format, arguments);
    va_end(arguments);
    bool ok = dynbuf_append(buffer, large, (size_t)length);
    free(large);
    return ok;
}
