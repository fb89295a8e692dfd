/* How each rule gives the satoshis of the inputs to the outputs; the fee is the last part. */
#include "coin_inside.h"

#include <stdlib.h>

/* Haircut: part i gets what the running sum of parts earns, less what was given before. */
static void spread_haircut(const struct tape *tape, const uint64_t *sizes, size_t count,
                           struct tape *ret)
{
    unsigned __int128 tainted = tape_sum(tape, LOT_FRESH), whole = tape_size(tape);
    uint64_t given = 0, sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += sizes[i];
        uint64_t earned = whole == 0 ? 0 : (uint64_t)(tainted * sum / whole);
        tape_put(&ret[i], LOT_FRESH, earned - given);
        tape_put(&ret[i], LOT_CLEAN, sizes[i] - (earned - given));
        given = earned;
    }
}

/* FIFO: the first part is cut from the front, and so on. */
static void spread_fifo(const struct tape *tape, const uint64_t *sizes, size_t count,
                        struct tape *ret)
{
    uint64_t from = 0;
    for (size_t i = 0; i < count; i++) {
        tape_cut(tape, from, sizes[i], &ret[i]);
        from += sizes[i];
    }
}

/* LIFO: the first part is cut from the tail, in the order in which it lies there. */
static void spread_lifo(const struct tape *tape, const uint64_t *sizes, size_t count,
                        struct tape *ret)
{
    uint64_t end = tape_size(tape);
    for (size_t i = 0; i < count; i++) {
        end -= sizes[i];
        tape_cut(tape, end, sizes[i], &ret[i]);
    }
}

/* TIHO: the largest part first, of equals the first, but the last part (the fee) always last. */
static void spread_tiho(const struct tape *tape, const uint64_t *sizes, size_t count,
                        struct tape *ret)
{
    uint64_t left = tape_sum(tape, LOT_FRESH);
    bool *served = ref_alloc(count, sizeof *served);
    for (size_t round = 0; round < count; round++) {
        size_t best = count - 1;
        for (size_t i = 0; i + 1 < count; i++)
            if (!served[i] && (best == count - 1 || sizes[i] > sizes[best]))
                best = i;
        uint64_t part = sizes[best] < left ? sizes[best] : left;
        tape_put(&ret[best], LOT_FRESH, part);
        tape_put(&ret[best], LOT_CLEAN, sizes[best] - part);
        served[best] = true;
        left -= part;
    }
    REF_ASSERT(left == 0);
    free(served);
}

/* Poison: one coloured satoshi marks every part whole. */
static void spread_poison(const struct tape *tape, const uint64_t *sizes, size_t count,
                          struct tape *ret)
{
    bool marked = tape_sum(tape, LOT_FRESH) > 0;
    for (size_t i = 0; i < count; i++)
        tape_put(&ret[i], marked ? LOT_FRESH : LOT_CLEAN, sizes[i]);
}

void coin_spread(enum ref_rule rule, const struct tape *tape, const uint64_t *sizes, size_t count,
                 struct tape *ret)
{
    struct tape fresh = {0};
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += sizes[i];
    REF_ASSERT(sum == tape_size(tape));
    tape_join(&fresh, tape);
    tape_rename(&fresh, LOT_COLOURED, LOT_FRESH);
    switch (rule) {
    case REF_HAIRCUT:
        spread_haircut(&fresh, sizes, count, ret);
        break;
    case REF_FIFO:
        spread_fifo(&fresh, sizes, count, ret);
        break;
    case REF_LIFO:
        spread_lifo(&fresh, sizes, count, ret);
        break;
    case REF_TIHO:
        spread_tiho(&fresh, sizes, count, ret);
        break;
    case REF_POISON:
    case REF_RULES:
        spread_poison(&fresh, sizes, count, ret);
        break;
    }
    tape_release(&fresh);
}
