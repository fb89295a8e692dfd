/* An opening: all that shows what one leaf says, for whom it concerns. With a proof (proof.h, whose
 * `extra` it can be) it shows that the log says so.
 *
 *     trefoil-opening/v1
 *     <base 64 of the salt>
 *     <the four lines of the leaf>
 *     <the lines of the record, to the end>
 *
 * The salt is a secret until it is handed over: wipe buffers that held it. Threads: pure functions.
 * Spans lie in the bytes that were parsed.
 */
#pragma once

#include "log/leaf.h"
#include "log/record.h"

struct opening {
    unsigned char salt[LEAF_SALT_BYTES];
    struct leaf leaf;
    struct span leaf_bytes;
    struct record record;
    struct span record_bytes;
};

/* Appends the bytes, of a leaf's, a salt and a record's. Nothing is checked; parsing does. Errors:
 * limit, memory of the buffer. */
bool opening_print(const unsigned char *salt, struct span leaf, struct span record,
                   struct dynbuf *out, struct error *err);

/* Errors: syntax, limit, unsupported; conflict, when salt and record are not what the leaf commits
 * to. */
bool opening_parse(struct span bytes, const char *place, struct opening *ret_opening,
                   struct error *err);
