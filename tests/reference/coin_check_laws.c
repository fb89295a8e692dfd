/* What holds on every chain, whatever the numbers. */
#include "coin_check.h"
#include "coin_domain.h"
#include "coin_inside.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* Nothing later is looked at: a chain cut off behind a block traces as with --until. */
static int check_until(const struct ref_coin_chain *chain, const struct ref_coin_query *query)
{
    struct ref_coin_chain cut = *chain;
    struct ref_coin_query to_the_end = *query;
    size_t until = query->until_block;
    if (until >= chain->block_count - 1)
        return 0;
    cut.block_count = until + 1;
    cut.tx_count = ref_coin_block_end(chain, until);
    for (size_t s = 0; s < query->seed_count; s++)
        if (query->seeds[s].kind == REF_COIN_SEED_ADDRESS ? query->seeds[s].block > until
                                                          : query->seeds[s].tx >= cut.tx_count)
            return 0; /* it names nobody: the cut chain would not know that */
    to_the_end.until_block = SIZE_MAX;
    struct ref_coin_result *a = ref_coin_trace(chain, query);
    struct ref_coin_result *b = ref_coin_trace(&cut, &to_the_end);
    int wrong = !ref_coin_results_equal(a, b);
    ref_coin_result_free(a);
    ref_coin_result_free(b);
    return wrong;
}

static void turn_inputs(struct ref_coin_chain *chain)
{
    for (size_t t = 0; t < chain->tx_count; t++) {
        struct ref_coin_tx *tx = &chain->txs[t];
        for (size_t i = 0; i < tx->input_count / 2; i++) {
            struct ref_coin_input kept = tx->inputs[i];
            tx->inputs[i] = tx->inputs[tx->input_count - 1 - i];
            tx->inputs[tx->input_count - 1 - i] = kept;
        }
    }
}

/* LIFO reads every tape from the other end: with all inputs turned around it is FIFO. Part amounts
   are at one end only, and the coinbase's tape has an order of its own, so not with these. */
static int check_mirror(struct ref_coin_chain *chain, struct ref_coin_query query)
{
    for (size_t s = 0; s < query.seed_count; s++)
        if (query.seeds[s].has_cap)
            return 0;
    query.follow = REF_FEES_STOP;
    query.rule = REF_LIFO;
    struct ref_coin_result *a = ref_coin_trace(chain, &query);
    turn_inputs(chain);
    query.rule = REF_FIFO;
    struct ref_coin_result *b = ref_coin_trace(chain, &query);
    turn_inputs(chain);
    int wrong = !ref_coin_results_equal(a, b);
    ref_coin_result_free(a);
    ref_coin_result_free(b);
    return wrong;
}

/* Without --min every address that money reaches, poison reaches. */
static int check_reach(const struct ref_coin_chain *chain, struct ref_coin_query query)
{
    query.min = 0;
    query.rule = REF_POISON;
    int wrong = 0;
    struct ref_coin_result *poison = ref_coin_trace(chain, &query);
    for (query.rule = REF_HAIRCUT; query.rule < REF_POISON; query.rule++) {
        struct ref_coin_result *money = ref_coin_trace(chain, &query);
        for (int a = 0; a < chain->addresses; a++)
            wrong += money->reached[a] && !poison->reached[a];
        ref_coin_result_free(money);
    }
    ref_coin_result_free(poison);
    return wrong;
}

/* Two seeds of half an output each colour what one of the whole does. */
static int check_halves(const struct ref_coin_chain *chain, size_t tx, size_t index,
                        enum ref_rule rule)
{
    struct ref_coin_query whole, halves;
    uint64_t value = chain->txs[tx].outputs[index].value;
    ref_coin_query_init(&whole, chain->addresses);
    ref_coin_query_init(&halves, chain->addresses);
    whole.rule = halves.rule = rule;
    struct ref_coin_seed *seed = ref_coin_add_seed(&whole, REF_COIN_SEED_OUTPUT);
    seed->tx = tx;
    seed->index = index;
    for (int half = 0; half < 2; half++) {
        struct ref_coin_seed *part = ref_coin_add_seed(&halves, REF_COIN_SEED_OUTPUT);
        part->tx = tx;
        part->index = index;
        part->has_cap = true;
        part->cap = half == 0 ? value / 2 : value - value / 2;
    }
    struct ref_coin_result *a = ref_coin_trace(chain, &whole);
    struct ref_coin_result *b = ref_coin_trace(chain, &halves);
    int wrong = !ref_coin_results_equal(a, b) || (rule != REF_POISON && a->received != value);
    ref_coin_result_free(a);
    ref_coin_result_free(b);
    ref_coin_query_release(&whole);
    ref_coin_query_release(&halves);
    return wrong;
}

