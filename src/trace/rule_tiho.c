/* Taint in, highest out: tainted value first. The engine draws a run of debits as one and gives the
 * tainted part to the largest debits. */
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

const struct rule rule_tiho = {.name = "tiho", .joins_debits = true, .draw = draw};
