#include "text/name_set.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"

static const uint32_t EMPTY = UINT32_MAX;

_Static_assert(2 * (uint64_t)NAMES_OPEN_MAX + 1 < UINT32_MAX, "a child is 32 bits");
_Static_assert((uint64_t)NAMES_OPEN_BYTES_MAX * 16 < UINT32_MAX, "a bit's place is 32 bits");

void name_set_release(struct name_set *set)
{
    free(set->entries);
    free(set->bytes);
    *set = (struct name_set){0};
}

struct name_scope name_scope_open(const struct name_set *set)
{
    return (struct name_scope){EMPTY, (uint32_t)set->entry_count, (uint32_t)set->byte_count};
}

void name_scope_close(struct name_set *set, const struct name_scope *scope)
{
    set->entry_count = scope->entries;
    set->byte_count = scope->bytes;
}

/* A byte has nine bits, at 16 * its place: one that it is there, so that a name that starts another
 * differs from it, and its own eight. */
static unsigned bit_of(struct span name, uint32_t bit)
{
    size_t place = bit / 16;
    if (place >= name.size)
        return 0;
    return bit % 16 == 0 ? 1U : ((unsigned)name.data[place] >> (8 - bit % 16)) & 1U;
}

/* The first bit in which two different names differ. */
static uint32_t first_difference(struct span a, struct span b)
{
    size_t shared = a.size < b.size ? a.size : b.size, place = 0;
    while (place < shared && a.data[place] == b.data[place])
        place++;
    if (place == shared)
        return (uint32_t)(place * 16);
    unsigned differ = (unsigned)a.data[place] ^ (unsigned)b.data[place];
    return (uint32_t)(place * 16) + 1 + (uint32_t)(__builtin_clz(differ) - 24);
}

static struct span name_of(const struct name_set *set, uint32_t child)
{
    const struct name_entry *entry = &set->entries[child / 2];
    return span_of(set->bytes + entry->from, entry->size);
}

static bool make_room(struct name_set *set, size_t size)
{
    struct name_entry *entries = array_grow(set->entries, &set->entry_capacity,
                                            set->entry_count + 1, sizeof *entries, NAMES_OPEN_MAX);
    if (entries != NULL)
        set->entries = entries;
    unsigned char *bytes = array_grow(set->bytes, &set->byte_capacity, set->byte_count + size, 1,
                                      NAMES_OPEN_BYTES_MAX);
    if (bytes != NULL)
        set->bytes = bytes;
    return entries != NULL && bytes != NULL;
}

enum name_result name_scope_add(struct name_set *set, struct name_scope *scope, struct span name)
{
    if (set->entry_count >= NAMES_OPEN_MAX || name.size > NAMES_OPEN_BYTES_MAX - set->byte_count)
        return NAME_LIMIT;
    if (!make_room(set, name.size))
        return NAME_MEMORY;
    uint32_t entry = (uint32_t)set->entry_count, bit = 0, *link = &scope->root;
    if (scope->root != EMPTY) {
        uint32_t near = scope->root;
        while (near % 2 == 0)
            near = set->entries[near / 2].child[bit_of(name, set->entries[near / 2].bit)];
        if (span_equal(name, name_of(set, near)))
            return NAME_PRESENT;
        bit = first_difference(name, name_of(set, near));
        while (*link % 2 == 0 && set->entries[*link / 2].bit < bit)
            link = &set->entries[*link / 2].child[bit_of(name, set->entries[*link / 2].bit)];
    }
    struct name_entry *added = &set->entries[entry];
    *added = (struct name_entry){
        .from = (uint32_t)set->byte_count, .size = (uint32_t)name.size, .bit = bit};
    unsigned side = bit_of(name, bit);
    added->child[side] = 2 * entry + 1;
    added->child[1 - side] = *link;
    *link = scope->root == EMPTY ? 2 * entry + 1 : 2 * entry;
    if (name.size > 0)
        memcpy(set->bytes + set->byte_count, name.data, name.size);
    set->entry_count++;
    set->byte_count += name.size;
    return NAME_ADDED;
}
