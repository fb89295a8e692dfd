#include "trace/coin/hops.h"

#include <stdlib.h>

struct way {
    const struct ledger *ledger;
    const struct coin_result *result;
    struct coin_hop *hops;
    uint32_t left; /* hops that are not filled in, from the first on */
};

/* What a transaction's inputs leave to its fee. */
static bool fee_of(const struct ledger *ledger, const struct coins_transaction *rows,
                   uint64_t *ret_fee, struct error *err)
{
    struct coins_output row;
    uint64_t in = 0, out = 0, output;
    for (uint64_t i = 0; i < rows->inputs; i++) {
        if (!coins_spends(ledger, rows->first_input + i, &output, err) ||
            !coins_output(ledger, output, &row, err))
            return false;
        in += row.value;
    }
    for (uint64_t i = 0; i < rows->outputs; i++) {
        if (!coins_output(ledger, rows->first_output + i, &row, err))
            return false;
        out += row.value;
    }
    *ret_fee = rows->inputs == 0 ? 0 : in - out;
    return in >= out || rows->inputs == 0 ||
           error_input(err, ERROR_DAMAGED, "ledger", "a transaction pays more than it spends");
}

/* The first input of a transaction that brings colour over so many hops; `inputs` when none does.
 */
static bool find_input(const struct way *way, const struct coins_transaction *rows, uint32_t hops,
                       uint64_t *ret_input, const struct coin_state **ret_state, struct error *err)
{
    uint64_t output;
    for (uint64_t i = 0; i < rows->inputs; i++) {
        if (!coins_spends(way->ledger, rows->first_input + i, &output, err))
            return false;
        const struct coin_state *state = coin_result_state(way->result, output);
        if (state == NULL || state->service || state->hops != hops)
            continue;
        *ret_input = i;
        *ret_state = state;
        return true;
    }
    *ret_input = rows->inputs;
    return true;
}

/* The last of the hops that are left: a transaction spends a coloured output. Moves on to that. */
static bool spend_hop(struct way *way, uint64_t transaction, const struct coins_transaction *rows,
                      struct coin_hop *hop, const struct coin_state **state, struct error *err)
{
    struct coins_output row;
    if (!find_input(way, rows, way->left - 1, &hop->input, state, err) ||
        !fee_of(way->ledger, rows, &hop->fee, err))
        return false;
    ensure(hop->input < rows->inputs);
    if (!coins_output(way->ledger, (*state)->output, &row, err))
        return false;
    hop->transaction = transaction;
    hop->from = (*state)->output;
    hop->from_value = row.value;
    hop->from_coloured = (*state)->coloured;
    way->left--;
    return true;
}

/* A coinbase got the fee of a transaction of its block that spends a coloured output: the first
 * one from which the way is as short as it is. Two hops. */
static bool fee_hops(struct way *way, uint64_t coinbase, const struct coin_state **state,
                     struct error *err)
{
    const struct ledger *ledger = way->ledger;
    struct coins_block block;
    uint64_t height, input;
    struct coin_hop *last = &way->hops[way->left - 1], *before = last - 1;
    ensure(way->left >= 2);
    if (!coins_block_of(ledger, coinbase, &height, err) ||
        !coins_block(ledger, height, &block, err))
        return false;
    way->left--;
    last->transaction = coinbase;
    last->from = LEDGER_NONE;
    for (uint64_t i = block.first + 1; i < block.end; i++) {
        struct coins_transaction rows;
        const struct coin_state *found;
        if (!coins_transaction(ledger, i, &rows, err) ||
            !find_input(way, &rows, way->left - 1, &input, &found, err))
            return false;
        if (input == rows.inputs)
            continue;
        before->to = LEDGER_NONE;
        if (!spend_hop(way, i, &rows, before, state, err))
            return false;
        before->to_value = last->from_value = before->fee;
        return true;
    }
    ensure(false); /* the engine counted these hops */
    return false;
}

/* The hop, or with a coinbase the two, that end in an output; moves on to where they begin. */
static bool hop_to(struct way *way, const struct coin_state **state, struct error *err)
{
    struct coin_hop *hop = &way->hops[way->left - 1];
    struct coins_transaction rows;
    struct coins_output row;
    uint64_t transaction;
    if (!coins_output(way->ledger, (*state)->output, &row, err) ||
        !coins_of_output(way->ledger, (*state)->output, &transaction, err) ||
        !coins_transaction(way->ledger, transaction, &rows, err))
        return false;
    hop->to = (*state)->output;
    hop->output = hop->to - rows.first_output;
    hop->to_value = row.value;
    hop->to_coloured = (*state)->coloured;
    return rows.inputs == 0 ? fee_hops(way, transaction, state, err)
                            : spend_hop(way, transaction, &rows, hop, state, err);
}

bool coin_hops_find(const struct trace_request *request, const struct coin_result *result,
                    const struct coin_state *state, uint32_t most, struct coin_hop **ret_hops,
                    uint32_t *ret_omitted, uint64_t *ret_seed, struct error *err)
{
    uint32_t keep_from = state->hops > most ? state->hops - most : 0;
    struct way way = {request->ledger, result, calloc(state->hops + 1, sizeof *way.hops),
                      state->hops};
    if (way.hops == NULL)
        return error_memory(err, "explaining a holding");
    while (way.left > keep_from)
        if (!hop_to(&way, &state, err)) {
            free(way.hops);
            return false;
        }
    *ret_hops = way.hops;
    *ret_omitted = way.left; /* one less where the last step back was a coinbase's two hops */
    *ret_seed = state->output;
    return true;
}
