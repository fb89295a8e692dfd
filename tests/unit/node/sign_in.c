/* Who sends a request. */
#include <sodium.h>

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

/* 'r' and 'w' of members, of desks: "rw--". */
static void check_rights(const char *wanted)
{
    static const char *const aliases[] = {"members", "desks"};
    char has[5] = "----";
    for (size_t i = 0; i < 2; i++) {
        const struct collection *collection =
            world_collection(signing.made.world, span_text(aliases[i]));
        struct collection_right right = caller_right(&signing.who->caller, collection);
        if (right.can_read)
            has[2 * i] = 'r';
        if (right.can_write)
            has[2 * i + 1] = 'w';
    }
    assert_string_equal(has, wanted);
}

static void everybody(void **state)
{
    static const struct {
        const char *name;
        int role;
        enum role_of of;
        const char *org, *audience, *rights, *person;
    } people[] = {
        {"ana", ROLE_ANALYST, ROLE_OF_OWN, "usa", "own", "rwrw", ""},
        {"olga", ROLE_OFFICER, ROLE_OF_OWN, "usa", "own", "rwrw", MADE_AKIRA},
        {"sara", ROLE_SECRETARY, ROLE_OF_OWN, "usa", "own", "r---", ""},
        {"aldo", ROLE_AUDITOR, ROLE_OF_OWN, "usa", "public", "----", MADE_AKIRA},
        {"adam", ROLE_ADMINISTRATOR, ROLE_OF_OWN, "usa", "public", "----", ""},
        {"bot", ROLE_MACHINE, ROLE_OF_OWN, "usa", "own", "rwrw", ""}, /* a machine is no person */
        {"jpn-bot", ROLE_MACHINE, ROLE_OF_MEMBER, "jpn", "member:jpn", "r---", ""},
        {"kor-bot", ROLE_MACHINE, ROLE_OF_MEMBER, "kor", "member:kor", "r---", ""},
        {"lia", ROLE_LIAISON, ROLE_OF_DESK, "market", "desk:market", "--r-", ""},
        {"market-bot", ROLE_MACHINE, ROLE_OF_DESK, "market", "desk:market", "--r-", ""},
    };
    (void)state;
    for (size_t i = 0; i < 2 * sizeof people / sizeof people[0]; i++) {
        size_t p = i / 2; /* each once anew and once from the cache */
        assert_int_equal(sign(people[p].name), SIGN_IN_DONE);
        const struct signed_in *who = signing.who;
        assert_int_equal(who->account, signing_number(&signing, people[p].name));
        assert_true(span_is(who->name, people[p].name) &&
                    span_is(who->caller.name, people[p].name));
        assert_true(who->role == people[p].role && who->of == people[p].of);
        assert_int_equal(who->may, role_may(people[p].role, people[p].of));
        assert_true(who->caller.account == who->account && who->caller.role == who->role);
        const struct org *org = world_org_named(signing.made.world, span_text(people[p].org));
        assert_int_equal(who->caller.org, org->number);
        const struct stored_audience *audience =
            world_audience_parse(signing.made.world, span_text(people[p].audience));
        assert_int_equal(who->caller.audience.number, audience->number);
        assert_int_equal(who->caller.audience.class, audience->class);
        assert_true(span_equal(who->caller.audience.name, audience->name));
        assert_true(span_is(who->caller.person, people[p].person));
        check_rights(people[p].rights);
    }
    assert_int_equal(signing_verified, sizeof people / sizeof people[0]);
}

static void nobody(void **state)
{
    (void)state;
    uint64_t questions = signing_questions(&signing);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(signing_ask(&signing, NULL), SIGN_IN_NOBODY);
        assert_int_equal(signing.who->role, 0);
        assert_int_equal(signing.who->may, MAY_READ_PUBLIC);
        assert_int_equal(signing.who->caller.audience.class, AUDIENCE_PUBLIC);
        assert_false(caller_signed_in(&signing.who->caller));
        check_rights("----");
    }
    assert_int_equal(signing_questions(&signing), questions);
}

