/* What a log sends to a witness (C2SP tlog-witness, add-checkpoint), as bytes: over HTTP later, as
 * a file to a node behind an air gap. It is also how a proof of consistency is kept in a file.
 *
 *     old 20852014                 the size that the witness has cosigned last
 *     <hashes in base 64, RFC 6962 section 2.1.2, one a line, at most 63>
 *
 *     <the new checkpoint, a signed note>
 *
 * Threads: pure functions. Spans lie in the bytes that were parsed.
 */
#pragma once

#include "log/checkpoint.h"

enum { WITNESS_HASHES_MAX = 63 };

struct witness_request {
    uint64_t old_size;
    struct merkle_proof proof;
    struct span checkpoint; /* the note's bytes */
};

/* Errors: limit (more than WITNESS_HASHES_MAX hashes; the buffer's), memory. */
bool witness_request_print(const struct witness_request *request, struct dynbuf *out,
                           struct error *err);

/* Errors: syntax, limit. The checkpoint is not looked into. */
bool witness_request_parse(struct span bytes, const char *place,
                           struct witness_request *ret_request, struct error *err);
