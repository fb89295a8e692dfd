#include "node/rate.h"

#include <arpa/inet.h>
#include <sodium.h>

enum { WAYS = 4 };
static const uint64_t one = 1000000, full = (uint64_t)RATE_BURST * 1000000;

void rate_init(struct rate *rate)
{
    *rate = (struct rate){0};
    pthread_mutex_init(&rate->lock, NULL);
    randombytes_buf(rate->seed, sizeof rate->seed);
}

void rate_release(struct rate *rate)
{
    pthread_mutex_destroy(&rate->lock);
}

static uint64_t hash_of(const struct rate *rate, const char *address)
{
    _Static_assert(sizeof rate->seed == crypto_shorthash_KEYBYTES, "a key of SipHash");
    unsigned char bytes[sizeof(struct in6_addr)] = {0};
    uint64_t hash = 0;
    if (inet_pton(AF_INET, address, bytes) != 1 && inet_pton(AF_INET6, address, bytes) == 1)
        sodium_memzero(bytes + sizeof bytes / 2, sizeof bytes / 2);
    crypto_shorthash((unsigned char *)&hash, bytes, sizeof bytes,
                     (const unsigned char *)rate->seed);
    return hash | 1;
}

static uint64_t tokens_at(const struct rate_bucket *bucket, uint64_t now)
{
    uint64_t passed = now > bucket->at ? now - bucket->at : 0;
    if (passed >= full / RATE_PER_SECOND)
        return full;
    uint64_t tokens = bucket->tokens + passed * RATE_PER_SECOND;
    return tokens < full ? tokens : full;
}

/* The bucket of an address, or the fullest of those where it may be, made its own. */
static struct rate_bucket *bucket_of(struct rate *rate, uint64_t address, uint64_t now)
{
    struct rate_bucket *places = &rate->buckets[(address >> 32) % (RATE_PLACES / WAYS) * WAYS];
    struct rate_bucket *best = &places[0];
    uint64_t most = 0;
    for (size_t i = 0; i < WAYS; i++) {
        if (places[i].address == address)
            return &places[i];
        uint64_t tokens = places[i].address == 0 ? full + 1 : tokens_at(&places[i], now);
        if (tokens > most) {
            most = tokens;
            best = &places[i];
        }
    }
    *best = (struct rate_bucket){.address = address, .at = now, .tokens = full};
    return best;
}

bool rate_take(struct rate *rate, const char *address, uint64_t now, unsigned *ret_seconds)
{
    uint64_t hash = hash_of(rate, address);
    pthread_mutex_lock(&rate->lock);
    struct rate_bucket *bucket = bucket_of(rate, hash, now);
    bucket->tokens = tokens_at(bucket, now);
    bucket->at = now;
    bool some = bucket->tokens >= one;
    if (some)
        bucket->tokens -= one;
    pthread_mutex_unlock(&rate->lock);
    if (!some)
        *ret_seconds = 1; /* RATE_PER_SECOND come in one */
    return some;
}
