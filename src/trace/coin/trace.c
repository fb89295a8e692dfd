#include "trace/coin/trace.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/sort_u64.h"
#include "ledger/verify.h"
#include "trace/coin/hot.h"

enum { DENSE_MOMENTS_MIN = 10000 };

void coin_engine_release(struct coin_engine *engine)
{
    coin_states_release(&engine->states);
    free(engine->hot);
    free(engine->hot_reached);
    free(engine->hot_services);
    free(engine->lots.runs);
    free(engine->moments);
    free(engine->grants);
    for (int kind = 0; kind < 3; kind++)
        free(engine->granted[kind]);
    free(engine->seed_owners);
    free(engine->losing);
    free(engine->fees);
    free(engine->fee_runs.runs);
    free(engine->scratch.runs);
    spread_release(&engine->spread);
}

void coin_result_release(struct coin_result *result)
{
    free(result->hot);
    free(result->reached_bits);
    free(result->states);
    free(result->services);
    free(result->reached);
    *result = (struct coin_result){0};
}

/* Where as much waits as one transaction in eight, looking at all of them is cheaper. */
static bool is_everywhere(const struct coin_engine *engine, uint64_t transaction)
{
    const struct coin_query *query = engine->query;
    return !engine->states.dense && engine->moment_count >= DENSE_MOMENTS_MIN &&
           engine->moment_count > (query->end - transaction) / 8 &&
           ledger_count(query->ledger, COIN_COUNT_OUTPUTS) <= COIN_HOT_OUTPUTS_MAX;
}

bool coin_run_moments(struct coin_engine *engine, uint64_t until, struct error *err)
{
    while (engine->moment_count > 0 && engine->moments[0] <= until) {
        uint64_t moment = engine->moments[0], transaction = moment / 2;
        bool coinbase = moment % 2 != 0;
        if (moment < engine->moment)
            return error_input(err, ERROR_DAMAGED, "ledger",
                               "an output is spent before it is made, or a reward in its own "
                               "block; expected what `verify` accepts");
        progress_done(engine->query->progress, transaction);
        if (!coinbase && !coin_start_grants(engine, transaction, err))
            return false; /* which may name this moment once more */
        coin_pop(engine);
        engine->moment = moment;
        if (!(coinbase ? coin_step_coinbase(engine, transaction, err)
                       : coin_step(engine, transaction, err)))
            return false;
        if (engine->query->way == TRACE_BY_ITSELF && is_everywhere(engine, transaction))
            break;
    }
    return true;
}

bool coin_tell(const struct coin_engine *engine, struct coin_end from, struct coin_end to,
               uint64_t coloured, struct error *err)
{
    struct coin_move move = {engine->moment, from, to, coloured};
    return engine->query->moved(engine->query->moved_context, &move, err);
}

/* Changes between the ways all the time, to be tested. */
static bool follow_tested(struct coin_engine *engine, struct error *err)
{
    uint64_t end = engine->query->end;
    for (uint64_t from = 0, to; from < end; from = to) {
        to = from + 3 < end ? from + 3 : end;
        if (from % 2 == 0
                ? !coin_dense_run(engine, from, to, err) || !coin_sparse_again(engine, to, err)
                : !coin_run_moments(engine, 2 * to - 1, err))
            return false;
    }
    return true;
}

/* From the next moment on. */
static bool follow_dense(struct coin_engine *engine, struct error *err)
{
    const struct coin_query *query = engine->query;
    uint64_t from = engine->moment_count == 0 ? query->end : engine->moments[0] / 2;
    uint64_t behind = engine->last_seed + 1; /* where no seed is left to begin */
    bool may;
    if (from < behind) {
        behind = behind < query->end ? behind : query->end;
        if (!coin_dense_run(engine, from, behind, err))
            return false;
        from = behind;
    }
    if (!coin_hot_may(engine, from, &may, err))
        return false;
    return may ? coin_hot_run(engine, from, err) : coin_dense_run(engine, from, query->end, err);
}

static bool follow(struct coin_engine *engine, struct error *err)
{
    const struct coin_query *query = engine->query;
    progress_phase(query->progress, query->rule->name, "transactions", query->end);
    if (query->way == TRACE_TESTED)
        return follow_tested(engine, err);
    if (query->way != TRACE_DENSE && !coin_run_moments(engine, UINT64_MAX, err))
        return false;
    if (query->way == TRACE_SPARSE || (query->way != TRACE_DENSE && engine->moment_count == 0))
        return true;
    return follow_dense(engine, err);
}

static int by_output(const void *a, const void *b)
{
    const struct coin_state *first = a, *second = b;
    return (first->output > second->output) - (first->output < second->output);
}

static int by_address(const void *a, const void *b)
{
    const struct coin_service *first = a, *second = b;
    return (first->address > second->address) - (first->address < second->address);
}

const struct coin_state *coin_result_state(const struct coin_result *result, uint64_t output)
{
    struct coin_state wanted = {.output = output};
    return result->state_count == 0 ? NULL
                                    : bsearch(&wanted, result->states, result->state_count,
                                              sizeof *result->states, by_output);
}

