/* The real CoinJoins: every rule, both orders of followed fees, seeds whole and in part. */
#include "coin_check.h"
#include "coin_inside.h"
#include "coinjoin.h"

#include <inttypes.h>
#include <stdio.h>

static const char *const names[] = {
    "x_dumplings__sw_202403/Scanner/SamouraiCoinJoins.txt",
    "x_dumplings__sw_202403/Scanner/SamouraiPostMixTxs.txt",
    "x_dumplings__sw_202403/Scanner/SamouraiTx0s.txt",
    "x_dumplings__ww1_202405/Scanner/WasabiCoinJoins.txt",
    "x_dumplings__ww1_202405/Scanner/WasabiPostMixTxs.txt",
    "x_jm_filter_false_positives/Scanner/OtherCoinJoinPostMixTxs.txt",
    "x_jm_filter_false_positives/Scanner/OtherCoinJoins.txt",
};

/* The whole of every `step`-th input, or half of it; returns what that is worth. */
static uint64_t seed_inputs(struct ref_coin_query *query, const struct coinjoin *joined,
                            size_t step, bool half)
{
    const struct ref_coin_tx *tx = &joined->chain.txs[joined->tx];
    uint64_t sum = 0;
    for (size_t i = tx->input_count / 2 % step; i < tx->input_count; i += step) {
        uint64_t value = joined->chain.txs[tx->inputs[i].tx].outputs[0].value;
        struct ref_coin_seed *seed = ref_coin_add_seed(query, REF_COIN_SEED_OUTPUT);
        seed->tx = tx->inputs[i].tx;
        seed->has_cap = half;
        seed->cap = value / 2;
        sum += half ? value / 2 : value;
    }
    return sum;
}

/* Haircut: each output has its share of what is tainted, rounded down or up. */
static int check_shares(const struct coinjoin *joined, const struct ref_coin_result *result,
                        uint64_t tainted)
{
    const struct ref_coin_tx *tx = &joined->chain.txs[joined->tx];
    unsigned __int128 whole = ref_coin_sum_in(&joined->chain, joined->tx);
    int wrong = 0;
    for (size_t i = 0; i < result->holding_count; i++) {
        const struct ref_coin_holding *holding = &result->holdings[i];
        if (holding->tx != joined->tx)
            continue;
        uint64_t floor =
            (uint64_t)((unsigned __int128)tainted * tx->outputs[holding->index].value / whole);
        wrong += holding->amount != floor && holding->amount != floor + 1;
    }
    return wrong;
}

/* Poison: every output that has a value and is not burnt; the fees' coinbase when followed. */
static int check_marks(const struct coinjoin *joined, const struct ref_coin_query *query,
                       const struct ref_coin_result *result)
{
    const struct ref_coin_tx *tx = &joined->chain.txs[joined->tx];
    size_t expected = 0;
    for (size_t i = 0; i < tx->output_count; i++)
        expected += tx->outputs[i].value > 0 && !tx->outputs[i].burnt;
    size_t block = joined->chain.block_count - 1;
    if (query->follow != REF_FEES_STOP && ref_coin_fees(&joined->chain, block) > 0)
        expected++;
    return result->holding_count != expected;
}

static int check_rules(const struct coinjoin *joined, size_t step, bool half)
{
    struct ref_coin_query query;
    int wrong = 0;
    ref_coin_query_init(&query, joined->chain.addresses);
    uint64_t tainted = seed_inputs(&query, joined, step, half);
    for (query.follow = REF_FEES_STOP; query.follow < REF_FOLLOWS; query.follow++)
        for (query.rule = REF_HAIRCUT; query.rule < REF_RULES; query.rule++) {
            struct ref_coin_result *r = ref_coin_trace(&joined->chain, &query);
            if (query.rule == REF_POISON)
                wrong += !half && check_marks(joined, &query, r);
            else
                wrong += r->received != tainted || r->held + r->fees + r->burnt != tainted;
            if (query.rule == REF_HAIRCUT)
                wrong += check_shares(joined, r, tainted);
            ref_coin_result_free(r);
        }
    ref_coin_query_release(&query);
    return wrong;
}

static int check_file(FILE *file, uint64_t *count, uint64_t *inputs)
{
    struct coinjoin joined = {0};
    int wrong = 0;
    while (coinjoin_next(&joined, file)) {
        const struct ref_coin_tx *tx = &joined.chain.txs[joined.tx];
        ref_coin_check(&joined.chain);
        int here = check_rules(&joined, tx->input_count, false);
        here += check_rules(&joined, 1 + tx->input_count / 3, true);
        if (here > 0)
            printf("DIFFERS: %s: %d\n", joined.id, here);
        wrong += here;
        ++*count;
        *inputs += tx->input_count;
    }
    coinjoin_release(&joined);
    return wrong;
}

int ref_coin_check_coinjoins(const char *dir)
{
    uint64_t count = 0, inputs = 0;
    int wrong = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        FILE *file = fopen(path, "r");
        if (file == NULL) {
            printf("DIFFERS: %s cannot be read\n", path);
            wrong++;
            continue;
        }
        wrong += check_file(file, &count, &inputs);
        fclose(file);
    }
    printf("coins, %" PRIu64 " real transactions with %" PRIu64 " inputs: %d differences\n", count,
           inputs, wrong);
    return wrong;
}
