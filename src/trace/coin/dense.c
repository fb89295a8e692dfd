/* The dense way: every transaction is looked at, one after the other, instead of those that wait.
 *
 * An output's state is found at its own place. Under haircut, once no seed has anything left to
 * say, what is touched of an output is 16 bytes and nothing else is kept (hot.c).
 */
#include <stdlib.h>

#include "ledger/coin/scan.h"
#include "trace/coin/engine.h"

/* Whether the transaction at hand spends colour that moves on. */
static bool spends_colour(const struct coin_engine *engine, const struct coin_scan *scan,
                          uint64_t outputs, bool *ret_spends, struct error *err)
{
    *ret_spends = false;
    for (uint64_t i = 0; i < scan->inputs && !*ret_spends; i++) {
        uint64_t output = coin_scan_spends(scan, i);
        if (output >= outputs)
            return segment_damaged(scan->segment, COIN_SPENDS, scan->local, err);
        const struct coin_state *state = coin_states_find(&engine->states, output);
        *ret_spends = state != NULL && !state->gone && !state->service;
    }
    return true;
}

bool coin_dense_run(struct coin_engine *engine, uint64_t from, uint64_t to, struct error *err)
{
    const struct coin_query *query = engine->query;
    uint64_t outputs = ledger_count(query->ledger, COIN_COUNT_OUTPUTS);
    struct coin_scan scan;
    bool spends;
    if (!coin_states_make_dense(&engine->states, outputs, err) ||
        !coin_scan_start(&scan, query->ledger, from, err))
        return false;
    for (uint64_t transaction = from; transaction < to; transaction++) {
        progress_done(query->progress, transaction);
        if (!spends_colour(engine, &scan, outputs, &spends, err) ||
            (spends && !coin_push(engine, 2 * transaction, err)) ||
            !coin_run_moments(engine, 2 * transaction + 1, err) || !coin_scan_next(&scan, err))
            return false;
    }
    return true;
}

bool coin_sparse_again(struct coin_engine *engine, uint64_t from, struct error *err)
{
    const struct coin_query *query = engine->query;
    uint64_t input, transaction;
    if (!coin_states_make_sparse(&engine->states, err))
        return false;
    for (size_t i = 0; i < engine->states.count; i++) {
        const struct coin_state *state = &engine->states.states[i];
        if (state->gone || state->service)
            continue;
        if (!coins_spender(query->ledger, state->output, &input, err))
            return false;
        if (input >= engine->input_end) /* or nobody's */
            continue;
        if (!coins_of_input(query->ledger, input, &transaction, err) ||
            (transaction >= from && !coin_push(engine, 2 * transaction, err)))
            return false;
    }
    return true;
}
