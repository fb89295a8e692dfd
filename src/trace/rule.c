#include "trace/rule.h"

#include <string.h>

static const struct rule *const rules[RULES] = {&rule_haircut, &rule_fifo, &rule_lifo, &rule_tiho,
                                                &rule_poison};

const struct rule *rule_at(int index)
{
    ensure(index >= 0 && index < RULES);
    return rules[index];
}

const struct rule *rule_named(const char *name)
{
    for (int i = 0; i < RULES; i++)
        if (strcmp(rules[i]->name, name) == 0)
            return rules[i];
    return NULL;
}

void purse_release(struct purse *purse)
{
    lots_release(&purse->lots);
    *purse = (struct purse){0};
}

static bool too_much(struct error *err)
{
    return error_input(err, ERROR_DAMAGED, "a container", "its amounts pass 2^256");
}

bool purse_start(const struct rule *rule, struct purse *purse, struct amount clean,
                 struct error *err)
{
    lots_clear(&purse->lots);
    purse->total = purse->sum[LOT_CLEAN] = clean;
    purse->sum[LOT_COLOURED] = purse->sum[LOT_FRESH] = amount_zero();
    return !rule->ordered || lots_put(&purse->lots, LOT_CLEAN, clean, err);
}

bool purse_put(const struct rule *rule, struct purse *purse, const struct lots *lots,
               struct error *err)
{
    for (size_t i = lots->first; i < lots->end; i++) {
        struct lot lot = lots->lots[i];
        struct amount *sum = &purse->sum[lot.class];
        if (rule->ordered && !lots_put(&purse->lots, lot.class, lot.amount, err))
            return false;
        if (!amount_add(purse->total, lot.amount, &purse->total))
            return too_much(err);
        if (rule->marks && lot.class != LOT_CLEAN)
            *sum = lot.amount;
        else if (!rule->marks)
            ensure(amount_add(*sum, lot.amount, sum)); /* at most the total */
    }
    return true;
}

bool purse_draw(const struct rule *rule, struct purse *purse, struct amount debit,
                struct lots *ret_drawn, struct error *err)
{
    ensure(amount_sub(purse->total, debit, &purse->total));
    return rule->draw(purse, debit, ret_drawn, err);
}

bool purse_pass_clean(const struct rule *rule, struct purse *purse, struct amount gone,
                      struct amount come, struct error *err)
{
    struct lots *lots = &purse->lots;
    if (!amount_is_zero(gone)) {
        struct amount *oldest = &lots->lots[lots->first].amount;
        ensure(amount_sub(*oldest, gone, oldest) && amount_sub(purse->total, gone, &purse->total) &&
               amount_sub(purse->sum[LOT_CLEAN], gone, &purse->sum[LOT_CLEAN]));
        lots->first += amount_is_zero(*oldest);
    }
    if (!amount_add(purse->total, come, &purse->total))
        return too_much(err);
    ensure(rule->marks || amount_add(purse->sum[LOT_CLEAN], come, &purse->sum[LOT_CLEAN]));
    return !rule->ordered || lots_put(lots, LOT_CLEAN, come, err);
}

static void move_sum(struct purse *purse, enum lot_class from, enum lot_class to,
                     struct amount amount)
{
    ensure(amount_sub(purse->sum[from], amount, &purse->sum[from]) &&
           amount_add(purse->sum[to], amount, &purse->sum[to]));
}

bool purse_turn(const struct rule *rule, struct purse *purse, enum lot_class from,
                enum lot_class to, struct amount amount, struct amount *ret_turned,
                struct error *err)
{
    if (rule->marks) { /* from clean: a mark */
        *ret_turned = amount_min(amount, purse->total);
        if (!amount_is_zero(*ret_turned))
            purse->sum[to] = *ret_turned;
        return true;
    }
    struct amount part = amount_min(amount, purse->sum[from]);
    if (rule->ordered && !lots_turn(&purse->lots, from, to, part, &part, err))
        return false;
    move_sum(purse, from, to, part);
    *ret_turned = part;
    return true;
}

struct amount purse_settle(const struct rule *rule, struct purse *purse, enum lot_class to)
{
    struct amount fresh = purse->sum[LOT_FRESH];
    if (rule->marks) {
        if (to != LOT_CLEAN && !amount_is_zero(fresh))
            purse->sum[to] = fresh;
        purse->sum[LOT_FRESH] = amount_zero();
    } else {
        if (rule->ordered)
            lots_settle(&purse->lots, to, fresh);
        move_sum(purse, LOT_FRESH, to, fresh);
    }
    return fresh;
}

bool purse_take(struct purse *purse, enum lot_class class, struct amount amount,
                struct lots *ret_drawn, struct error *err)
{
    ensure(amount_sub(purse->sum[class], amount, &purse->sum[class]));
    return lots_put(ret_drawn, class, amount, err);
}
