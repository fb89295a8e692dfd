/* The outputs that can be spent, by txid and index: while blocks come in, an input finds in one
 * step what it spends.
 *
 *     shard 0..7     | slot slot ... |    each an open-addressed table of its own, which grows
 * alone slot           88 bits of a key, the output's number, its value
 *
 * An output stands for itself by 88 bits: a seeded hash of its txid, which nobody can aim at
 * without the seed, moved on by its index. That two outputs that are unspent at one time share them
 * has a chance below 10^-8 in the life of a chain of 2^32 outputs; it would be refused as a
 * repeated txid, and never be taken for the other.
 *
 * Load: 200 million on the real chain. 24 bytes each, and 32 to 40 with what is free; of up to a
 * million 52 MiB in all. It grows by a shard at a time, so that there are never two copies of it.
 * Threads: one at a time.
 */
#pragma once

#include "base/error.h"
#include "base/span.h"

struct unspent_key {
    uint64_t place; /* shard and slot; compared in full */
    uint64_t print; /* 24 bits */
};

struct unspent_slot {
    uint64_t place;
    uint64_t print_output; /* print << 40 | 1 + output; 0: free */
    uint64_t value;
};

struct unspent_shard {
    struct unspent_slot *slots;
    uint32_t capacity, count;
};

enum { UNSPENT_SHARDS = 8 };

struct unspent {
    uint64_t seed;
    uint64_t count;
    uint64_t since; /* outputs from this number on are in the set while they are unspent */
    struct unspent_shard shards[UNSPENT_SHARDS];
};

/* `seed` is secret and random; it never shows in a result. */
void unspent_init(struct unspent *set, uint64_t seed);
void unspent_release(struct unspent *set);

/* Of the first output of a transaction, by its txid of 32 bytes, under the seed of a set. */
struct unspent_key unspent_key_first(uint64_t seed, const unsigned char *id);

/* Of another one, from that of the first. The factor is odd, so no two of a transaction share a
 * place, and large, so neighbours lie far apart. */
static inline struct unspent_key unspent_key_at(struct unspent_key first, uint32_t index)
{
    first.place += index * UINT64_C(0x9E3779B97F4A7C15);
    return first;
}

static inline struct unspent_key unspent_key(uint64_t seed, const unsigned char *id, uint32_t index)
{
    return unspent_key_at(unspent_key_first(seed, id), index);
}

/* Warms the cache for a key that is asked for soon. */
void unspent_expect(const struct unspent *set, struct unspent_key key);

enum unspent_put { UNSPENT_PUT, UNSPENT_THERE, UNSPENT_NO_MEMORY };

/* Adds an output below 2^40 - 1. THERE: one with this key is in already; nothing changed. */
enum unspent_put unspent_put(struct unspent *set, struct unspent_key key, uint64_t output,
                             uint64_t value);

/* Takes an output out. False when it is not there. */
bool unspent_take(struct unspent *set, struct unspent_key key, uint64_t *ret_output,
                  uint64_t *ret_value);
