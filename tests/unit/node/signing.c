#include "signing.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>

#include "base/base64.h"
#include "base/limits.h"
#include "node/password.h"

static struct error err;

#define MUST(call)                                                                                 \
    do {                                                                                           \
        if (!(call))                                                                               \
            fail_msg("%s", err.text);                                                              \
    } while (0)

_Atomic uint64_t signing_monotonic;
_Atomic int64_t signing_now;
atomic_uint signing_verified, signing_most;
atomic_bool signing_no_memory, signing_holds;
static atomic_uint inside;

int __real_crypto_pwhash_str_verify(const char *hash, const char *password,
                                    unsigned long long size);
int __wrap_crypto_pwhash_str_verify(const char *hash, const char *password,
                                    unsigned long long size);

int __wrap_crypto_pwhash_str_verify(const char *hash, const char *password, unsigned long long size)
{
    unsigned now = atomic_fetch_add(&inside, 1) + 1;
    unsigned most = atomic_load(&signing_most);
    int answer = -1;
    while (now > most && !atomic_compare_exchange_weak(&signing_most, &most, now))
        continue;
    atomic_fetch_add(&signing_verified, 1);
    while (signing_holds)
        usleep(100);
    if (signing_no_memory)
        errno = ENOMEM;
    else
        answer = __real_crypto_pwhash_str_verify(hash, password, size);
    atomic_fetch_sub(&inside, 1);
    return answer;
}

static uint64_t monotonic(void)
{
    return signing_monotonic;
}

static int64_t now(void *context)
{
    (void)context;
    return signing_now;
}

static void chance(void *context, unsigned char *ret_bytes, size_t size)
{
    (void)context;
    memset(ret_bytes, 9, size);
}

static const struct {
    const char *name;
    int role;
    const char *org;
    const char *person;
    bool has_password, disabled;
} people[] = {
    {"ana", ROLE_ANALYST, "usa", "", true, false},
    {"olga", ROLE_OFFICER, "usa", MADE_AKIRA, true, false},
    {"sara", ROLE_SECRETARY, "usa", "", true, false},
    {"aldo", ROLE_AUDITOR, "usa", MADE_AKIRA, true, false},
    {"adam", ROLE_ADMINISTRATOR, "usa", "", true, false},
    {"bot", ROLE_MACHINE, "usa", MADE_AKIRA, true, false},
    {"jpn-bot", ROLE_MACHINE, "jpn", MADE_AKIRA, true, false},
    {"kor-bot", ROLE_MACHINE, "kor", "", true, false},
    {"lia", ROLE_LIAISON, "market", MADE_AKIRA, true, false},
    {"market-bot", ROLE_MACHINE, "market", "", true, false},
    {"gone", ROLE_ANALYST, "usa", "", true, true},
    {"bare", ROLE_ANALYST, "usa", "", false, false},
    {"odd", ROLE_LIAISON, "usa", "", true, false},
    {"lost", ROLE_MACHINE, NULL, "", true, false},
};

static void add_people(struct signing *signing)
{
    char hash[PASSWORD_HASH_BYTES];
    MUST(password_hash(span_text(SIGNING_PASSWORD), hash, &err));
    for (size_t i = 0; i < sizeof people / sizeof people[0]; i++) {
        const struct org *org =
            people[i].org == NULL ? NULL
                                  : world_org_named(signing->made.world, span_text(people[i].org));
        const struct account account = {
            .name = span_text(people[i].name),
            .role = people[i].role,
            .org = org == NULL ? 99 : org->number,
            .person = span_text(people[i].person),
            .password = span_text(people[i].has_password ? hash : ""),
            .disabled = people[i].disabled,
        };
        int64_t number = 0;
        MUST(account_add(&signing->made.store, &account, &number, &err));
    }
}

void signing_open(struct signing *signing, size_t threads)
{
    *signing = (struct signing){0};
    signing_monotonic = 1000000;
    signing_now = 1764331200000000;
    signing_verified = signing_most = 0;
    signing_no_memory = signing_holds = false;
    assert_true(sodium_init() >= 0);
    made_world_open(&signing->made);
    add_people(signing);
    made_world_commit(&signing->made);
    const struct store_place place = {.folder = signing->made.folder};
    MUST(reading_pool_open(&signing->readers, &place, threads, &err));
    signing->means = (struct sign_in_means){
        .readers = &signing->readers,
        .worlds = &signing->made.worlds,
        .gate = {.now = now, .chance = chance},
        .microseconds = monotonic,
    };
    MUST(sign_in_make(&signing->sign_in, &signing->means, &err));
}

