/* Taint in, highest out: tainted value first. The engine draws a run of debits as one and gives the
 * tainted part to the largest debits. */
#include <stdlib.h>

#include "base/array.h"
#include "trace/rule.h"

static bool draw(struct purse *purse, struct amount debit, struct lots *ret_drawn,
                 struct error *err)
{
    static const enum lot_class order[LOT_CLASSES] = {LOT_COLOURED, LOT_FRESH, LOT_CLEAN};
    for (int i = 0; i < LOT_CLASSES; i++) {
        struct amount part = amount_min(debit, purse->sum[order[i]]);
        ensure(amount_sub(debit, part, &debit));
        if (!purse_take(purse, order[i], part, ret_drawn, err))
            return false;
    }
    ensure(amount_is_zero(debit));
    return true;
}

/* The largest part first, of equal ones the lower; the fee, which stands last, is served last. */
static int larger_first(const void *a, const void *b)
{
    const struct coin_part *first = *(const struct coin_part *const *)a;
    const struct coin_part *second = *(const struct coin_part *const *)b;
    if (first->value != second->value)
        return first->value > second->value ? -1 : 1;
    return (first > second) - (first < second);
}

static bool spread(struct spread *spread, struct error *err)
{
    uint64_t left = spread->coloured;
    size_t outputs = spread->count - 1;
    struct coin_part **grown = array_grow(spread->order, &spread->order_capacity, spread->count,
                                          sizeof(struct coin_part *), SIZE_MAX / 8);
    if (grown == NULL)
        return error_memory(err, "tracing a transaction");
    spread->order = grown;
    for (size_t i = 0; i < spread->count; i++)
        grown[i] = &spread->parts[i];
    qsort(grown, outputs, sizeof(struct coin_part *), larger_first);
    for (size_t i = 0; i < spread->count; i++) {
        grown[i]->coloured = left < grown[i]->value ? left : grown[i]->value;
        left -= grown[i]->coloured;
    }
    return true;
}

const struct rule rule_tiho = {.name = "tiho",
                               .joins_debits = true,
                               .draw = draw,
                               .spread = spread,
                               .spreads =
                                   "tainted value goes to the largest outputs first, the fee last"};
