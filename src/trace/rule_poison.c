/* Poison: any taint marks the container, and every debit from it, whole and for ever. Reach, never
 * money: a class whose sum is not zero is a mark. */
#include "trace/rule.h"

static bool draw(struct purse *purse, struct amount debit, struct lots *ret_drawn,
                 struct error *err)
{
    enum lot_class class = LOT_CLEAN;
    if (!amount_is_zero(purse->sum[LOT_COLOURED]))
        class = LOT_COLOURED;
    else if (!amount_is_zero(purse->sum[LOT_FRESH]))
        class = LOT_FRESH;
    return lots_put(ret_drawn, class, debit, err);
}

static bool spread(struct spread *spread, struct error *err)
{
    (void)err;
    for (size_t i = 0; i < spread->count; i++)
        spread->parts[i].coloured = spread->parts[i].value;
    return true;
}

const struct rule rule_poison = {.name = "poison",
                                 .marks = true,
                                 .draw = draw,
                                 .spread = spread,
                                 .spreads = "a tainted input marks every output"};
