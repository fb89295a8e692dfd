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

/* Leaves out what a seed's or a service's container made unseen: the one is stolen value, the other
 * its own. */
static bool subtract_unseen(struct engine *engine, uint64_t container, struct error *err)
{
    const struct ledger *ledger = engine->query->ledger;
    struct sums sums;
    uint64_t account, asset;
    if (!ledger_container(ledger, container, &account, &asset, err) ||
        !postings_sums(ledger, container, engine->query->end, &sums, err))
        return false;
    struct amount *unseen = &engine->assets[asset].unseen;
    return amount_sub(*unseen, sums.unseen, unseen) ||
           error_input(err, ERROR_DAMAGED, "ledger",
                       "sums of unseen lots contradict each other; expected what `verify` accepts");
}

/* Of ascending containers each once: two seeds, or two labels, may name one. */
static bool subtract_all(struct engine *engine, const uint64_t *containers, size_t count,
                         struct error *err)
{
    for (size_t i = 0; i < count; i++)
        if ((i == 0 || containers[i] != containers[i - 1]) &&
            !subtract_unseen(engine, containers[i], err))
            return false;
    return true;
}

/* The containers of address seeds; the receiver of a seeded row is not one, as its unseen lots stay
 * clean. */
static bool subtract_seeds(struct engine *engine, struct error *err)
{
    size_t count = 0;
    uint64_t *containers = malloc((engine->grant_count + 1) * sizeof *containers);
    if (containers == NULL)
        return error_memory(err, "finishing a trace");
    for (size_t i = 0; i < engine->grant_count; i++)
        if (engine->grants[i].container != LEDGER_NONE)
            containers[count++] = engine->grants[i].container;
    engine_sort(containers, count);
    bool ok = subtract_all(engine, containers, count, err);
    free(containers);
    return ok;
}

static bool count_unseen(struct engine *engine, struct error *err)
{
    const struct trace_query *query = engine->query;
    for (uint64_t asset = 0; asset < engine->asset_count; asset++)
        if (!ledger_unseen_before(query->ledger, asset, query->end, &engine->assets[asset].unseen,
                                  err))
            return false;
    return subtract_seeds(engine, err) &&
           subtract_all(engine, engine->services, engine->service_count, err);
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
    if (!finish_places(engine, shown, err) || !count_unseen(engine, err))
        return false;
    for (uint64_t i = 0; i < engine->asset_count; i++) {
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

static uint64_t asset_of(const void *places, size_t number)
{
    return ((const struct trace_place *)places)[number].asset;
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
    ok = ok && finish(&engine, result.places, err) &&
         by_asset_init(&result.by_asset, result.place_count, engine.asset_count, asset_of,
                       result.places, err);
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
    by_asset_release(&result->by_asset);
    free(result->hops);
    free(result->assets);
    *result = (struct trace_result){0};
}
