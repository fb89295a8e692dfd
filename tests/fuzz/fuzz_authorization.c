/* An Authorization field as it is, then the same bytes as what somebody wrapped for HTTP Basic:
 * what is taken has one reading, and all that has one is taken. */
#include "base/base64.h"
#include "node/credential.h"
#include "target.h"
#include "text/utf8.h"

static bool plain(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] < 0x20 || text.data[i] == 0x7f)
            return false;
    return utf8_valid(text) == text.size;
}

static bool has(struct span text, char byte)
{
    return text.size > 0 && memchr(text.data, byte, text.size) != NULL;
}

/* Wrapped again it is the same. */
static void check_password(const struct credential *credential)
{
    static struct credential again;
    struct dynbuf whole, field;
    ensure(plain(credential->name) && plain(credential->secret) && !has(credential->name, ':'));
    ensure(credential->name.size + 1 + credential->secret.size <= CREDENTIAL_BYTES_MAX);
    dynbuf_init(&whole, CREDENTIAL_BYTES_MAX);
    dynbuf_init(&field, 2 * CREDENTIAL_BYTES_MAX);
    dynbuf_span(&whole, credential->name);
    dynbuf_char(&whole, ':');
    dynbuf_span(&whole, credential->secret);
    dynbuf_text(&field, "bASIC  ");
    base64_put(&field, dynbuf_bytes(&whole));
    if (!whole.failed && !field.failed) {
        credential_read(&again, dynbuf_bytes(&field));
        ensure(again.kind == CREDENTIAL_PASSWORD);
        ensure(span_equal(again.name, credential->name));
        ensure(span_equal(again.secret, credential->secret));
        credential_wipe(&again);
        ensure(again.kind == CREDENTIAL_NOTHING && again.secret.data == NULL);
    }
    dynbuf_release(&whole);
    dynbuf_release(&field);
}

static void check_token(const struct credential *credential, struct span field)
{
    struct span secret = credential->secret;
    ensure(secret.size > 0 && secret.size <= CREDENTIAL_BYTES_MAX && secret.data[0] != '=');
    ensure(plain(secret) && !has(secret, ' ') && !has(secret, ',') && credential->name.size == 0);
    ensure(secret.data + secret.size == field.data + field.size);
}

static void check(struct span field)
{
    static struct credential credential;
    credential_read(&credential, field);
    switch (credential.kind) {
    case CREDENTIAL_PASSWORD:
        check_password(&credential);
        break;
    case CREDENTIAL_TOKEN:
        check_token(&credential, field);
        break;
    case CREDENTIAL_WRONG:
        ensure(credential.name.size == 0 && credential.secret.size == 0);
        break;
    case CREDENTIAL_NOTHING:
    case CREDENTIAL_CERTIFICATE:
        target_fails("a field that is something else");
    }
}

static void check_wrapped(struct span bytes)
{
    static struct credential credential;
    struct dynbuf field;
    dynbuf_init(&field, 2 * CREDENTIAL_BYTES_MAX);
    dynbuf_text(&field, "Basic ");
    base64_put(&field, bytes);
    if (!field.failed) {
        bool good = has(bytes, ':') && plain(bytes) && bytes.size <= CREDENTIAL_BYTES_MAX;
        credential_read(&credential, dynbuf_bytes(&field));
        ensure((credential.kind == CREDENTIAL_PASSWORD) == good);
        ensure(!good || credential.name.size + 1 + credential.secret.size == bytes.size);
    }
    dynbuf_release(&field);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check(span_of(data, size));
    check_wrapped(span_of(data, size));
    return 0;
}
