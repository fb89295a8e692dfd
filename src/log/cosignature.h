/* Timestamped cosignatures of checkpoints (C2SP tlog-cosignature, Ed25519, `cosignature/v1`): a
 * witness says that at this time the largest tree it has seen of the log is this one, and that it
 * grew from those before. Signed is
 *
 *     cosignature/v1
 *     time 1679315147
 *     <the checkpoint's text>
 *
 * and the signature is the time in 8 bytes, big endian, then 64 bytes of Ed25519.
 *
 * Whoever makes one has looked that the checkpoint is consistent with the last one it cosigned
 * and has kept the new one durably; these functions do not. Threads: pure functions.
 */
#pragma once

#include "log/note.h"

enum { COSIGNATURE_BYTES = 72 };

/* Appends a signature line, with its newline, for a checkpoint's text. `time`: seconds since 1970,
 * 1 to 2^63 - 1. The signer's type is NOTE_COSIGNATURE. Errors: syntax, when the text is no
 * checkpoint; value, the time; limit, memory of the buffer. */
bool cosignature_line(const struct note_signer *signer, struct span text, uint64_t time,
                      struct dynbuf *out, struct error *err);

/* Of the COSIGNATURE_BYTES of a line's signature. Errors: conflict, when it is none of this key
 * over this text; syntax, when the text is no checkpoint; memory. */
bool cosignature_verify(const struct note_key *key, struct span text,
                        const unsigned char *signature, uint64_t *ret_time, struct error *err);
