/* Takes objects in: stores each version as received, logs it, shows it to the own people at once,
 * asks the standing release rules, and decides anew whatever it touches.
 *
 *     offer_make …                                       by any thread
 *     taking_begin ─▶ take_object … ─▶ taking_end        within one transaction of the writer
 *
 * What becomes of an object depends on its bytes and on the rights of who posts it, never on what
 * is stored: a duplicate, a fork, an older version and one after a revocation are all taken. What
 * is posted again is under the rules of now, and shown again where it was hidden (hide.h). Objects
 * come checked (intel/check.h) and as offers, with all that can be told of them alone: reading,
 * checking and hashing needs no lock and is done before.
 *
 * Load: envelopes of 100, thousands of objects a second. Threads: as the writer.
 */
#pragma once

#include "gate/id_set.h"
#include "gate/writer.h"
#include "intel/object.h"

/* An object with what is kept of it. */
struct offer {
    const struct object *object;
    struct span version;                      /* gate/version_key.h */
    unsigned char content[OBJECT_HASH_BYTES]; /* equal for equal objects */
    struct log_hash bytes;                    /* of its bytes as they came */
};

/* The object outlives the offer; the key is the arena's. Errors: limit (VERSION_KEY_BYTES_MAX),
 * memory. Threads: any. */
bool offer_make(struct offer *ret_offer, const struct object *object, struct arena *arena,
                struct error *err);

/* Who posts, and where. */
struct taking_by {
    int64_t account;
    struct span name; /* of the account, for the log */
    int64_t org;
    int role; /* that standing release rules name */
    const struct collection *collection;
};

struct taking {
    struct gate_writer *writer;
    struct taking_by by;
    struct arena arena;      /* of one object */
    struct id_set touched;   /* ids of which a release was ever asked */
    struct id_set audiences; /* for whom */
};

void taking_begin(struct taking *ret_taking, struct gate_writer *writer,
                  const struct taking_by *by);

/* Takes one object. Marking definitions of an envelope come first, as others are marked with them.
 * False with an error of bad input: this object is refused, nothing of it is stored, the next may
 * be taken. False with an error of the environment: the transaction must be rolled back. Errors:
 * value (a creator that the poster may not speak for), damaged, io, memory. */
bool take_object(struct taking *taking, const struct offer *offer, struct error *err);

/* Decides about all that was touched; to be called before the commit. */
bool taking_end(struct taking *taking, struct error *err);
void taking_release(struct taking *taking); /* takes a zeroed one */