/* All that an address received up to the end. */
static bool total_in(const struct coin_query *query, uint64_t address, uint64_t *ret_total,
                     struct error *err)
{
    struct coins_transaction end = {0};
    struct coins_output row;
    uint64_t total = 0, all = ledger_count(query->ledger, COIN_COUNT_OUTPUTS);
    if (query->end < ledger_count(query->ledger, COIN_COUNT_TRANSACTIONS)) {
        if (!coins_transaction(query->ledger, query->end, &end, err))
            return false;
        all = end.first_output;
    }
    for (uint64_t output = 0;; output++) {
        if (!coins_next_output(query->ledger, address, &output, err))
            return false;
        if (output >= all)
            break;
        if (!coins_output(query->ledger, output, &row, err))
            return false;
        total += row.value;
    }
    *ret_total = total;
    return true;
}

/* Lists services and reached addresses, with the sums. */
static bool gather(const struct coin_engine *engine, struct coin_result *result, struct error *err)
{
    const struct coin_query *query = engine->query;
    bool marks = query->rule->marks;
    result->services = malloc((result->state_count + 1) * sizeof *result->services);
    result->reached = malloc((result->state_count + 1) * sizeof *result->reached);
    if (result->services == NULL || result->reached == NULL)
        return error_memory(err, "finishing a trace");
    for (size_t i = 0; i < result->state_count; i++) {
        const struct coin_state *state = &result->states[i];
        struct coins_output row;
        if (!coins_output(query->ledger, state->output, &row, err))
            return false;
        if (row.owner != LEDGER_NONE)
            result->reached[result->reached_count++] = row.owner;
        if (state->service)
            result->services[result->service_count++] =
                (struct coin_service){row.owner, state->coloured, 0, state->hops};
        if (state->service && !marks)
            result->at_services += state->coloured;
        else if (!state->gone && !marks)
            result->held += state->coloured;
    }
    return true;
}

/* Each once. */
static void fold(struct coin_result *result)
{
    size_t kept = 0;
    qsort(result->reached, result->reached_count, sizeof *result->reached, compare_u64);
    for (size_t i = 0; i < result->reached_count; i++)
        if (i == 0 || result->reached[i] != result->reached[i - 1])
            result->reached[kept++] = result->reached[i];
    result->reached_count = kept;
    kept = 0;
    qsort(result->services, result->service_count, sizeof *result->services, by_address);
    for (size_t i = 0; i < result->service_count; i++) {
        const struct coin_service *one = &result->services[i];
        struct coin_service *last = kept == 0 ? NULL : &result->services[kept - 1];
        if (last == NULL || one->address != last->address) {
            result->services[kept++] = *one;
            continue;
        }
        last->coloured += one->coloured;
        if (one->hops < last->hops)
            last->hops = one->hops;
    }
    result->service_count = kept;
}

/* The lists of a trace that went state by state. */
static bool finish_states(struct coin_engine *engine, struct coin_result *result, struct error *err)
{
    const struct coin_query *query = engine->query;
    result->states = engine->states.states;
    result->state_count = engine->states.count;
    engine->states.states = NULL;
    if (result->state_count > 0)
        qsort(result->states, result->state_count, sizeof *result->states, by_output);
    if (!gather(engine, result, err))
        return false;
    fold(result);
    for (size_t i = 0; i < result->service_count && query->rule->marks; i++)
        if (!total_in(query, result->services[i].address, &result->services[i].total_in, err))
            return false;
    return true;
}

static bool finish(struct coin_engine *engine, struct coin_result *result, struct error *err)
{
    *result = (struct coin_result){.opening = engine->opening,
                                   .received = engine->received,
                                   .fees = engine->fees_rest,
                                   .burnt = engine->burnt,
                                   .unresolved = engine->unresolved,
                                   .steps = engine->steps};
    return engine->hot != NULL ? coin_hot_finish(engine, result, err)
                               : finish_states(engine, result, err);
}

/* Stolen is what there is now, to the last unit. */
static bool balances(const struct coin_result *result)
{
    return result->opening + result->received ==
           result->held + result->at_services + result->fees + result->burnt + result->unresolved;
}

/* Where the inputs of the query's transactions end. */
static bool find_end(struct coin_engine *engine, struct error *err)
{
    const struct coin_query *query = engine->query;
    struct coins_transaction rows = {.first_input = ledger_count(query->ledger, COIN_COUNT_INPUTS)};
    if (query->end < ledger_count(query->ledger, COIN_COUNT_TRANSACTIONS) &&
        !coins_transaction(query->ledger, query->end, &rows, err))
        return false;
    engine->input_end = rows.first_input;
    return true;
}

bool coin_trace_run(const struct coin_query *query, struct coin_result *ret_result,
                    struct error *err)
{
    struct coin_engine engine = {.query = query};
    struct coin_result result = {0};
    bool ok = find_end(&engine, err) && coin_prepare_grants(&engine, err) && follow(&engine, err) &&
              finish(&engine, &result, err);
    coin_engine_release(&engine);
    if (ok && !query->rule->marks && !balances(&result)) {
        /* the ledger is damaged, or the program broken: never a report */
        ensure(!ledger_verify(query->ledger, NULL, err));
        ok = false;
    }
    ok = ok && (query->sums_only || coin_result_fill(&result, query->ledger, err));
    if (ok)
        *ret_result = result;
    else
        coin_result_release(&result);
    return ok;
}
