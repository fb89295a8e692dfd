/* Versions, allowances and what is shown, on the database that the program was called with. */
#include "base/limits.h"
#include "place.h"
#include "store/allowances.h"
#include "store/orgs.h"

static struct error err;
static struct store store;

static void versions_are_kept(void **state)
{
    (void)state;
    struct arena arena;
    struct version read;
    struct span last;
    int64_t seqs[SEQS_MAX];
    size_t count = 0;
    int64_t id = 0;
    int64_t found = -1;
    place_open(&store);
    int64_t first = place_version(&store, "tool--1", "2026-01-01T00:00:00", 1);
    int64_t second = place_version(&store, "tool--1", "2026-01-01T00:00:00.5", 2);
    int64_t other = place_version(&store, "tool--2", "2026-01-01T00:00:00", 1);
    assert_int_equal(first, 1);
    assert_int_equal(second, 2);
    assert_int_equal(other, 3);
    assert_true(identifier_find(&store, span_text("tool--1"), &id, &err));
    assert_int_equal(id, 1);
    assert_true(identifier_find(&store, span_text("tool--3"), &found, &err));
    assert_int_equal(found, 0);
    place_commit(&store);

    arena_init(&arena, 1 << 20);
    assert_true(version_read(&store, second, true, &arena, &read, &err));
    assert_int_equal(read.id, id);
    assert_int_equal(read.asserter, 1);
    assert_int_equal(read.poster, 2);
    assert_int_equal(read.received, 1764331200000000);
    assert_true(span_is(read.version, "2026-01-01T00:00:00.5"));
    assert_true(span_is(read.bytes, "{\"a\":\"\xc3\xa9\"}"));
    assert_int_equal(read.content.size, 32);
    assert_int_equal(read.content.data[0], 2);
    assert_true(version_find(&store, &read, &found, &err));
    assert_int_equal(found, second);
    assert_true(version_find_other(&store, &read, &found, &err));
    assert_int_equal(found, 0);
    assert_true(version_last(&store, id, &arena, &last, &err));
    assert_true(span_is(last, "2026-01-01T00:00:00.5"));
    assert_true(versions_alike(&store, id, last, read.content, 0, seqs, &count, &err));
    assert_int_equal(count, 1);
    assert_int_equal(seqs[0], second);
    assert_true(versions_alike(&store, id, last, read.content, second, seqs, &count, &err));
    assert_int_equal(count, 0);
    assert_false(version_read(&store, 77, true, &arena, &read, &err));
    assert_error(err, ERROR_NOT_FOUND, "store: no version has the number 77");
    arena_release(&arena);
    store_release(&store);
}

static void equal_versions_are_refused(void **state)
{
    (void)state;
    unsigned char hash[32] = {1};
    int64_t seq = 0;
    place_open(&store);
    place_version(&store, "tool--1", "2026-01-01T00:00:00", 1);
    struct version again = {.id = 1,
                            .version = span_text("2026-01-01T00:00:00"),
                            .content = span_of(hash, sizeof hash),
                            .asserter = 1,
                            .type = span_text("tool"),
                            .spec = span_text("2.1"),
                            .facts = span_text(""),
                            .bytes = span_text("{}")};
    assert_false(version_add(&store, &again, &seq, &err));
    assert_int_equal(err.code, ERROR_CONFLICT);
    store_release(&store);
}

/* Counts; every source comes once, in order. */
static bool count_source(void *context, int64_t seq, struct error *ret_err)
{
    int64_t *last = context;
    (void)ret_err;
    assert_true(seq == *last + 1);
    *last = seq;
    return true;
}

static bool stop_at_seven(void *context, int64_t seq, struct error *ret_err)
{
    *(int64_t *)context = seq;
    return seq < 7 || error_input(ret_err, ERROR_LIMIT, "test", "far enough");
}

static void references_by_target(void **state)
{
    (void)state;
    int64_t last = 0;
    place_open(&store);
    for (int64_t source = 1; source <= SEQS_MAX + 5; source++)
        assert_true(reference_add(&store, 9, source, &err));
    assert_true(reference_add(&store, 9, 3, &err)); /* once each */
    assert_true(reference_add(&store, 8, 4, &err));
    assert_true(references_each(&store, 9, count_source, &last, &err));
    assert_int_equal(last, SEQS_MAX + 5);
    assert_false(references_each(&store, 9, stop_at_seven, &last, &err));
    assert_error(err, ERROR_LIMIT, "test: far enough");
    assert_int_equal(last, 7);
    store_release(&store);
}

static void allowances_change(void **state)
{
    (void)state;
    struct allowance allowance = {
        .audience = 4, .id = 2, .seq = 7, .state = ALLOWANCE_WAITING, .leaf = 11};
    struct allowance_asked asked = {span_text("release"), span_text("akira"), span_text("")};
    struct allowance_asked who;
    struct allowance read;
    struct arena arena;
    int64_t audiences[ORGS_MAX];
    size_t count = 0;
    bool some = true;
    bool any = true;
    place_open(&store);
    assert_true(allowance_find(&store, 4, 2, 7, &read, &some, &err));
    assert_false(some);
    assert_true(allowance_ask(&store, &allowance, &asked, &err));
    assert_true(allowance_any(&store, 4, 2, &any, &err));
    assert_false(any);
    allowance.state = ALLOWANCE_ALLOWED;
    assert_true(allowance_set(&store, &allowance, &err));
    assert_true(allowance_any(&store, 4, 2, &any, &err));
    assert_true(any);
    assert_true(allowance_any(&store, 5, 2, &any, &err));
    assert_false(any);
    assert_true(allowance_find(&store, 4, 2, 7, &read, &some, &err));
    assert_true(some && read.state == ALLOWANCE_ALLOWED && read.leaf == 11);
    arena_init(&arena, 1 << 20);
    assert_true(allowance_asked(&store, &read, &arena, &who, &err));
    assert_true(span_is(who.rule, "release") && span_is(who.actor, "akira"));
    assert_int_equal(who.second.size, 0);
    assert_true(allowance_audiences(&store, 2, audiences, &count, &err));
    assert_true(count == 1 && audiences[0] == 4);
    arena_release(&arena);
    struct allowance_asked rule = {span_text("rule 1"), span_text("bettina"), span_text("")};
    assert_true(allowance_ask(&store, &allowance, &rule, &err)); /* reaches no higher: no change */
    arena_init(&arena, 1 << 20);
    assert_true(allowance_asked(&store, &read, &arena, &who, &err));
    assert_true(span_is(who.rule, "release"));
    allowance.highest = TLP_RED;
    allowance.state = ALLOWANCE_WAITING;
    assert_true(allowance_ask(&store, &allowance, &rule, &err));
    assert_true(allowance_asked(&store, &read, &arena, &who, &err));
    assert_true(span_is(who.rule, "rule 1"));
    assert_true(allowance_find(&store, 4, 2, 7, &read, &some, &err));
    assert_true(read.highest == TLP_RED && read.state == ALLOWANCE_ALLOWED);
    arena_release(&arena);
    store_release(&store);
}

int main(int argc, char **argv)
{
    place_choose(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions_are_kept),
        cmocka_unit_test(equal_versions_are_refused),
        cmocka_unit_test(references_by_target),
        cmocka_unit_test(allowances_change),
    };
    return RUN_ALL("store objects", tests);
}
