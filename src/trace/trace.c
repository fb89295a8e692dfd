#include "trace/trace.h"

#include <stdlib.h>

#include "ledger/verify.h"
#include "trace/engine.h"

static bool follow(struct engine *engine, struct error *err)
{
    uint64_t at = 0;
    progress_phase(engine->query->progress, engine->query->rule->name, "transfers",
                   engine->query->end);
    for (;;) {
        if (!sparse_run(engine, &at, err))
            return false;
        if (at >= engine->query->end)
            break;
        if (!dense_run(engine, &at, err))
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

static bool finish_places(struct engine *engine, struct trace_place *shown, struct error *err)
{
    const struct trace_query *query = engine->query;
    for (size_t i = 0; i < engine->place_count; i++) {
        const struct place *place = &engine->places[i];
        struct trace_asset *asset = &engine->assets[place->asset];
        struct sums sums;
        asset->reached += place->reached;
        if (place->service) {
            if (!postings_sums(query->ledger, place->container, query->end, &sums, err))
                return false;
            shown[i].total_in = sums.in;
            continue;
        }
        if (query->rule->marks)
            continue;
        shown[i].coloured = place->purse.sum[LOT_COLOURED];
        ensure(amount_add(asset->held, shown[i].coloured, &asset->held));
    }
    return true;
}

/* Stolen is what there is now, to the last unit. */
static bool balances(const struct trace_asset *asset)
{
    struct amount stolen, rests = asset->held;
    return amount_add(asset->opening, asset->received, &stolen) &&
           amount_add(rests, asset->services, &rests) && amount_add(rests, asset->fees, &rests) &&
           amount_add(rests, asset->burnt, &rests) &&
           amount_add(rests, asset->unresolved, &rests) && amount_equal(stolen, rests);
}

/* What does not balance is never a report: the ledger is damaged, or the program broken. */
static bool out_of_balance(const struct ledger *ledger, struct error *err)
{
    ensure(!ledger_verify(ledger, NULL, err));
    return false;
}

static bool finish(struct engine *engine, struct trace_place *shown, struct error *err)
{
    if (!finish_places(engine, shown, err))
        return false;
    for (uint64_t i = 0; i < engine->asset_count; i++) {
        if (!count_unseen(engine, &engine->assets[i], err))
            return false;
        if (!engine->query->rule->marks && !balances(&engine->assets[i]))
            return out_of_balance(engine->query->ledger, err);
    }
    return true;
}

static struct trace_place show(const struct place *place, const struct place_rest *rest)
{
    return (struct trace_place){.container = place->container,
                                .account = rest->account,
                                .asset = place->asset,
                                .service = place->service,
                                .seed = place->seed,
                                .reached = place->reached,
                                .coloured = rest->at_service,
                                .reached_at = rest->reached_at,
                                .hops = place->hops,
                                .last_hop = rest->last_hop};
}

bool trace_run(const struct trace_query *query, struct trace_result *ret_result, struct error *err)
{
    struct engine engine = {.query = query};
    struct trace_result result = {0};
    bool ok = engine_prepare(&engine, err) && follow(&engine, err);
    if (ok) {
        result.places = calloc(engine.place_count + 1, sizeof *result.places);
        ok = result.places != NULL || error_memory(err, "finishing a trace");
    }
    for (; ok && result.place_count < engine.place_count; result.place_count++)
        result.places[result.place_count] =
            show(&engine.places[result.place_count], &engine.rests[result.place_count]);
    ok = ok && finish(&engine, result.places, err);
    result.hops = engine.hops;
    result.assets = engine.assets;
    result.asset_count = engine.asset_count;
    result.transfers_read = engine.steps;
    engine.hops = NULL;
    engine.assets = NULL;
    engine_release(&engine);
    if (ok)
        *ret_result = result;
    else
        trace_result_release(&result);
    return ok;
}

void trace_result_release(struct trace_result *result)
{
    free(result->places);
    free(result->hops);
    free(result->assets);
    *result = (struct trace_result){0};
}
