/* What is hidden and what is not there get the same answer, byte for byte, over every method and
 * filter, and cost the store the same. */
#include "asked.h"

#include "base/limits.h"

static struct asked asked;
static struct arena made_arena;

#define TOOL(n) "tool--00000000-0000-4000-8000-0000000000" #n

/* Tools 1 to 9 (9 in two versions), of which jpn sees 2. */
static void fill(struct made_world *made)
{
    arena_init(&made_arena, 1 << 22);
    made_take(made, "members", asked_identity());
    for (unsigned i = 1; i <= 9; i++)
        made_take(made, "members", asked_object(&made_arena, "tool", i, 1));
    made_take(made, "members", asked_object(&made_arena, "tool", 9, 2));
    assert_int_equal(made_release(made, MADE_USA, "", "member:jpn"), GATE_ALLOWED);
    assert_int_equal(made_release(made, TOOL(02), "", "member:jpn"), GATE_ALLOWED);
}

static int begin(void **state)
{
    (void)state;
    asked_open(&asked, fill);
    return 0;
}

static int end(void **state)
{
    (void)state;
    asked_release(&asked);
    arena_release(&made_arena);
    return 0;
}

static struct sql_counts counts(void)
{
    struct sql_counts sum = {0};
    for (size_t i = 0; i < asked.readers.count; i++) {
        struct sql_counts one = sql_counts(asked.readers.stores[i].db);
        sum.questions += one.questions;
        sum.rows += one.rows;
    }
    return sum;
}

/* Everything of an answer, and what it cost. */
static struct span answer(const struct caller *caller, enum http_method method, const char *form,
                          const char *id)
{
    static const char *const fields[] = {"Accept", ASKED_TAXII, "Content-Type", ASKED_TAXII, NULL};
    char target[512];
    struct dynbuf all;
    struct sql_counts before = counts();
    snprintf(target, sizeof target, form, id);
    unsigned status = asked_for(&asked, caller, method, target, fields, NULL);
    struct sql_counts after = counts();
    dynbuf_init(&all, 1 << 20);
    dynbuf_format(&all, "%u\n", status);
    for (unsigned i = 0; i < asked.response.field_count; i++)
        dynbuf_format(&all, "%s: %s\n", asked.response.fields[i].name,
                      asked.response.fields[i].value);
    dynbuf_span(&all, asked_body(&asked));
    dynbuf_format(&all, "\n%u questions, %u rows", (unsigned)(after.questions - before.questions),
                  (unsigned)(after.rows - before.rows));
    struct span kept = span_of(arena_text(&made_arena, dynbuf_bytes(&all)), all.size);
    dynbuf_release(&all);
    return kept;
}

static const char *const forms[] = {
    "/taxii2/trefoil/collections/members/objects/?match[id]=%s",
    "/taxii2/trefoil/collections/members/objects/?match[id]=%s," TOOL(02),
    "/taxii2/trefoil/collections/members/objects/?match[id]=%s&match[version]=all",
    "/taxii2/trefoil/collections/members/objects/?match[id]=%s&match[version]=first,last",
    "/taxii2/trefoil/collections/members/objects/?match[id]=%s&match[version]=2026-01-01T00:00:01Z",
    "/taxii2/trefoil/collections/members/objects/?match[id]=%s&match[type]=tool&limit=1",
    "/taxii2/trefoil/collections/members/objects/?match[id]=%s&match[spec_version]=2.1",
    "/taxii2/trefoil/collections/members/objects/?match[id]=%s&added_after=2020-01-01T00:00:00Z",
    "/taxii2/trefoil/collections/members/objects/?match[id]=%s&limit=0",
    "/taxii2/trefoil/collections/members/objects/?match[id]=%s&next=00",
    "/taxii2/trefoil/collections/members/manifest/?match[id]=%s",
    "/taxii2/trefoil/collections/members/manifest/?match[id]=%s&match[version]=all&limit=1",
    "/taxii2/trefoil/collections/members/objects/%s/",
    "/taxii2/trefoil/collections/members/objects/%s/?match[version]=all",
    "/taxii2/trefoil/collections/members/objects/%s/?match[version]=2026-01-01T00:00:01Z",
    "/taxii2/trefoil/collections/members/objects/%s/?match[spec_version]=2.0",
    "/taxii2/trefoil/collections/members/objects/%s/?added_after=2020-01-01T00:00:00Z&limit=1",
    "/taxii2/trefoil/collections/members/objects/%s/?limit=x",
    "/taxii2/trefoil/collections/members/objects/%s/versions/",
    "/taxii2/trefoil/collections/members/objects/%s/versions/?match[spec_version]=2.1",
    "/taxii2/trefoil/collections/desks/objects/%s/",
    "/taxii2/public/collections/public/objects/%s/",
    "/taxii2/public/collections/public/manifest/?match[id]=%s",
    "/taxii2/trefoil/status/%s/",
};
enum { FORMS = sizeof forms / sizeof forms[0] };

static void hidden_is_absent(void **state)
{
    const struct caller *all[] = {&asked.jpn, &asked.desk, &asked.nobody, &asked.auditor};
    (void)state;
    for (size_t who = 0; who < sizeof all / sizeof all[0]; who++)
        for (size_t i = 0; i < FORMS; i++)
            for (enum http_method method = HTTP_GET; method <= HTTP_OPTIONS; method++) {
                struct span absent = answer(all[who], method, forms[i], TOOL(99));
                struct span one = answer(all[who], method, forms[i], TOOL(01));
                struct span two = answer(all[who], method, forms[i], TOOL(09));
                if (!span_equal(absent, one) || !span_equal(absent, two))
                    fail_msg("%s %s\n%s\n%s\n%s", http_method_name(method), forms[i],
                             (const char *)absent.data, (const char *)one.data,
                             (const char *)two.data);
            }
}

/* That the comparison above can fail. */
static void what_is_seen_differs(void **state)
{
    size_t differ = 0;
    (void)state;
    for (size_t i = 0; i < FORMS; i++) {
        struct span absent = answer(&asked.jpn, HTTP_GET, forms[i], TOOL(99));
        struct span seen = answer(&asked.jpn, HTTP_GET, forms[i], TOOL(02));
        differ += !span_equal(absent, seen);
    }
    assert_true(differ >= 14);
}

/* Nor does what is hidden change a page beside it: no byte of it, no count, no token. */
static void pages_do_not_know_what_is_hidden(void **state)
{
    static const char *const targets[] = {
        "/taxii2/trefoil/collections/members/objects/?limit=1",
        "/taxii2/trefoil/collections/members/manifest/?match[version]=all",
        "/taxii2/trefoil/collections/members/objects/?match[type]=tool",
    };
    struct span before[3];
    (void)state;
    for (size_t i = 0; i < 3; i++)
        before[i] = answer(&asked.jpn, HTTP_GET, targets[i], "");
    asked_change(&asked);
    for (unsigned i = 20; i < 60; i++)
        made_take(&asked.made, "members", asked_object(&made_arena, "tool", i, 1));
    asked_commit(&asked);
    for (size_t i = 0; i < 3; i++)
        assert_true(span_equal(before[i], answer(&asked.jpn, HTTP_GET, targets[i], "")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(hidden_is_absent, begin, end),
        cmocka_unit_test_setup_teardown(what_is_seen_differs, begin, end),
        cmocka_unit_test_setup_teardown(pages_do_not_know_what_is_hidden, begin, end),
    };
    return RUN_ALL("share/hidden", tests);
}
