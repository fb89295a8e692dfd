/* Last in, first out: a debit draws the newest lots; the first drawn counts as the oldest where it
 * arrives. */
#include "trace/rule.h"

static bool draw(struct purse *purse, struct amount debit, struct lots *ret_drawn,
                 struct error *err)
{
    ensure(amount_sub(purse->total, debit, &purse->total));
    return lots_take_newest(&purse->lots, debit, ret_drawn, err);
}

const struct rule rule_lifo = {.name = "lifo", .ordered = true, .draw = draw};
