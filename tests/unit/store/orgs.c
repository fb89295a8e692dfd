/* The small tables. */
#include "store/orgs.h"
#include "place.h"

static struct error err;
static struct store store;

static void orgs_and_identities(void **state)
{
    (void)state;
    unsigned char key[ORG_KEY_BYTES] = {7};
    struct arena arena;
    struct org *orgs = NULL;
    size_t count = 0;
    int64_t usa = 0;
    int64_t desk = 0;
    int64_t again = 0;
    place_open(&store);
    struct org member = {.kind = ORG_MEMBER, .name = span_text("usa")};
    assert_true(org_put(&store, &member, &usa, &err));
    struct org exchange = {.kind = ORG_DESK, .name = span_text("exchange")};
    assert_true(org_put(&store, &exchange, &desk, &err));
    member.public_key = span_of(key, sizeof key);
    assert_true(org_put(&store, &member, &again, &err));
    assert_int_equal(again, usa);
    member.kind = ORG_DESK;
    assert_false(org_put(&store, &member, &again, &err)); /* one name, one kind */
    assert_int_equal(err.code, ERROR_CONFLICT);
    store_roll_back(&store);
    assert_true(store_begin(&store, &err));
    member.kind = ORG_MEMBER;
    assert_true(org_put(&store, &member, &usa, &err));
    assert_true(identity_put(&store, span_text("identity--1"), usa, &err));
    assert_true(identity_put(&store, span_text("identity--1"), usa, &err));
    assert_false(identity_put(&store, span_text("identity--1"), usa + 1, &err));
    assert_int_equal(err.code, ERROR_CONFLICT);
    assert_true(identity_org(&store, span_text("identity--1"), &again, &err));
    assert_int_equal(again, usa);
    assert_true(identity_org(&store, span_text("identity--2"), &again, &err));
    assert_int_equal(again, 0);
    arena_init(&arena, 1 << 20);
    assert_true(orgs_read(&store, &arena, &orgs, &count, &err));
    assert_int_equal(count, 1);
    assert_true(span_is(orgs[0].name, "usa") && orgs[0].public_key.size == ORG_KEY_BYTES);
    assert_int_equal(orgs[0].public_key.data[0], 7);
    arena_release(&arena);
    store_release(&store);
}

static void audiences_and_collections(void **state)
{
    (void)state;
    struct arena arena;
    struct stored_audience *audiences = NULL;
    struct collection *collections = NULL;
    size_t count = 0;
    int64_t own = 0;
    int64_t member = 0;
    int64_t again = 0;
    place_open(&store);
    assert_true(audience_make(&store, AUDIENCE_OWN, span_text(""), &own, &err));
    assert_true(audience_make(&store, AUDIENCE_MEMBER, span_text("jpn"), &member, &err));
    assert_true(audience_make(&store, AUDIENCE_MEMBER, span_text("jpn"), &again, &err));
    assert_int_equal(member, again);
    assert_true(audience_find(&store, AUDIENCE_DESK, span_text("jpn"), &again, &err));
    assert_int_equal(again, 0);
    assert_true(collection_add(&store, span_text("members"), span_text("uuid"), &again, &err));
    arena_init(&arena, 1 << 20);
    assert_true(audiences_read(&store, &arena, &audiences, &count, &err));
    assert_int_equal(count, 2);
    assert_true(audiences[1].class == AUDIENCE_MEMBER && span_is(audiences[1].name, "jpn"));
    assert_true(collections_read(&store, &arena, &collections, &count, &err));
    assert_true(count == 1 && span_is(collections[0].alias, "members"));
    assert_false(collection_add(&store, span_text("members"), span_text("other"), &again, &err));
    assert_int_equal(err.code, ERROR_CONFLICT);
    arena_release(&arena);
    store_release(&store);
}

int main(int argc, char **argv)
{
    place_choose(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(orgs_and_identities),
        cmocka_unit_test(audiences_and_collections),
    };
    return RUN_ALL("store orgs", tests);
}
