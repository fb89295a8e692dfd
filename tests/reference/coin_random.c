/* Random chains from a number, for more than the tiny domain can have. */
#include "coin_domain.h"

#include "coin_inside.h"

#include <stdlib.h>

enum { MOST_TXS = 60, MOST_INPUTS = 5, MOST_OUTPUTS = 5 };

/* An output that may be spent from `block` on. */
struct coin {
    size_t tx, index, block;
};

struct maker {
    struct ref_coin_chain *chain;
    uint64_t state;
    size_t maturity;
    size_t coin_count;
    struct coin *coins;
    bool tiny; /* values of a few satoshis */
};

/* splitmix64 (Steele, Lea, Flood 2014): small, and the same everywhere. */
static uint64_t draw(struct maker *m)
{
    m->state += 0x9e3779b97f4a7c15U;
    uint64_t z = m->state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

static uint64_t below(struct maker *m, uint64_t n)
{
    REF_ASSERT(n > 0);
    return draw(m) % n;
}

static bool one_in(struct maker *m, uint64_t n)
{
    return below(m, n) == 0;
}

uint64_t ref_coin_subsidy(size_t height)
{
    return height / 150 < 64 ? 5000000000U >> height / 150 : 0;
}

static void add_coin(struct maker *m, size_t tx, size_t index, size_t block)
{
    m->coins = ref_grow(m->coins, m->coin_count + 1, sizeof *m->coins);
    m->coins[m->coin_count++] = (struct coin){tx, index, block};
}

static void add_output(struct maker *m, size_t tx, uint64_t value, size_t spendable)
{
    size_t index = m->chain->txs[tx].output_count;
    bool burnt = one_in(m, 12);
    int owner = burnt || one_in(m, 12) ? REF_NONE : (int)below(m, (uint64_t)m->chain->addresses);
    ref_coin_add_output(m->chain, tx, value, owner, burnt);
    if (!burnt)
        add_coin(m, tx, index, spendable);
}

/* Takes a coin that may be spent in this block, a young one as often as any; false: there is none.
 */
static bool spend(struct maker *m, size_t tx)
{
    size_t block = m->chain->block_count - 1, tries = 8;
    while (m->coin_count > 0 && tries-- > 0) {
        size_t young = m->coin_count < 4 ? m->coin_count : 4;
        size_t at = one_in(m, 2) ? m->coin_count - 1 - below(m, young) : below(m, m->coin_count);
        struct coin coin = m->coins[at];
        if (coin.block > block)
            continue;
        m->coins[at] = m->coins[--m->coin_count];
        ref_coin_add_input(m->chain, tx, coin.tx, coin.index);
        return true;
    }
    return false;
}

/* Cuts a sum into outputs; some are empty. */
static void add_outputs(struct maker *m, size_t tx, uint64_t sum, size_t spendable)
{
    for (uint64_t left = 1 + below(m, MOST_OUTPUTS); left > 0; left--) {
        uint64_t value = left == 1 ? sum : one_in(m, 8) ? 0 : below(m, sum + 1);
        sum -= value;
        add_output(m, tx, value, spendable);
    }
}

static bool can_spend(const struct maker *m)
{
    for (size_t i = 0; i < m->coin_count; i++)
        if (m->coins[i].block < m->chain->block_count)
            return true;
    return false;
}

static void add_tx(struct maker *m)
{
    if (!can_spend(m))
        return;
    size_t tx = ref_coin_add_tx(m->chain), inputs = 1 + below(m, MOST_INPUTS);
    while (!spend(m, tx)) {
    }
    while (--inputs > 0 && spend(m, tx)) {
    }
    uint64_t sum = ref_coin_sum_in(m->chain, tx);
    uint64_t fee = one_in(m, 3) ? 0 : below(m, (m->tiny ? sum : sum / 20) + 1);
    add_outputs(m, tx, sum - fee, m->chain->block_count - 1);
}

/* All that it may, half, a few satoshis or nothing. */
static void add_coinbase(struct maker *m, size_t tx)
{
    size_t block = m->chain->block_count - 1;
    uint64_t most = m->chain->blocks[block].subsidy + ref_coin_fees(m->chain, block);
    uint64_t few = below(m, 30) + ref_coin_fees(m->chain, block) / 2, claimed = most;
    if (m->tiny)
        claimed = few < most ? few : most;
    else if (one_in(m, 3))
        claimed = one_in(m, 4) ? 0 : most / 2;
    add_outputs(m, tx, claimed, block + m->maturity);
}

/* The txid of an earlier coinbase once more: what of it was not spent is gone. */
static bool repeat_coinbase(struct maker *m, size_t tx)
{
    struct ref_coin_chain *chain = m->chain;
    size_t block = chain->block_count - 1, from = 1 + below(m, block);
    size_t old = chain->blocks[from].first_tx;
    uint64_t most = chain->blocks[block].subsidy + ref_coin_fees(chain, block);
    if (from == block || ref_coin_is_repeated(chain, old) || ref_coin_sum_out(chain, old) > most)
        return false;
    for (size_t i = 0; i < m->coin_count;)
        if (m->coins[i].tx == old)
            m->coins[i] = m->coins[--m->coin_count];
        else
            i++;
    for (size_t i = 0; i < chain->txs[old].output_count; i++) {
        struct ref_coin_output output = chain->txs[old].outputs[i];
        ref_coin_add_output(chain, tx, output.value, output.owner, output.burnt);
        if (!output.burnt)
            add_coin(m, tx, i, block + m->maturity);
    }
    chain->txs[tx].repeats = old;
    return true;
}

/* A transaction of the block may have spent what a repetition would bury: then there is none. */
static bool spends_coinbases(const struct maker *m, size_t coinbase)
{
    for (size_t t = coinbase + 1; t < m->chain->tx_count; t++)
        for (size_t i = 0; i < m->chain->txs[t].input_count; i++) {
            size_t from = m->chain->txs[t].inputs[i].tx;
            if (m->chain->txs[from].input_count == 0)
                return true;
        }
    return false;
}

static void add_block(struct maker *m, size_t txs)
{
    size_t coinbase = ref_coin_add_block(m->chain, ref_coin_subsidy(m->chain->block_count));
    while (txs-- > 0)
        add_tx(m);
    if (m->chain->block_count > 2 && one_in(m, 6) && !spends_coinbases(m, coinbase) &&
        repeat_coinbase(m, coinbase))
        return;
    add_coinbase(m, coinbase);
}

/* Blocks that only let time pass. Their coinbases claim nothing. */
static void add_empty_blocks(struct maker *m)
{
    for (size_t i = 0; m->maturity > 1 && i < m->maturity; i++) {
        size_t tx = ref_coin_add_block(m->chain, ref_coin_subsidy(m->chain->block_count));
        ref_coin_add_output(m->chain, tx, 0, REF_NONE, false);
    }
}

static void random_chain(struct maker *m)
{
    size_t txs = 1 + below(m, MOST_TXS), eras = 2 + below(m, 2);
    size_t genesis = ref_coin_add_block(m->chain, ref_coin_subsidy(0));
    ref_coin_add_output(m->chain, genesis, ref_coin_subsidy(0), REF_NONE, false);
    m->tiny = one_in(m, 2);
    for (size_t era = 0; era < eras; era++) {
        size_t blocks = 1 + below(m, 5);
        for (size_t b = 0; b < blocks; b++)
            add_block(m, below(m, 2 * txs / (eras * blocks) + 2));
        if (era + 1 < eras)
            add_empty_blocks(m);
    }
}

static size_t random_tx(struct maker *m)
{
    return (size_t)below(m, m->chain->tx_count);
}

/* Close to the values there are, so that a bound is met about as often as it is missed. */
static uint64_t random_bound(struct maker *m)
{
    const struct ref_coin_tx *t = &m->chain->txs[random_tx(m)];
    uint64_t value = t->outputs[below(m, t->output_count)].value;
    return (one_in(m, 2) ? value / 2 : value) + below(m, 3) + (value == 0);
}

/* The owner of some output; REF_NONE when none of eight has one. */
static int random_owner(struct maker *m)
{
    for (int tries = 0; tries < 8; tries++) {
        const struct ref_coin_tx *t = &m->chain->txs[random_tx(m)];
        int owner = t->outputs[below(m, t->output_count)].owner;
        if (owner != REF_NONE)
            return owner;
    }
    return REF_NONE;
}

/* Names only what the chain has: a transaction without a twin, an address that was paid. */
static void random_seed(struct maker *m, struct ref_coin_query *query)
{
    struct ref_coin_seed *seed = ref_coin_add_seed(query, (enum ref_coin_seed_kind)below(m, 3));
    seed->tx = random_tx(m);
    if (ref_coin_is_repeated(m->chain, seed->tx))
        seed->kind = REF_COIN_SEED_ADDRESS;
    seed->index = (size_t)below(m, m->chain->txs[seed->tx].output_count);
    seed->address = random_owner(m);
    if (seed->kind == REF_COIN_SEED_ADDRESS && seed->address == REF_NONE) {
        seed->kind = REF_COIN_SEED_TX;
        seed->tx = 0;
    }
    seed->block = one_in(m, 2) ? 0 : m->chain->txs[random_tx(m)].block;
    seed->has_cap = one_in(m, 3);
    seed->cap = random_bound(m);
}

static void random_options(struct maker *m, struct ref_coin_query *query)
{
    for (int a = 0; a < m->chain->addresses; a++) {
        query->is_service[a] = one_in(m, 4);
        query->is_through[a] = one_in(m, 6);
    }
    if (one_in(m, 3))
        query->until_block = m->chain->txs[random_tx(m)].block;
    if (one_in(m, 3))
        query->min = random_bound(m);
}

void ref_coin_random_init(struct ref_coin_random *random, uint64_t seed, size_t maturity)
{
    struct maker m = {.chain = &random->chain, .state = seed, .maturity = maturity};
    ref_coin_chain_init(&random->chain, 2 + (int)below(&m, 7));
    random_chain(&m);
    random->colours = 1 + (size_t)below(&m, REF_COIN_MOST_COLOURS);
    uint64_t options = draw(&m);
    for (size_t c = 0; c < random->colours; c++) {
        struct maker same = {.chain = &random->chain, .state = options};
        ref_coin_query_init(&random->query[c], random->chain.addresses);
        random_options(&same, &random->query[c]);
        for (uint64_t seeds = 1 + below(&m, 3); seeds > 0; seeds--)
            random_seed(&m, &random->query[c]);
    }
    free(m.coins);
}

void ref_coin_random_release(struct ref_coin_random *random)
{
    for (size_t c = 0; c < random->colours; c++)
        ref_coin_query_release(&random->query[c]);
    ref_coin_chain_release(&random->chain);
}
