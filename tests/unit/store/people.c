/* Accounts, tokens, certificates. */
#include "store/people.h"

#include <stdlib.h>

#include "base/limits.h"
#include "place.h"

enum { NOW = 1000000 };

static struct error err;
static struct store store;
static struct arena arena;

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, 64 << 20);
    place_open(&store);
    return 0;
}

static int end(void **state)
{
    (void)state;
    store_release(&store);
    arena_release(&arena);
    return 0;
}

static struct account account_of(const char *name)
{
    return (struct account){.name = span_text(name),
                            .role = 6,
                            .org = 3,
                            .person = span_text("identity--1"),
                            .password = span_text("$argon2id$"),
                            .made = NOW};
}

static int64_t add(const char *name)
{
    const struct account account = account_of(name);
    int64_t number = 0;
    if (!account_add(&store, &account, &number, &err))
        fail_msg("%s", err.text);
    return number;
}

static void names(void **state)
{
    static const char *const good[] = {"a",   "7",        "olga",       "a.b",
                                       "a-b", "machine1", "o@usa.test", "x__y"};
    static const char *const bad[] = {"",    "Olga", ".a",  "a.",         "-a",         "a b",
                                      "a:b", "a/b",  "a\n", "ol\xc3\xa4", "operator:0", "@"};
    char longest[ACCOUNT_NAME_BYTES_MAX + 2];
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_true(account_name_valid(span_text(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(account_name_valid(span_text(bad[i])));
    assert_false(account_name_valid(span_of("a\0b", 3)));
    memset(longest, 'a', sizeof longest);
    assert_true(account_name_valid(span_of(longest, ACCOUNT_NAME_BYTES_MAX)));
    assert_false(account_name_valid(span_of(longest, ACCOUNT_NAME_BYTES_MAX + 1)));
}

static void accounts(void **state)
{
    struct account account = {0};
    struct account *all = NULL;
    size_t count = 0;
    bool some = true;
    int64_t number = -1;
    (void)state;
    assert_true(accounts_read(&store, &arena, &all, &count, &err));
    assert_int_equal(count, 0);
    assert_true(account_named(&store, span_text("olga"), &arena, &account, &some, &err));
    assert_false(some);
    int64_t olga = add("olga");
    int64_t akira = add("akira");
    assert_int_not_equal(olga, akira);
    assert_true(account_named(&store, span_text("olga"), &arena, &account, &some, &err));
    assert_true(some && account.number == olga && account.role == 6 && account.org == 3 &&
                account.made == NOW && !account.disabled);
    assert_true(span_is(account.name, "olga") && span_is(account.person, "identity--1") &&
                span_is(account.password, "$argon2id$"));
    assert_true(account_read(&store, akira, &arena, &account, &some, &err));
    assert_true(some && span_is(account.name, "akira"));
    assert_true(account_read(&store, 99, &arena, &account, &some, &err));
    assert_false(some);
    /* what cannot be a name is nobody's, in both databases */
    assert_true(account_named(&store, span_of("a\0", 2), &arena, &account, &some, &err));
    assert_false(some);
    assert_true(account_named(&store, span_text("\xff"), &arena, &account, &some, &err));
    assert_false(some);
    assert_true(accounts_read(&store, &arena, &all, &count, &err));
    assert_true(count == 2 && span_is(all[0].name, "akira") && span_is(all[1].name, "olga"));

    account = account_of("olga");
    assert_false(account_add(&store, &account, &number, &err));
    assert_error(err, ERROR_CONFLICT, "account: the name 'olga' is taken");
    account = account_of("O");
    assert_false(account_add(&store, &account, &number, &err));
    assert_int_equal(err.code, ERROR_VALUE);
    assert_int_equal(number, -1);
    place_commit(&store); /* what was refused has not spoilt the transaction */
    assert_true(accounts_read(&store, &arena, &all, &count, &err));
    assert_int_equal(count, 2);
}

static void changes(void **state)
{
    struct account account = {0};
    bool some = false;
    (void)state;
    int64_t olga = add("olga");
    int64_t akira = add("akira");
    assert_true(account_disable(&store, olga, true, &some, &err) && some);
    assert_true(account_set_password(&store, olga, span_text("new"), &some, &err) && some);
    assert_true(account_read(&store, olga, &arena, &account, &some, &err));
    assert_true(account.disabled && span_is(account.password, "new"));
    assert_true(account_read(&store, akira, &arena, &account, &some, &err));
    assert_true(!account.disabled && span_is(account.password, "$argon2id$"));
    assert_true(account_disable(&store, olga, false, &some, &err) && some);
    assert_true(account_read(&store, olga, &arena, &account, &some, &err) && !account.disabled);
    assert_true(account_disable(&store, 99, true, &some, &err) && !some);
    some = true;
    assert_true(account_set_password(&store, 99, span_text("x"), &some, &err) && !some);
}

static void too_many_accounts(void **state)
{
    static const char fill[] =
        "INSERT INTO account (number, name, role, org, person, password, disabled, made) "
        "VALUES ($1, 'last', 1, 1, '', '', 0, 0)";
    const struct account account = account_of("olga");
    struct account *all = NULL;
    int64_t number = 0;
    size_t count = 0;
    (void)state;
    assert_true(sql_run(store.db, fill, SQL_VALUES(sql_number(ACCOUNTS_MAX - 1)), &err));
    assert_int_equal(add("one-more"), ACCOUNTS_MAX);
    assert_false(account_add(&store, &account, &number, &err));
    assert_int_equal(err.code, ERROR_LIMIT);
    assert_true(accounts_read(&store, &arena, &all, &count, &err));
    assert_int_equal(count, 2);
}

static unsigned char hashes[TOKENS_MAX + 1][PEOPLE_HASH_BYTES];

static bool put(unsigned hash, int64_t account, const char *name, int64_t made, int64_t until)
{
    hashes[hash][0] = (unsigned char)hash;
    hashes[hash][1] = 0; /* a zero inside is a byte like any other */
    hashes[hash][2] = 0xff;
    const struct account_token token = {.hash = span_of(hashes[hash], PEOPLE_HASH_BYTES),
                                        .account = account,
                                        .name = span_text(name),
                                        .made = made,
                                        .until = until};
    return token_put(&store, &token, &err);
}

static int64_t whose(unsigned hash, int64_t now)
{
    int64_t account = -1;
    int64_t until = -1;
    if (!token_account(&store, span_of(hashes[hash], PEOPLE_HASH_BYTES), now, &account, &until,
                       &err))
        fail_msg("%s", err.text);
    assert_true((account == 0) == (until == 0));
    return account;
}

static void tokens(void **state)
{
    struct account_token *read = NULL;
    size_t count = 0;
    bool ended = false;
    int64_t account = 0;
    int64_t until = 0;
    (void)state;
    assert_true(put(1, 5, "b", NOW, INT64_MAX));
    assert_true(put(2, 5, "a", NOW, NOW + 10));
    assert_true(put(3, 6, "a", NOW, INT64_MAX));
    assert_int_equal(whose(1, NOW), 5);
    assert_int_equal(whose(1, INT64_MAX - 1), 5);
    assert_int_equal(whose(2, NOW + 9), 5);
    assert_int_equal(whose(2, NOW + 10), 0);
    assert_int_equal(whose(3, NOW), 6);
    assert_int_equal(whose(4, NOW), 0);
    assert_true(
        token_account(&store, span_of(hashes[2], PEOPLE_HASH_BYTES), NOW, &account, &until, &err));
    assert_int_equal(until, NOW + 10);
    assert_true(tokens_read(&store, 5, &arena, &read, &count, &err));
    assert_true(count == 2 && span_is(read[0].name, "a") && span_is(read[1].name, "b"));
    assert_true(read[0].account == 5 && read[0].made == NOW && read[0].until == NOW + 10);
    assert_true(span_equal(read[0].hash, span_of(hashes[2], PEOPLE_HASH_BYTES)));

    assert_false(put(4, 5, "b", NOW, INT64_MAX));
    assert_int_equal(err.code, ERROR_CONFLICT);
    assert_false(put(4, 5, "B", NOW, INT64_MAX));
    assert_int_equal(err.code, ERROR_VALUE);
    assert_int_equal(whose(4, NOW), 0);
    assert_true(put(4, 5, "a", NOW + 10, INT64_MAX)); /* in place of the one that has ended */
    assert_int_equal(whose(2, NOW), 0);
    assert_int_equal(whose(4, NOW), 5);

    assert_true(token_end(&store, 5, span_text("a"), &ended, &err) && ended);
    assert_int_equal(whose(4, NOW), 0);
    assert_int_equal(whose(1, NOW), 5);
    assert_int_equal(whose(3, NOW), 6); /* another's of the same name */
    assert_true(token_end(&store, 5, span_text("a"), &ended, &err) && !ended);
}

static void too_many_tokens(void **state)
{
    struct account_token *read = NULL;
    size_t count = 0;
    (void)state;
    for (unsigned i = 0; i < TOKENS_MAX; i++) {
        char name[8];
        snprintf(name, sizeof name, "t%u", i);
        assert_true(put(i, 5, name, NOW, i == 0 ? NOW + 10 : INT64_MAX));
    }
    assert_false(put(TOKENS_MAX, 5, "last", NOW, INT64_MAX));
    assert_int_equal(err.code, ERROR_LIMIT);
    assert_true(put(TOKENS_MAX, 5, "last", NOW + 10, INT64_MAX)); /* one has ended */
    assert_true(tokens_read(&store, 5, &arena, &read, &count, &err));
    assert_int_equal(count, TOKENS_MAX);
}

static void certificates(void **state)
{
    const unsigned char bytes[PEOPLE_HASH_BYTES] = {1, 0, 2};
    const unsigned char others[PEOPLE_HASH_BYTES] = {1, 0, 3};
    struct span hash = span_of(bytes, sizeof bytes);
    struct span other = span_of(others, sizeof others);
    struct account_certificate *read = NULL;
    size_t count = 0;
    int64_t account = -1;
    bool ended = true;
    (void)state;
    assert_true(certificate_account(&store, hash, &account, &err) && account == 0);
    assert_true(certificate_put(&store, hash, 5, NOW, &err));
    assert_true(certificate_account(&store, hash, &account, &err) && account == 5);
    assert_true(certificate_account(&store, other, &account, &err) && account == 0);
    assert_true(certificate_put(&store, hash, 5, NOW + 1, &err));
    assert_false(certificate_put(&store, hash, 6, NOW, &err)); /* it would leave the first unseen */
    assert_int_equal(err.code, ERROR_CONFLICT);
    assert_true(certificate_put(&store, other, 6, NOW, &err));
    assert_true(certificates_read(&store, &arena, &read, &count, &err) && count == 2);
    assert_true(read[0].account == 5 && span_equal(read[0].hash, hash) && read[0].made == NOW + 1);
    assert_true(read[1].account == 6 && span_equal(read[1].hash, other));
    assert_true(certificate_end(&store, hash, 6, &ended, &err) && !ended);
    assert_true(certificate_account(&store, hash, &account, &err) && account == 5);
    assert_true(certificate_end(&store, hash, 5, &ended, &err) && ended);
    assert_true(certificate_account(&store, hash, &account, &err) && account == 0);
}

int main(int argc, char **argv)
{
    place_choose(argc, argv);
    const struct CMUnitTest all[] = {
        cmocka_unit_test(names),
        cmocka_unit_test_setup_teardown(accounts, begin, end),
        cmocka_unit_test_setup_teardown(changes, begin, end),
        cmocka_unit_test_setup_teardown(too_many_accounts, begin, end),
        cmocka_unit_test_setup_teardown(tokens, begin, end),
        cmocka_unit_test_setup_teardown(too_many_tokens, begin, end),
        cmocka_unit_test_setup_teardown(certificates, begin, end),
    };
    return RUN_ALL("store people", all);
}
