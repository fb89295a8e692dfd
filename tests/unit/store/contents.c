/* Contents of a version, what is hidden, and approvals that end, on the database that the program
 * was called with. */
#include "place.h"
#include "store/approvals.h"
#include "store/hidden.h"
#include "store/versions.h"

static struct error err;
static struct store store;

static int64_t add_version(const char *id, const char *version, unsigned char content)
{
    unsigned char hash[CONTENT_BYTES] = {content};
    int64_t number = 0;
    int64_t seq = 0;
    bool is_new = false;
    assert_true(identifier_make(&store, span_text(id), &number, &is_new, &err));
    const struct version added = {
        .id = number,
        .version = span_text(version),
        .content = span_of(hash, sizeof hash),
        .asserter = 1,
        .type = span_text("url"),
        .spec = span_text("2.1"),
        .facts = span_text("facts"),
        .bytes = span_text("{}"),
    };
    if (!version_add(&store, &added, &seq, &err))
        fail_msg("%s", err.text);
    return seq;
}

static size_t contents_from(unsigned char from, unsigned char to,
                            struct span contents[CONTENTS_MAX])
{
    struct content_range range = {.from = {from}, .to = {to}};
    static struct arena arena;
    size_t count = 99;
    arena_release(&arena);
    arena_init(&arena, 1 << 20);
    memset(range.to + 1, 0xff, sizeof range.to - 1);
    assert_true(
        version_contents(&store, 1, span_text("0"), &range, &arena, contents, &count, &err));
    return count;
}

/* Those of the best standing within the range, each once, in their order, and not more than fit. */
static void contents_of_a_version(void **state)
{
    (void)state;
    struct span contents[CONTENTS_MAX];
    place_open(&store);
    int64_t high = add_version("url--1", "0", 0xfe);
    int64_t low = add_version("url--1", "0", 0x10);
    add_version("url--1", "1", 0x11);
    assert_int_equal(contents_from(0, 0xff, contents), 2);
    assert_int_equal(contents[0].data[0], 0x10);
    assert_int_equal(contents[1].data[0], 0xfe);
    assert_int_equal(contents_from(0x11, 0xff, contents), 1);
    assert_int_equal(contents_from(0x11, 0x7f, contents), 0);
    assert_true(version_set_standing(&store, low, STANDING_LATE, &err));
    assert_int_equal(contents_from(0, 0xff, contents), 1);
    assert_int_equal(contents[0].data[0], 0xfe);
    assert_int_equal(contents_from(0x10, 0x10, contents), 1);
    assert_true(version_set_standing(&store, high, STANDING_FORK, &err));
    for (unsigned char i = 0; i < CONTENTS_MAX + 1; i++)
        add_version("url--1", "0", (unsigned char)(0x20 + i));
    assert_int_equal(contents_from(0, 0xff, contents), CONTENTS_MAX);
    assert_int_equal(contents[0].data[0], 0x20);
    store_release(&store);
}

static void hidden_until_posted_again(void **state)
{
    (void)state;
    bool is = true;
    place_open(&store);
    assert_true(hidden_is(&store, 1, 7, &is, &err) && !is);
    assert_true(hidden_add(&store, 1, 7, &err) && hidden_add(&store, 1, 7, &err));
    assert_true(hidden_is(&store, 1, 7, &is, &err) && is);
    assert_true(hidden_is(&store, 2, 7, &is, &err) && !is);
    assert_true(hidden_end(&store, 2, 7, &is, &err) && !is);
    assert_true(hidden_end(&store, 1, 7, &is, &err) && is);
    assert_true(hidden_is(&store, 1, 7, &is, &err) && !is);
    assert_true(hidden_end(&store, 1, 7, &is, &err) && !is);
    store_release(&store);
}

static struct approval approval_of(int64_t id, int64_t until)
{
    return (struct approval){
        .id = id,
        .version = span_text("0"),
        .content = span_text("0123456789abcdef0123456789abcdef"),
        .by = span_text("identity--1"),
        .audience = 3,
        .until = until,
        .signature = span_text("signature"),
    };
}

static bool stands(int64_t id)
{
    const struct approval like = approval_of(id, 0);
    bool answer = false;
    assert_true(approval_stands(&store, &like, &answer, &err));
    return answer;
}

static void put(int64_t id, int64_t until, int64_t now)
{
    const struct approval approval = approval_of(id, until);
    assert_true(approval_put(&store, &approval, now, &err));
}

static int64_t ended(void)
{
    int64_t id = -1;
    int64_t audience = -1;
    assert_true(approval_ended(&store, &id, &audience, &err));
    assert_int_equal(audience, id == 0 ? 0 : 3);
    return id;
}

static int64_t next(void)
{
    int64_t moment = -1;
    assert_true(approvals_next(&store, &moment, &err));
    return moment;
}

static void approvals_have_an_end(void **state)
{
    (void)state;
    place_open(&store);
    assert_int_equal(next(), INT64_MAX);
    put(1, 100, 10);
    put(2, 50, 10);
    put(3, INT64_MAX, 10);
    put(4, 10, 10); /* its time has passed as it comes */
    assert_true(stands(1) && stands(2) && stands(3) && !stands(4));
    assert_int_equal(next(), 50);
    assert_true(approvals_end(&store, 49, &err));
    assert_int_equal(ended(), 0);
    assert_true(approvals_end(&store, 100, &err));
    assert_true(!stands(1) && !stands(2) && stands(3));
    assert_int_equal(ended(), 2);
    assert_true(approvals_settled(&store, 2, 3, &err));
    assert_int_equal(ended(), 1);
    assert_true(approvals_settled(&store, 1, 3, &err));
    assert_int_equal(ended(), 0);
    assert_int_equal(next(), INT64_MAX);
    put(1, 100, 20); /* a clock went back: what has ended stays so */
    assert_false(stands(1));
    put(1, 101, 20);
    assert_true(stands(1));
    put(1, 60, 20);
    assert_int_equal(next(), 60);
    store_release(&store);
}

int main(int argc, char **argv)
{
    place_choose(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contents_of_a_version),
        cmocka_unit_test(hidden_until_posted_again),
        cmocka_unit_test(approvals_have_an_end),
    };
    return RUN_ALL("store contents", tests);
}
