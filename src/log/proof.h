/* Proofs of inclusion as files (C2SP tlog-proof): that a leaf is in a log, for somebody offline.
 *
 *     c2sp.org/tlog-proof@v1
 *     extra <base 64>              may be left out; here an opening (opening.h)
 *     index 73894
 *     <hashes in base 64, from the leaf's sibling up, one a line>
 *
 *     <the checkpoint, a signed note>
 *
 * Threads: pure functions. Spans lie in the bytes that were parsed.
 */
#pragma once

#include "log/checkpoint.h"

struct log_proof {
    struct span extra; /* base 64 as it stands in the file; empty: none */
    uint64_t index;
    struct merkle_proof path;
    struct span checkpoint; /* the note's bytes */
};

/* Appends the file. `extra` are bytes (no base 64) or empty, at most PROOF_EXTRA_BYTES_MAX.
 * Errors: limit, memory. */
bool log_proof_print(struct span extra, uint64_t index, const struct merkle_proof *path,
                     struct span checkpoint, struct dynbuf *out, struct error *err);

/* Errors: syntax, limit. The checkpoint is not looked into. */
bool log_proof_parse(struct span bytes, const char *place, struct log_proof *ret_proof,
                     struct error *err);

/* Appends the bytes of `extra`, which is not authenticated by itself. Errors: limit, memory. */
bool log_proof_extra(const struct log_proof *proof, struct dynbuf *out, struct error *err);

/* Opens the checkpoint with the keys (checkpoint_open), then leads the leaf's hash to its root.
 * Errors: as these two. */
bool log_proof_verify(const struct log_proof *proof, const char *place, const struct log_hash *leaf,
                      const struct note_key *keys, size_t key_count,
                      struct checkpoint *ret_checkpoint, struct note_verdict *ret_verdicts,
                      struct error *err);
