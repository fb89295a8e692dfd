/* Signed notes (C2SP signed-note): text, an empty line, signature lines.
 *
 *     trefoil.example/usa
 *     42
 *     <root in base 64>
 *
 *     — trefoil.example/usa <base 64 of: 4 bytes key id, signature>
 *
 * The text is UTF-8 without control characters but newline, and ends with one. Two types of
 * signatures are known: Ed25519 over the text (0x01), and timestamped cosignatures (0x04,
 * cosignature.h). Lines of other types and of unknown keys must be well-formed and are then
 * ignored.
 *
 * Nothing is to be believed of a note's text before note_verify, or what calls it, has said yes.
 *
 * Load: a checkpoint every few seconds. Threads: pure functions. The caller calls sodium_init
 * first, once. Spans of a note lie in the bytes that were parsed.
 */
#pragma once

#include "log/note_key.h"

enum { NOTE_SIGNATURE_BYTES = 72 }; /* the longest that is known: time, Ed25519 */

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

/* What a known key said. `time`: of a cosignature, the newest if it stands twice, in seconds since
 * 1970; else 0. */
struct note_verdict {
    bool valid;
    uint64_t time;
};

/* Verifies every line of a known key. `ret_verdicts` has one for each of `keys`, at most
 * NOTE_KEYS_MAX. Errors: conflict, when the signature of a known key is wrong (then the whole note
 * is refused), or no known key has signed; memory. The verdict of one key is no verdict on another:
 * who must have signed, the caller asks (checkpoint_open does). */
bool note_verify(const struct note *note, const struct note_key *keys, size_t count,
                 struct note_verdict *ret_verdicts, struct error *err);

/* Appends the signature line of a key and the bytes of its signature. Errors: limit, memory of the
 * buffer. */
bool note_put_line(const struct note_key *key, struct span signature, struct dynbuf *out,
                   struct error *err);

/* One signature line, with its newline. The signer's type is NOTE_ED25519. Errors: value, for a
 * text that cannot be signed; limit, memory of the buffer. */
bool note_sign_line(const struct note_signer *signer, struct span text, struct dynbuf *out,
                    struct error *err);

/* The whole note: text, empty line, one signature. Errors as above. */
bool note_sign(const struct note_signer *signer, struct span text, struct dynbuf *out,
               struct error *err);
