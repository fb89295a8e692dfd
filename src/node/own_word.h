/* What the own member signs with its object key: that its object may be marked lower than before (a
 * lowering), or, as an originator, that an object may go on to an audience until a time (an
 * approval). The form is gate/signed_word.h's; here is asked whether it has sense to sign it.
 *
 *     object in a file, or in the store ─▶ own_word_make ─▶ own_word_sign ─▶ the note
 *
 * Needs the configuration and the keys of a home, nothing of its store: an originator may sign on a
 * machine where no node is.
 *
 * Threads: pure functions.
 */
#pragma once

#include "gate/signed_word.h"
#include "intel/marking.h"
#include "node/config.h"
#include "node/keys.h"

/* An object version, and what is to be said of it. */
struct own_word_asked {
    enum signed_kind kind;
    struct span object; /* STIX id */
    bool has_version;
    struct timestamp version;
    struct span content;    /* SHA-256, OBJECT_HASH_BYTES */
    struct span creator;    /* its creator's identity, or empty */
    bool own;               /* the own member made it */
    struct marking marking; /* its own, whatever it had before */
    struct span audience;   /* of an approval: public, member:CODE or CODE, desk:NAME */
    struct span until;      /* of an approval: a timestamp */
    struct span by;         /* of an approval: which own originator; empty: the only one */
    int64_t now;            /* microseconds since 1970 */
};

/* The words to sign; the texts of `*ret_word` are the arena's, the configuration's or as given.
 * Errors: value (not the own member's to lower; no versions, so that nothing is lower; no own
 * identity is an originator, or several are; an audience that the configuration does not have, that
 * is the own member, or that the marking does not reach; a time that is none, or not to come);
 * limit, memory. */
bool own_word_make(const struct config *config, const struct own_word_asked *asked,
                   struct arena *arena, struct signed_word *ret_word, struct error *err);

/* Appends the whole note. Errors: value, limit, memory. */
bool own_word_sign(const struct config *config, const struct keys *keys,
                   const struct signed_word *word, struct dynbuf *out, struct error *err);

/* The members of signed_word_members, and the marking as people write it. Errors: limit, memory. */
bool own_word_members(const struct signed_word *word, const struct marking *marking,
                      struct json_writer *json, struct error *err);

/* What others verify with, in the configuration, must be what this home signs with. Errors: value.
 */
bool own_word_check_key(const struct config *config, const struct keys *keys, struct error *err);
