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

bool purse_put(const struct rule *rule, struct purse *purse, const struct lots *lots,
               struct error *err)
{
    for (size_t i = lots->first; i < lots->end; i++) {
        const struct lot *lot = &lots->lots[i];
        enum lot_class class = lot->class;
        if (rule->ordered && !lots_put(&purse->lots, class, lot->amount, err))
            return false;
        if (!rule->ordered)
            ensure(rule->marks || amount_add(purse->sum[class], lot->amount, &purse->sum[class]));
        if (rule->marks && class != LOT_CLEAN)
            purse->sum[class] = lot->amount;
        ensure(amount_add(purse->total, lot->amount, &purse->total));
    }
    return true;
}

struct amount purse_sum(const struct rule *rule, const struct purse *purse, enum lot_class class)
{
    return rule->ordered ? lots_sum(&purse->lots, class) : purse->sum[class];
}

bool purse_turn(const struct rule *rule, struct purse *purse, enum lot_class from,
                enum lot_class to, struct amount amount, struct amount *ret_turned,
                struct error *err)
{
    if (rule->ordered)
        return lots_turn(&purse->lots, from, to, amount, ret_turned, err);
    if (rule->marks && from == LOT_CLEAN) {
        *ret_turned = amount_min(amount, purse->total);
        if (!amount_is_zero(*ret_turned))
            purse->sum[to] = *ret_turned;
        return true;
    }
    struct amount part = amount_min(amount, purse->sum[from]);
    ensure(amount_sub(purse->sum[from], part, &purse->sum[from]));
    if (!rule->marks || to != LOT_CLEAN)
        ensure(amount_add(purse->sum[to], part, &purse->sum[to]));
    *ret_turned = part;
    return true;
}

bool purse_take(struct purse *purse, enum lot_class class, struct amount amount,
                struct lots *ret_drawn, struct error *err)
{
    ensure(amount_sub(purse->sum[class], amount, &purse->sum[class]));
    return lots_put(ret_drawn, class, amount, err);
}
