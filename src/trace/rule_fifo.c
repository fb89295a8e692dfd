/* First in, first out: a debit draws the oldest lots. */
#include "trace/rule.h"

static bool draw(struct purse *purse, struct amount debit, struct lots *ret_drawn,
                 struct error *err)
{
    return lots_take_oldest(&purse->lots, debit, purse->sum, ret_drawn, err);
}

const struct rule rule_fifo = {.name = "fifo", .ordered = true, .draws_oldest = true, .draw = draw};
