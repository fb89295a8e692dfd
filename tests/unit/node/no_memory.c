/* Each allocation of a sign-in fails in turn: an error, nobody let in, nobody counted as failing,
 * and the next request is answered. */
#include "alloc_faults.h"
#include "signing.h"

static struct signing signing;
static struct error err;

static int begin(void **state)
{
    (void)state;
    signing_open(&signing, 1);
    return 0;
}

static int end(void **state)
{
    (void)state;
    signing_release(&signing);
    return 0;
}

static void making(void **state)
{
    bool made = false;
    (void)state;
    for (unsigned nth = 1; !made; nth++) {
        struct sign_in *another = NULL;
        alloc_fail_at(nth);
        made = sign_in_make(&another, &signing.means, &err);
        bool reached = alloc_count() >= nth;
        alloc_fail_at(0);
        assert_true(made != reached);
        assert_true(made || err.code == ERROR_MEMORY);
        assert_true((another != NULL) == made);
        sign_in_free(another);
        assert_true(nth < 20);
    }
}

/* Returns how many allocations there were. */
static unsigned show(const char *field, enum sign_in_state wanted)
{
    struct http_pair pair = {span_text("Authorization"), span_text(field == NULL ? "" : field)};
    const struct http_request request = {.headers = &pair, .header_count = field != NULL};
    unsigned nth = 0;
    for (bool reached = true; reached;) {
        enum sign_in_state state = SIGN_IN_NOBODY;
        struct signed_in *who = NULL;
        sign_in_forget(signing.sign_in);
        alloc_fail_at(++nth);
        bool ok = sign_in(signing.sign_in, &request, &state, &who, &err);
        reached = alloc_count() >= nth;
        alloc_fail_at(0);
        assert_true(ok || reached); /* SQLite does without some of its own */
        assert_true(ok ? state == wanted : err.code == ERROR_MEMORY && who == NULL);
        signed_in_release(who);
        assert_int_equal(signing.readers.free_count, 1);
    }
    return nth - 1;
}

static void showing(void **state)
{
    (void)state;
    signing_token(&signing, "lia", "token", INT64_MAX);
    assert_true(show(NULL, SIGN_IN_NOBODY) >= 1);
    assert_true(show("Bearer token", SIGN_IN_DONE) >= 2);
    assert_true(show(signing_basic("olga", SIGNING_PASSWORD), SIGN_IN_DONE) >= 2);
    assert_true(show(signing_basic("olga", "another"), SIGN_IN_REFUSED) >= 2);
    assert_true(show("Bearer another", SIGN_IN_REFUSED) >= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(making, begin, end),
        cmocka_unit_test_setup_teardown(showing, begin, end),
    };
    return RUN_ALL("node no_memory", tests);
}
