#include "share/problem.h"

#include <stdio.h>

#include "share/media_type.h"
#include "text/json_writer.h"

enum { PROBLEM_BYTES_MAX = 4096, STATUS_TEXT_BYTES = 16 };

static const char *title_of(unsigned status)
{
    static const struct {
        unsigned status;
        const char *title;
    } titles[] = {
        {400, "Bad request"},
        {401, "Sign in"},
        {403, "Not allowed"},
        {404, "Not found"},
        {405, "Method not allowed"},
        {406, "Media type not acceptable"},
        {408, "Too slow"},
        {413, "Body too large"},
        {414, "Target too long"},
        {415, "Media type not supported"},
        {417, "Expectation not met"},
        {422, "Nothing that can be taken"},
        {429, "Too many requests"},
        {431, "Head too large"},
        {501, "Method not known"},
        {503, "Not now"},
    };
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
        if (titles[i].status == status)
            return titles[i].title;
    return status >= 500 ? "Internal error" : "Bad request";
}

void taxii_problem(struct http_response *response, unsigned status, const char *description)
{
    struct dynbuf body;
    struct json_writer json;
    char number[STATUS_TEXT_BYTES];
    dynbuf_init(&body, PROBLEM_BYTES_MAX);
    json_writer_init_compact(&json, &body);
    snprintf(number, sizeof number, "%u", status);
    json_open_object(&json, NULL);
    json_text(&json, "title", title_of(status));
    if (description != NULL)
        json_text(&json, "description", description);
    json_text(&json, "http_status", number);
    json_close(&json);
    http_response_set(response, status, TAXII_MEDIA_TYPE);
    if (status == 401)
        http_response_header_text(response, "WWW-Authenticate",
                                  "Basic realm=\"Trefoil\", charset=\"UTF-8\"");
    struct http_body *bytes = http_body_take(&body);
    http_response_body(response, bytes);
    http_body_release(bytes);
    dynbuf_release(&body);
}

void taxii_failure(struct http_response *response, const struct error *err)
{
    if (err->code == ERROR_MEMORY || err->code == ERROR_BUSY)
        taxii_problem(response, 503, "Try again later.");
    else
        taxii_problem(response, 500, "The node cannot do its work; its journal says why.");
}
