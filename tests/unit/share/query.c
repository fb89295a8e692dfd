/* Media types, queries and tokens of TAXII: what is taken, what is refused and in which words. */
#include "share/query.h"

#include "base/limits.h"
#include "net/http_target.h"
#include "run.h"
#include "share/media_type.h"
#include "share/next_token.h"

static struct arena arena;
static struct error err;
static struct taxii_query query;

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 20);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static bool read_as(const char *text, unsigned names)
{
    struct http_target target;
    assert_true(http_target_parse(&target, span_text(text), &arena, &err));
    const struct http_request request = {.query = target.query, .query_count = target.query_count};
    err = (struct error){0};
    return taxii_query_read(&query, &request, names, &arena, &err);
}

static bool read_query(const char *text)
{
    return read_as(text, QUERY_ALL);
}

static bool accepts(const char *text)
{
    struct span field = span_text(text);
    return media_type_accepted(&field);
}

static bool is_taxii(const char *text)
{
    struct span field = span_text(text);
    return media_type_is_taxii(&field);
}

static void accept_fields(void **state)
{
    static const char *const taken[] = {
        "application/taxii+json;version=2.1",
        "application/taxii+json; version=2.1",
        "application/taxii+json;version=\"2.1\"",
        "APPLICATION/TAXII+JSON ; VERSION=2.1",
        "application/taxii+json",
        "text/html, application/taxii+json;version=2.1;q=0.5",
        "application/taxii+json;version=2.0, application/taxii+json;version=2.1",
        "application/*",
        "*/*",
        "text/plain;x=\",\", */*;q=0.001",
    };
    static const char *const refused[] = {
        "",
        "application/json",
        "application/stix+json;version=2.1",
        "application/taxii+json;version=2.0",
        "application/taxii+json;version=2.10",
        "application/taxii+json;version=",
        "application/vnd.oasis.taxii+json; version=2.0",
        "application/taxii+json;version=2.1;q=0.000",
        "*/*, application/taxii+json;version=2.1;q=0",
        "application/taxii+json;q=0, */*",
        "text/plain;x=\"*/*, application/taxii+json\"",
        ",;,=",
    };
    (void)state;
    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++)
        if (!accepts(taken[i]))
            fail_msg("refused: %s", taken[i]);
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        if (accepts(refused[i]))
            fail_msg("taken: %s", refused[i]);
    assert_false(media_type_accepted(NULL));
}

static void content_types(void **state)
{
    (void)state;
    assert_true(is_taxii("application/taxii+json;version=2.1"));
    assert_true(is_taxii("application/taxii+json"));
    assert_true(is_taxii("application/taxii+json; charset=utf-8; version=2.1"));
    assert_false(is_taxii("application/taxii+json;version=2.0"));
    assert_false(is_taxii("application/json"));
    assert_false(is_taxii("application/*"));
    assert_false(is_taxii("*/*"));
    assert_false(is_taxii(""));
    assert_false(media_type_is_taxii(NULL));
}

static void all_filters(void **state)
{
    (void)state;
    assert_true(read_query(
        "/?added_after=2026-01-01T00:00:00.1234567Z&limit=7&next=abc&match[type]=tool,x-y&"
        "match[id]=tool--00000000-0000-4000-8000-000000000001&match[spec_version]=2.0,2.1&"
        "match%5Bversion%5D=first,2026-01-01T00:00:00.500Z,last"));
    const struct released_query *released = &query.released;
    assert_int_equal(released->added_after, 1767225600123456);
    assert_int_equal(released->limit, 7);
    assert_true(span_is(query.next, "abc"));
    assert_int_equal(released->type_count, 2);
    assert_true(span_is(released->types[1], "x-y"));
    assert_int_equal(released->id_count, 1);
    assert_int_equal(released->spec_count, 2);
    assert_int_equal(released->versions, VERSION_FIRST | VERSION_LAST | VERSION_KEYS);
    assert_int_equal(released->version_key_count, 1);
    assert_true(span_is(released->version_keys[0], "2026-01-01T00:00:00.5"));
    assert_int_equal(released->version_moments[0], 1767225600500000);
    assert_true(query.has_version);
}

