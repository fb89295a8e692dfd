/* A leaf of Trefoil's log: what is hashed into the tree for one act. At most 200 bytes; always four
 * lines, each ended by a newline:
 *
 *     trefoil-leaf/v1
 *     released                                    the kind, one of the table below
 *     1764331200000000                            microseconds since 1970, UTC, decimal
 *     <base 64 of SHA-256(salt || record)>        the commitment
 *
 * The salt is 32 secret random bytes, one for each leaf, so that nobody can guess a record and find
 * it in the log; salt and record (record.h) stay in the store and are opened to whom they concern
 * (opening.h). What members see of a leaf is SHA-256(0x00 || leaf) in a hash tile.
 *
 * Threads: pure functions.
 */
#pragma once

#include "base/dynbuf.h"
#include "log/merkle.h"

enum {
    LEAF_BYTES_MAX = 200,
    LEAF_SALT_BYTES = 32,
};

enum leaf_kind {
    LEAF_RECEIVED,     /* an object version was taken in */
    LEAF_IMPORTED,     /* an import record: what is relayed from outside the community */
    LEAF_RELEASED,     /* the gate let an object version out to an audience */
    LEAF_DENIED,       /* a release that was asked for was refused, or an allow reversed */
    LEAF_APPROVED,     /* an originator's signed approval, or a lowering, was taken */
    LEAF_RECALLED,     /* who held a version that was raised was told */
    LEAF_ACKNOWLEDGED, /* and has said that it knows */
    LEAF_HIDDEN,       /* an own object was hidden in a collection (DELETE) */
    LEAF_DECIDED,      /* a joint decision */
    LEAF_POLICY,       /* a release rule was set or withdrawn */
    LEAF_KEY,          /* a key statement was taken */
    LEAF_ACCOUNT,      /* an account of the node was made, changed or disabled */
    LEAF_CONTINUED,    /* the first leaf of a log that goes on for another one */
    LEAF_KINDS,
};

struct leaf {
    enum leaf_kind kind;
    uint64_t time; /* microseconds since 1970, UTC; at most 2^63 - 1 */
    struct log_hash commitment;
};

/* "released": the stable word. Static storage. */
const char *leaf_kind_name(enum leaf_kind kind);
bool leaf_kind_parse(struct span name, enum leaf_kind *ret_kind);

/* SHA-256(salt || record). */
void leaf_commit(const unsigned char *salt, struct span record, struct log_hash *ret_commitment);

/* Appends the bytes, at most LEAF_BYTES_MAX. A time above 2^63 - 1 is a broken program. Errors:
 * limit, memory of the buffer. */
bool leaf_print(const struct leaf *leaf, struct dynbuf *out, struct error *err);

/* The same of the leaf that commits to a salt (LEAF_SALT_BYTES) and a record. */
bool leaf_print_of(enum leaf_kind kind, uint64_t time, const unsigned char *salt,
                   struct span record, struct dynbuf *out, struct error *err);

/* Takes exactly what leaf_print writes. Errors: syntax; limit, over LEAF_BYTES_MAX; unsupported, a
 * version or a kind that this program does not know. */
bool leaf_parse(struct span bytes, const char *place, struct leaf *ret_leaf, struct error *err);
