#include "node/sign_in.h"

#include <nettle/sha2.h>
#include <sodium.h>
#include <stdlib.h>

#include "node/credential.h"
#include "node/guard.h"
#include "node/password.h"
#include "node/sign_in_cache.h"
#include "node/signed_in.h"

enum { ARENA_BYTES = 1 << 16, ARENA_CHUNK_BYTES = 1 << 11 };

struct sign_in {
    struct sign_in_means means;
    unsigned char key[CACHE_KEY_BYTES]; /* of the cache's keys */
    struct sign_in_cache cache;
    struct guard guard;
    struct hashing hashing;
    char dummy[PASSWORD_HASH_BYTES]; /* of a password that nobody knows */
};

/* One request on its way. */
struct showing {
    struct sign_in *sign_in;
    const char *address;
    struct credential credential;
    unsigned char hash[PEOPLE_HASH_BYTES]; /* of a token or certificate */
    unsigned char key[CACHE_KEY_BYTES];
    uint64_t monotonic;
    int64_t now;
    uint64_t forgotten; /* before the store was asked */
    struct arena arena;
    struct account account; /* when there is one */
    bool known;
    int64_t ends; /* of a token */
};

bool sign_in_make(struct sign_in **ret_sign_in, const struct sign_in_means *means,
                  struct error *err)
{
    char nobodys[SECRET_TEXT_BYTES + 1];
    struct sign_in *made = calloc(1, sizeof *made);
    if (made == NULL)
        return error_memory(err, "starting to let people sign in");
    secret_make(nobodys);
    bool ok = password_hash(span_text(nobodys), made->dummy, err) && cache_init(&made->cache, err);
    sodium_memzero(nobodys, sizeof nobodys);
    if (!ok) {
        free(made);
        return false;
    }
    made->means = *means;
    means->gate.chance(means->gate.context, made->key, sizeof made->key);
    guard_init(&made->guard);
    hashing_init(&made->hashing);
    *ret_sign_in = made;
    return true;
}

void sign_in_free(struct sign_in *sign_in)
{
    if (sign_in == NULL)
        return;
    cache_release(&sign_in->cache);
    guard_release(&sign_in->guard);
    hashing_release(&sign_in->hashing);
    sodium_memzero(sign_in, sizeof *sign_in);
    free(sign_in);
}

void sign_in_forget(struct sign_in *sign_in)
{
    cache_forget(&sign_in->cache);
}

uint64_t sign_in_changes(struct sign_in *sign_in)
{
    return cache_now(&sign_in->cache);
}

static void sha256(unsigned char ret_hash[PEOPLE_HASH_BYTES], struct span bytes)
{
    struct sha256_ctx state;
    sha256_init(&state);
    sha256_update(&state, bytes.size, bytes.data);
    sha256_digest(&state, PEOPLE_HASH_BYTES, ret_hash);
}

static void put_part(crypto_generichash_state *state, struct span part)
{
    uint64_t size = part.size;
    crypto_generichash_update(state, (const unsigned char *)&size, sizeof size);
    crypto_generichash_update(state, part.data, part.size);
}

/* Under which the cache knows what was shown. */
static void make_key(struct showing *showing)
{
    const struct credential *credential = &showing->credential;
    unsigned char kind = (unsigned char)credential->kind;
    bool hashed = kind == CREDENTIAL_TOKEN || kind == CREDENTIAL_CERTIFICATE;
    crypto_generichash_state state;
    crypto_generichash_init(&state, showing->sign_in->key, sizeof showing->sign_in->key,
                            sizeof showing->key);
    put_part(&state, span_of(&kind, 1));
    put_part(&state, credential->name);
    put_part(&state, hashed ? span_of(showing->hash, sizeof showing->hash) : credential->secret);
    crypto_generichash_final(&state, showing->key, sizeof showing->key);
    sodium_memzero(&state, sizeof state);
}

static void read_shown(struct showing *showing, const struct http_request *request)
{
    const struct span *field = http_request_header(request, "Authorization");
    struct credential *credential = &showing->credential;
    if (field != NULL) {
        credential_read(credential, *field);
    } else if (request->peer.certificate.size > 0) {
        credential->kind =
            request->peer.certificate_verified ? CREDENTIAL_CERTIFICATE : CREDENTIAL_WRONG;
        credential->secret = request->peer.certificate;
    }
    if (credential->kind == CREDENTIAL_TOKEN || credential->kind == CREDENTIAL_CERTIFICATE)
        sha256(showing->hash, credential->secret);
    make_key(showing);
}

/* The account that a token or a certificate has, or 0. */
static bool find_number(struct showing *showing, struct store *store, int64_t *ret_number,
                        struct error *err)
{
    struct span hash = span_of(showing->hash, sizeof showing->hash);
    if (showing->credential.kind == CREDENTIAL_TOKEN)
        return token_account(store, hash, showing->now, ret_number, &showing->ends, err);
    return certificate_account(store, hash, ret_number, err);
}

/* As many questions whatever is found. */
static bool find_account(struct showing *showing, struct error *err)
{
    struct sign_in *sign_in = showing->sign_in;
    struct store *store = NULL;
    int64_t number = 0;
    bool ok = reading_take(sign_in->means.readers, &store, err);
    if (!ok)
        return false;
    if (showing->credential.kind == CREDENTIAL_PASSWORD)
        ok = account_named(store, showing->credential.name, &showing->arena, &showing->account,
                           &showing->known, err);
    else
        ok = find_number(showing, store, &number, err) &&
             account_read(store, number, &showing->arena, &showing->account, &showing->known, err);
    reading_give(sign_in->means.readers, store);
    return ok;
}

