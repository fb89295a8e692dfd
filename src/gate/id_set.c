#include "gate/id_set.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"

/* Numbers are the store's own: nobody chooses them to collide. */
static uint64_t hash_of(int64_t number)
{
    return (uint64_t)number * UINT64_C(0x9E3779B97F4A7C15) >> 16;
}

void id_set_release(struct id_set *set)
{
    free(set->numbers);
    hash_index_release(&set->index);
    *set = (struct id_set){0};
}

bool id_set_find(const struct id_set *set, int64_t number, size_t *ret_place)
{
    uint64_t hash = hash_of(number);
    uint32_t entry = 0;
    for (size_t at = hash_index_first(&set->index, hash);
         hash_index_find(&set->index, hash, &at, &entry); at = hash_index_next(&set->index, at))
        if (set->numbers[entry] == number) {
            *ret_place = entry;
            return true;
        }
    return false;
}

bool id_set_add(struct id_set *set, int64_t number, bool *ret_new, struct error *err)
{
    size_t place = 0;
    if (id_set_find(set, number, &place)) {
        *ret_new = false;
        return true;
    }
    int64_t *grown =
        array_grow(set->numbers, &set->capacity, set->count + 1, sizeof *grown, SETTLE_MAX);
    if (grown == NULL)
        return array_error(set->count + 1, SETTLE_MAX, "objects to decide about at once", err);
    set->numbers = grown;
    if (!hash_index_add(&set->index, hash_of(number), (uint32_t)set->count))
        return error_memory(err, "deciding");
    set->numbers[set->count++] = number;
    *ret_new = true;
    return true;
}
