/* Last in, first out: a debit draws the newest lots; the first drawn counts as the oldest where it
 * arrives. */
#include "trace/rule.h"

static bool draw(struct purse *purse, struct amount debit, struct lots *ret_drawn,
                 struct error *err)
{
    return lots_take_newest(&purse->lots, debit, purse->sum, ret_drawn, err);
}

/* Cut from the tail: the first output takes the newest value, the fee the oldest; what one cut
 * takes keeps its order. */
static bool spread(struct spread *spread, struct error *err)
{
    return spread_cut(spread, true, err);
}

const struct rule rule_lifo = {
    .name = "lifo",
    .ordered = true,
    .draw = draw,
    .spread = spread,
    .spreads =
        "the inputs are laid end to end and cut from the tail: the first output takes the last of "
        "them, the fee what is left in front"};
