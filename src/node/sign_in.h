/* Who sends a request: from a password, a token or a certificate to what sharing and the API may
 * know of an account.
 *
 *     Authorization: Basic … ─────▶ Argon2id ─┐
 *     Authorization: Bearer … ─────▶ SHA-256 ─┼─▶ account ─▶ signed_in ─▶ cache, by a keyed hash
 *     verified client certificate ─▶ SHA-256 ─┘              of what was shown, SIGN_IN_SECONDS
 *
 * A request that shows nothing is nobody's, which may read `public`. One that shows what is wrong
 * is nobody's as well, `refused`: unknown name, wrong password, ended token, disabled account are
 * one answer at one cost. Of a certificate and an Authorization field together, the field counts.
 *
 * Failures are counted by peer address and by account name (guard.h); above SIGN_IN_FAILURES_MAX a
 * minute `late` says to answer 429 without a look. What was right before passes nevertheless, and
 * is looked at where it is not fresh: nobody can lock out a working client by guessing. `late` is
 * also the answer when too many wait for Argon2id.
 *
 * Load: thousands of requests a second, of a few hundred accounts. Memory: 1 MiB, and 19 MiB for
 * each of SIGN_IN_HASHES_MAX. Threads: any; sign_in_forget is called when accounts have changed.
 */
#pragma once

#include "gate/writer.h"
#include "net/http_request.h"
#include "node/roles.h"
#include "share/caller.h"
#include "share/reading.h"

/* Lasts until signed_in_release; counted, as the cache holds it too. */
struct signed_in {
    int64_t account; /* 0: nobody */
    struct span name;
    int role; /* 0: nobody's */
    enum role_of of;
    unsigned may;         /* enum may */
    struct caller caller; /* for share/ */
};

enum sign_in_state {
    SIGN_IN_NOBODY, /* nothing was shown */
    SIGN_IN_DONE,
    SIGN_IN_REFUSED,
    SIGN_IN_LATE, /* too many failures, or too many at once: try again in some seconds */
};

/* What it works with; outlives it. */
struct sign_in_means {
    struct reading_pool *readers;
    struct worlds *worlds;
    struct gate_means gate;         /* clock for the ends of tokens, chance for its keys */
    uint64_t (*microseconds)(void); /* a monotonic clock; any thread */
    bool patient;                   /* failures are not counted: a throw-away node */
};

struct sign_in;

/* Takes as long as one password. Errors: memory. Free with sign_in_free. */
bool sign_in_make(struct sign_in **ret_sign_in, const struct sign_in_means *means,
                  struct error *err);
void sign_in_free(struct sign_in *sign_in); /* takes NULL */

/* `*ret_who` is nobody unless done. Errors: io of the store, memory; damaged, when there is no
 * public audience. */
bool sign_in(struct sign_in *sign_in, const struct http_request *request,
             enum sign_in_state *ret_state, struct signed_in **ret_who, struct error *err);
struct signed_in *signed_in_hold(struct signed_in *who);
void signed_in_release(struct signed_in *who); /* takes NULL */

/* Accounts, tokens or certificates have changed, and that is committed: whoever signs in from now
 * on is looked up anew. */
void sign_in_forget(struct sign_in *sign_in);
/* How often that was: whoever signed in before the last one is looked up anew. */
uint64_t sign_in_changes(struct sign_in *sign_in);

/* What the store keeps of a password: the text of Argon2id, with a zero behind. Takes 30 ms and 19
 * MiB. Errors: memory. */
enum { PASSWORD_HASH_BYTES = 128 };
bool password_hash(struct span password, char ret_hash[PASSWORD_HASH_BYTES], struct error *err);
/* A password or token, which nobody chooses: 26 letters and digits of base 32 that can be copied
 * and read out, 130 bits of chance. Wipe it after use. The store keeps a token's SHA-256
 * (store/people.h). */
enum { SECRET_TEXT_BYTES = 26 };
void secret_make(char ret_text[SECRET_TEXT_BYTES + 1]);