static void defaults_and_bounds(void **state)
{
    (void)state;
    assert_true(read_query("/"));
    assert_int_equal(query.released.versions, VERSION_LAST);
    assert_int_equal(query.released.limit, PAGE_ROWS_MAX);
    assert_int_equal(query.released.added_after, 0);
    assert_false(query.has_version);
    assert_true(read_query("/?limit=99999999999999999999999999"));
    assert_int_equal(query.released.limit, PAGE_ROWS_MAX);
    assert_true(read_query("/?added_after=1960-01-01T00:00:00Z"));
    assert_int_equal(query.released.added_after, 0);
    assert_true(read_query("/?match[version]=all"));
    assert_int_equal(query.released.versions, VERSION_ALL);
}

static void refusals(void **state)
{
    static const struct {
        const char *query, *text;
    } cases[] = {
        {"/?limit=0", "limit: expected a whole number above 0"},
        {"/?limit=-1", "limit: expected a whole number above 0"},
        {"/?limit=", "limit: expected a whole number above 0"},
        {"/?limit=1&limit=1", "limit: expected it once"},
        {"/?match[id]=&match%5bid%5d=", "match[id]: expected no empty value"},
        {"/?added_after=yesterday",
         "added_after: expected a timestamp such as 2026-01-31T12:00:00.000000Z"},
        {"/?added_after=", "added_after: expected a timestamp such as 2026-01-31T12:00:00.000000Z"},
        {"/?next=", "next: expected what `next` of a page said"},
        {"/?match[id]=tool", "match[id]: expected identifiers such as "
                             "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"},
        {"/?match[type]=Tool", "match[type]: expected types such as indicator"},
        {"/?match[type]=tool,", "match[type]: expected no empty value"},
        {"/?match[version]=all,last", "match[version]: expected all by itself"},
        {"/?match[version]=newest", "match[version]: expected first, last, all, or timestamps"},
        {"/?match[spec_version]=3.0", "match[spec_version]: expected versions of STIX such as 2.1"},
        {"/?match[spec_version]=2", "match[spec_version]: expected versions of STIX such as 2.1"},
        {"/?match[name]=x", "query: no parameter of this endpoint: match[name]"},
        {"/?x", "query: no parameter of this endpoint: x"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_false(read_query(cases[i].query));
        assert_error(err, ERROR_VALUE, cases[i].text);
    }
    assert_false(read_as("/?match[id]=tool", QUERY_PAGES));
    assert_error(err, ERROR_VALUE, "query: no parameter of this endpoint: match[id]");
    assert_false(read_as("/?limit=1", 0));
}

static void too_many_values(void **state)
{
    char text[4 * MATCH_VALUES_MAX + 32] = "/?match[spec_version]=2.1";
    size_t size = strlen(text);
    (void)state;
    for (size_t i = 1; i < MATCH_VALUES_MAX; i++)
        size += (size_t)snprintf(text + size, sizeof text - size, ",2.1");
    assert_true(read_query(text));
    assert_int_equal(query.released.spec_count, MATCH_VALUES_MAX);
    snprintf(text + size, sizeof text - size, ",2.1");
    assert_false(read_query(text));
    assert_error(err, ERROR_VALUE, "match[spec_version]: expected at most 128 values");
}

static const unsigned char key[NEXT_KEY_BYTES] = {1, 2, 3};

static struct next_scope scope_now(void)
{
    static struct taxii_query kept;
    kept = query;
    return (struct next_scope){.key = key, .collection = 1, .audience = 2, .query = &kept};
}

static void a_token_is_read_where_it_was_written(void **state)
{
    const struct position position = {.added = 1767225600123456, .feed = 1};
    struct position read = {0};
    char text[NEXT_TOKEN_BYTES + 1];
    (void)state;
    assert_true(read_query("/?match[type]=tool&limit=3"));
    struct next_scope scope = scope_now();
    next_token_write(text, &scope, &position);
    assert_int_equal(strlen(text), NEXT_TOKEN_BYTES);
    assert_true(next_token_read(&read, &scope, span_text(text)));
    assert_int_equal(read.added, position.added);
    assert_int_equal(read.feed, 1);
    assert_true(read_query("/?match[type]=tool&limit=9"));
    scope = scope_now();
    assert_true(next_token_read(&read, &scope, span_text(text)));
}

/* Whether a token made for an empty query is good for another scope. */
static bool good_for(struct next_scope scope)
{
    const struct taxii_query none = {.released = {.versions = VERSION_LAST}};
    const struct next_scope here = {.key = key, .collection = 1, .audience = 2, .query = &none};
    const struct position position = {.added = 5};
    struct position read = {.added = 77};
    char text[NEXT_TOKEN_BYTES + 1];
    if (scope.query == NULL)
        scope.query = &none;
    next_token_write(text, &here, &position);
    bool good = next_token_read(&read, &scope, span_text(text));
    assert_int_equal(read.added, good ? 5 : 77);
    return good;
}

static bool good_for_query(const char *text)
{
    assert_true(read_query(text));
    return good_for(scope_now());
}

static void a_token_is_bound(void **state)
{
    static const unsigned char other[NEXT_KEY_BYTES] = {9};
    (void)state;
    assert_true(good_for((struct next_scope){.key = key, .collection = 1, .audience = 2}));
    assert_false(good_for((struct next_scope){.key = other, .collection = 1, .audience = 2}));
    assert_false(good_for((struct next_scope){.key = key, .collection = 2, .audience = 2}));
    assert_false(good_for((struct next_scope){.key = key, .collection = 1, .audience = 3}));
    assert_false(good_for((struct next_scope){
        .key = key, .collection = 1, .audience = 2, .person = span_text("identity--x")}));
    assert_false(
        good_for((struct next_scope){.key = key, .collection = 1, .audience = 2, .endpoint = 1}));
    assert_true(good_for_query("/?limit=4"));
    assert_true(good_for_query("/?match[version]=last"));
    assert_false(good_for_query("/?match[version]=all"));
    assert_false(good_for_query("/?match[version]=2026-01-01T00:00:00Z"));
    assert_false(good_for_query("/?match[type]=tool"));
    assert_false(good_for_query("/?match[spec_version]=2.1"));
    assert_true(good_for_query("/?added_after=2026-01-01T00:00:00Z"));
    assert_false(good_for_query("/?match[id]=tool--00000000-0000-4000-8000-000000000001"));
}

static void a_changed_token_is_none(void **state)
{
    const struct position position = {.added = 1767225600123456};
    struct position read = {.added = 77};
    char text[NEXT_TOKEN_BYTES + 2];
    (void)state;
    assert_true(read_query("/"));
    struct next_scope scope = scope_now();
    next_token_write(text, &scope, &position);
    for (size_t i = 0; i < NEXT_TOKEN_BYTES; i++) {
        char was = text[i];
        text[i] = was == '0' ? '1' : '0';
        assert_false(next_token_read(&read, &scope, span_text(text)));
        text[i] = 'g';
        assert_false(next_token_read(&read, &scope, span_text(text)));
        text[i] = was;
    }
    assert_false(next_token_read(&read, &scope, span_of(text, NEXT_TOKEN_BYTES - 2)));
    text[NEXT_TOKEN_BYTES] = '0';
    assert_false(next_token_read(&read, &scope, span_of(text, NEXT_TOKEN_BYTES + 1)));
    assert_int_equal(read.added, 77);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accept_fields),
        cmocka_unit_test(content_types),
        cmocka_unit_test_setup_teardown(all_filters, begin, end),
        cmocka_unit_test_setup_teardown(defaults_and_bounds, begin, end),
        cmocka_unit_test_setup_teardown(refusals, begin, end),
        cmocka_unit_test_setup_teardown(too_many_values, begin, end),
        cmocka_unit_test_setup_teardown(a_token_is_read_where_it_was_written, begin, end),
        cmocka_unit_test_setup_teardown(a_token_is_bound, begin, end),
        cmocka_unit_test_setup_teardown(a_changed_token_is_none, begin, end),
    };
    return RUN_ALL("share/query", tests);
}
