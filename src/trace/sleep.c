/* Places that sleep, and how their purses catch up. */
#include "trace/engine.h"

struct amount place_shield(const struct engine *engine, uint32_t number)
{
    return engine->query->rule->draws_oldest ? lots_oldest_clean(&engine->places[number].purse.lots)
                                             : amount_zero();
}

/* While a place lies AHEAD what went out was its shield, and what came in is clean and newest. */
static bool catch_up(struct engine *engine, uint32_t number, uint64_t before, struct error *err)
{
    struct place *place = &engine->places[number];
    struct place_rest *rest = &engine->rests[number];
    const struct ledger *ledger = engine->query->ledger;
    struct sums from, to;
    struct amount in, out;
    if (rest->slept >= before)
        return true;
    if (!postings_sums(ledger, place->container, rest->slept, &from, err) ||
        !postings_sums(ledger, place->container, before, &to, err))
        return false;
    if (!amount_sub(to.in, from.in, &in) || !amount_sub(to.out, from.out, &out) ||
        !amount_equal(to.unseen, from.unseen) ||
        amount_compare(out, place_shield(engine, number)) > 0)
        return error_input(err, ERROR_DAMAGED, "running sums", "they do not fit the transfers");
    rest->slept = before;
    return purse_pass_clean(engine->query->rule, &place->purse, out, in, err);
}

bool place_wake(struct engine *engine, uint32_t number, uint64_t before, struct error *err)
{
    struct place *place = &engine->places[number];
    struct amount balance;
    if (place->sleep == AWAKE)
        return true;
    if (place->sleep == AHEAD)
        return catch_up(engine, number, before, err);
    if (!postings_balance(engine->query->ledger, place->container, before, &balance, err) ||
        !purse_start(engine->query->rule, &place->purse, balance, err))
        return false;
    place->sleep = AWAKE;
    engine->rests[number].quiet = 0;
    return true;
}

bool place_sleeps_through(const struct engine *engine, uint32_t number, uint64_t transfer)
{
    const struct place *place = &engine->places[number];
    return place->sleep == IDLE || (place->sleep == AHEAD && transfer < engine->rests[number].next);
}
