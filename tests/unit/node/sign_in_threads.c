/* Many at a time. cmocka's asserts are for one thread: the others use `ensure`. */
#include <pthread.h>

#include "base/limits.h"
#include "signing.h"

enum { TOO_MANY = 6, MANY = SIGN_IN_HASHES_MAX + SIGN_IN_WAITING_MAX + TOO_MANY, ROUNDS = 60 };

static struct signing signing;

static int begin(void **state)
{
    (void)state;
    signing_open(&signing, 4);
    return 0;
}

static int end(void **state)
{
    (void)state;
    signing_release(&signing);
    return 0;
}

static enum sign_in_state ask(const char *field)
{
    struct http_pair pair = {span_text("Authorization"), span_text(field)};
    const struct http_request request = {.headers = &pair, .header_count = 1};
    enum sign_in_state state = SIGN_IN_NOBODY;
    struct signed_in *who = NULL;
    struct error err;
    ensure(sign_in(signing.sign_in, &request, &state, &who, &err));
    ensure((state == SIGN_IN_DONE) == (who->account != 0));
    ensure(who->caller.audience.name.size <= 6); /* what it points to is there */
    signed_in_release(who);
    return state;
}

static pthread_barrier_t start;
static atomic_uint late, done, refused;

static void *one_of_many(void *field)
{
    pthread_barrier_wait(&start);
    enum sign_in_state state = ask(field);
    late += state == SIGN_IN_LATE;
    done += state == SIGN_IN_DONE;
    refused += state == SIGN_IN_REFUSED;
    return NULL;
}

/* None is done with hashing before so many hash, and so many came too late. */
static void run_all_at_once(unsigned count, char fields[][64], unsigned wanted_late)
{
    pthread_t threads[MANY];
    late = done = refused = 0;
    signing_holds = true;
    assert_int_equal(pthread_barrier_init(&start, NULL, count), 0);
    for (unsigned i = 0; i < count; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, one_of_many, fields[i]), 0);
    while (signing_verified < SIGN_IN_HASHES_MAX || late < wanted_late)
        usleep(100);
    signing_holds = false;
    for (unsigned i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    pthread_barrier_destroy(&start);
    assert_int_equal(late + done + refused, count);
}

/* Those who wait for a place to hash find that another was faster. */
static void the_same_at_once(void **state)
{
    enum { COUNT = SIGN_IN_WAITING_MAX };
    static char fields[COUNT][64];
    (void)state;
    for (unsigned i = 0; i < COUNT; i++)
        snprintf(fields[i], sizeof fields[i], "%s", signing_basic("ana", SIGNING_PASSWORD));
    run_all_at_once(COUNT, fields, 0);
    assert_int_equal(done, COUNT);
    assert_int_equal(signing_verified, SIGN_IN_HASHES_MAX);
}

/* Never more than two at a time, and who cannot even wait is told so. */
static void too_many_at_once(void **state)
{
    static char fields[MANY][64];
    (void)state;
    for (unsigned i = 0; i < MANY; i++) {
        char name[16];
        snprintf(name, sizeof name, "n%u", i);
        snprintf(fields[i], sizeof fields[i], "%s", signing_basic(name, "guess"));
    }
    run_all_at_once(MANY, fields, TOO_MANY);
    assert_int_equal(signing_most, SIGN_IN_HASHES_MAX);
    assert_int_equal(late, TOO_MANY);
    assert_int_equal(signing_verified, refused);
    assert_int_equal(ask(signing_basic("ana", SIGNING_PASSWORD)), SIGN_IN_DONE);
}

/* What was read before an account was disabled does not come into the cache after it. */
static void disabled_while_verified(void **state)
{
    static char field[64];
    pthread_t thread;
    (void)state;
    snprintf(field, sizeof field, "%s", signing_basic("ana", SIGNING_PASSWORD));
    signing_holds = true;
    late = done = refused = 0;
    assert_int_equal(pthread_barrier_init(&start, NULL, 1), 0);
    assert_int_equal(pthread_create(&thread, NULL, one_of_many, field), 0);
    while (signing_verified == 0)
        usleep(100);
    signing_disable(&signing, "ana", true);
    assert_int_equal(done, 0); /* it is still at it */
    signing_holds = false;
    pthread_join(thread, NULL);
    pthread_barrier_destroy(&start);
    assert_int_equal(done, 1); /* it came before */
    assert_int_equal(ask(field), SIGN_IN_REFUSED);
}

/* How often the account was changed, twice: odd while that is being done. Enabled, disabled, … */
static atomic_uint changes;
static atomic_bool stop;
static atomic_uint asked;

static void *ask_on(void *unused)
{
    (void)unused;
    while (!stop) {
        unsigned before = changes;
        enum sign_in_state state = ask("Bearer token");
        if (before % 2 == 0 && before == changes) {
            ensure(state == (before % 4 == 0 ? SIGN_IN_DONE : SIGN_IN_REFUSED));
            asked++;
        }
    }
    return NULL;
}

/* From the moment when an account is disabled, no request gets through that begins after it,
 * whatever was being read at that moment. */
static void disabled_at_once(void **state)
{
    pthread_t threads[3];
    struct error err;
    (void)state;
    sign_in_free(signing.sign_in);
    signing.means.patient = true;
    assert_true(sign_in_make(&signing.sign_in, &signing.means, &err));
    signing_token(&signing, "lia", "token", INT64_MAX);
    for (int i = 0; i < 3; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, ask_on, NULL), 0);
    for (unsigned round = 0; round < ROUNDS; round++) {
        changes++;
        signing_disable(&signing, "lia", round % 2 == 0);
        changes++;
        unsigned seen = asked;
        while (asked < seen + 20)
            usleep(100);
    }
    stop = true;
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    assert_true(asked >= ROUNDS * 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_same_at_once, begin, end),
        cmocka_unit_test_setup_teardown(too_many_at_once, begin, end),
        cmocka_unit_test_setup_teardown(disabled_while_verified, begin, end),
        cmocka_unit_test_setup_teardown(disabled_at_once, begin, end),
    };
    return RUN_ALL("node sign_in_threads", tests);
}
