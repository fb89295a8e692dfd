/* What a password may be, how it is kept, and chance. */
#include "node/password.h"

#include <sodium.h>

#include "base/limits.h"
#include "node/sign_in.h"
#include "run.h"

static struct error err;

static void hashes(void **state)
{
    char hash[PASSWORD_HASH_BYTES], again[PASSWORD_HASH_BYTES];
    struct span password = span_text("correct horse battery");
    bool right = false;
    (void)state;
    assert_true(password_hash(password, hash, &err));
    assert_true(span_starts_with(span_text(hash), "$argon2id$v=19$m=19456,t=2,p=1$"));
    assert_true(password_hash(password, again, &err));
    assert_string_not_equal(hash, again); /* salted */
    assert_true(password_verify(span_text(hash), password, &right, &err) && right);
    assert_true(password_verify(span_text(again), password, &right, &err) && right);
    assert_true(password_verify(span_text(hash), span_text("correct horse batterx"), &right, &err));
    assert_false(right);
    right = true;
    assert_true(password_verify(span_text(hash), (struct span){0}, &right, &err) && !right);
}

static void damaged_hashes(void **state)
{
    char hash[2 * PASSWORD_HASH_BYTES] = "";
    struct span password = span_text("correct horse battery");
    bool right = true;
    (void)state;
    assert_true(password_verify((struct span){0}, password, &right, &err) && !right);
    assert_true(password_verify(span_text("$argon2id$"), password, &right, &err) && !right);
    assert_true(password_hash(password, hash, &err));
    hash[strlen(hash) - 1] ^= 1;
    assert_true(password_verify(span_text(hash), password, &right, &err) && !right);
    memset(hash, 'a', sizeof hash);
    assert_true(password_verify(span_of(hash, sizeof hash), password, &right, &err) && !right);
}

static void secrets(void **state)
{
    char text[SECRET_TEXT_BYTES + 1], before[SECRET_TEXT_BYTES + 1] = "";
    unsigned seen[32] = {0};
    (void)state;
    for (int i = 0; i < 1000; i++) {
        secret_make(text);
        assert_int_equal(strlen(text), SECRET_TEXT_BYTES);
        assert_string_not_equal(text, before);
        for (const char *c = text; *c != '\0'; c++) {
            assert_true((*c >= 'a' && *c <= 'z') || (*c >= '2' && *c <= '7'));
            seen[*c >= 'a' ? *c - 'a' : *c - '2' + 26]++;
        }
        memcpy(before, text, sizeof before);
    }
    for (int i = 0; i < 32; i++) /* 812 of each, give or take 28 */
        assert_in_range(seen[i], 812 - 250, 812 + 250);
}

int main(void)
{
    if (sodium_init() < 0)
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hashes),
        cmocka_unit_test(damaged_hashes),
        cmocka_unit_test(secrets),
    };
    return RUN_ALL("node password", tests);
}
