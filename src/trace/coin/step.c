/* One transaction: what its inputs hold, how it spreads, what becomes of the outputs. */
#include "base/array.h"
#include "base/limits.h"
#include "ledger/coin/fetch.h"
#include "trace/coin/engine.h"

enum { AHEAD = 16 }; /* inputs */

/* What was drawn: the inputs, end to end, with the nearest of the coloured ones. */
struct drawn {
    bool marked;   /* some input is coloured */
    uint32_t hops; /* of what is made of it */
};

/* What an input needs lies anywhere in the ledger: it is asked for before its turn comes. Errors
 * wait until then. */
static void fetch(const struct coin_engine *engine, uint64_t input)
{
    const struct ledger *ledger = engine->query->ledger;
    uint64_t output;
    struct error later;
    if (!coins_spends(ledger, input, &output, &later))
        return;
    coin_fetch_value(ledger, output);
    coin_states_fetch(&engine->states, output);
}

/* What was coloured arrives as fresh. */
static bool draw_runs(struct coin_engine *engine, const struct coin_state *state, uint64_t value,
                      struct error *err)
{
    struct coin_runs *in = &engine->spread.in;
    if (state == NULL || state->runs == 0)
        return coin_runs_put(in, state == NULL ? LOT_CLEAN : LOT_FRESH, value, err);
    for (uint32_t i = 0; i < state->runs; i++) {
        struct coin_run run = engine->lots.runs[state->lots + i];
        enum lot_class class = run.class == LOT_CLEAN ? LOT_CLEAN : LOT_FRESH;
        if (!coin_runs_put(in, class, run.amount, err))
            return false;
    }
    return true;
}

static bool draw_input(struct coin_engine *engine, uint64_t transaction, uint64_t input,
                       struct drawn *drawn, struct error *err)
{
    const struct coin_query *query = engine->query;
    struct spread *spread = &engine->spread;
    uint64_t output, value;
    if (!coins_spends(query->ledger, input, &output, err) ||
        !coins_value(query->ledger, output, &value, err))
        return false;
    struct coin_state *state = coin_states_find(&engine->states, output);
    if (state != NULL && (state->service || state->gone))
        state = NULL; /* what a service sends is its own */
    spread->total += value;
    if (state != NULL) {
        spread->coloured += state->coloured;
        state->gone = true;
        if (!drawn->marked || state->hops < drawn->hops)
            drawn->hops = state->hops;
        drawn->marked = true;
        if (!coin_moved(engine, coin_output_end(output), coin_transaction_end(transaction),
                        state->coloured, err))
            return false;
    }
    return !query->rule->ordered || draw_runs(engine, state, value, err);
}

static bool draw(struct coin_engine *engine, uint64_t transaction,
                 const struct coins_transaction *rows, struct drawn *ret_drawn, struct error *err)
{
    struct drawn drawn = {0};
    engine->spread.in.count = engine->spread.count = 0;
    engine->spread.total = engine->spread.coloured = 0;
    for (uint64_t i = 0; i < rows->inputs && i < AHEAD; i++)
        fetch(engine, rows->first_input + i);
    for (uint64_t i = 0; i < rows->inputs; i++) {
        if (i + AHEAD < rows->inputs)
            fetch(engine, rows->first_input + i + AHEAD);
        if (!draw_input(engine, transaction, rows->first_input + i, &drawn, err))
            return false;
    }
    drawn.hops++;
    *ret_drawn = drawn;
    return true;
}

struct coin_part *coin_spread_part(struct coin_engine *engine, struct error *err)
{
    struct spread *spread = &engine->spread;
    struct coin_part *grown = array_grow(spread->parts, &spread->capacity, spread->count + 1,
                                         sizeof *grown, COIN_RUNS_MAX);
    if (grown == NULL) {
        array_error(spread->count + 1, COIN_RUNS_MAX, "outputs of one transaction", err);
        return NULL;
    }
    spread->parts = grown;
    grown[spread->count] = (struct coin_part){0};
    return &grown[spread->count++];
}

