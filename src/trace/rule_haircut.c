/* Haircut: every debit carries the container's mixture. From a balance B with T tainted a debit of
 * A draws floor(T * A / B); the fresh part of T gives floor(F * drawn / T) of that. */
#include "trace/rule.h"

static bool draw(struct purse *purse, struct amount debit, struct lots *ret_drawn,
                 struct error *err)
{
    struct amount tainted, balance, drawn = amount_zero(), fresh = amount_zero(), old, clean;
    ensure(amount_add(purse->sum[LOT_COLOURED], purse->sum[LOT_FRESH], &tainted));
    if (!amount_is_zero(debit))
        ensure(amount_add(purse->total, debit, &balance) &&
               amount_share(tainted, debit, balance, &drawn));
    if (!amount_is_zero(purse->sum[LOT_FRESH]))
        ensure(amount_share(purse->sum[LOT_FRESH], drawn, tainted, &fresh));
    ensure(amount_sub(drawn, fresh, &old) && amount_sub(debit, drawn, &clean));
    return purse_take(purse, LOT_COLOURED, old, ret_drawn, err) &&
           purse_take(purse, LOT_FRESH, fresh, ret_drawn, err) &&
           purse_take(purse, LOT_CLEAN, clean, ret_drawn, err);
}

/* With T tainted of S in, what the parts up to one get is floor(T * P / S), where P is their
 * running sum: so nothing is lost by rounding, and the last part takes what is left. */
static bool spread(struct spread *spread, struct error *err)
{
    uint64_t sum = 0, given = 0;
    (void)err;
    for (size_t i = 0; i < spread->count; i++) {
        struct coin_part *part = &spread->parts[i];
        sum += part->value;
        uint64_t until =
            sum == spread->total
                ? spread->coloured
                : (uint64_t)((unsigned __int128)spread->coloured * sum / spread->total);
        part->coloured = until - given;
        given = until;
    }
    return true;
}

const struct rule rule_haircut = {.name = "haircut",
                                  .draw = draw,
                                  .spread = spread,
                                  .spreads = "each output carries the mixture of all inputs"};
