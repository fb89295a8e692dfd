/* Outputs that colour reaches. */
#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"
#include "trace/coin/engine.h"

bool coin_runs_grant(const struct coin_run *runs, size_t count, uint64_t amount,
                     struct coin_runs *ret_runs, struct error *err)
{
    ret_runs->count = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t turned = runs[i].class != LOT_CLEAN ? 0
                          : runs[i].amount < amount  ? runs[i].amount
                                                     : amount;
        amount -= turned;
        if (!coin_runs_put(ret_runs, LOT_COLOURED, turned, err) ||
            !coin_runs_put(ret_runs, runs[i].class, runs[i].amount - turned, err))
            return false;
    }
    return true;
}

/* Fresh value is decided on: it stays coloured, or is clean again. */
static bool settle(struct coin_runs *runs, bool dropped, struct error *err)
{
    struct coin_runs settled = {.runs = runs->runs, .capacity = runs->capacity};
    size_t count = runs->count;
    for (size_t i = 0; i < count; i++) { /* in place: it only shrinks */
        struct coin_run run = runs->runs[i];
        if (run.class == LOT_FRESH)
            run.class = dropped ? LOT_CLEAN : LOT_COLOURED;
        if (!coin_runs_put(&settled, run.class, run.amount, err))
            return false;
    }
    *runs = settled;
    return true;
}

/* Keeps what lies in an output, unless all of it is coloured. */
static bool keep_runs(struct coin_engine *engine, struct coin_state *state,
                      const struct coin_runs *runs, struct error *err)
{
    state->runs = 0;
    if (runs->count < 2)
        return true;
    struct coin_runs *all = &engine->lots;
    struct coin_run *grown = array_grow(all->runs, &all->capacity, all->count + runs->count,
                                        sizeof *grown, COIN_STATES_MAX);
    if (grown == NULL)
        return array_error(all->count + runs->count, COIN_STATES_MAX, "lots", err);
    all->runs = grown;
    state->lots = all->count;
    state->runs = (uint32_t)runs->count;
    memcpy(grown + all->count, runs->runs, runs->count * sizeof *grown);
    all->count += runs->count;
    return true;
}

/* When the output is spent, or put out of reach, is a moment to come. */
static bool follow(struct coin_engine *engine, uint64_t output, struct error *err)
{
    const struct coin_query *query = engine->query;
    uint64_t input, transaction, loser;
    if (!coins_spender(query->ledger, output, &input, err) ||
        !coins_loser(query->ledger, output, &loser, err))
        return false;
    if (loser < query->end) {
        struct coin_losing *grown =
            array_grow(engine->losing, &engine->losing_capacity, engine->losing_count + 1,
                       sizeof *grown, COIN_STATES_MAX);
        if (grown == NULL)
            return array_error(engine->losing_count + 1, COIN_STATES_MAX, "lost outputs", err);
        engine->losing = grown;
        grown[engine->losing_count++] = (struct coin_losing){loser, output};
        return coin_push(engine, 2 * loser, err);
    }
    if (input >= engine->input_end || engine->states.dense) /* or nobody's */
        return true;
    return coins_of_input(query->ledger, input, &transaction, err) &&
           coin_push(engine, 2 * transaction, err);
}

bool coin_lose_outputs(struct coin_engine *engine, uint64_t transaction, struct error *err)
{
    for (size_t i = 0; i < engine->losing_count; i++) {
        if (engine->losing[i].transaction != transaction)
            continue;
        struct coin_state *state = coin_states_find(&engine->states, engine->losing[i].output);
        if (state != NULL && !state->gone && !state->service) {
            state->gone = state->burnt = true;
            engine->burnt += engine->query->rule->marks ? 0 : state->coloured;
            if (!coin_moved(engine, coin_output_end(state->output), coin_sink_end(SINK_BURNT),
                            state->coloured, err))
                return false;
        }
    }
    return true;
}

/* What becomes of a new output: what came stays coloured unless it is below --min, and seeds colour
 * of what was clean. What rests for good, at a service or burnt, is never below. */
struct outcome {
    uint64_t coloured;
    uint64_t dropped; /* of what came */
    bool seed, service, burnt;
};

