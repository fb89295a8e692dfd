/* A rule says which lots a debit draws from a container, and on coin chains, where an output is
 * drawn whole, how the lots spread over what a transaction makes. One file a rule;
 * docs/taint-rules.md is the source of each. The engine does the rest, and no rule can see how the
 * engine found its way.
 */
#pragma once

#include "trace/coin/spread.h"
#include "trace/lots.h"

/* What a rule keeps of a container: how much of each class, and, where order counts (FIFO, LIFO),
 * the lots. For poison a class of more than nothing is a mark. */
struct purse {
    struct amount total; /* the balance */
    struct amount sum[LOT_CLASSES];
    struct lots lots; /* ordered rules */
};

struct rule {
    const char *name;
    bool ordered;      /* keeps lots, else sums */
    bool draws_oldest; /* so clean value before the colour shields it (FIFO) */
    bool joins_debits; /* a run of debits of one transaction is drawn as one (TIHO) */
    bool marks;        /* poison: colour is a mark, not an amount; nothing balances */
    /* Draws `debit`, by which `total` has been lowered already; the lots are put to `ret_drawn` in
     * the order drawn, and taken out of sums and lots. Errors: memory. */
    bool (*draw)(struct purse *purse, struct amount debit, struct lots *ret_drawn,
                 struct error *err);
    /* Coin chains: fills in what of each part is coloured; ordered rules also its runs. The parts
     * add up to `total`. Errors: memory. */
    bool (*spread)(struct spread *spread, struct error *err);
    const char *spreads; /* the same in words */
};

extern const struct rule rule_haircut, rule_fifo, rule_lifo, rule_tiho, rule_poison;

enum { RULES = 5 };

/* In the order in which `--rule all` shows them. */
const struct rule *rule_at(int index);

/* NULL when there is no rule of that name. */
const struct rule *rule_named(const char *name);

/* A purse with so much clean value and nothing else, whatever it held. Errors: memory. */
bool purse_start(const struct rule *rule, struct purse *purse, struct amount clean,
                 struct error *err);

/* Puts lots, in their order, into a purse. Errors: memory; damaged when a sum passes 2^256. */
bool purse_put(const struct rule *rule, struct purse *purse, const struct lots *lots,
               struct error *err);

/* Draws a debit, which the purse holds, by the rule. Errors: memory. */
bool purse_draw(const struct rule *rule, struct purse *purse, struct amount debit,
                struct lots *ret_drawn, struct error *err);

/* So much of the oldest clean value has gone (under FIFO only), and clean value has come behind.
 * Errors: as purse_put. */
bool purse_pass_clean(const struct rule *rule, struct purse *purse, struct amount gone,
                      struct amount come, struct error *err);

/* Whether there is colour in it, or a mark. */
static inline bool purse_coloured(const struct purse *purse)
{
    return !amount_is_zero(purse->sum[LOT_COLOURED]) || !amount_is_zero(purse->sum[LOT_FRESH]);
}

/* Turns up to `amount` of one class into another, oldest first; says how much. Errors: memory. */
bool purse_turn(const struct rule *rule, struct purse *purse, enum lot_class from,
                enum lot_class to, struct amount amount, struct amount *ret_turned,
                struct error *err);

/* Turns all that is fresh into another class, in its place; returns how much. */
struct amount purse_settle(const struct rule *rule, struct purse *purse, enum lot_class to);

void purse_release(struct purse *purse);

/* Takes an amount out of one class of a purse that keeps sums, for the rules. */
bool purse_take(struct purse *purse, enum lot_class class, struct amount amount,
                struct lots *ret_drawn, struct error *err);
