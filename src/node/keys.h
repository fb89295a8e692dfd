/* The secret keys of a node: files of HOME/keys, which its owner alone may read.
 *
 *     log.skey     signs checkpoints of the log (the text form of signed notes, log/note_key.h)
 *     object.key   signs what the member says: the seed of an Ed25519 key, in base 64
 *     next.key     authenticates `next` of TAXII, so that clients go on over a restart; in base 64
 *
 * No error text shows what is in them. Threads: one at a time.
 */
#pragma once

#include "log/note_key.h"

enum { KEYS_SEED_BYTES = 32, KEYS_PUBLIC_BYTES = 32 };

/* Clear it with keys_clear, on every way out. */
struct keys {
    struct note_signer log;
    unsigned char object_seed[KEYS_SEED_BYTES];
    unsigned char object_public[KEYS_PUBLIC_BYTES];
    unsigned char next[KEYS_SEED_BYTES];
};

/* Makes those that are not there, of chance; the log's gets the name `origin`. Errors: value, io,
 * memory. */
bool keys_make(const char *home, struct span origin, struct error *err);

/* Makes next.key where it is missing: nobody but the node knows it. */
bool keys_make_next(const char *home, struct error *err);

/* Errors: not-found; value, when others may read a file, or it is no such key; io, memory. */
bool keys_read(struct keys *ret_keys, const char *home, struct error *err);
void keys_clear(struct keys *keys);

/* Whether a file of a key is its owner's alone. Errors: not-found; value, when others may read it;
 * io. */
bool keys_check_private(const char *path, struct error *err);
