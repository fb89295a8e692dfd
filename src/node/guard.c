#include "node/guard.h"

#include <arpa/inet.h>
#include <sodium.h>

#include "base/error.h"

enum { PLACES_OF_ONE = 8, SETS = GUARD_PLACES / PLACES_OF_ONE };

static const uint64_t interval = 60 * 1000000 / SIGN_IN_FAILURES_MAX;

void guard_init(struct guard *ret_guard, const unsigned char key[GUARD_KEY_BYTES])
{
    memset(ret_guard, 0, sizeof *ret_guard);
    memcpy(ret_guard->key, key, GUARD_KEY_BYTES);
    pthread_mutex_init(&ret_guard->lock, NULL);
}

void guard_release(struct guard *guard)
{
    pthread_mutex_destroy(&guard->lock);
    sodium_memzero(guard->key, sizeof guard->key);
}

/* Who is counted together; `kind` keeps addresses apart from names. */
static void who_is(const struct guard *guard, char kind, struct span what,
                   unsigned char ret_who[GUARD_WHO_BYTES])
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, guard->key, GUARD_KEY_BYTES, GUARD_WHO_BYTES);
    crypto_generichash_update(&state, (const unsigned char *)&kind, 1);
    crypto_generichash_update(&state, what.data, what.size);
    crypto_generichash_final(&state, ret_who, GUARD_WHO_BYTES);
}

/* False: there is nothing to count by. */
static bool who_has(const struct guard *guard, const char *address,
                    unsigned char ret_who[GUARD_WHO_BYTES])
{
    struct in6_addr v6;
    struct in_addr v4;
    if (inet_pton(AF_INET, address, &v4) == 1) {
        if (ntohl(v4.s_addr) >> 24 == 127)
            return false;
        who_is(guard, '4', span_of(&v4, sizeof v4), ret_who);
        return true;
    }
    if (inet_pton(AF_INET6, address, &v6) != 1 || IN6_IS_ADDR_LOOPBACK(&v6))
        return false;
    who_is(guard, '6', span_of(v6.s6_addr, 8), ret_who);
    return true;
}

static bool who_named(const struct guard *guard, struct span name,
                      unsigned char ret_who[GUARD_WHO_BYTES])
{
    if (name.size == 0)
        return false;
    who_is(guard, 'n', name, ret_who);
    return true;
}

/* The place of somebody, or the one that is given up for them. */
static struct guard_place *place_of(struct guard *guard, const unsigned char who[GUARD_WHO_BYTES])
{
    size_t set = (who[0] | (size_t)who[1] << 8) % SETS;
    struct guard_place *places = &guard->places[set * PLACES_OF_ONE], *least = places;
    for (size_t i = 0; i < PLACES_OF_ONE; i++) {
        if (memcmp(places[i].who, who, GUARD_WHO_BYTES) == 0)
            return &places[i];
        if (places[i].debt < least->debt)
            least = &places[i];
    }
    return least;
}

static bool late(struct guard *guard, const unsigned char who[GUARD_WHO_BYTES], uint64_t now)
{
    const struct guard_place *place = place_of(guard, who);
    return memcmp(place->who, who, GUARD_WHO_BYTES) == 0 &&
           place->debt > now + (SIGN_IN_FAILURES_MAX - 1) * interval;
}

static void count(struct guard *guard, const unsigned char who[GUARD_WHO_BYTES], uint64_t now)
{
    struct guard_place *place = place_of(guard, who);
    uint64_t most = now + SIGN_IN_FAILURES_MAX * interval;
    uint64_t debt = memcmp(place->who, who, GUARD_WHO_BYTES) == 0 ? place->debt : 0;
    debt = (debt > now ? debt : now) + interval;
    memcpy(place->who, who, GUARD_WHO_BYTES);
    place->debt = debt < most ? debt : most;
}

bool guard_late(struct guard *guard, const char *address, struct span name, uint64_t now)
{
    unsigned char has[GUARD_WHO_BYTES], named[GUARD_WHO_BYTES];
    bool has_address = who_has(guard, address, has);
    bool has_name = who_named(guard, name, named);
    pthread_mutex_lock(&guard->lock);
    bool is_late = (has_address && late(guard, has, now)) || (has_name && late(guard, named, now));
    pthread_mutex_unlock(&guard->lock);
    return is_late;
}

void guard_failed(struct guard *guard, const char *address, struct span name, uint64_t now)
{
    unsigned char has[GUARD_WHO_BYTES], named[GUARD_WHO_BYTES];
    bool has_address = who_has(guard, address, has);
    bool has_name = who_named(guard, name, named);
    pthread_mutex_lock(&guard->lock);
    if (has_address)
        count(guard, has, now);
    if (has_name)
        count(guard, named, now);
    pthread_mutex_unlock(&guard->lock);
}