/* All of them are one answer, with as many questions and as many hashes. */
static void refused(void **state)
{
    static const char *const names[] = {"ana", "nobody-at-all", "gone", "bare", "odd", "lost"};
    (void)state;
    uint64_t questions = 0;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        uint64_t before = signing_questions(&signing);
        unsigned verified = signing_verified;
        const char *password = i == 0 ? "another password" : SIGNING_PASSWORD;
        assert_int_equal(signing_ask(&signing, signing_basic(names[i], password)), SIGN_IN_REFUSED);
        assert_int_equal(signing.who->may, MAY_READ_PUBLIC);
        assert_int_equal(signing_verified, verified + 1);
        if (i == 0)
            questions = signing_questions(&signing) - before;
        assert_int_equal(signing_questions(&signing) - before, questions);
    }
    assert_int_equal(questions, 1);
    assert_int_equal(signing_ask(&signing, "Negotiate a"), SIGN_IN_REFUSED);
    assert_int_equal(signing_ask(&signing, ""), SIGN_IN_REFUSED);
    assert_int_equal(signing_ask(&signing, signing_basic("ana", "")), SIGN_IN_REFUSED);
    assert_int_equal(signing_ask(&signing, signing_basic("", "")), SIGN_IN_REFUSED);
    assert_int_equal(signing_ask(&signing, signing_basic("Ana", SIGNING_PASSWORD)),
                     SIGN_IN_REFUSED);
    assert_int_equal(signing_ask(&signing, signing_basic("ana", SIGNING_PASSWORD "x")),
                     SIGN_IN_REFUSED);
    assert_int_equal(sign("ana"), SIGN_IN_DONE);
}

/* Once verified, nothing is asked and nothing hashed for SIGN_IN_SECONDS. */
static void cached(void **state)
{
    (void)state;
    assert_int_equal(sign("ana"), SIGN_IN_DONE);
    uint64_t questions = signing_questions(&signing);
    signing_monotonic += SECONDS(SIGN_IN_SECONDS) - 1;
    assert_int_equal(sign("ana"), SIGN_IN_DONE);
    assert_int_equal(signing_questions(&signing), questions);
    assert_int_equal(signing_verified, 1);
    signing_monotonic++;
    assert_int_equal(sign("ana"), SIGN_IN_DONE);
    assert_int_equal(signing_verified, 2);
    assert_int_equal(sign("ana"), SIGN_IN_DONE);
    assert_int_equal(signing_verified, 2);
    /* another password of the same name is another matter */
    assert_int_equal(signing_ask(&signing, signing_basic("ana", "x")), SIGN_IN_REFUSED);
    assert_int_equal(signing_ask(&signing, signing_basic("ana:fifteen", " letters and more")),
                     SIGN_IN_REFUSED);
}

static void changes(void **state)
{
    char hash[PASSWORD_HASH_BYTES];
    struct error err;
    bool some = false;
    (void)state;
    assert_int_equal(sign("ana"), SIGN_IN_DONE);
    struct signed_in *before = signed_in_hold(signing.who);
    signing_disable(&signing, "ana", true);
    assert_int_equal(sign("ana"), SIGN_IN_REFUSED);
    assert_true(span_is(before->name, "ana")); /* whoever holds it goes on */
    signed_in_release(before);
    signing_disable(&signing, "ana", false);
    assert_int_equal(sign("ana"), SIGN_IN_DONE);
    assert_true(password_hash(span_text("another long password"), hash, &err));
    assert_true(account_set_password(&signing.made.store, signing_number(&signing, "ana"),
                                     span_text(hash), &some, &err));
    made_world_commit(&signing.made);
    assert_int_equal(sign("ana"), SIGN_IN_DONE); /* the cache knows nothing of it */
    sign_in_forget(signing.sign_in);
    assert_int_equal(sign("ana"), SIGN_IN_REFUSED);
    assert_int_equal(signing_ask(&signing, signing_basic("ana", "another long password")),
                     SIGN_IN_DONE);
}

