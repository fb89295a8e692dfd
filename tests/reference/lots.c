/* Lists of lots. Neighbours of one class are not merged: that saves time and changes no number. */
#include "inside.h"

#include <stdlib.h>

void ref_lots_init(struct lots *lots)
{
    *lots = (struct lots){0};
}

void ref_lots_release(struct lots *lots)
{
    for (size_t i = 0; i < lots->count; i++)
        mpz_clear(lots->lot[i].amount);
    free(lots->lot);
    *lots = (struct lots){0};
}

void ref_lots_push(struct lots *lots, enum lot_class class, const mpz_t amount)
{
    REF_ASSERT(mpz_sgn(amount) >= 0);
    if (mpz_sgn(amount) == 0)
        return; /* a lot holds something */
    if (lots->count == lots->room) {
        lots->room = lots->room > 0 ? 2 * lots->room : 4;
        lots->lot = ref_grow(lots->lot, lots->room, sizeof *lots->lot);
    }
    struct lot *lot = &lots->lot[lots->count++];
    lot->class = class;
    mpz_init_set(lot->amount, amount);
}

void ref_lots_append(struct lots *lots, const struct lots *more)
{
    for (size_t i = 0; i < more->count; i++)
        ref_lots_push(lots, more->lot[i].class, more->lot[i].amount);
}

void ref_lots_sum(const struct lots *lots, enum lot_class class, mpz_t ret_sum)
{
    mpz_set_ui(ret_sum, 0);
    for (size_t i = 0; i < lots->count; i++)
        if (lots->lot[i].class == class)
            mpz_add(ret_sum, ret_sum, lots->lot[i].amount);
}

void ref_lots_sum_coloured(const struct lots *lots, mpz_t ret_sum)
{
    mpz_set_ui(ret_sum, 0);
    for (size_t i = 0; i < lots->count; i++)
        if (lots->lot[i].class != LOT_CLEAN)
            mpz_add(ret_sum, ret_sum, lots->lot[i].amount);
}

void ref_lots_rename(struct lots *lots, enum lot_class from, enum lot_class to)
{
    for (size_t i = 0; i < lots->count; i++)
        if (lots->lot[i].class == from)
            lots->lot[i].class = to;
}

static void lots_remove(struct lots *lots, size_t index)
{
    mpz_clear(lots->lot[index].amount);
    for (size_t i = index + 1; i < lots->count; i++)
        lots->lot[i - 1] = lots->lot[i];
    lots->count--;
}

void ref_lots_draw(struct lots *lots, bool newest_first, const mpz_t amount, struct lots *drawn)
{
    mpz_t left, piece;
    mpz_init_set(left, amount);
    mpz_init(piece);
    while (mpz_sgn(left) > 0) {
        REF_ASSERT(lots->count > 0);
        size_t index = newest_first ? lots->count - 1 : 0;
        struct lot *lot = &lots->lot[index];
        mpz_set(piece, mpz_cmp(lot->amount, left) < 0 ? lot->amount : left);
        ref_lots_push(drawn, lot->class, piece);
        mpz_sub(left, left, piece);
        mpz_sub(lot->amount, lot->amount, piece);
        if (mpz_sgn(lot->amount) == 0)
            lots_remove(lots, index);
    }
    mpz_clears(left, piece, NULL);
}

void ref_lots_paint(struct lots *lots, const mpz_t *limit, mpz_t ret_painted)
{
    struct lots painted;
    mpz_t piece, rest;
    ref_lots_init(&painted);
    mpz_inits(piece, rest, NULL);
    mpz_set_ui(ret_painted, 0);
    for (size_t i = 0; i < lots->count; i++) {
        const struct lot *lot = &lots->lot[i];
        if (lot->class != LOT_CLEAN) {
            ref_lots_push(&painted, lot->class, lot->amount);
            continue;
        }
        mpz_set(piece, lot->amount);
        if (limit != NULL) {
            mpz_sub(rest, *limit, ret_painted);
            if (mpz_cmp(piece, rest) > 0)
                mpz_set(piece, rest);
        }
        mpz_sub(rest, lot->amount, piece);
        ref_lots_push(&painted, LOT_COLOURED, piece);
        ref_lots_push(&painted, LOT_CLEAN, rest);
        mpz_add(ret_painted, ret_painted, piece);
    }
    ref_lots_release(lots);
    *lots = painted;
    mpz_clears(piece, rest, NULL);
}
