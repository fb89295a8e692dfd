/* A made world with people in it, and requests that show things. Argon2id goes through here: it can
 * be counted, held up, and made to have no memory. The program is linked with
 * --wrap=crypto_pwhash_str_verify.
 */
#pragma once

#include <stdatomic.h>

#include "made_world.h"
#include "node/sign_in.h"
#include "store/people.h"

#define SIGNING_PASSWORD "fifteen letters and more"

struct signing {
    struct made_world made;
    struct reading_pool readers;
    struct sign_in_means means;
    struct sign_in *sign_in;
    struct signed_in *who; /* of the last request; released with the next */
};

/* The clocks, in microseconds: whatever a test says. */
extern _Atomic uint64_t signing_monotonic;
extern _Atomic int64_t signing_now;

/* Verifications so far; the most at one time; no memory for them while it is set; whether each
 * waits until that is unset. */
extern atomic_uint signing_verified, signing_most;
extern atomic_bool signing_no_memory;
extern atomic_bool signing_holds;

/* Accounts, all with SIGNING_PASSWORD: ana (analyst), olga (officer, a person), sara (secretary),
 * aldo (auditor), adam (administrator), bot (machine), jpn-bot, kor-bot, lia (liaison of market),
 * market-bot; gone (disabled), bare (no password), odd (a liaison of the own member), lost (of no
 * org). `threads` stores for reading. */
void signing_open(struct signing *signing, size_t threads);
void signing_release(struct signing *signing);

int64_t signing_number(struct signing *signing, const char *name);
/* Changes the store, as a command does, and forgets. */
void signing_disable(struct signing *signing, const char *name, bool disabled);
void signing_token(struct signing *signing, const char *name, const char *token, int64_t until);
void signing_certificate(struct signing *signing, const char *name, struct span der);

/* Asks with an Authorization field, or none; from an address that is nobody else's. Fails the test
 * on an error. */
enum sign_in_state signing_ask(struct signing *signing, const char *field);
enum sign_in_state signing_ask_from(struct signing *signing, const char *address,
                                    const char *field);
enum sign_in_state signing_show(struct signing *signing, struct span der, bool verified,
                                const char *field);
/* "Basic …": static storage of the thread, until its next call. */
const char *signing_basic(const char *name, const char *password);

/* Questions to the store so far. */
uint64_t signing_questions(const struct signing *signing);
