/* Arbitrary bytes as a signed note, and as the text of keys: what is taken is what its lines say,
 * nothing that nobody signed is ever believed, what a key prints is what was read. */
#include "log/cosignature.h"
#include "log/note.h"
#include "target.h"

/* The keys of tests/interop/log/make_log.c, which wrote the corpus. */
static void make_keys(struct note_signer *signer, struct note_signer *witness)
{
    unsigned char seed[NOTE_SEED_BYTES] = {1};
    struct error err;
    ensure(note_signer_make(signer, span_text("trefoil.example/usa"), NOTE_ED25519, seed, &err));
    seed[0] = 2;
    ensure(note_signer_make(witness, span_text("trefoil.example/kor/witness"), NOTE_COSIGNATURE,
                            seed, &err));
}

/* The lines, one behind the other, are the signatures; none is longer than it may be. */
static void check_lines(const struct note *note)
{
    struct note_signature signature;
    size_t at = 0, count = 0;
    while (note_next(note, &at, &signature)) {
        ensure(note_name_valid(signature.name) && signature.size > 0);
        ensure(signature.size <= NOTE_SIGNATURE_BYTES_MAX);
        ensure(signature.line.data + signature.line.size == note->signatures.data + at);
        count++;
    }
    ensure(count == note->count && at == note->signatures.size);
    ensure(count > 0 && count <= NOTE_SIGNATURES_MAX);
}

/* Ed25519 signs one way only: a text that verifies, signed again, gives a line of the note. */
static void check_believed(const struct note *note, const struct note_signer *signer)
{
    struct note_signature signature;
    struct dynbuf line;
    struct error err;
    size_t at = 0;
    bool found = false;
    dynbuf_init(&line, NOTE_BYTES_MAX);
    ensure(note_sign_line(signer, note->text, &line, &err));
    while (note_next(note, &at, &signature))
        found = found || span_equal(signature.line, dynbuf_bytes(&line));
    if (!found)
        target_fails("believed, and not what the key signs");
    dynbuf_release(&line);
}

static void check_note(struct span bytes)
{
    struct note_signer signer, witness;
    struct note note;
    struct error err;
    if (!note_parse(bytes, "fuzz", &note, &err)) {
        ensure(err.code == ERROR_SYNTAX || err.code == ERROR_LIMIT);
        return;
    }
    ensure(note.text.size + 1 + note.signatures.size == bytes.size && note_text_valid(note.text));
    check_lines(&note);
    make_keys(&signer, &witness);
    struct note_key keys[] = {signer.key, witness.key};
    struct note_verdict verdicts[2];
    if (!note_verify(&note, keys, 2, verdicts, &err)) {
        ensure(err.code == ERROR_CONFLICT);
        return;
    }
    ensure(verdicts[0].valid || verdicts[1].valid);
    ensure(verdicts[0].time == 0 && verdicts[1].time <= INT64_MAX);
    if (verdicts[0].valid)
        check_believed(&note, &signer);
}

static void check_keys(struct span text)
{
    struct note_key key;
    struct note_signer signer;
    struct dynbuf printed;
    struct error err;
    dynbuf_init(&printed, 1000);
    if (note_key_parse(text, "fuzz", &key, &err))
        ensure(note_key_print(&key, &printed) && span_equal(dynbuf_bytes(&printed), text));
    dynbuf_clear(&printed);
    if (note_signer_parse(text, "fuzz", &signer, &err))
        ensure(note_signer_print(&signer, &printed) && span_equal(dynbuf_bytes(&printed), text));
    dynbuf_release(&printed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_note(span_of(data, size));
    check_keys(span_of(data, size));
    return 0;
}
