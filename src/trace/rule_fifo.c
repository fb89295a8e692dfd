/* First in, first out: a debit draws the oldest lots. */
#include "trace/rule.h"

static bool draw(struct purse *purse, struct amount debit, struct lots *ret_drawn,
                 struct error *err)
{
    return lots_take_oldest(&purse->lots, debit, purse->sum, ret_drawn, err);
}

/* Inputs laid end to end are cut by outputs, the fee last. */
static bool spread(struct spread *spread, struct error *err)
{
    return spread_cut(spread, false, err);
}

const struct rule rule_fifo = {
    .name = "fifo",
    .ordered = true,
    .draws_oldest = true,
    .draw = draw,
    .spread = spread,
    .spreads = "the inputs are laid end to end and cut by the outputs, the fee last"};