static void tokens(void **state)
{
    (void)state;
    int64_t now = signing_now;
    signing_token(&signing, "jpn-bot", "abc", INT64_MAX);
    signing_token(&signing, "ana", "ends", now + 10);
    signing_token(&signing, "gone", "disabled", INT64_MAX);
    uint64_t before = signing_questions(&signing);
    assert_int_equal(signing_ask(&signing, "Bearer abc"), SIGN_IN_DONE);
    uint64_t questions = signing_questions(&signing) - before;
    assert_true(span_is(signing.who->name, "jpn-bot"));
    check_rights("r---");
    assert_int_equal(signing_ask(&signing, "Bearer abc"), SIGN_IN_DONE);
    assert_int_equal(signing_questions(&signing) - before, questions);
    assert_int_equal(signing_ask(&signing, "Bearer ends"), SIGN_IN_DONE);
    signing_now = now + 9;
    assert_int_equal(signing_ask(&signing, "Bearer ends"), SIGN_IN_DONE);
    signing_now = now + 10; /* to the moment, whatever is in the cache */
    static const char *const wrong[] = {"Bearer ends", "Bearer ends", "Bearer abd",
                                        "Bearer disabled", "Bearer ABC"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        before = signing_questions(&signing);
        assert_int_equal(signing_ask(&signing, wrong[i]), SIGN_IN_REFUSED);
        assert_int_equal(signing_questions(&signing) - before, questions);
    }
    assert_int_equal(signing_verified, 0);
    /* neither is the other */
    assert_int_equal(signing_ask(&signing, signing_basic("jpn-bot", "abc")), SIGN_IN_REFUSED);
}

static void certificates(void **state)
{
    struct span der = span_text("as if it were DER");
    struct span other = span_text("somebody else's");
    (void)state;
    signing_certificate(&signing, "market-bot", der);
    assert_int_equal(signing_show(&signing, der, true, NULL), SIGN_IN_DONE);
    assert_true(span_is(signing.who->name, "market-bot"));
    check_rights("--r-");
    assert_int_equal(signing_show(&signing, der, false, NULL), SIGN_IN_REFUSED);
    assert_int_equal(signing_show(&signing, other, true, NULL), SIGN_IN_REFUSED);
    /* the field counts, also when it is wrong */
    assert_int_equal(signing_show(&signing, der, true, signing_basic("ana", SIGNING_PASSWORD)),
                     SIGN_IN_DONE);
    assert_true(span_is(signing.who->name, "ana"));
    assert_int_equal(signing_show(&signing, der, true, "Basic"), SIGN_IN_REFUSED);
    assert_int_equal(signing_show(&signing, der, true, "Bearer as"), SIGN_IN_REFUSED);
    signing_disable(&signing, "market-bot", true);
    assert_int_equal(signing_show(&signing, der, true, NULL), SIGN_IN_REFUSED);
}

/* The world in force counts. */
static void other_worlds(void **state)
{
    const struct org org = {.kind = ORG_MEMBER, .name = span_text("fra")};
    struct account account = {.name = span_text("fra-bot"), .role = ROLE_MACHINE};
    int64_t audience = 0;
    int64_t number = 0;
    struct error err;
    (void)state;
    signing_token(&signing, "lia", "abc", INT64_MAX);
    assert_int_equal(signing_ask(&signing, "Bearer abc"), SIGN_IN_DONE);
    assert_true(org_put(&signing.made.store, &org, &account.org, &err));
    assert_true(audience_make(&signing.made.store, AUDIENCE_MEMBER, org.name, &audience, &err));
    assert_true(account_add(&signing.made.store, &account, &number, &err));
    signing_token(&signing, "fra-bot", "vive", INT64_MAX);
    assert_int_equal(signing_ask(&signing, "Bearer vive"), SIGN_IN_DONE);
    assert_int_equal(signing.who->caller.audience.number, audience);
    assert_int_equal(signing_ask(&signing, "Bearer abc"), SIGN_IN_DONE);
    assert_true(span_is(signing.who->caller.audience.name, "market"));
}

