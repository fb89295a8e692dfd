/* Checkpoints (C2SP tlog-checkpoint): the text of a note that says how long a log is and what its
 * Merkle head is.
 *
 *     trefoil.example/usa          origin: which log
 *     20852163                     leaves
 *     CsUYapGGPo4dkMgIAUqom/...    head, base 64
 *     anything                     extension lines, kept as they are; Trefoil writes none
 *
 * The standard recommends that a log's key is named as its origin. Here that is a must: a key for
 * one log can then never vouch for another.
 *
 * Threads: pure functions. Spans lie in the bytes that were parsed.
 */
#pragma once

#include "log/merkle.h"
#include "log/note.h"

struct checkpoint {
    struct span origin;
    uint64_t size; /* at most MERKLE_SIZE_MAX */
    struct log_hash root;
    struct span extensions; /* whole lines, or empty */
};

/* Appends the text that is signed. Errors: value (an origin that cannot be a key's name); limit,
 * memory of the buffer. */
bool checkpoint_print(const struct checkpoint *checkpoint, struct dynbuf *out, struct error *err);

/* Of a note's text. Errors: syntax; value, when there are no leaves and the head is another than
 * that of no leaves. */
bool checkpoint_parse(struct span text, const char *place, struct checkpoint *ret_checkpoint,
                      struct error *err);

/* Text and signature of the log in one. The signer's name is the origin: a broken program else.
 * Errors as checkpoint_print. */
bool checkpoint_sign(const struct checkpoint *checkpoint, const struct note_signer *signer,
                     struct dynbuf *out, struct error *err);

/* Parses a note and its checkpoint, and verifies it: every line of a known key is right, and a key
 * of type NOTE_ED25519 that is named as the origin has signed. Cosigners' verdicts are for the
 * caller to count. Errors: syntax, limit; conflict, when a signature is wrong or the log's own is
 * missing. */
bool checkpoint_open(struct span bytes, const char *place, const struct note_key *keys,
                     size_t key_count, struct checkpoint *ret_checkpoint,
                     struct note_verdict *ret_verdicts, struct error *err);
