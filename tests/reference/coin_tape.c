/* Stretches of satoshis. Empty ones are never kept; what is put behind its like joins it. */
#include "coin_inside.h"

#include <stdlib.h>

void tape_release(struct tape *tape)
{
    free(tape->stretches);
    *tape = (struct tape){0};
}

void tape_put(struct tape *tape, enum lot_class class, uint64_t size)
{
    if (size == 0)
        return;
    if (tape->count > 0 && tape->stretches[tape->count - 1].class == class) {
        tape->stretches[tape->count - 1].size += size;
        return;
    }
    tape->stretches = ref_grow(tape->stretches, tape->count + 1, sizeof *tape->stretches);
    tape->stretches[tape->count++] = (struct stretch){class, size};
}

void tape_join(struct tape *tape, const struct tape *more)
{
    for (size_t i = 0; i < more->count; i++)
        tape_put(tape, more->stretches[i].class, more->stretches[i].size);
}

uint64_t tape_sum(const struct tape *tape, enum lot_class class)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < tape->count; i++)
        if (tape->stretches[i].class == class)
            sum += tape->stretches[i].size;
    return sum;
}

uint64_t tape_size(const struct tape *tape)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < tape->count; i++)
        sum += tape->stretches[i].size;
    return sum;
}

void tape_rename(struct tape *tape, enum lot_class from, enum lot_class to)
{
    for (size_t i = 0; i < tape->count; i++)
        if (tape->stretches[i].class == from)
            tape->stretches[i].class = to;
}

void tape_cut(const struct tape *tape, uint64_t from, uint64_t size, struct tape *ret)
{
    uint64_t at = 0, end = from + size;
    for (size_t i = 0; i < tape->count; i++) {
        uint64_t next = at + tape->stretches[i].size;
        uint64_t low = at > from ? at : from, high = next < end ? next : end;
        if (low < high)
            tape_put(ret, tape->stretches[i].class, high - low);
        at = next;
    }
    REF_ASSERT(at >= end);
}

uint64_t tape_paint(struct tape *tape, uint64_t most)
{
    struct tape painted = {0};
    uint64_t left = most;
    for (size_t i = 0; i < tape->count; i++) {
        struct stretch s = tape->stretches[i];
        uint64_t part = s.class != LOT_CLEAN ? 0 : s.size < left ? s.size : left;
        tape_put(&painted, LOT_COLOURED, part);
        tape_put(&painted, s.class, s.size - part);
        left -= part;
    }
    tape_release(tape);
    *tape = painted;
    return most - left;
}