static void more_than_the_cache_holds(void **state)
{
    (void)state;
    signing_token(&signing, "ana", "token", INT64_MAX);
    for (unsigned i = 0; i < 64; i++) {
        char name[16];
        struct error err;
        int64_t number = 0;
        snprintf(name, sizeof name, "bot-%u", i);
        const struct account account = {.name = span_text(name), .role = ROLE_ANALYST, .org = 1};
        assert_true(account_add(&signing.made.store, &account, &number, &err));
        for (unsigned t = 0; t < TOKENS_MAX; t++) {
            char token[32];
            snprintf(token, sizeof token, "t%u.%u", i, t);
            snprintf(name, sizeof name, "t%u", t);
            unsigned char hash[PEOPLE_HASH_BYTES];
            crypto_hash_sha256(hash, (const unsigned char *)token, strlen(token));
            const struct account_token put = {.hash = span_of(hash, sizeof hash),
                                              .account = number,
                                              .name = span_text(name),
                                              .until = INT64_MAX};
            assert_true(token_put(&signing.made.store, &put, &err));
        }
    }
    made_world_commit(&signing.made);
    uint64_t before = signing_questions(&signing);
    unsigned asked = 0;
    for (unsigned round = 0; round < 2; round++)
        for (unsigned i = 0; i < 64; i++)
            for (unsigned t = 0; t < TOKENS_MAX; t++, asked++) {
                char field[64], name[16];
                snprintf(field, sizeof field, "Bearer t%u.%u", i, t);
                snprintf(name, sizeof name, "bot-%u", i);
                assert_int_equal(signing_ask(&signing, field), SIGN_IN_DONE);
                assert_true(span_is(signing.who->name, name));
                signing_monotonic++;
            }
    /* as many as it has places: chance puts some of them over one another */
    assert_in_range(signing_questions(&signing) - before, asked, 2 * asked - asked / 4);
}

static void no_memory_for_a_password(void **state)
{
    struct http_pair field = {span_text("Authorization"), {0}};
    const struct http_request request = {.headers = &field, .header_count = 1};
    enum sign_in_state answer = SIGN_IN_LATE;
    struct signed_in *who = NULL;
    struct error err = {0};
    (void)state;
    field.value = span_text(signing_basic("ana", SIGNING_PASSWORD));
    signing_no_memory = true;
    for (unsigned i = 0; i < 2 * SIGN_IN_FAILURES_MAX; i++) {
        assert_false(sign_in(signing.sign_in, &request, &answer, &who, &err));
        assert_int_equal(err.code, ERROR_MEMORY);
        assert_null(who);
        assert_int_equal(answer, SIGN_IN_LATE);
    }
    signing_no_memory = false;
    assert_int_equal(sign("ana"), SIGN_IN_DONE); /* that was no failure of hers */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(everybody, begin, end),
        cmocka_unit_test_setup_teardown(nobody, begin, end),
        cmocka_unit_test_setup_teardown(refused, begin, end),
        cmocka_unit_test_setup_teardown(cached, begin, end),
        cmocka_unit_test_setup_teardown(changes, begin, end),
        cmocka_unit_test_setup_teardown(tokens, begin, end),
        cmocka_unit_test_setup_teardown(certificates, begin, end),
        cmocka_unit_test_setup_teardown(other_worlds, begin, end),
        cmocka_unit_test_setup_teardown(more_than_the_cache_holds, begin, end),
        cmocka_unit_test_setup_teardown(no_memory_for_a_password, begin, end),
    };
    return RUN_ALL("node sign_in", tests);
}