static int check_chain(struct ref_coin_random *random, uint64_t seed)
{
    int wrong = 0;
    for (size_t c = 0; c < random->colours; c++) {
        struct ref_coin_query *query = &random->query[c];
        for (query->follow = REF_FEES_STOP; query->follow < REF_FOLLOWS; query->follow++) {
            for (query->rule = REF_HAIRCUT; query->rule < REF_RULES; query->rule++)
                wrong += check_until(&random->chain, query);
            wrong += check_reach(&random->chain, *query);
        }
        wrong += check_mirror(&random->chain, *query);
    }
    size_t tx = seed % random->chain.tx_count;
    size_t index = seed / 7 % random->chain.txs[tx].output_count;
    for (enum ref_rule rule = REF_HAIRCUT; rule < REF_RULES; rule++)
        wrong += check_halves(&random->chain, tx, index, rule);
    return wrong;
}

int ref_coin_check_random(uint64_t chains)
{
    int wrong = 0;
    uint64_t txs = 0, repeats = 0;
    for (uint64_t seed = 1; seed <= chains; seed++) {
        struct ref_coin_random random;
        ref_coin_random_init(&random, seed, 1);
        ref_coin_check(&random.chain);
        int here = check_chain(&random, seed);
        if (here > 0)
            printf("DIFFERS: random chain %" PRIu64 ": %d\n", seed, here);
        wrong += here;
        txs += random.chain.tx_count;
        for (size_t t = 0; t < random.chain.tx_count; t++)
            repeats += random.chain.txs[t].repeats != REF_NO_TX;
        ref_coin_random_release(&random);
    }
    printf("coins, %" PRIu64 " random chains, %" PRIu64 " transactions, %" PRIu64
           " repeated coinbases: %d differences\n",
           chains, txs, repeats, wrong);
    return wrong;
}

struct domain_check {
    uint64_t chains, last_chain;
    int wrong;
};

/* No output holds more than its value, and who holds something is reached. */
static bool possible(const struct ref_coin_chain *chain, const struct ref_coin_result *result,
                     const struct ref_coin_holding *holding)
{
    const struct ref_coin_output *output = &chain->txs[holding->tx].outputs[holding->index];
    return holding->amount <= output->value && !output->burnt &&
           (output->owner == REF_NONE || result->reached[output->owner]);
}

/* The trace itself aborts when it does not balance. */
static bool check_case(void *context, const struct ref_coin_case *c)
{
    struct domain_check *check = context;
    if (c->chain_number != check->last_chain) {
        ref_coin_check(c->chain);
        check->chains++;
        check->last_chain = c->chain_number;
    }
    struct ref_coin_result *r = ref_coin_trace(c->chain, c->query);
    if (c->query->rule != REF_POISON && r->opening + r->received == 0)
        check->wrong += r->reached_count > 0 || r->tainted_txs > 0;
    for (size_t i = 0; i < r->holding_count; i++)
        check->wrong += !possible(c->chain, r, &r->holdings[i]);
    ref_coin_result_free(r);
    return true;
}

int ref_coin_check_domain(int transactions, uint64_t samples, uint64_t queries)
{
    struct ref_coin_domain domain = {.transactions = transactions,
                                     .samples = samples,
                                     .owners = samples != 0,
                                     .chain_stride = 1,
                                     .queries = queries};
    struct domain_check check = {.last_chain = UINT64_MAX};
    uint64_t cases = ref_coin_domain_visit(&domain, check_case, &check);
    printf("coins, domain of %d transactions, %s, %s: %" PRIu64 " chains, %" PRIu64
           " cases, %d differences\n",
           transactions, samples == 0 ? "every chain" : "sampled",
           queries == 0 ? "every query" : "some queries", check.chains, cases, check.wrong);
    return check.wrong;
}
