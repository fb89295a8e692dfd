/* What stands in an Authorization field. */
#include "node/credential.h"

#include <sodium.h>

#include "run.h"

static struct credential credential;

static enum credential_kind take(const char *field)
{
    credential_read(&credential, span_text(field));
    return credential.kind;
}

static void wrong(const char *field)
{
    if (take(field) != CREDENTIAL_WRONG)
        fail_msg("'%s' was taken", field);
    assert_int_equal(credential.secret.size, 0);
    assert_int_equal(credential.name.size, 0);
}

static void password(const char *field, const char *name, const char *secret)
{
    if (take(field) != CREDENTIAL_PASSWORD)
        fail_msg("'%s' was refused", field);
    assert_true(span_is(credential.name, name));
    assert_true(span_is(credential.secret, secret));
}

static void passwords(void **state)
{
    (void)state;
    password("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Aladdin", "open sesame"); /* RFC 7617, 2 */
    password("Basic dGVzdDoxMjPCow==", "test", "123\xc2\xa3");                /* 2.1 */
    password("bAsIc   dGVzdDoxMjPCow==", "test", "123\xc2\xa3");
    password("Basic YTpiOmM=", "a", "b:c"); /* the first colon */
    password("Basic Og==", "", "");
    password("Basic YTo=", "a", "");
    wrong("Basic");
    wrong("Basic ");
    wrong("Basic dGVzdA==");       /* no colon */
    wrong("Basic YTpi\t");         /* what is behind it */
    wrong("Basic YTpi YTpi");      /* two */
    wrong("Basic YTpi, Bearer a"); /* two schemes */
    wrong("Basic YTo");            /* no padding */
    wrong("Basic YTp=");           /* bits before it that are not 0 */
    wrong("Basic YTpi\xc3\xa4");   /* no base 64 */
    wrong("Basic YTqj");           /* "a:\xa3", no UTF-8 */
    wrong("Basic YQA6Yg==");       /* a zero byte */
    wrong("Basic YTpiCg==");       /* a line feed */
    wrong("Basic YTp/");           /* DEL */
    wrong("Basic:YTpi");
    wrong("BasicYTpi");
}

static void tokens(void **state)
{
    static const char *const good[] = {"a", "mF_9.B5f-4.1JqM", "a+/~b==", "="};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        char field[64];
        snprintf(field, sizeof field, "Bearer %s", good[i]);
        assert_int_equal(take(field), CREDENTIAL_TOKEN);
        assert_true(span_is(credential.secret, good[i]));
        assert_int_equal(credential.name.size, 0);
    }
    assert_int_equal(take("bearer  x"), CREDENTIAL_TOKEN);
    assert_true(span_is(credential.secret, "x"));
    wrong("Bearer");
    wrong("Bearer ");
    wrong("Bearer =");
    wrong("Bearer a=b");
    wrong("Bearer a b");
    wrong("Bearer a,b");
    wrong("Bearer \xc3\xa4");
    wrong("Basic Bearer a"); /* one scheme does not make place for another */
    wrong("Bearer Basic YTpi");
}

static void others(void **state)
{
    (void)state;
    wrong("");
    wrong(" Basic YTpi");
    wrong("Negotiate YTpi");
    wrong("Digest username=\"a\"");
    wrong("YTpi");
}

static void lengths(void **state)
{
    char field[2 * CREDENTIAL_BYTES_MAX];
    (void)state;
    memcpy(field, "Bearer ", 7);
    memset(field + 7, 'a', sizeof field - 7);
    credential_read(&credential, span_of(field, 7 + CREDENTIAL_BYTES_MAX));
    assert_int_equal(credential.kind, CREDENTIAL_TOKEN);
    credential_read(&credential, span_of(field, 7 + CREDENTIAL_BYTES_MAX + 1));
    assert_int_equal(credential.kind, CREDENTIAL_WRONG);
    /* base 64 of 1,023 and of 1,026 bytes that begin with "a:" */
    memcpy(field, "Basic YTph", 10);
    for (size_t at = 10; at + 4 <= sizeof field; at += 4)
        memcpy(field + at, "YWFh", 4);
    credential_read(&credential, span_of(field, 6 + 1023 / 3 * 4));
    assert_int_equal(credential.kind, CREDENTIAL_PASSWORD);
    assert_int_equal(credential.secret.size, 1021);
    credential_read(&credential, span_of(field, 6 + 1026 / 3 * 4));
    assert_int_equal(credential.kind, CREDENTIAL_WRONG);
}

static void wiped(void **state)
{
    const struct credential nothing = {0};
    (void)state;
    assert_int_equal(take("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), CREDENTIAL_PASSWORD);
    credential_wipe(&credential);
    assert_memory_equal(&credential, &nothing, sizeof nothing);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passwords), cmocka_unit_test(tokens), cmocka_unit_test(others),
        cmocka_unit_test(lengths),   cmocka_unit_test(wiped),
    };
    return RUN_ALL("node credential", tests);
}