static bool colour(struct coin_engine *engine, const struct coin_arrival *arrival,
                   const struct coins_output *row, struct outcome *outcome, struct error *err)
{
    const struct coin_query *query = engine->query;
    const struct coin_run clean = {row->value, LOT_CLEAN};
    bool rests = outcome->service || outcome->burnt;
    bool dropped = arrival->coloured < query->min && !rests;
    uint64_t granted = coin_grant_output(engine, arrival->transaction, arrival->output, row->owner,
                                         row->value - arrival->coloured);
    outcome->dropped = dropped ? arrival->coloured : 0;
    outcome->coloured = granted + arrival->coloured - outcome->dropped;
    outcome->seed = granted > 0;
    if (query->rule->marks) {
        outcome->coloured = outcome->coloured > 0 ? row->value : 0;
        return true;
    }
    engine->received += granted;
    engine->unresolved += outcome->dropped;
    return !query->rule->ordered || (coin_runs_grant(arrival->runs == NULL ? &clean : arrival->runs,
                                                     arrival->runs == NULL ? 1 : arrival->run_count,
                                                     granted, &engine->scratch, err) &&
                                     settle(&engine->scratch, dropped, err));
}

/* What came went to the output, or below --min nowhere; a burnt one keeps nothing. */
static bool tell(const struct coin_engine *engine, const struct coin_arrival *arrival,
                 const struct outcome *outcome, struct error *err)
{
    struct coin_end from = coin_transaction_end(arrival->transaction);
    struct coin_end to = coin_output_end(arrival->output);
    return coin_moved(engine, from, coin_sink_end(SINK_UNRESOLVED), outcome->dropped, err) &&
           coin_moved(engine, from, to, arrival->coloured - outcome->dropped, err) &&
           (!outcome->burnt ||
            coin_moved(engine, to, coin_sink_end(SINK_BURNT), outcome->coloured, err));
}

bool coin_make_output(struct coin_engine *engine, const struct coin_arrival *arrival,
                      struct error *err)
{
    struct coins_output row;
    struct coin_state *state;
    if (!coins_output(engine->query->ledger, arrival->output, &row, err))
        return false;
    size_t service;
    struct outcome outcome = {.service = coin_find_service(engine, row.owner, &service),
                              .burnt = row.fate == COIN_BURNT};
    if (!colour(engine, arrival, &row, &outcome, err) || !tell(engine, arrival, &outcome, err))
        return false;
    if (outcome.coloured == 0)
        return true;
    if (!coin_states_add(&engine->states, arrival->output, &state, err))
        return false;
    state->coloured = outcome.coloured;
    state->seed = outcome.seed;
    state->hops = outcome.seed ? 0 : arrival->hops;
    state->service = outcome.service;
    state->burnt = state->gone = outcome.burnt;
    if (outcome.burnt && !engine->query->rule->marks)
        engine->burnt += outcome.coloured;
    if (engine->query->rule->ordered && !keep_runs(engine, state, &engine->scratch, err))
        return false;
    return outcome.burnt || outcome.service || follow(engine, arrival->output, err);
}

bool coin_open_output(struct coin_engine *engine, struct coin_grant *grant, uint64_t output,
                      struct error *err)
{
    const struct coin_query *query = engine->query;
    struct coins_output row;
    uint64_t input, loser, transaction = LEDGER_NONE;
    if (!coins_output(query->ledger, output, &row, err) ||
        !coins_spender(query->ledger, output, &input, err) ||
        !coins_loser(query->ledger, output, &loser, err) ||
        (input != LEDGER_NONE && !coins_of_input(query->ledger, input, &transaction, err)))
        return false;
    if (transaction < grant->seed.from || loser < grant->seed.from)
        return true;
    struct coin_state *state = coin_states_find(&engine->states, output);
    struct coin_run whole = {row.value, LOT_CLEAN};
    const struct coin_run *runs = &whole;
    size_t count = 1;
    if (state != NULL && state->runs > 0) {
        runs = engine->lots.runs + state->lots;
        count = state->runs;
    } else if (state != NULL)
        whole.class = LOT_COLOURED;
    uint64_t clean = row.value - (state == NULL ? 0 : state->coloured);
    uint64_t coloured = coin_grant_use(grant, clean);
    if (coloured == 0)
        return true;
    if (query->rule->ordered && !coin_runs_grant(runs, count, coloured, &engine->scratch, err))
        return false;
    bool known = state != NULL;
    if (!known && !coin_states_add(&engine->states, output, &state, err))
        return false;
    if (!query->rule->marks)
        engine->opening += coloured;
    state->coloured = query->rule->marks ? row.value : state->coloured + coloured;
    state->seed = true;
    state->hops = 0;
    return (!query->rule->ordered || keep_runs(engine, state, &engine->scratch, err)) &&
           (known || follow(engine, output, err));
}
