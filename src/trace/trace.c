#include "trace/trace.h"

#include <stdlib.h>

#include "trace/engine.h"

/* Transactions end between two events: what --min holds back is decided before the next one. */
static bool enter_transaction(struct engine *engine, uint64_t transfer, struct error *err)
{
    uint64_t number;
    struct transaction transaction;
    if (transfer < engine->transaction_end)
        return true;
    if (transfer >= engine->query->end) /* a seed whose block has no transfer left */
        return step_end_transaction(engine, err);
    if (!step_end_transaction(engine, err) ||
        !ledger_transaction_of(engine->query->ledger, transfer, &number, err) ||
        !ledger_transaction(engine->query->ledger, number, &transaction, err))
        return false;
    engine->transaction_end = transaction.end;
    return true;
}

static bool follow(struct engine *engine, struct error *err)
{
    uint64_t last = LEDGER_NONE;
    while (engine->queue.count > 0) {
        struct event event = queue_pop(&engine->queue);
        if (!enter_transaction(engine, event.transfer, err))
            return false;
        if (event.kind == EVENT_SEED_STARTS) {
            if (!colour_start(engine, event.subject, event.transfer, err))
                return false;
            continue;
        }
        if (event.subject != NOBODY && !engine_next_posting(engine, event.subject, err))
            return false;
        /* Both sides of a transfer have an event, and a seeded row one of its own. */
        if (event.transfer == last)
            continue;
        last = event.transfer;
        if (!step_transfer(engine, event.transfer, err))
            return false;
    }
    return step_end_transaction(engine, err);
}

/* Leaves out what seeds and services made unseen: the one is stolen value, the other its own. */
static bool subtract_unseen(const struct engine *engine, uint64_t container, struct amount *unseen,
                            struct error *err)
{
    struct sums sums;
    if (!postings_sums(engine->query->ledger, container, engine->query->end, &sums, err))
        return false;
    return amount_sub(*unseen, sums.unseen, unseen) ||
           error_input(err, ERROR_DAMAGED, "ledger",
                       "sums of unseen lots contradict each other; expected what `verify` accepts");
}

/* Two seeds may name one container: what it made unseen is taken out once. */
static bool is_granted_before(const struct engine *engine, size_t grant)
{
    for (size_t i = 0; i < grant; i++)
        if (engine->grants[i].container == engine->grants[grant].container)
            return true;
    return false;
}

static bool count_unseen(struct engine *engine, struct trace_asset *asset, struct error *err)
{
    const struct trace_query *query = engine->query;
    if (!ledger_unseen_before(query->ledger, asset->asset, query->end, &asset->unseen, err))
        return false;
    for (size_t i = 0; i < engine->grant_count; i++) {
        const struct grant *grant = &engine->grants[i];
        uint64_t account, granted;
        if (grant->container == LEDGER_NONE || is_granted_before(engine, i))
            continue;
        if (!ledger_container(query->ledger, grant->container, &account, &granted, err) ||
            (granted == asset->asset &&
             !subtract_unseen(engine, grant->container, &asset->unseen, err)))
            return false;
    }
    for (size_t i = 0; i < engine->service_count; i++) {
        uint64_t account, asset_of_service;
        if (i > 0 && engine->services[i] == engine->services[i - 1])
            continue;
        if (!ledger_container(query->ledger, engine->services[i], &account, &asset_of_service,
                              err) ||
            (asset_of_service == asset->asset &&
             !subtract_unseen(engine, engine->services[i], &asset->unseen, err)))
            return false;
    }
    return true;
}

static bool finish_places(struct engine *engine, struct error *err)
{
    const struct rule *rule = engine->query->rule;
    for (size_t i = 0; i < engine->place_count; i++) {
        struct place *place = &engine->places[i];
        struct trace_asset *asset = &engine->assets[place->shown.asset];
        struct sums sums;
        asset->reached += place->shown.reached;
        if (place->shown.service) {
            if (!postings_sums(engine->query->ledger, place->shown.container, engine->query->end,
                               &sums, err))
                return false;
            place->shown.total_in = sums.in;
            continue;
        }
        if (rule->marks)
            continue;
        place->shown.coloured = purse_sum(rule, &place->purse, LOT_COLOURED);
        ensure(amount_add(asset->held, place->shown.coloured, &asset->held));
    }
    return true;
}

/* Stolen is what there is now: anything else is a broken program, never a report. */
static void check_balance(const struct trace_asset *asset)
{
    struct amount stolen, rests = asset->held;
    ensure(amount_add(asset->opening, asset->received, &stolen));
    ensure(amount_add(rests, asset->services, &rests) && amount_add(rests, asset->fees, &rests) &&
           amount_add(rests, asset->burnt, &rests) && amount_add(rests, asset->unresolved, &rests));
    ensure(amount_compare(stolen, rests) == 0);
}

static bool finish(struct engine *engine, struct error *err)
{
    if (!finish_places(engine, err))
        return false;
    for (uint64_t i = 0; i < engine->asset_count; i++) {
        if (!count_unseen(engine, &engine->assets[i], err))
            return false;
        if (!engine->query->rule->marks)
            check_balance(&engine->assets[i]);
    }
    return true;
}

static bool hand_over(struct engine *engine, struct trace_result *ret_result, struct error *err)
{
    struct trace_place *places = calloc(engine->place_count + 1, sizeof *places);
    if (places == NULL)
        return error_memory(err, "finishing a trace");
    for (size_t i = 0; i < engine->place_count; i++) {
        places[i] = engine->places[i].shown;
        engine->places[i].shown.path = NULL;
    }
    *ret_result = (struct trace_result){places, engine->place_count, engine->assets,
                                        engine->asset_count, engine->transfers_read};
    engine->assets = NULL;
    return true;
}

bool trace_run(const struct trace_query *query, struct trace_result *ret_result, struct error *err)
{
    struct engine engine = {.query = query};
    bool ok = engine_prepare(&engine, err) && follow(&engine, err) && finish(&engine, err) &&
              hand_over(&engine, ret_result, err);
    engine_release(&engine);
    return ok;
}

void trace_result_release(struct trace_result *result)
{
    for (size_t i = 0; i < result->place_count; i++)
        free(result->places[i].path);
    free(result->places);
    free(result->assets);
    *result = (struct trace_result){0};
}
