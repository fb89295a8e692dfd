#include "node/quota.h"

#include <arpa/inet.h>
#include <sodium.h>

enum { PLACES_OF_ONE = 8, SETS = QUOTA_PLACES / PLACES_OF_ONE };

void quota_init(struct quota *ret_quota, unsigned times, unsigned seconds)
{
    memset(ret_quota, 0, sizeof *ret_quota);
    ret_quota->step = (uint64_t)seconds * 1000000 / times;
    ret_quota->most = ret_quota->step * times;
    randombytes_buf(ret_quota->key, sizeof ret_quota->key);
    pthread_mutex_init(&ret_quota->lock, NULL);
}

void quota_release(struct quota *quota)
{
    pthread_mutex_destroy(&quota->lock);
}

/* `kind` keeps addresses apart from names. */
static struct quota_who who_is(const struct quota *quota, char kind, struct span what)
{
    struct quota_who who;
    crypto_generichash_state state;
    crypto_generichash_init(&state, quota->key, sizeof quota->key, sizeof who.hash);
    crypto_generichash_update(&state, (const unsigned char *)&kind, 1);
    crypto_generichash_update(&state, what.data, what.size);
    crypto_generichash_final(&state, who.hash, sizeof who.hash);
    return who;
}

struct quota_who quota_address(const struct quota *quota, const char *address)
{
    struct in6_addr v6;
    struct in_addr v4;
    if (inet_pton(AF_INET6, address, &v6) == 1)
        return who_is(quota, '6', span_of(v6.s6_addr, sizeof v6.s6_addr / 2));
    if (inet_pton(AF_INET, address, &v4) == 1)
        return who_is(quota, '4', span_of(&v4, sizeof v4));
    return who_is(quota, '-', (struct span){0});
}

struct quota_who quota_name(const struct quota *quota, struct span name)
{
    return who_is(quota, 'n', name);
}

static bool is(const struct quota_place *place, const struct quota_who *who)
{
    return memcmp(place->who.hash, who->hash, QUOTA_WHO_BYTES) == 0;
}

/* The place of somebody, or the one that is given up for them. */
static struct quota_place *place_of(struct quota *quota, const struct quota_who *who)
{
    size_t set = (who->hash[0] | (size_t)who->hash[1] << 8) % SETS;
    struct quota_place *places = &quota->places[set * PLACES_OF_ONE], *least = places;
    for (size_t i = 0; i < PLACES_OF_ONE; i++) {
        if (is(&places[i], who))
            return &places[i];
        if (places[i].debt < least->debt)
            least = &places[i];
    }
    return least;
}

static bool left(struct quota *quota, const struct quota_who *who, uint64_t now)
{
    const struct quota_place *place = place_of(quota, who);
    return !is(place, who) || place->debt <= now + quota->most - quota->step;
}

static void use(struct quota *quota, const struct quota_who *who, uint64_t now)
{
    struct quota_place *place = place_of(quota, who);
    uint64_t before = is(place, who) && place->debt > now ? place->debt : now;
    uint64_t debt = before + quota->step;
    place->who = *who;
    place->debt = debt < now + quota->most ? debt : now + quota->most;
}

bool quota_left(struct quota *quota, const struct quota_who *who, uint64_t now)
{
    pthread_mutex_lock(&quota->lock);
    bool is_left = left(quota, who, now);
    pthread_mutex_unlock(&quota->lock);
    return is_left;
}

void quota_use(struct quota *quota, const struct quota_who *who, uint64_t now)
{
    pthread_mutex_lock(&quota->lock);
    use(quota, who, now);
    pthread_mutex_unlock(&quota->lock);
}

bool quota_take(struct quota *quota, const struct quota_who *who, uint64_t now)
{
    pthread_mutex_lock(&quota->lock);
    bool takes = left(quota, who, now);
    if (takes)
        use(quota, who, now);
    pthread_mutex_unlock(&quota->lock);
    return takes;
}
