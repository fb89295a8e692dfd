#include "net/http_target.h"

#include "base/limits.h"
#include "text/utf8.h"

static const char place[] = "target";

static bool bad(struct error *err, const char *what)
{
    return error_input(err, ERROR_SYNTAX, place, "%s", what);
}

static int hex_digit(unsigned char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decodes into `ret_bytes`, which has room for the whole of `text`. */
static bool decode(struct span *ret, unsigned char *bytes, struct span text, bool is_path,
                   struct error *err)
{
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = text.data[i];
        bool encoded = c == '%';
        if (encoded) {
            int high = i + 2 < text.size ? hex_digit(text.data[i + 1]) : -1;
            int low = high < 0 ? -1 : hex_digit(text.data[i + 2]);
            if (low < 0)
                return bad(err, "a % without two digits, expected %XX");
            c = (unsigned char)(high << 4 | low);
            i += 2;
        } else if (c == '+' && !is_path) {
            c = ' ';
        }
        if (c < 0x20 || c == 0x7f)
            return bad(err, "an encoded control character, expected none");
        if (is_path && (c == '\\' || (encoded && c == '/')))
            return bad(err, "a backslash or an encoded slash in the path, expected none");
        bytes[size++] = c;
    }
    if (utf8_valid(span_of(bytes, size)) != size)
        return bad(err, "bytes that are no UTF-8, expected UTF-8");
    *ret = span_of(bytes, size);
    return true;
}

static bool has_dot_segment(struct span path)
{
    for (size_t from = 0; from < path.size;) {
        size_t to = from;
        while (to < path.size && path.data[to] != '/')
            to++;
        struct span segment = span_part(path, from, to);
        if (span_is(segment, ".") || span_is(segment, ".."))
            return true;
        from = to + 1;
    }
    return false;
}

/* What stands before the byte, or all of it. */
static struct span before(struct span text, unsigned char byte)
{
    const unsigned char *at = text.size == 0 ? NULL : memchr(text.data, byte, text.size);
    return at == NULL ? text : span_of(text.data, (size_t)(at - text.data));
}

static struct span behind(struct span text, size_t size)
{
    return span_part(text, size < text.size ? size + 1 : size, text.size);
}

static bool parse_query(struct http_target *target, struct span text, unsigned char *bytes,
                        struct arena *arena, struct error *err)
{
    size_t most = 1, count = 0;
    for (size_t i = 0; i < text.size; i++)
        most += text.data[i] == '&';
    most = most < HTTP_QUERY_PAIRS_MAX ? most : HTTP_QUERY_PAIRS_MAX;
    struct http_pair *pairs = arena_array(arena, most, sizeof *pairs);
    if (pairs == NULL)
        return error_memory(err, "reading a query");
    while (text.size > 0) {
        struct span piece = before(text, '&');
        text = behind(text, piece.size);
        if (piece.size == 0)
            continue;
        if (count == most)
            return error_input(err, ERROR_LIMIT, place, "more names in the query than %d",
                               HTTP_QUERY_PAIRS_MAX);
        struct span name = before(piece, '=');
        if (!decode(&pairs[count].name, bytes, name, false, err))
            return false;
        bytes += pairs[count].name.size;
        if (!decode(&pairs[count].value, bytes, behind(piece, name.size), false, err))
            return false;
        bytes += pairs[count++].value.size;
    }
    target->query = pairs;
    target->query_count = count;
    return true;
}

/* Leaves the path and query of "http://authority/path?query". */
static bool drop_authority(struct span *text, struct error *err)
{
    size_t at = span_starts_with(*text, "http://")    ? 7
                : span_starts_with(*text, "https://") ? 8
                                                      : 0;
    if (at == 0)
        return bad(err, "neither a path nor an absolute http address, expected one");
    size_t from = at;
    while (at < text->size && text->data[at] != '/' && text->data[at] != '?')
        at++;
    if (at == from)
        return bad(err, "an address without a host, expected one");
    *text = span_part(*text, at, text->size);
    return true;
}

bool http_target_parse(struct http_target *ret_target, struct span target, struct arena *arena,
                       struct error *err)
{
    struct http_target parsed = {0};
    if (target.size > HTTP_TARGET_BYTES_MAX)
        return error_input(err, ERROR_LIMIT, place, "longer than %d bytes", HTTP_TARGET_BYTES_MAX);
    for (size_t i = 0; i < target.size; i++)
        if (target.data[i] <= ' ' || target.data[i] > '~' || target.data[i] == '#')
            return bad(err, "a byte that no target has, expected visible ASCII but #");
    if (span_is(target, "*")) {
        *ret_target = (struct http_target){.path = span_text("*")};
        return true;
    }
    if (!span_starts_with(target, "/") && !drop_authority(&target, err))
        return false;
    unsigned char *bytes = arena_alloc(arena, target.size + 1);
    if (bytes == NULL)
        return error_memory(err, "reading a target");
    struct span path = before(target, '?');
    if (!decode(&parsed.path, bytes, path, true, err))
        return false;
    if (path.size == 0)
        parsed.path = span_text("/");
    if (has_dot_segment(parsed.path))
        return bad(err, "a segment . or .. in the path, expected none");
    if (path.size < target.size &&
        !parse_query(&parsed, behind(target, path.size), bytes + path.size, arena, err))
        return false;
    *ret_target = parsed;
    return true;
}
