/*
 * What the files of the coin reference share with each other and with nobody else.
 */
#pragma once

#include "coin.h"
#include "inside.h"

/* A stretch of satoshis; classes as in inside.h: LOT_FRESH came by the running transaction. */
struct stretch {
    enum lot_class class;
    uint64_t size;
};

/* Satoshis in order, from the first to the last. */
struct tape {
    size_t count;
    struct stretch *stretches;
};

void tape_release(struct tape *tape);
void tape_put(struct tape *tape, enum lot_class class, uint64_t size); /* at the end */
void tape_join(struct tape *tape, const struct tape *more);            /* at the end */
uint64_t tape_sum(const struct tape *tape, enum lot_class class);
uint64_t tape_size(const struct tape *tape);
void tape_rename(struct tape *tape, enum lot_class from, enum lot_class to);
/* Appends satoshis from to from + size - 1 of tape to ret. */
void tape_cut(const struct tape *tape, uint64_t from, uint64_t size, struct tape *ret);
/* Colours clean satoshis, the first ones first, at most so many. Returns how many. */
uint64_t tape_paint(struct tape *tape, uint64_t most);

/* Gives a tape to parts of the sizes given, in order, by a rule: ret[i] becomes the tape of part i.
   The sizes sum to that of the tape. What is coloured comes out fresh. */
void coin_spread(enum ref_rule rule, const struct tape *tape, const uint64_t *sizes, size_t count,
                 struct tape *ret);
