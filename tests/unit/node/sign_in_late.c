/* Who has failed too often, and whom that does not touch. */
#include "base/limits.h"
#include "signing.h"

#define SECONDS(n) ((uint64_t)(n) * 1000000)

static struct signing signing;

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

static enum sign_in_state sign(const char *name)
{
    return signing_ask(&signing, signing_basic(name, SIGNING_PASSWORD));
}

static void fail_all(const char *address, const char *name)
{
    for (unsigned i = 0; i < SIGN_IN_FAILURES_MAX; i++)
        assert_int_equal(signing_ask_from(&signing, address, signing_basic(name, "guess")),
                         SIGN_IN_REFUSED);
}

static void late_by_address(void **state)
{
    (void)state;
    assert_int_equal(
        signing_ask_from(&signing, "192.0.2.1", signing_basic("ana", SIGNING_PASSWORD)),
        SIGN_IN_DONE);
    for (unsigned i = 0; i < SIGN_IN_FAILURES_MAX; i++)
        assert_int_equal(signing_ask_from(&signing, "192.0.2.1", "Bearer guess"), SIGN_IN_REFUSED);
    uint64_t questions = signing_questions(&signing);
    unsigned verified = signing_verified;
    const char *olga = signing_basic("olga", SIGNING_PASSWORD);
    assert_int_equal(signing_ask_from(&signing, "192.0.2.1", olga), SIGN_IN_LATE);
    assert_int_equal(signing_ask_from(&signing, "192.0.2.1", "Bearer guess"), SIGN_IN_LATE);
    assert_int_equal(signing_ask_from(&signing, "192.0.2.1", "nonsense"), SIGN_IN_LATE);
    assert_int_equal(signing_questions(&signing), questions); /* without a look */
    assert_int_equal(signing_verified, verified);
    assert_int_equal(signing_ask_from(&signing, "192.0.2.1", NULL), SIGN_IN_NOBODY);
    assert_int_equal(
        signing_ask_from(&signing, "192.0.2.1", signing_basic("ana", SIGNING_PASSWORD)),
        SIGN_IN_DONE); /* in the cache */
    assert_int_equal(signing_ask_from(&signing, "192.0.2.2", olga), SIGN_IN_DONE);
    signing_monotonic += SECONDS(60);
    assert_int_equal(
        signing_ask_from(&signing, "192.0.2.1", signing_basic("lia", SIGNING_PASSWORD)),
        SIGN_IN_DONE);
}

/* Guesses at a name, from wherever, stop guesses, not who has signed in before: also when the cache
 * must look again. */
static void late_by_name(void **state)
{
    (void)state;
    assert_int_equal(sign("ana"), SIGN_IN_DONE);
    fail_all("127.0.0.1", "olga");
    fail_all("127.0.0.1", "ana");
    fail_all("127.0.0.1", "no-such-name");
    assert_int_equal(sign("olga"), SIGN_IN_LATE);
    assert_int_equal(sign("no-such-name"), SIGN_IN_LATE);
    assert_int_equal(sign("ana"), SIGN_IN_DONE);
    sign_in_forget(signing.sign_in);
    assert_int_equal(sign("ana"), SIGN_IN_DONE);
    fail_all("127.0.0.1", "lia"); /* loopback itself is not counted */
    signing_monotonic += SECONDS(SIGN_IN_SECONDS);
    for (unsigned i = 0; i < SIGN_IN_FAILURES_MAX; i++)
        signing_ask_from(&signing, "127.0.0.1", signing_basic("ana", "guess"));
    assert_int_equal(signing_ask(&signing, signing_basic("ana", "guess")), SIGN_IN_LATE);
    assert_int_equal(sign("ana"), SIGN_IN_DONE);
    /* what is right no more is a guess like any other, from the second time on */
    signing_disable(&signing, "ana", true);
    assert_int_equal(sign("ana"), SIGN_IN_REFUSED);
    assert_int_equal(sign("ana"), SIGN_IN_LATE);
}

static void patient(void **state)
{
    struct error err;
    (void)state;
    sign_in_free(signing.sign_in);
    signing.means.patient = true;
    assert_true(sign_in_make(&signing.sign_in, &signing.means, &err));
    for (unsigned i = 0; i < 3 * SIGN_IN_FAILURES_MAX; i++)
        assert_int_equal(signing_ask_from(&signing, "192.0.2.1", "Bearer guess"), SIGN_IN_REFUSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(late_by_address, begin, end),
        cmocka_unit_test_setup_teardown(late_by_name, begin, end),
        cmocka_unit_test_setup_teardown(patient, begin, end),
    };
    return RUN_ALL("node sign_in_late", tests);
}
