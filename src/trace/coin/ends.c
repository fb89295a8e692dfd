#include "trace/coin/ends.h"

#include <stdlib.h>
#include <xxhash.h>

#include "base/array.h"
#include "base/limits.h"

void coin_ends_release(struct coin_ends *ends)
{
    free(ends->ends);
    hash_index_release(&ends->index);
    *ends = (struct coin_ends){0};
}

static uint64_t hash_end(struct coin_end end)
{
    uint64_t key[2] = {(uint64_t)end.kind, end.number};
    return XXH3_64bits(key, sizeof key);
}

bool coin_ends_place(struct coin_ends *ends, struct coin_end end, uint32_t *ret_place,
                     struct error *err)
{
    uint64_t hash = hash_end(end);
    uint32_t entry;
    for (size_t at = hash_index_first(&ends->index, hash);
         hash_index_find(&ends->index, hash, &at, &entry); at = hash_index_next(&ends->index, at))
        if (ends->ends[entry].kind == end.kind && ends->ends[entry].number == end.number) {
            *ret_place = entry;
            return true;
        }
    struct coin_end *grown = array_grow(ends->ends, &ends->capacity, ends->count + 1, sizeof *grown,
                                        2 * (size_t)FLOWS_MAX);
    if (grown == NULL)
        return array_error(ends->count + 1, 2 * (size_t)FLOWS_MAX, "outputs and transactions", err);
    ends->ends = grown;
    if (!hash_index_add(&ends->index, hash, (uint32_t)ends->count))
        return error_memory(err, "recording what moved");
    *ret_place = (uint32_t)ends->count;
    grown[ends->count++] = end;
    return true;
}
