#include "ledger/coin/spent_set.h"

/* xxhash.h: for keys of one length its code shrinks to a few steps. */
#define XXH_INLINE_ALL
#include <stdlib.h>
#include <xxhash.h>

#include "base/huge.h"

enum { CAPACITY_MIN = 64 };

void spent_set_init(struct spent_set *set, uint64_t seed)
{
    *set = (struct spent_set){.seed = seed};
}

void spent_set_release(struct spent_set *set)
{
    free(set->slots);
    *set = (struct spent_set){0};
}

/* The slot of the output, or the free one where it would stand. */
static size_t find(const struct spent_set *set, uint64_t slot)
{
    uint64_t hash = XXH3_64bits_withSeed(&slot, sizeof slot, set->seed);
    size_t at = (size_t)(((unsigned __int128)hash * set->capacity) >> 64);
    while (set->slots[at] != 0 && set->slots[at] != slot)
        at = at + 1 == set->capacity ? 0 : at + 1;
    return at;
}

static bool grow(struct spent_set *set)
{
    struct spent_set larger = *set;
    larger.capacity = set->capacity == 0 ? CAPACITY_MIN : set->capacity + set->capacity / 2;
    larger.slots = huge_table(larger.capacity, sizeof *larger.slots);
    if (larger.slots == NULL)
        return false;
    for (size_t i = 0; i < set->capacity; i++)
        if (set->slots[i] != 0)
            larger.slots[find(&larger, set->slots[i])] = set->slots[i];
    free(set->slots);
    *set = larger;
    return true;
}

bool spent_set_add(struct spent_set *set, uint64_t output, bool *ret_new)
{
    if ((set->count + 1) * 4 > set->capacity * 3 && !grow(set))
        return false;
    size_t at = find(set, output + 1);
    *ret_new = set->slots[at] == 0;
    set->count += *ret_new;
    set->slots[at] = output + 1;
    return true;
}
