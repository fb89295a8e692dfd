/* Who sends a request: from a password, a token or a certificate to what sharing and the API may
 * know of an account.
 *
 *     Authorization: Basic … ─▶ Argon2id once, then a keyed hash in a cache ─┐
 *     Authorization: Bearer … ─▶ SHA-256 ────────────────────────────────────┼─▶ account ─▶
 * signed_in verified client certificate ─▶ SHA-256 of its DER ─────────────────────┘
 *
 * A request that shows nothing is nobody's, which may read `public`. One that shows what is wrong
 * is nobody's as well, `refused`: unknown name, wrong password, ended token, disabled account are
 * one answer at one cost. Of a certificate and an Authorization field together, the field counts.
 * Failures are counted by peer address and by account name; above SIGN_IN_FAILURES_MAX a minute
 * `late` says to answer 429 without a look (a password that is in the cache still passes, so that
 * nobody can lock out a working client).
 *
 * Load: thousands of requests a second, of a few hundred accounts; Argon2id takes 64 MiB and a
 * tenth of a second, so at most SIGN_IN_HASHES_MAX run at a time. Threads: any; sign_in_forget is
 * called when accounts have changed.
 */
#pragma once

#include "net/http_request.h"
#include "node/roles.h"
#include "share/caller.h"

struct node;

/* Lasts until signed_in_release; counted, as the cache holds it too. */
struct signed_in {
    int64_t account; /* 0: nobody */
    struct span name;
    int role;
    enum role_of of;
    unsigned may;         /* enum may */
    struct caller caller; /* for share/ */
};

enum sign_in_state {
    SIGN_IN_NOBODY, /* nothing was shown */
    SIGN_IN_DONE,
    SIGN_IN_REFUSED,
    SIGN_IN_LATE, /* too many failures */
};

struct sign_in;

/* Errors: memory. Free with sign_in_free. */
bool sign_in_make(struct sign_in **ret_sign_in, struct node *node, struct error *err);
void sign_in_free(struct sign_in *sign_in); /* takes NULL */

/* `*ret_who` is set always, to nobody unless done. Errors: io of the store, memory. */
bool sign_in(struct sign_in *sign_in, const struct http_request *request,
             enum sign_in_state *ret_state, struct signed_in **ret_who, struct error *err);
struct signed_in *signed_in_hold(struct signed_in *who);
void signed_in_release(struct signed_in *who); /* takes NULL */

/* Drops what the cache holds: accounts, roles or the world have changed. */
void sign_in_forget(struct sign_in *sign_in);

/* What the store keeps of a password: Argon2id with libsodium's "interactive" cost. Errors: memory.
 * `ret_hash` has room for crypto_pwhash_STRBYTES. */
bool password_hash(struct span password, char *ret_hash, struct error *err);
/* A password or token that can be copied and read out: 26 letters and digits of base 32, 130 bits
 * of chance. Wipe it after use. */
enum { SECRET_TEXT_BYTES = 26 };
void secret_make(char ret_text[SECRET_TEXT_BYTES + 1]);
