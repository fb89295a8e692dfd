#include "log/cosignature.h"

#include <sodium.h>

#include "log/checkpoint.h"

enum { TIME_BYTES = 8 };

/* What is signed. The caller releases the buffer, also after a failure. */
static bool message(struct dynbuf *ret_message, struct span text, uint64_t time, struct error *err)
{
    struct checkpoint checkpoint;
    dynbuf_init(ret_message, NOTE_BYTES_MAX + 64);
    if (!checkpoint_parse(text, "cosignature", &checkpoint, err))
        return false;
    dynbuf_format(ret_message, "cosignature/v1\ntime %llu\n", (unsigned long long)time);
    return dynbuf_span(ret_message, text) || dynbuf_error(ret_message, "the cosignature", err);
}

bool cosignature_line(const struct note_signer *signer, struct span text, uint64_t time,
                      struct dynbuf *out, struct error *err)
{
    unsigned char signature[COSIGNATURE_BYTES];
    struct dynbuf signed_text;
    ensure(signer->key.type == NOTE_COSIGNATURE);
    if (time == 0 || time > INT64_MAX)
        return error_input(err, ERROR_VALUE, "cosignature", "its time is not 1 to 2^63 - 1");
    bool ok = message(&signed_text, text, time, err);
    if (ok) {
        for (unsigned i = 0; i < TIME_BYTES; i++)
            signature[i] = (unsigned char)(time >> (8 * (TIME_BYTES - 1 - i)));
        crypto_sign_detached(signature + TIME_BYTES, NULL, (const unsigned char *)signed_text.data,
                             signed_text.size, signer->secret);
        ok = note_put_line(&signer->key, span_of(signature, sizeof signature), out, err);
    }
    dynbuf_release(&signed_text);
    return ok;
}

bool cosignature_verify(const struct note_key *key, struct span text,
                        const unsigned char *signature, uint64_t *ret_time, struct error *err)
{
    struct dynbuf signed_text;
    uint64_t time = 0;
    ensure(key->type == NOTE_COSIGNATURE);
    for (unsigned i = 0; i < TIME_BYTES; i++)
        time = time << 8 | signature[i];
    bool ok = message(&signed_text, text, time, err);
    if (ok &&
        (time > INT64_MAX || crypto_sign_verify_detached(signature + TIME_BYTES,
                                                         (const unsigned char *)signed_text.data,
                                                         signed_text.size, key->public_key) != 0))
        ok = error_input(err, ERROR_CONFLICT, "cosignature", "that of %s is wrong", key->name);
    dynbuf_release(&signed_text);
    if (ok)
        *ret_time = time;
    return ok;
}
