/* A rule says which lots a debit draws from a container. One file a rule; DESIGN section 5 is the
 * source of each. The engine does the rest, and no rule can see how the engine found its way.
 */
#pragma once

#include "trace/lots.h"

/* What a rule keeps of a container. FIFO and LIFO keep all lots in order; haircut, TIHO and poison
 * keep one sum a class, as a list in which the order means nothing. */
struct purse {
    struct lots lots;               /* ordered rules */
    struct amount sum[LOT_CLASSES]; /* the others */
    struct amount total;            /* everything; for poison the balance */
};

struct rule {
    const char *name;
    bool ordered;      /* keeps lots, else sums */
    bool joins_debits; /* a run of debits of one transaction is drawn as one (TIHO) */
    bool marks;        /* poison: colour is a mark, not an amount; nothing balances */
    /* Draws `debit`, which the purse holds; the lots are put to `ret_drawn` in the order drawn.
     * Errors: memory. */
    bool (*draw)(struct purse *purse, struct amount debit, struct lots *ret_drawn,
                 struct error *err);
};

extern const struct rule rule_haircut, rule_fifo, rule_lifo, rule_tiho, rule_poison;

enum { RULES = 5 };

/* In the order in which `--rule all` shows them. */
const struct rule *rule_at(int index);

/* NULL when there is no rule of that name. */
const struct rule *rule_named(const char *name);

/* Puts lots, in their order, into a purse. Errors: memory. */
bool purse_put(const struct rule *rule, struct purse *purse, const struct lots *lots,
               struct error *err);

/* How much of a class is in a purse. */
struct amount purse_sum(const struct rule *rule, const struct purse *purse, enum lot_class class);

/* Turns up to `amount` of one class into another, oldest first; says how much. Errors: memory. */
bool purse_turn(const struct rule *rule, struct purse *purse, enum lot_class from,
                enum lot_class to, struct amount amount, struct amount *ret_turned,
                struct error *err);

void purse_release(struct purse *purse);

/* Takes an amount out of one class of a purse that keeps sums, for the rules. */
bool purse_take(struct purse *purse, enum lot_class class, struct amount amount,
                struct lots *ret_drawn, struct error *err);