void signing_release(struct signing *signing)
{
    signed_in_release(signing->who);
    sign_in_free(signing->sign_in);
    reading_pool_release(&signing->readers);
    made_world_release(&signing->made);
}

int64_t signing_number(struct signing *signing, const char *name)
{
    struct arena arena;
    struct account account = {0};
    bool some = false;
    arena_init(&arena, 1 << 20);
    MUST(account_named(&signing->made.store, span_text(name), &arena, &account, &some, &err));
    assert_true(some);
    arena_release(&arena);
    return account.number;
}

static void changed(struct signing *signing)
{
    made_world_commit(&signing->made);
    sign_in_forget(signing->sign_in);
}

void signing_disable(struct signing *signing, const char *name, bool disabled)
{
    bool some = false;
    MUST(account_disable(&signing->made.store, signing_number(signing, name), disabled, &some,
                         &err));
    assert_true(some);
    changed(signing);
}

void signing_token(struct signing *signing, const char *name, const char *token, int64_t until)
{
    unsigned char hash[PEOPLE_HASH_BYTES];
    crypto_hash_sha256(hash, (const unsigned char *)token, strlen(token));
    const struct account_token put = {.hash = span_of(hash, sizeof hash),
                                      .account = signing_number(signing, name),
                                      .name = span_text("for-tests"),
                                      .until = until};
    MUST(token_put(&signing->made.store, &put, &err));
    changed(signing);
}

void signing_certificate(struct signing *signing, const char *name, struct span der)
{
    unsigned char hash[PEOPLE_HASH_BYTES];
    crypto_hash_sha256(hash, der.data, der.size);
    MUST(certificate_put(&signing->made.store, span_of(hash, sizeof hash),
                         signing_number(signing, name), 0, &err));
    changed(signing);
}

static enum sign_in_state ask(struct signing *signing, struct http_request *request,
                              const char *field)
{
    struct http_pair fields[] = {
        {span_text("Host"), span_text("a")},
        {span_text("authorization"), span_text(field == NULL ? "" : field)}};
    enum sign_in_state state = SIGN_IN_NOBODY;
    request->headers = fields;
    request->header_count = field == NULL ? 1 : 2;
    signed_in_release(signing->who);
    signing->who = NULL;
    MUST(sign_in(signing->sign_in, request, &state, &signing->who, &err));
    assert_non_null(signing->who);
    assert_true((state == SIGN_IN_DONE) == (signing->who->account != 0));
    return state;
}

enum sign_in_state signing_ask_from(struct signing *signing, const char *address, const char *field)
{
    struct http_request request = {0};
    snprintf(request.peer.address, sizeof request.peer.address, "%s", address);
    return ask(signing, &request, field);
}

enum sign_in_state signing_ask(struct signing *signing, const char *field)
{
    static unsigned next;
    char address[HTTP_ADDRESS_TEXT_BYTES];
    next++;
    snprintf(address, sizeof address, "10.%u.%u.%u", next >> 16 & 255, next >> 8 & 255, next & 255);
    return signing_ask_from(signing, address, field);
}

enum sign_in_state signing_show(struct signing *signing, struct span der, bool verified,
                                const char *field)
{
    struct http_request request = {
        .peer = {.address = "10.255.0.1", .certificate = der, .certificate_verified = verified}};
    return ask(signing, &request, field);
}

const char *signing_basic(const char *name, const char *password)
{
    static _Thread_local char field[512];
    char text[256];
    snprintf(text, sizeof text, "%s:%s", name, password);
    memcpy(field, "Basic ", 6);
    sodium_bin2base64(field + 6, sizeof field - 6, (const unsigned char *)text, strlen(text),
                      sodium_base64_VARIANT_ORIGINAL);
    return field;
}

uint64_t signing_questions(const struct signing *signing)
{
    uint64_t all = 0;
    for (size_t i = 0; i < signing->readers.count; i++)
        all += sql_counts(signing->readers.stores[i].db).questions;
    return all;
}
