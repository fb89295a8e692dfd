/* Signing notes, and verifying the signatures under them. */
#include <sodium.h>

#include "base/base64.h"
#include "log/cosignature.h"
#include "log/note.h"

bool note_put_line(const struct note_key *key, struct span signature, struct dynbuf *out,
                   struct error *err)
{
    unsigned char bytes[NOTE_ID_BYTES + NOTE_SIGNATURE_BYTES];
    ensure(signature.size <= NOTE_SIGNATURE_BYTES);
    note_id_write(key->id, bytes);
    memcpy(bytes + NOTE_ID_BYTES, signature.data, signature.size);
    dynbuf_format(out, "\xe2\x80\x94 %s ", key->name);
    base64_put(out, span_of(bytes, NOTE_ID_BYTES + signature.size));
    return dynbuf_char(out, '\n') || dynbuf_error(out, "the note", err);
}

bool note_sign_line(const struct note_signer *signer, struct span text, struct dynbuf *out,
                    struct error *err)
{
    unsigned char signature[crypto_sign_BYTES];
    ensure(signer->key.type == NOTE_ED25519);
    if (!note_text_valid(text))
        return error_input(err, ERROR_VALUE, "note",
                           "its text is not UTF-8 lines without control characters");
    crypto_sign_detached(signature, NULL, text.data, text.size, signer->secret);
    return note_put_line(&signer->key, span_of(signature, sizeof signature), out, err);
}

bool note_sign(const struct note_signer *signer, struct span text, struct dynbuf *out,
               struct error *err)
{
    dynbuf_span(out, text);
    dynbuf_char(out, '\n');
    return note_sign_line(signer, text, out, err);
}

static bool wrong(const struct note_key *key, struct error *err)
{
    return error_input(err, ERROR_CONFLICT, "note", "the signature of %s is wrong", key->name);
}

/* A note that is no checkpoint cannot be cosigned, so such a line is wrong as well. */
static bool verify_cosignature(const struct note_key *key, struct span text,
                               const struct note_signature *signature, uint64_t *ret_time,
                               struct error *err)
{
    if (signature->size != COSIGNATURE_BYTES)
        return wrong(key, err);
    return cosignature_verify(key, text, signature->bytes, ret_time, err) ||
           (error_is_environment(err->code) ? false : wrong(key, err));
}

static bool verify_line(const struct note_key *key, struct span text,
                        const struct note_signature *signature, struct note_verdict *verdict,
                        struct error *err)
{
    uint64_t time = 0;
    if (key->type == NOTE_COSIGNATURE) {
        if (!verify_cosignature(key, text, signature, &time, err))
            return false;
    } else if (signature->size != crypto_sign_BYTES ||
               crypto_sign_verify_detached(signature->bytes, text.data, text.size,
                                           key->public_key) != 0) {
        return wrong(key, err);
    }
    verdict->valid = true;
    if (time > verdict->time)
        verdict->time = time;
    return true;
}

static bool is_of(const struct note_signature *signature, const struct note_key *key)
{
    return signature->id == key->id && span_is(signature->name, key->name);
}

bool note_verify(const struct note *note, const struct note_key *keys, size_t count,
                 struct note_verdict *ret_verdicts, struct error *err)
{
    struct note_signature signature;
    size_t at = 0;
    bool any = false;
    struct note_verdict verdicts[NOTE_KEYS_MAX] = {{0}};
    ensure(count <= NOTE_KEYS_MAX);
    while (note_next(note, &at, &signature))
        for (size_t i = 0; i < count; i++)
            if (is_of(&signature, &keys[i])) {
                if (!verify_line(&keys[i], note->text, &signature, &verdicts[i], err))
                    return false;
                any = true;
            }
    if (!any)
        return error_input(err, ERROR_CONFLICT, "note", "no key that is known has signed it");
    memcpy(ret_verdicts, verdicts, count * sizeof verdicts[0]);
    return true;
}
