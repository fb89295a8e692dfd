#include "node/route.h"

#include "base/error.h"

/* A word in capitals stands for any one segment; `*` for all the rest. The first that fits. */
static const struct route_kind kinds[] = {
    {ROUTE_HEALTH, "/healthz"},
    {ROUTE_METRICS, "/metrics"},
    {ROUTE_TAXII, "/taxii2"},
    {ROUTE_TAXII, "/taxii2/ROOT"},
    {ROUTE_TAXII, "/taxii2/ROOT/collections"},
    {ROUTE_TAXII, "/taxii2/ROOT/collections/C"},
    {ROUTE_TAXII, "/taxii2/ROOT/collections/C/objects"},
    {ROUTE_TAXII, "/taxii2/ROOT/collections/C/manifest"},
    {ROUTE_TAXII, "/taxii2/ROOT/collections/C/objects/ID"},
    {ROUTE_TAXII, "/taxii2/ROOT/collections/C/objects/ID/versions"},
    {ROUTE_TAXII, "/taxii2/ROOT/status/ID"},
    {ROUTE_API, "/api/v1/me"},
    {ROUTE_API, "/api/v1/users/*"},
    {ROUTE_API, "/api/v1/rules/*"},
    {ROUTE_API, "/api/v1/releases"},
    {ROUTE_API, "/api/v1/approvals"},
    {ROUTE_API, "/api/v1/signatures"},
    {ROUTE_API, "/api/v1/who"},
    {ROUTE_API, "/api/v1/log/*"},
    {ROUTE_API, "/api/v1/*"},
    {ROUTE_TAXII, "other"},
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };
_Static_assert((int)KINDS <= (int)ROUTE_KINDS, "one counter a kind");

static struct span next_segment(struct span *path)
{
    size_t size = 0;
    while (size < path->size && path->data[size] != '/')
        size++;
    struct span segment = span_part(*path, 0, size);
    *path = span_part(*path, size < path->size ? size + 1 : size, path->size);
    return segment;
}

/* Both without the slash at their beginning. */
static bool fits(struct span path, struct span pattern)
{
    while (pattern.size > 0) {
        struct span want = next_segment(&pattern);
        if (span_is(want, "*"))
            return true;
        struct span segment = next_segment(&path);
        bool any = want.data[0] >= 'A' && want.data[0] <= 'Z';
        if (segment.size == 0 || (!any && !span_equal(segment, want)))
            return false;
    }
    return path.size == 0;
}

unsigned route_of(struct span path)
{
    if (path.size > 1 && path.data[path.size - 1] == '/')
        path.size--;
    for (unsigned i = 0; path.size > 0 && i < KINDS - 1; i++) {
        struct span pattern = span_text(kinds[i].pattern);
        if (fits(span_part(path, 1, path.size), span_part(pattern, 1, pattern.size)))
            return i;
    }
    return KINDS - 1;
}

unsigned route_count(void)
{
    return KINDS;
}

const struct route_kind *route_kind(unsigned number)
{
    ensure(number < KINDS);
    return &kinds[number];
}