/* Who it is, when the account may sign in: else NULL. Comes into the cache. */
static bool admit(struct showing *showing, struct signed_in **ret_who, struct error *err)
{
    struct sign_in *sign_in = showing->sign_in;
    struct signed_in *who = NULL;
    if (showing->known && !showing->account.disabled) {
        const struct world *world = worlds_hold(sign_in->means.worlds);
        bool ok = signed_in_make(&who, world, &showing->account, err);
        worlds_let_go(sign_in->means.worlds, world);
        if (!ok)
            return false;
    }
    if (who != NULL)
        cache_put(&sign_in->cache, showing->key, who, showing->monotonic, showing->ends,
                  showing->forgotten);
    *ret_who = who;
    return true;
}

/* With a place to hash in. Another thread may have been faster with the same. */
static bool try_password(struct showing *showing, struct signed_in **ret_who, struct error *err)
{
    struct sign_in *sign_in = showing->sign_in;
    struct span hash = span_text(sign_in->dummy);
    bool right = false;
    showing->forgotten = cache_now(&sign_in->cache);
    if (cache_find(&sign_in->cache, showing->key, showing->monotonic, showing->now, ret_who) ==
        CACHE_FRESH)
        return true;
    if (!find_account(showing, err))
        return false;
    bool has_one = showing->known && showing->account.password.size > 0;
    if (has_one)
        hash = showing->account.password;
    if (!password_verify(hash, showing->credential.secret, &right, err))
        return false;
    showing->known = has_one && right;
    return admit(showing, ret_who, err);
}

/* `*ret_state` is done or late, or else unchanged: it is wrong. */
static bool try_shown(struct showing *showing, enum sign_in_state *ret_state,
                      struct signed_in **ret_who, struct error *err)
{
    struct sign_in *sign_in = showing->sign_in;
    struct signed_in *who = NULL;
    bool ok = true;
    if (showing->credential.kind == CREDENTIAL_WRONG)
        return true;
    if (showing->credential.kind == CREDENTIAL_PASSWORD) {
        if (!hashing_enter(&sign_in->hashing)) {
            *ret_state = SIGN_IN_LATE;
            return true;
        }
        ok = try_password(showing, &who, err);
        hashing_leave(&sign_in->hashing);
    } else {
        showing->forgotten = cache_now(&sign_in->cache);
        ok = find_account(showing, err) && admit(showing, &who, err);
    }
    if (!ok)
        return false;
    if (who != NULL) {
        *ret_state = SIGN_IN_DONE;
        *ret_who = who;
    }
    return true;
}

/* What was shown is not fresh in the cache. */
static bool decide(struct showing *showing, bool stale, enum sign_in_state *ret_state,
                   struct signed_in **ret_who, struct error *err)
{
    struct sign_in *sign_in = showing->sign_in;
    bool counts = !sign_in->means.patient;
    struct span name = {0};
    enum sign_in_state state = SIGN_IN_REFUSED;
    if (account_name_valid(showing->credential.name))
        name = showing->credential.name;
    if (counts && !stale && guard_late(&sign_in->guard, showing->address, name, showing->monotonic))
        state = SIGN_IN_LATE;
    else if (!try_shown(showing, &state, ret_who, err))
        return false;
    if (state == SIGN_IN_REFUSED) {
        cache_drop(&sign_in->cache, showing->key);
        if (counts)
            guard_failed(&sign_in->guard, showing->address, name, showing->monotonic);
    }
    *ret_state = state;
    return true;
}

/* Kept in the cache, as everybody else. */
static bool nobody(struct showing *showing, struct signed_in **ret_who, struct error *err)
{
    struct sign_in *sign_in = showing->sign_in;
    struct signed_in *who = NULL;
    credential_wipe(&showing->credential);
    make_key(showing);
    showing->forgotten = cache_now(&sign_in->cache);
    if (cache_find(&sign_in->cache, showing->key, showing->monotonic, showing->now, ret_who) ==
        CACHE_FRESH)
        return true;
    const struct world *world = worlds_hold(sign_in->means.worlds);
    bool ok = signed_in_make(&who, world, NULL, err);
    worlds_let_go(sign_in->means.worlds, world);
    if (!ok)
        return false;
    cache_put(&sign_in->cache, showing->key, who, showing->monotonic, INT64_MAX,
              showing->forgotten);
    *ret_who = who;
    return true;
}

bool sign_in(struct sign_in *sign_in, const struct http_request *request,
             enum sign_in_state *ret_state, struct signed_in **ret_who, struct error *err)
{
    const struct gate_means *gate = &sign_in->means.gate;
    struct signed_in *who = NULL;
    enum sign_in_state state = SIGN_IN_NOBODY;
    bool ok = true;
    struct showing showing;
    memset(&showing, 0, sizeof showing);
    showing.sign_in = sign_in;
    showing.address = request->peer.address;
    showing.monotonic = sign_in->means.microseconds();
    showing.now = gate->now(gate->context);
    showing.ends = INT64_MAX;
    arena_init_chunks(&showing.arena, ARENA_BYTES, ARENA_CHUNK_BYTES);
    read_shown(&showing, request);
    if (showing.credential.kind != CREDENTIAL_NOTHING) {
        enum cache_state cached =
            cache_find(&sign_in->cache, showing.key, showing.monotonic, showing.now, &who);
        if (cached == CACHE_FRESH)
            state = SIGN_IN_DONE;
        else
            ok = decide(&showing, cached == CACHE_STALE, &state, &who, err);
    }
    if (ok && who == NULL)
        ok = nobody(&showing, &who, err);
    arena_release(&showing.arena);
    credential_wipe(&showing.credential);
    if (!ok)
        return false;
    *ret_state = state;
    *ret_who = who;
    return true;
}
