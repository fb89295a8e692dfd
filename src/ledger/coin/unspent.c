#include "ledger/coin/unspent.h"

/* xxhash.h: for keys of one length its code shrinks to a few steps. */
#define XXH_INLINE_ALL
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/huge.h"

enum {
    SHARD_BITS = 3, /* of the place */
    SHARD_MIN = 16,
    SHARD_LARGE = 14 << 14, /* slots, 5 MiB: they lie in huge pages */
    SHARD_SMALL = SHARD_LARGE / 8,
    ID_BYTES = 32,
    NUMBER_BITS = 40,
    LINE_BYTES = 64,
    LINES_EXPECTED = 3, /* a search seldom goes further */
};
static_assert(UNSPENT_SHARDS == 1 << SHARD_BITS, "the bits say which shard");

void unspent_init(struct unspent *set, uint64_t seed)
{
    *set = (struct unspent){.seed = seed};
}

void unspent_release(struct unspent *set)
{
    for (int i = 0; i < UNSPENT_SHARDS; i++)
        free(set->shards[i].slots);
    *set = (struct unspent){0};
}

struct unspent_key unspent_key_first(uint64_t seed, const unsigned char *id)
{
    XXH128_hash_t hash = XXH3_128bits_withSeed(id, ID_BYTES, seed);
    return (struct unspent_key){hash.low64, hash.high64 >> NUMBER_BITS};
}

static size_t home_slot(const struct unspent_shard *shard, uint64_t place)
{
    return (size_t)(((unsigned __int128)(place << SHARD_BITS) * shard->capacity) >> 64);
}

static struct unspent_shard *shard_of(const struct unspent *set, uint64_t place)
{
    return (struct unspent_shard *)&set->shards[place >> (64 - SHARD_BITS)];
}

void unspent_expect(const struct unspent *set, struct unspent_key key)
{
    const struct unspent_shard *shard = shard_of(set, key.place);
    if (shard->capacity == 0)
        return;
    const char *at = (const char *)&shard->slots[home_slot(shard, key.place)];
    for (int line = 0; line < LINES_EXPECTED; line++)
        __builtin_prefetch(at + (ptrdiff_t)line * LINE_BYTES);
}

static size_t next_slot(const struct unspent_shard *shard, size_t at)
{
    return at + 1 == shard->capacity ? 0 : at + 1;
}

/* The slot of the key, or the free one where it would stand. */
static size_t find(const struct unspent_shard *shard, struct unspent_key key)
{
    size_t at = home_slot(shard, key.place);
    while (shard->slots[at].print_output != 0 &&
           (shard->slots[at].place != key.place ||
            shard->slots[at].print_output >> NUMBER_BITS != key.print))
        at = next_slot(shard, at);
    return at;
}

/* The capacity that a full shard gets. A small one doubles; then it becomes so large that it lies
 * in huge pages, as a look-up waits for the place of its page too; then a quarter more each time,
 * as it is memory that counts. Whoever waits for it waits for one shard: as their sizes differ,
 * they do not grow at one time. */
static uint32_t next_capacity(const struct unspent *set, const struct unspent_shard *shard)
{
    uint32_t number = (uint32_t)(shard - set->shards);
    if (shard->capacity == 0)
        return SHARD_MIN + number;
    if (shard->capacity < SHARD_SMALL)
        return 2 * shard->capacity;
    if (shard->capacity < SHARD_LARGE)
        return SHARD_LARGE / SHARD_MIN * (SHARD_MIN + number);
    return shard->capacity + shard->capacity / 4;
}

/* Every slot is placed anew, into memory that the system has to clear. */
static bool grow(const struct unspent *set, struct unspent_shard *shard)
{
    struct unspent_shard larger = {.capacity = next_capacity(set, shard), .count = shard->count};
    larger.slots = huge_table(larger.capacity, sizeof *larger.slots);
    if (larger.slots == NULL)
        return false;
    for (size_t i = 0; i < shard->capacity; i++) {
        const struct unspent_slot *slot = &shard->slots[i];
        if (slot->print_output == 0)
            continue;
        size_t at = home_slot(&larger, slot->place);
        while (larger.slots[at].print_output != 0)
            at = next_slot(&larger, at);
        larger.slots[at] = *slot;
    }
    free(shard->slots);
    *shard = larger;
    return true;
}

enum unspent_put unspent_put(struct unspent *set, struct unspent_key key, uint64_t output,
                             uint64_t value)
{
    struct unspent_shard *shard = shard_of(set, key.place);
    if ((uint64_t)(shard->count + 1) * 4 > (uint64_t)shard->capacity * 3 && !grow(set, shard))
        return UNSPENT_NO_MEMORY;
    size_t at = find(shard, key);
    if (shard->slots[at].print_output != 0)
        return UNSPENT_THERE;
    shard->slots[at] =
        (struct unspent_slot){key.place, key.print << NUMBER_BITS | (output + 1), value};
    shard->count++;
    set->count++;
    return UNSPENT_PUT;
}

/* The slots behind a gap move up to it, unless they stand where they should. */
static void close_gap(struct unspent_shard *shard, size_t gap)
{
    for (size_t at = next_slot(shard, gap); shard->slots[at].print_output != 0;
         at = next_slot(shard, at)) {
        size_t home = home_slot(shard, shard->slots[at].place);
        bool stays = gap < at ? home > gap && home <= at : home > gap || home <= at;
        if (stays)
            continue;
        shard->slots[gap] = shard->slots[at];
        gap = at;
    }
    shard->slots[gap].print_output = 0;
}

bool unspent_take(struct unspent *set, struct unspent_key key, uint64_t *ret_output,
                  uint64_t *ret_value)
{
    struct unspent_shard *shard = shard_of(set, key.place);
    if (shard->count == 0)
        return false;
    size_t at = find(shard, key);
    const struct unspent_slot *slot = &shard->slots[at];
    if (slot->print_output == 0)
        return false;
    *ret_output = (slot->print_output & ((UINT64_C(1) << NUMBER_BITS) - 1)) - 1;
    *ret_value = slot->value;
    close_gap(shard, at);
    shard->count--;
    set->count--;
    return true;
}
