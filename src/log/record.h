/* A record: what a leaf commits to. One text for one act, always the same bytes:
 *
 *     trefoil-record/v1
 *     object indicator--9c3f...                   which object,
 *     version 2026-11-28T11:59:02.114Z            which version of it,
 *     hash 7d87c5ea75f7...                        SHA-256 of its bytes, 64 lower-case digits
 *     audience member:jpn                         for whom
 *     rule flags-members                          by which rule or reason
 *     actor akira                                 who did it
 *     second bettina                              the other one, where two persons must
 *     subject ...                                 what it is about, where that is no object
 *
 * A line is a field's name, a space, its value: one line of printable UTF-8, not empty. Fields
 * stand in this order, each at most once; those that do not apply are left out; one at least is
 * there.
 *
 * Threads: pure functions. Spans lie in the bytes that were parsed.
 */
#pragma once

#include "base/dynbuf.h"
#include "base/limits.h"

enum record_field {
    RECORD_OBJECT,
    RECORD_VERSION,
    RECORD_HASH,
    RECORD_AUDIENCE,
    RECORD_RULE,
    RECORD_ACTOR,
    RECORD_SECOND,
    RECORD_SUBJECT,
    RECORD_FIELDS,
};

struct record {
    struct span values[RECORD_FIELDS]; /* empty: not there */
};

/* "object": the word of a line. Static storage. */
const char *record_field_name(enum record_field field);

/* Appends the bytes. Errors: value, of a value that cannot be (LOG_VALUE_BYTES_MAX, one printable
 * line; a hash of 64 lower-case digits), or when there is none; limit, memory of the buffer. */
bool record_print(const struct record *record, struct dynbuf *out, struct error *err);

/* Takes exactly what record_print writes. Errors: syntax, limit; unsupported, another version. */
bool record_parse(struct span bytes, const char *place, struct record *ret_record,
                  struct error *err);
