/* Lots: value of one asset at rest or on its way, clean or of the traced colour, in order.
 *
 *   oldest  [clean 40][coloured 25][clean 3]  newest
 *
 * Equal neighbours are merged, so a list is as long as its changes of class. Taken from either end,
 * put at the newest. Threads: one at a time.
 */
#pragma once

#include "base/error.h"
#include "chain/amount.h"

enum lot_class {
    LOT_CLEAN,
    LOT_COLOURED,
    LOT_FRESH, /* coloured, arrived in the running transaction: --min has not decided yet */
    LOT_CLASSES
};

struct lot {
    enum lot_class class;
    struct amount amount;
};

struct lots {
    struct lot *lots; /* [first, end) are the list */
    size_t first, end, capacity;
};

void lots_release(struct lots *list);
static inline void lots_clear(struct lots *list)
{
    list->first = list->end = 0;
}

/* Puts a lot at the newest end; an amount of zero is nothing. Errors: memory; damaged when a
 * sum passes 2^256, which the sealed rows of a ledger exclude. */
bool lots_put(struct lots *list, enum lot_class class, struct amount amount, struct error *err);

/* Takes `amount`, which the list holds, from one end, and from the `sums` of its classes; what is
 * taken is put to `ret_drawn` in the order taken. Errors: as lots_put. */
bool lots_take_oldest(struct lots *list, struct amount amount, struct amount *sums,
                      struct lots *ret_drawn, struct error *err);
bool lots_take_newest(struct lots *list, struct amount amount, struct amount *sums,
                      struct lots *ret_drawn, struct error *err);

/* The sum of a class. */
struct amount lots_sum(const struct lots *list, enum lot_class class);

/* Whether there is a lot of a class. */
static inline bool lots_hold(const struct lots *list, enum lot_class class)
{
    for (size_t i = list->first; i < list->end; i++)
        if (list->lots[i].class == class)
            return true;
    return false;
}

static inline bool lots_all_clean(const struct lots *list)
{
    return list->first == list->end ||
           (list->end - list->first == 1 && list->lots[list->first].class == LOT_CLEAN);
}

/* The clean value that lies before everything else. */
static inline struct amount lots_oldest_clean(const struct lots *list)
{
    return list->first < list->end && list->lots[list->first].class == LOT_CLEAN
               ? list->lots[list->first].amount
               : amount_zero();
}

/* Turns all fresh lots into another class, in place; returns how much, which must be `amount`.
 * Looks no further back than it has to. */
void lots_settle(struct lots *list, enum lot_class to, struct amount amount);

/* Turns the first `amount` of a class, oldest first, into another class, in place; returns how much
 * there was to turn. Errors: memory. */
bool lots_turn(struct lots *list, enum lot_class from, enum lot_class to, struct amount amount,
               struct amount *ret_turned, struct error *err);
