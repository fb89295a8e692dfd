/* An open-addressing index from hashes to entry numbers; the entries themselves live with the
 * owner.
 *
 *     for (size_t at = hash_index_first(&index, hash); hash_index_find(&index, hash, &at, &entry);
 *          at = hash_index_next(&index, at))
 *         if (equal(&things[entry], key))
 *             return entry;
 *
 * Load: two to hundreds of millions of entries. The owner hashes with a secret seed when keys come
 * from outside, so that nobody can choose colliding ones. Threads: one writer or many readers.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hash_slot {
    uint32_t hash;  /* the lower half of the key's hash; place and first comparison */
    uint32_t entry; /* 1 + the number; 0 is free */
};

struct hash_index {
    struct hash_slot *slots;
    size_t mask; /* slots - 1; a power of two less one */
    size_t count;
};

void hash_index_release(struct hash_index *index);

/* Forgets all entries and keeps the memory. */
void hash_index_clear(struct hash_index *index);

/* Adds an entry below UINT32_MAX that is known to be absent. False: no memory, nothing changed. */
bool hash_index_add(struct hash_index *index, uint64_t hash, uint32_t entry);

static inline size_t hash_index_first(const struct hash_index *index, uint64_t hash)
{
    /* Spread, so that the place does not repeat the low bits that the comparison uses. */
    return (size_t)(((uint32_t)hash * UINT64_C(0x9E3779B97F4A7C15)) >> 24) & index->mask;
}

/* Warms the cache for a hash that is asked for soon. Inlined by force: gcc takes a function that
 * only prefetches for pure, and leaves out the call. */
__attribute__((always_inline)) static inline void hash_index_expect(const struct hash_index *index,
                                                                    uint64_t hash)
{
    if (index->slots != NULL)
        __builtin_prefetch(&index->slots[hash_index_first(index, hash)]);
}

static inline size_t hash_index_next(const struct hash_index *index, size_t at)
{
    return (at + 1) & index->mask;
}

/* The next entry at or behind `at` that may have this hash: moves `*at`; false when there is none.
 */
static inline bool hash_index_find(const struct hash_index *index, uint64_t hash, size_t *at,
                                   uint32_t *ret_entry)
{
    if (index->slots == NULL)
        return false;
    uint32_t wanted = (uint32_t)hash;
    for (; index->slots[*at].entry != 0; *at = hash_index_next(index, *at)) {
        if (index->slots[*at].hash != wanted)
            continue;
        *ret_entry = index->slots[*at].entry - 1;
        return true;
    }
    return false;
}
