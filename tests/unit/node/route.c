/* Kinds of paths: nothing of what a path names is in them. */
#include "node/route.h"

#include "run.h"

static void assert_route(const char *path, enum route_area area, const char *pattern)
{
    const struct route_kind *kind = route_kind(route_of(span_text(path)));
    assert_string_equal(kind->pattern, pattern);
    assert_int_equal(kind->area, area);
}

static void known(void **state)
{
    (void)state;
    assert_route("/healthz", ROUTE_HEALTH, "/healthz");
    assert_route("/metrics/", ROUTE_METRICS, "/metrics");
    assert_route("/taxii2/", ROUTE_TAXII, "/taxii2");
    assert_route("/taxii2/trefoil/", ROUTE_TAXII, "/taxii2/ROOT");
    assert_route("/taxii2/public/collections/", ROUTE_TAXII, "/taxii2/ROOT/collections");
    assert_route("/taxii2/x/collections/members/objects/tool--1/versions/", ROUTE_TAXII,
                 "/taxii2/ROOT/collections/C/objects/ID/versions");
    assert_route("/taxii2/trefoil/status/1", ROUTE_TAXII, "/taxii2/ROOT/status/ID");
    assert_route("/api/v1/me", ROUTE_API, "/api/v1/me");
    assert_route("/api/v1/users/olga/disable", ROUTE_API, "/api/v1/users/*");
    assert_route("/api/v1/users", ROUTE_API, "/api/v1/users/*");
    assert_route("/api/v1", ROUTE_API, "/api/v1/*");
    assert_route("/api/v1/nothing", ROUTE_API, "/api/v1/*");
}

static void others(void **state)
{
    static const char *const paths[] = {
        "",          "/",           "*",    "/healthzz", "/healthz/x", "//taxii2",   "a",
        "/api/v1me", "/taxii2/a/b", "/api", "/TAXII2/",  "/api/v2",    "/metrics/x",
    };
    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
        assert_route(paths[i], ROUTE_TAXII, "other");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(known), cmocka_unit_test(others)};
    return RUN_ALL("node/route", tests);
}
