#include "net/http_head.h"

#include <strings.h>

#include "base/limits.h"

/* Fields of which RFC 9110 has one, and on which much depends. */
static const char *const single[] = {
    "Authorization",
    "Content-Encoding",
    "Content-Length",
    "Content-Location",
    "Content-Range",
    "Content-Type",
    "Date",
    "Expect",
    "From",
    "Host",
    "Max-Forwards",
    "Origin",
    "Proxy-Authorization",
    "Range",
    "Referer",
    "User-Agent",
    "If-Modified-Since",
    "If-Unmodified-Since",
    "Transfer-Encoding",
    "If-Range",
};

enum http_method http_method_of(const char *name)
{
    for (enum http_method method = HTTP_GET; method < HTTP_OTHER; method++)
        if (strcmp(name, http_method_name(method)) == 0)
            return method;
    return HTTP_OTHER;
}

/* RFC 9110, section 5.6.2. */
static bool is_token(struct span text)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = text.data[i];
        bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        if (!letter && !(c >= '0' && c <= '9') && (c == 0 || strchr("!#$%&'*+-.^_`|~", c) == NULL))
            return false;
    }
    return text.size > 0;
}

static bool is_value(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((text.data[i] < ' ' && text.data[i] != '\t') || text.data[i] == 0x7f)
            return false;
    return true;
}

/* The bytes of a host and port; what they name is not looked up here. */
static bool is_host(struct span text)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = text.data[i];
        bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        if (!letter && !(c >= '0' && c <= '9') && (c == 0 || strchr("-._~:[]%", c) == NULL))
            return false;
    }
    return true;
}

static bool is_text(const struct span *value, const char *text)
{
    return value->size == strlen(text) &&
           strncasecmp((const char *)value->data, text, value->size) == 0;
}

static unsigned how_often(const struct http_request *request, const char *name)
{
    unsigned count = 0;
    for (size_t i = 0; i < request->header_count; i++)
        count += is_text(&request->headers[i].name, name);
    return count;
}

static bool read_length(uint64_t *ret_length, const struct span *text)
{
    uint64_t length = 0;
    for (size_t i = 0; i < text->size; i++) {
        if (text->data[i] < '0' || text->data[i] > '9' || i == 18)
            return false;
        length = length * 10 + text->data[i] - '0';
    }
    *ret_length = length;
    return text->size > 0;
}

static const char *check_fields(const struct http_request *request, enum http_version version)
{
    for (size_t i = 0; i < request->header_count; i++) {
        if (!is_token(request->headers[i].name))
            return "the name of a field is no token";
        if (!is_value(request->headers[i].value))
            return "a control character in a field";
    }
    for (size_t i = 0; i < sizeof single / sizeof single[0]; i++)
        if (how_often(request, single[i]) > 1)
            return "a field that may be there once is there twice";
    const struct span *host = http_request_header(request, "Host");
    if (host == NULL ? version == HTTP_1_1 : !is_host(*host))
        return "no Host, or one that is none";
    return NULL;
}

/* How the end of the body is told (RFC 9112, section 6.3), or why not. */
static const char *check_framing(struct http_request *request, enum http_version version)
{
    const struct span *length = http_request_header(request, "Content-Length");
    const struct span *coding = http_request_header(request, "Transfer-Encoding");
    request->body_declared = 0;
    if (length != NULL && coding != NULL)
        return "both Content-Length and Transfer-Encoding";
    if (length != NULL && !read_length(&request->body_declared, length))
        return "a Content-Length that is no number";
    if (coding == NULL)
        return NULL;
    if (version == HTTP_1_0)
        return "Transfer-Encoding in HTTP/1.0";
    if (!is_text(coding, "chunked"))
        return "a Transfer-Encoding other than chunked";
    request->body_declared = UINT64_MAX;
    return NULL;
}

struct http_refusal http_head_check(struct http_request *request, enum http_version version)
{
    if (request->header_count > HTTP_FIELDS_MAX)
        return (struct http_refusal){431, "too many fields"};
    const char *what = check_fields(request, version);
    if (what == NULL)
        what = check_framing(request, version);
    if (what != NULL)
        return (struct http_refusal){400, what};
    if (request->method == HTTP_OTHER)
        return (struct http_refusal){501, "a method that is not known here"};
    const struct span *encoding = http_request_header(request, "Content-Encoding");
    if (encoding != NULL && !is_text(encoding, "identity"))
        return (struct http_refusal){415, "a body that is encoded or compressed"};
    const struct span *expect = http_request_header(request, "Expect");
    if (expect != NULL && !is_text(expect, "100-continue"))
        return (struct http_refusal){417, "an Expect other than 100-continue"};
    return (struct http_refusal){0, NULL};
}
