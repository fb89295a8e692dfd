/* A target in the first line, fields in the others: what is taken has one reading only. */
#include <stdlib.h>
#include <strings.h>

#include "base/limits.h"
#include "net/http_head.h"
#include "net/http_target.h"
#include "target.h"
#include "text/utf8.h"

static struct span next_line(struct span *text)
{
    size_t size = 0;
    while (size < text->size && text->data[size] != '\n')
        size++;
    struct span line = span_part(*text, 0, size);
    *text = span_part(*text, size < text->size ? size + 1 : size, text->size);
    return line;
}

static void check_decoded(struct span text)
{
    ensure(utf8_valid(text) == text.size);
    for (size_t i = 0; i < text.size; i++)
        ensure(text.data[i] >= ' ' && text.data[i] != 0x7f);
}

/* The path written again with all of it escaped, but for slashes, is the same path. */
static void check_again(struct span path, struct arena *arena)
{
    static const char digits[] = "0123456789abcdef";
    struct http_target again;
    struct error err;
    unsigned char *text = arena_alloc(arena, path.size * 3);
    size_t size = 0;
    if (text == NULL || path.size * 3 > HTTP_TARGET_BYTES_MAX || span_is(path, "*"))
        return;
    for (size_t i = 0; i < path.size; i++) {
        unsigned char c = path.data[i];
        text[size++] = c == '/' ? c : '%';
        if (c != '/') {
            text[size++] = (unsigned char)digits[c >> 4];
            text[size++] = (unsigned char)digits[c & 15];
        }
    }
    ensure(http_target_parse(&again, span_of(text, size), arena, &err));
    ensure(span_equal(again.path, path) && again.query_count == 0);
}

static void read_target(struct span text, struct arena *arena)
{
    struct http_target target;
    struct error err = {0};
    if (!http_target_parse(&target, text, arena, &err)) {
        ensure(err.code == ERROR_SYNTAX || err.code == ERROR_LIMIT);
        return;
    }
    check_decoded(target.path);
    ensure(target.path.size > 0 && (target.path.data[0] == '/' || span_is(target.path, "*")));
    for (size_t i = 0; i + 4 <= target.path.size; i++)
        ensure(memcmp(target.path.data + i, "/../", 4) != 0);
    ensure(target.query_count <= HTTP_QUERY_PAIRS_MAX);
    for (size_t i = 0; i < target.query_count; i++) {
        check_decoded(target.query[i].name);
        check_decoded(target.query[i].value);
    }
    check_again(target.path, arena);
}

static size_t count(const struct http_request *request, const char *name)
{
    size_t found = 0;
    for (size_t i = 0; i < request->header_count; i++)
        found += request->headers[i].name.size == strlen(name) &&
                 strncasecmp((const char *)request->headers[i].name.data, name, strlen(name)) == 0;
    return found;
}

static void read_head(struct span text, enum http_version version)
{
    static struct http_pair fields[HTTP_FIELDS_MAX + 1];
    struct http_request request = {.method = HTTP_POST, .headers = fields};
    while (text.size > 0 && request.header_count < HTTP_FIELDS_MAX + 1) {
        struct span line = next_line(&text);
        size_t colon = 0;
        while (colon < line.size && line.data[colon] != ':')
            colon++;
        fields[request.header_count++] =
            (struct http_pair){span_part(line, 0, colon),
                               span_part(line, colon < line.size ? colon + 1 : colon, line.size)};
    }
    struct http_refusal refusal = http_head_check(&request, version);
    ensure((refusal.status == 0) == (refusal.what == NULL));
    if (refusal.status != 0)
        return;
    size_t lengths = count(&request, "content-length");
    size_t codings = count(&request, "transfer-encoding");
    ensure(lengths + codings <= 1 && request.header_count <= HTTP_FIELDS_MAX);
    ensure(count(&request, "host") <= 1 && (version == HTTP_1_0 || count(&request, "host") == 1));
    ensure((request.body_declared == UINT64_MAX) == (codings == 1));
    ensure(request.body_declared == 0 || lengths + codings == 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct span text = span_of(data, size);
    if (size > 1 << 16)
        return 0;
    arena_init(&arena, 1 << 24);
    read_target(next_line(&text), &arena);
    read_head(text, HTTP_1_1);
    read_head(text, HTTP_1_0);
    arena_release(&arena);
    return 0;
}
