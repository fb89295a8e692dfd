/* What is left when the dense way under haircut is through. */
#include <stdlib.h>

#include "trace/coin/hot.h"

bool coin_hot_finish(struct coin_engine *engine, struct coin_result *result, struct error *err)
{
    const struct coin_query *query = engine->query;
    uint64_t addresses = ledger_count(query->ledger, COIN_COUNT_ADDRESSES);
    result->services = calloc(query->service_count + 1, sizeof *result->services);
    if (result->services == NULL)
        return error_memory(err, "finishing a trace");
    for (size_t i = 0; i < query->service_count; i++) {
        struct coin_service *service = &engine->hot_services[i];
        if (service->coloured == 0)
            continue;
        service->address = query->services[i];
        result->services[result->service_count++] = *service;
        result->at_services += service->coloured;
    }
    for (uint64_t i = 0; i <= addresses / 64; i++)
        result->reached_count += (size_t)__builtin_popcountll(engine->hot_reached[i]);
    result->held = engine->hot_held;
    result->hot = engine->hot;
    result->reached_bits = engine->hot_reached;
    engine->hot = NULL;
    engine->hot_reached = NULL;
    return true;
}

static bool fill_reached(struct coin_result *result, const struct ledger *ledger, struct error *err)
{
    uint64_t addresses = ledger_count(ledger, COIN_COUNT_ADDRESSES);
    size_t count = 0;
    result->reached = malloc((result->reached_count + 1) * sizeof *result->reached);
    if (result->reached == NULL)
        return error_memory(err, "listing reached addresses");
    for (uint64_t i = 0; i <= addresses / 64; i++)
        for (uint64_t bits = result->reached_bits[i]; bits != 0; bits &= bits - 1)
            result->reached[count++] = 64 * i + (uint64_t)__builtin_ctzll(bits) - 1;
    return true;
}

bool coin_result_fill(struct coin_result *result, const struct ledger *ledger, struct error *err)
{
    uint64_t outputs = ledger_count(ledger, COIN_COUNT_OUTPUTS);
    size_t count = 0;
    if (result->hot == NULL)
        return true;
    for (uint64_t i = 0; i < outputs; i++)
        count += result->hot[i].coloured != 0;
    result->states = malloc((count + 1) * sizeof *result->states);
    if (result->states == NULL)
        return error_memory(err, "listing reached outputs");
    for (uint64_t i = 0; i < outputs; i++) {
        const struct coin_hot *hot = &result->hot[i];
        if (hot->coloured == 0)
            continue;
        uint32_t hops = hot->hops & HOT_HOPS;
        bool service = (hot->hops & HOT_SERVICE) != 0; /* what it spends is its own */
        result->states[result->state_count++] =
            (struct coin_state){.output = i,
                                .coloured = hot->coloured,
                                .hops = hops,
                                .seed = hops == 0,
                                .service = service,
                                .gone = !service && (hot->hops & HOT_GONE) != 0,
                                .burnt = (hot->hops & HOT_BURNT) != 0};
    }
    if (!fill_reached(result, ledger, err))
        return false;
    free(result->hot);
    free(result->reached_bits);
    result->hot = NULL;
    result->reached_bits = NULL;
    return true;
}
