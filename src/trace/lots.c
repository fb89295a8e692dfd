#include "trace/lots.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/limits.h"

void lots_release(struct lots *list)
{
    free(list->lots);
    *list = (struct lots){0};
}

/* Room at the end; a list that is taken from the front moves back when half of it is gone. */
static bool make_room(struct lots *list, struct error *err)
{
    if (list->end < list->capacity)
        return true;
    if (list->first > list->capacity / 2) {
        memmove(list->lots, list->lots + list->first,
                (list->end - list->first) * sizeof(struct lot));
        list->end -= list->first;
        list->first = 0;
        return true;
    }
    struct lot *grown =
        array_grow(list->lots, &list->capacity, list->end + 1, sizeof *grown, LOTS_MAX);
    if (grown == NULL)
        return array_error(list->end + 1, LOTS_MAX, "lots of one place", err);
    list->lots = grown;
    return true;
}

bool lots_put(struct lots *list, enum lot_class class, struct amount amount, struct error *err)
{
    if (amount_is_zero(amount))
        return true;
    if (list->end > list->first && list->lots[list->end - 1].class == class) {
        struct amount *last = &list->lots[list->end - 1].amount;
        return amount_add(*last, amount, last) ||
               error_input(err, ERROR_DAMAGED, "lots", "their sum passes 2^256");
    }
    if (!make_room(list, err))
        return false;
    list->lots[list->end++] = (struct lot){class, amount};
    return true;
}

bool lots_take_oldest(struct lots *list, struct amount amount, struct amount *sums,
                      struct lots *ret_drawn, struct error *err)
{
    while (!amount_is_zero(amount)) {
        ensure(list->first < list->end);
        struct lot *lot = &list->lots[list->first];
        struct amount part = amount_min(amount, lot->amount);
        if (!lots_put(ret_drawn, lot->class, part, err))
            return false;
        ensure(amount_sub(amount, part, &amount) && amount_sub(lot->amount, part, &lot->amount) &&
               amount_sub(sums[lot->class], part, &sums[lot->class]));
        list->first += amount_is_zero(lot->amount);
    }
    return true;
}

bool lots_take_newest(struct lots *list, struct amount amount, struct amount *sums,
                      struct lots *ret_drawn, struct error *err)
{
    while (!amount_is_zero(amount)) {
        ensure(list->first < list->end);
        struct lot *lot = &list->lots[list->end - 1];
        struct amount part = amount_min(amount, lot->amount);
        if (!lots_put(ret_drawn, lot->class, part, err))
            return false;
        ensure(amount_sub(amount, part, &amount) && amount_sub(lot->amount, part, &lot->amount) &&
               amount_sub(sums[lot->class], part, &sums[lot->class]));
        list->end -= amount_is_zero(lot->amount);
    }
    return true;
}

struct amount lots_sum(const struct lots *list, enum lot_class class)
{
    struct amount sum = amount_zero();
    for (size_t i = list->first; i < list->end; i++)
        if (list->lots[i].class == class)
            ensure(amount_add(sum, list->lots[i].amount, &sum));
    return sum;
}

/* Merges equal neighbours from a place on; nothing before it changes. */
static void merge_from(struct lots *list, size_t from)
{
    size_t kept = from;
    for (size_t i = from + 1; i < list->end; i++) {
        struct lot *last = &list->lots[kept], lot = list->lots[i];
        if (lot.class == last->class)
            ensure(amount_add(last->amount, lot.amount, &last->amount)); /* it was one sum before */
        else
            list->lots[++kept] = lot;
    }
    list->end = kept + 1;
}

void lots_settle(struct lots *list, enum lot_class to, struct amount amount)
{
    size_t from = list->end;
    for (size_t i = list->end; i > list->first && !amount_is_zero(amount); i--) {
        struct lot *lot = &list->lots[i - 1];
        if (lot->class != LOT_FRESH)
            continue;
        ensure(amount_sub(amount, lot->amount, &amount));
        lot->class = to;
        from = i - 1;
    }
    ensure(amount_is_zero(amount));
    if (from < list->end)
        merge_from(list, from > list->first ? from - 1 : from);
}

bool lots_turn(struct lots *list, enum lot_class from, enum lot_class to, struct amount amount,
               struct amount *ret_turned, struct error *err)
{
    struct lots turned = {0};
    struct amount left = amount;
    bool ok = true;
    for (size_t i = list->first; ok && i < list->end; i++) {
        struct lot lot = list->lots[i];
        struct amount part = lot.class == from ? amount_min(left, lot.amount) : amount_zero();
        ensure(amount_sub(left, part, &left) && amount_sub(lot.amount, part, &lot.amount));
        ok = lots_put(&turned, to, part, err) && lots_put(&turned, lot.class, lot.amount, err);
    }
    if (!ok) {
        lots_release(&turned);
        return false;
    }
    ensure(amount_sub(amount, left, ret_turned));
    lots_release(list);
    *list = turned;
    return true;
}
