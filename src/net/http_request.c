#include "net/http_request.h"

#include <strings.h>

const char *http_method_name(enum http_method method)
{
    static const char *const names[] = {
        [HTTP_GET] = "GET", [HTTP_HEAD] = "HEAD",       [HTTP_POST] = "POST",
        [HTTP_PUT] = "PUT", [HTTP_PATCH] = "PATCH",     [HTTP_DELETE] = "DELETE",
        [HTTP_OTHER] = "-", [HTTP_OPTIONS] = "OPTIONS",
    };
    return names[method];
}

const struct span *http_request_header(const struct http_request *request, const char *name)
{
    size_t size = strlen(name);
    for (size_t i = 0; i < request->header_count; i++) {
        const struct http_pair *field = &request->headers[i];
        if (field->name.size == size &&
            strncasecmp((const char *)field->name.data, name, size) == 0)
            return &field->value;
    }
    return NULL;
}

const struct span *http_request_query(const struct http_request *request, const char *name,
                                      size_t *ret_count)
{
    const struct span *first = NULL;
    *ret_count = 0;
    for (size_t i = 0; i < request->query_count; i++) {
        if (!span_is(request->query[i].name, name))
            continue;
        if (first == NULL)
            first = &request->query[i].value;
        ++*ret_count;
    }
    return first;
}