/* The outputs and what is left: the fee. */
static bool put_parts(struct coin_engine *engine, const struct coins_transaction *rows,
                      struct error *err)
{
    uint64_t left = engine->spread.total;
    uint64_t value;
    struct coin_part *part;
    for (uint64_t i = 0; i < rows->outputs; i++) {
        if (!coins_value(engine->query->ledger, rows->first_output + i, &value, err) ||
            (part = coin_spread_part(engine, err)) == NULL)
            return false;
        part->value = value;
        if (rows->inputs > 0 && value > left)
            return error_input(err, ERROR_DAMAGED, "ledger",
                               "a transaction pays more than it spends; expected what `verify` "
                               "accepts");
        left -= value;
    }
    if ((part = coin_spread_part(engine, err)) == NULL)
        return false;
    part->value = rows->inputs > 0 ? left : 0;
    return true;
}

bool coin_make_outputs(struct coin_engine *engine, uint64_t transaction,
                       const struct coins_transaction *rows, uint32_t hops, struct error *err)
{
    const struct spread *spread = &engine->spread;
    for (uint64_t i = 0; i < rows->outputs; i++) {
        const struct coin_part *part = &spread->parts[i];
        bool runs = spread->out.count > 0;
        struct coin_arrival arrival = {.transaction = transaction,
                                       .output = rows->first_output + i,
                                       .coloured = part->coloured,
                                       .runs = runs ? spread->out.runs + part->first : NULL,
                                       .run_count = runs ? part->end - part->first : 0,
                                       .hops = hops};
        if (!coin_make_output(engine, &arrival, err))
            return false;
    }
    return true;
}

/* Address seeds that own one of the outputs wait for their next one. */
static bool await_next(struct coin_engine *engine, const struct coins_transaction *rows,
                       struct error *err)
{
    struct coins_output row;
    for (uint64_t i = 0; i < rows->outputs && engine->granted_count[COIN_SEED_ADDRESS] > 0; i++)
        if (!coins_output(engine->query->ledger, rows->first_output + i, &row, err) ||
            !coin_grants_behind(engine, row.owner, rows->first_output + rows->outputs, err))
            return false;
    return true;
}

/* A coinbase waits for the fees of its block. */
static bool put_off(struct coin_engine *engine, uint64_t transaction, struct error *err)
{
    const struct ledger *ledger = engine->query->ledger;
    struct coins_block block;
    uint64_t height;
    return coins_block_of(ledger, transaction, &height, err) &&
           coins_block(ledger, height, &block, err) &&
           coin_push(engine, 2 * (block.end - 1) + 1, err);
}

bool coin_step(struct coin_engine *engine, uint64_t transaction, struct error *err)
{
    const struct coin_query *query = engine->query;
    struct coins_transaction rows;
    struct drawn drawn;
    struct spread *spread = &engine->spread;
    engine->steps++;
    if (engine->moment_count > 0)
        coin_fetch_transaction(query->ledger, engine->moments[0] / 2);
    if (!coin_lose_outputs(engine, transaction, err) ||
        !coins_transaction(query->ledger, transaction, &rows, err))
        return false;
    coin_fetch_output(query->ledger, rows.first_output);
    if (!await_next(engine, &rows, err))
        return false;
    if (rows.inputs == 0 && query->fees != COIN_FEES_STOP)
        return put_off(engine, transaction, err);
    if (!draw(engine, transaction, &rows, &drawn, err) || !put_parts(engine, &rows, err))
        return false;
    spread->out.count = 0;
    if (drawn.marked && !query->rule->spread(spread, err))
        return false;
    const struct coin_part *fee = &spread->parts[rows.outputs];
    if (query->fees == COIN_FEES_STOP) {
        engine->fees_rest += query->rule->marks ? 0 : fee->coloured;
        if (!coin_moved(engine, coin_transaction_end(transaction), coin_sink_end(SINK_FEES),
                        fee->coloured, err))
            return false;
    } else if (fee->coloured > 0 && !coin_note_fee(engine, transaction, fee, drawn.hops, err)) {
        return false;
    }
    return coin_make_outputs(engine, transaction, &rows, drawn.hops, err);
}
