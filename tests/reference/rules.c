/* Containers: what a debit draws under haircut, FIFO, LIFO and TIHO. */
#include "inside.h"

bool ref_rule_keeps_lots(enum ref_rule rule)
{
    return rule == REF_FIFO || rule == REF_LIFO;
}

void ref_container_init(struct container *c)
{
    ref_lots_init(&c->lots);
    for (int k = 0; k < LOT_CLASSES; k++)
        mpz_init(c->pool[k]);
    mpz_init(c->arrived);
}

void ref_container_release(struct container *c)
{
    ref_lots_release(&c->lots);
    for (int k = 0; k < LOT_CLASSES; k++)
        mpz_clear(c->pool[k]);
    mpz_clear(c->arrived);
}

void ref_container_add(struct container *c, enum ref_rule rule, const struct lots *arrival)
{
    if (ref_rule_keeps_lots(rule)) {
        ref_lots_append(&c->lots, arrival);
        return;
    }
    for (size_t i = 0; i < arrival->count; i++) {
        const struct lot *lot = &arrival->lot[i];
        mpz_add(c->pool[lot->class], c->pool[lot->class], lot->amount);
    }
}

void ref_container_sum(const struct container *c, enum ref_rule rule, enum lot_class class,
                       mpz_t ret_sum)
{
    if (ref_rule_keeps_lots(rule))
        ref_lots_sum(&c->lots, class, ret_sum);
    else
        mpz_set(ret_sum, c->pool[class]);
}

/* Moves amount of one class out of the pool. */
static void pool_take(struct container *c, enum lot_class class, const mpz_t amount,
                      struct lots *drawn)
{
    mpz_sub(c->pool[class], c->pool[class], amount);
    REF_ASSERT(mpz_sgn(c->pool[class]) >= 0);
    ref_lots_push(drawn, class, amount);
}

/* With balance B, of it T tainted, of it F fresh: a debit of A draws x = floor(T A / B) tainted,
   of it floor(F x / T) fresh. */
static void draw_haircut(struct container *c, const mpz_t amount, struct lots *drawn)
{
    mpz_t tainted, balance, x, part;
    mpz_inits(tainted, balance, x, part, NULL);
    mpz_add(tainted, c->pool[LOT_COLOURED], c->pool[LOT_FRESH]);
    mpz_add(balance, tainted, c->pool[LOT_CLEAN]);
    REF_ASSERT(mpz_cmp(amount, balance) <= 0);
    if (mpz_sgn(amount) > 0 && mpz_sgn(tainted) > 0) {
        mpz_mul(x, tainted, amount);
        mpz_fdiv_q(x, x, balance);
        mpz_mul(part, c->pool[LOT_FRESH], x);
        mpz_fdiv_q(part, part, tainted);
        pool_take(c, LOT_FRESH, part, drawn);
        mpz_sub(part, x, part);
        pool_take(c, LOT_COLOURED, part, drawn);
    }
    mpz_sub(part, amount, x);
    pool_take(c, LOT_CLEAN, part, drawn);
    mpz_clears(tainted, balance, x, part, NULL);
}

/* Tainted value first, of it the fresh last. */
static void draw_tiho(struct container *c, const mpz_t amount, struct lots *drawn)
{
    static const enum lot_class order[] = {LOT_COLOURED, LOT_FRESH, LOT_CLEAN};
    mpz_t left, part;
    mpz_init_set(left, amount);
    mpz_init(part);
    for (int k = 0; k < LOT_CLASSES; k++) {
        mpz_set(part, mpz_cmp(left, c->pool[order[k]]) < 0 ? left : c->pool[order[k]]);
        pool_take(c, order[k], part, drawn);
        mpz_sub(left, left, part);
    }
    REF_ASSERT(mpz_sgn(left) == 0);
    mpz_clears(left, part, NULL);
}

void ref_container_draw(struct container *c, enum ref_rule rule, const mpz_t amount,
                        struct lots *drawn)
{
    switch (rule) {
    case REF_HAIRCUT:
        draw_haircut(c, amount, drawn);
        return;
    case REF_FIFO:
        ref_lots_draw(&c->lots, false, amount, drawn);
        return;
    case REF_LIFO:
        ref_lots_draw(&c->lots, true, amount, drawn);
        return;
    case REF_TIHO:
        draw_tiho(c, amount, drawn);
        return;
    case REF_POISON:
    case REF_RULES:
        break;
    }
    ref_fail(__FILE__, __LINE__, "a rule with a balance");
}

void ref_container_paint(struct container *c, enum ref_rule rule, const mpz_t *limit,
                         mpz_t ret_painted)
{
    if (ref_rule_keeps_lots(rule)) {
        ref_lots_paint(&c->lots, limit, ret_painted);
        return;
    }
    mpz_set(ret_painted, c->pool[LOT_CLEAN]);
    if (limit != NULL && mpz_cmp(*limit, ret_painted) < 0)
        mpz_set(ret_painted, *limit);
    mpz_sub(c->pool[LOT_CLEAN], c->pool[LOT_CLEAN], ret_painted);
    mpz_add(c->pool[LOT_COLOURED], c->pool[LOT_COLOURED], ret_painted);
}

void ref_container_rename_fresh(struct container *c, enum ref_rule rule, enum lot_class to)
{
    if (ref_rule_keeps_lots(rule)) {
        ref_lots_rename(&c->lots, LOT_FRESH, to);
        return;
    }
    mpz_add(c->pool[to], c->pool[to], c->pool[LOT_FRESH]);
    mpz_set_ui(c->pool[LOT_FRESH], 0);
}
