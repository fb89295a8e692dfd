/* Signed notes (C2SP signed-note): text, an empty line, signature lines.
 *
 *     trefoil.example/usa
 *     42
 *     <root in base 64>
 *
 *     — trefoil.example/usa <base 64 of: 4 bytes key id, signature>
 *
 * The text is UTF-8 without control characters but newline, and ends with one. A key is told by
 * its name together with its id, the first four bytes of SHA-256(name, newline, type, public key).
 * Two types are known: Ed25519 over the text (0x01), and timestamped cosignatures (0x04,
 * cosignature.h). Lines of other types and of unknown keys must be well-formed and are then
 * ignored.
 *
 * Nothing is to be believed of a note's text before note_verify, or what calls it, has said yes.
 *
 * Load: a checkpoint every few seconds. Threads: pure functions. The caller calls sodium_init
 * first, once. Spans of a note lie in the bytes that were parsed.
 */
#pragma once

#include "base/dynbuf.h"
#include "base/limits.h"

enum note_type {
    NOTE_ED25519 = 0x01,
    NOTE_COSIGNATURE = 0x04,
};

enum {
    NOTE_PUBLIC_BYTES = 32,
    NOTE_SEED_BYTES = 32,
    NOTE_SECRET_BYTES = 64,   /* libsodium's form: seed, public key */
    NOTE_SIGNATURE_BYTES = 72 /* the longest that is known: time, Ed25519 */
};

/* Who may sign: a verifier key. */
struct note_key {
    char name[NOTE_NAME_BYTES_MAX + 1];
    uint32_t id;
    enum note_type type;
    unsigned char public_key[NOTE_PUBLIC_BYTES];
};

/* Whether the text may be a key's name: not empty, UTF-8, no Unicode space, no control character,
 * no plus; at most NOTE_NAME_BYTES_MAX bytes. */
bool note_name_valid(struct span name);

/* Errors: value, for a name that cannot be. */
bool note_key_make(struct note_key *ret_key, struct span name, enum note_type type,
                   const unsigned char *public_key, struct error *err);

/* A vkey: NAME+ID+base64(type, public key), the id in eight lower-case digits. Errors: syntax;
 * value, when the id is not that of the key; unsupported, another type. */
bool note_key_parse(struct span vkey, const char *place, struct note_key *ret_key,
                    struct error *err);
bool note_key_print(const struct note_key *key, struct dynbuf *out); /* false: a full buffer */

/* Who signs. Holds a secret: clear it with note_signer_clear, on every way out. */
struct note_signer {
    struct note_key key;
    unsigned char secret[NOTE_SECRET_BYTES];
};

/* Of 32 random bytes, which the caller wipes. Errors: value, for a name that cannot be. */
bool note_signer_make(struct note_signer *ret_signer, struct span name, enum note_type type,
                      const unsigned char *seed, struct error *err);

/* The text form of Go's sumdb/note: PRIVATE+KEY+NAME+ID+base64(type, seed). Errors as vkeys; no
 * error text shows what was given. The buffer that a signer is printed to holds the secret and
 * is the caller's to wipe; make it with room, so that growing leaves no copy behind. */
bool note_signer_parse(struct span skey, const char *place, struct note_signer *ret_signer,
                       struct error *err);
bool note_signer_print(const struct note_signer *signer, struct dynbuf *out);
void note_signer_clear(struct note_signer *signer);

/* A note that is well-formed. */
struct note {
    struct span text;       /* with its last newline */
    struct span signatures; /* the lines */
    size_t count;           /* of lines, at least 1 */
};

/* Errors: syntax; limit (NOTE_BYTES_MAX, NOTE_SIGNATURES_MAX, NOTE_SIGNATURE_BYTES_MAX). */
bool note_parse(struct span bytes, const char *place, struct note *ret_note, struct error *err);

/* Whether the bytes may be signed: not empty, UTF-8, no control characters but newline, a newline
 * at the end, at most NOTE_BYTES_MAX. */
bool note_text_valid(struct span text);

struct note_signature {
    struct span name;
    uint32_t id;
    size_t size;                               /* without the id */
    unsigned char bytes[NOTE_SIGNATURE_BYTES]; /* the first of them, when there are more */
    struct span line;                          /* with its newline */
};

/* Line by line: start with `*at` = 0. False: no more. Only of a note that was parsed. */
bool note_next(const struct note *note, size_t *at, struct note_signature *ret_signature);

/* What a known key said. */
struct note_verdict {
    bool valid;
    uint64_t
        time; /* seconds since 1970, of a cosignature (the newest, if it stands twice); else 0 */
};

/* Verifies every line of a known key. `ret_verdicts` has one for each of `keys`. Errors: conflict,
 * when the signature of a known key is wrong (then the whole note is refused), or no known key
 * has signed. The verdict of one key is no verdict on another: who must have signed, the caller
 * asks (checkpoint_open does). */
bool note_verify(const struct note *note, const struct note_key *keys, size_t count,
                 struct note_verdict *ret_verdicts, struct error *err);

/* One signature line, with its newline. The signer's type is NOTE_ED25519. Errors: value, for a
 * text that cannot be signed; limit, memory of the buffer. */
bool note_sign_line(const struct note_signer *signer, struct span text, struct dynbuf *out,
                    struct error *err);

/* The whole note: text, empty line, one signature. Errors as above. */
bool note_sign(const struct note_signer *signer, struct span text, struct dynbuf *out,
               struct error *err);
