/* Accounts of people and machines, and what they sign in with: a password, tokens, certificates.
 *
 * Only hashes are stored: a password as libsodium's text of Argon2id, a token and a certificate by
 * SHA-256. Accounts are never removed, as the log names them; a name is never given twice.
 *
 * Load: some hundred accounts, asked at the first request of each client. Threads: as store.h says.
 */
#pragma once

#include "base/arena.h"
#include "store/store.h"

enum { PEOPLE_HASH_BYTES = 32, ACCOUNT_NAME_BYTES_MAX = 64 };

/* Lower-case letters, digits, and in between also `. _ - @`: what can stand in a path, a log line
 * and HTTP Basic as it is, and looks like no other. No other name is ever stored. */
bool account_name_valid(struct span name);

struct account {
    int64_t number;
    struct span name;
    int64_t role; /* node/roles.h; the numbers are stored */
    int64_t org;
    struct span person;   /* the identity by which objects name this user, or empty */
    struct span password; /* its hash; empty: no password signs in */
    bool disabled;
    int64_t made; /* microseconds since 1970 */
};

/* Its number is given. Writes. Errors: conflict, when the name is taken; value, when it is none;
 * limit (ACCOUNTS_MAX). */
bool account_add(struct store *store, const struct account *account, int64_t *ret_number,
                 struct error *err);
/* `*ret_some` false: there is none. Reads. Spans lie in the arena. */
bool account_named(struct store *store, struct span name, struct arena *arena,
                   struct account *ret_account, bool *ret_some, struct error *err);
bool account_read(struct store *store, int64_t number, struct arena *arena,
                  struct account *ret_account, bool *ret_some, struct error *err);
/* All, by name. Reads. */
bool accounts_read(struct store *store, struct arena *arena, struct account **ret_accounts,
                   size_t *ret_count, struct error *err);

/* Writes. `*ret_some` false: there is no such account. */
bool account_disable(struct store *store, int64_t number, bool disabled, bool *ret_some,
                     struct error *err);
bool account_set_password(struct store *store, int64_t number, struct span password, bool *ret_some,
                          struct error *err);

struct account_token {
    struct span hash; /* SHA-256 of the token, PEOPLE_HASH_BYTES */
    int64_t account;
    struct span name; /* what it is for: written as an account's */
    int64_t made;
    int64_t until; /* microseconds since 1970; INT64_MAX: no end */
};

/* Drops those of the account that have ended when it is made. Writes. Errors: conflict, when the
 * account has one of that name; value, when it is none; limit (TOKENS_MAX). */
bool token_put(struct store *store, const struct account_token *token, struct error *err);
/* `*ret_account` 0: there is no such token, or it has ended at `now`; else `*ret_until` is its end.
 * Reads. */
bool token_account(struct store *store, struct span hash, int64_t now, int64_t *ret_account,
                   int64_t *ret_until, struct error *err);
/* Those of one account, by name, also such as have ended. Reads. */
bool tokens_read(struct store *store, int64_t account, struct arena *arena,
                 struct account_token **ret_tokens, size_t *ret_count, struct error *err);
/* Ends the one of an account that has the name. Writes. */
bool token_end(struct store *store, int64_t account, struct span name, bool *ret_ended,
               struct error *err);

/* A client certificate signs in as the account that its SHA-256 (of the DER) is put under. Writes.
 * Errors: conflict, when it signs in as another account; limit (CERTIFICATES_MAX). */
bool certificate_put(struct store *store, struct span hash, int64_t account, int64_t made,
                     struct error *err);
/* 0: none. Reads. */
bool certificate_account(struct store *store, struct span hash, int64_t *ret_account,
                         struct error *err);
struct account_certificate {
    int64_t account;
    struct span hash; /* PEOPLE_HASH_BYTES */
    int64_t made;
};

/* All, by account and hash. Reads. */
bool certificates_read(struct store *store, struct arena *arena,
                       struct account_certificate **ret_certificates, size_t *ret_count,
                       struct error *err);
/* Ends it, when it is that account's. Writes. */
bool certificate_end(struct store *store, struct span hash, int64_t account, bool *ret_ended,
                     struct error *err);
