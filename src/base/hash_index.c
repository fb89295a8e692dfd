#include "base/hash_index.h"

#include <stdlib.h>
#include <string.h>

#include "base/huge.h"

enum { FIRST_SLOTS = 64 };

void hash_index_release(struct hash_index *index)
{
    free(index->slots);
    *index = (struct hash_index){0};
}

void hash_index_clear(struct hash_index *index)
{
    if (index->slots != NULL)
        memset(index->slots, 0, (index->mask + 1) * sizeof *index->slots);
    index->count = 0;
}

static void place(struct hash_index *index, struct hash_slot slot)
{
    size_t at = hash_index_first(index, slot.hash);
    while (index->slots[at].entry != 0)
        at = hash_index_next(index, at);
    index->slots[at] = slot;
}

static bool resize(struct hash_index *index, size_t slots)
{
    struct hash_index larger = {.mask = slots - 1, .count = index->count};
    larger.slots = huge_table(slots, sizeof *larger.slots);
    if (larger.slots == NULL)
        return false;
    for (size_t at = 0; index->slots != NULL && at <= index->mask; at++)
        if (index->slots[at].entry != 0)
            place(&larger, index->slots[at]);
    free(index->slots);
    *index = larger;
    return true;
}

bool hash_index_add(struct hash_index *index, uint64_t hash, uint32_t entry)
{
    size_t slots = index->slots == NULL ? 0 : index->mask + 1;
    if ((index->count + 1) * 2 > slots && !resize(index, slots == 0 ? FIRST_SLOTS : slots * 2))
        return false;
    place(index, (struct hash_slot){.hash = (uint32_t)hash, .entry = entry + 1});
    index->count++;
    return true;
}
