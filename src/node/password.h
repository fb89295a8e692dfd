/* Argon2id, as dear as it is: how it is asked, and by how many at a time. password_hash and
 * secret_make, for those who make accounts, stand in sign_in.h.
 *
 * Cost: 19 MiB and two passes, OWASP's least; 30 ms. libsodium's "interactive" takes 64 MiB, of
 * which two at a time would be half of what a node may have (docs/decisions.md).
 *
 * Threads: any.
 */
#pragma once

#include <pthread.h>

#include "base/error.h"
#include "base/span.h"

/* `hash` as password_hash wrote it; anything else is wrong. Errors: memory. */
bool password_verify(struct span hash, struct span password, bool *ret_right, struct error *err);

/* SIGN_IN_HASHES_MAX inside, SIGN_IN_WAITING_MAX before the door. */
struct hashing {
    pthread_mutex_t lock;
    pthread_cond_t left;
    unsigned inside, waiting;
};

void hashing_init(struct hashing *ret_hashing);
void hashing_release(struct hashing *hashing); /* nobody is inside */
/* May wait. False: too many do. */
bool hashing_enter(struct hashing *hashing);
void hashing_leave(struct hashing *hashing);
