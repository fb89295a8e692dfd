/* Chains and queries as things; what makes a chain possible. */
#include "coin_inside.h"

#include <stdlib.h>

void ref_coin_chain_init(struct ref_coin_chain *chain, int addresses)
{
    *chain = (struct ref_coin_chain){.addresses = addresses};
}

void ref_coin_chain_release(struct ref_coin_chain *chain)
{
    for (size_t t = 0; t < chain->tx_count; t++) {
        free(chain->txs[t].inputs);
        free(chain->txs[t].outputs);
    }
    free(chain->txs);
    free(chain->blocks);
    *chain = (struct ref_coin_chain){0};
}

size_t ref_coin_add_tx(struct ref_coin_chain *chain)
{
    REF_ASSERT(chain->block_count > 0);
    chain->txs = ref_grow(chain->txs, chain->tx_count + 1, sizeof *chain->txs);
    chain->txs[chain->tx_count] =
        (struct ref_coin_tx){.block = chain->block_count - 1, .repeats = REF_NO_TX};
    return chain->tx_count++;
}

size_t ref_coin_add_block(struct ref_coin_chain *chain, uint64_t subsidy)
{
    chain->blocks = ref_grow(chain->blocks, chain->block_count + 1, sizeof *chain->blocks);
    chain->blocks[chain->block_count++] = (struct ref_coin_block){chain->tx_count, subsidy};
    return ref_coin_add_tx(chain);
}

void ref_coin_add_input(struct ref_coin_chain *chain, size_t tx, size_t from_tx, size_t index)
{
    struct ref_coin_tx *t = &chain->txs[tx];
    REF_ASSERT(from_tx < tx && index < chain->txs[from_tx].output_count);
    t->inputs = ref_grow(t->inputs, t->input_count + 1, sizeof *t->inputs);
    t->inputs[t->input_count++] = (struct ref_coin_input){from_tx, index};
}

void ref_coin_add_output(struct ref_coin_chain *chain, size_t tx, uint64_t value, int owner,
                         bool burnt)
{
    struct ref_coin_tx *t = &chain->txs[tx];
    REF_ASSERT(owner < chain->addresses && (!burnt || owner == REF_NONE));
    t->outputs = ref_grow(t->outputs, t->output_count + 1, sizeof *t->outputs);
    t->outputs[t->output_count++] = (struct ref_coin_output){value, owner, burnt};
}

size_t ref_coin_block_end(const struct ref_coin_chain *chain, size_t block)
{
    return block + 1 < chain->block_count ? chain->blocks[block + 1].first_tx : chain->tx_count;
}

uint64_t ref_coin_sum_in(const struct ref_coin_chain *chain, size_t tx)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < chain->txs[tx].input_count; i++) {
        const struct ref_coin_input *input = &chain->txs[tx].inputs[i];
        sum += chain->txs[input->tx].outputs[input->index].value;
    }
    return sum;
}

uint64_t ref_coin_sum_out(const struct ref_coin_chain *chain, size_t tx)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < chain->txs[tx].output_count; i++)
        sum += chain->txs[tx].outputs[i].value;
    return sum;
}

uint64_t ref_coin_fees(const struct ref_coin_chain *chain, size_t block)
{
    uint64_t fees = 0;
    for (size_t t = chain->blocks[block].first_tx + 1; t < ref_coin_block_end(chain, block); t++)
        fees += ref_coin_sum_in(chain, t) - ref_coin_sum_out(chain, t);
    return fees;
}

bool ref_coin_is_repeated(const struct ref_coin_chain *chain, size_t tx)
{
    for (size_t t = 0; t < chain->tx_count; t++)
        if (chain->txs[t].repeats == tx)
            return true;
    return chain->txs[tx].repeats != REF_NO_TX;
}

/* Whether some transaction before `end` spends this output, or a repetition has buried it. */
static bool is_gone(const struct ref_coin_chain *chain, size_t tx, size_t index, size_t end)
{
    for (size_t t = 0; t < end; t++) {
        if (chain->txs[t].repeats == tx)
            return true;
        for (size_t i = 0; i < chain->txs[t].input_count; i++)
            if (chain->txs[t].inputs[i].tx == tx && chain->txs[t].inputs[i].index == index)
                return true;
    }
    return false;
}

static void check_inputs(const struct ref_coin_chain *chain, size_t tx)
{
    const struct ref_coin_tx *t = &chain->txs[tx];
    for (size_t i = 0; i < t->input_count; i++) {
        const struct ref_coin_input *input = &t->inputs[i];
        REF_ASSERT(!chain->txs[input->tx].outputs[input->index].burnt);
        REF_ASSERT(!is_gone(chain, input->tx, input->index, tx));
        for (size_t k = 0; k < i; k++)
            REF_ASSERT(t->inputs[k].tx != input->tx || t->inputs[k].index != input->index);
    }
}

void ref_coin_check(const struct ref_coin_chain *chain)
{
    for (size_t b = 0; b < chain->block_count; b++) {
        size_t coinbase = chain->blocks[b].first_tx;
        REF_ASSERT(chain->txs[coinbase].input_count == 0);
        for (size_t t = coinbase + 1; t < ref_coin_block_end(chain, b); t++) {
            REF_ASSERT(chain->txs[t].input_count > 0 && chain->txs[t].output_count > 0);
            REF_ASSERT(ref_coin_sum_out(chain, t) <= ref_coin_sum_in(chain, t));
            check_inputs(chain, t);
        }
        REF_ASSERT(ref_coin_sum_out(chain, coinbase) <=
                   chain->blocks[b].subsidy + ref_coin_fees(chain, b));
    }
}

void ref_coin_query_init(struct ref_coin_query *query, int addresses)
{
    *query = (struct ref_coin_query){.addresses = addresses, .until_block = SIZE_MAX};
    query->is_service = ref_alloc((size_t)addresses, sizeof *query->is_service);
    query->is_through = ref_alloc((size_t)addresses, sizeof *query->is_through);
}

void ref_coin_query_release(struct ref_coin_query *query)
{
    free(query->seeds);
    free(query->is_service);
    free(query->is_through);
    *query = (struct ref_coin_query){0};
}

struct ref_coin_seed *ref_coin_add_seed(struct ref_coin_query *query, enum ref_coin_seed_kind kind)
{
    query->seeds = ref_grow(query->seeds, query->seed_count + 1, sizeof *query->seeds);
    query->seeds[query->seed_count] = (struct ref_coin_seed){.kind = kind, .address = REF_NONE};
    return &query->seeds[query->seed_count++];
}
