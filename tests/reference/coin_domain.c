/* Every chain of a tiny domain and every query of each, by counting through choices. */
#include "coin_domain.h"

#include "coin_inside.h"

enum { MOST_CHOICES = 64, MOST_VALUE = 3, ADDRESSES = 3, SUBSIDY = 2 };

#define FIRST_STATE UINT64_C(88172645463325252)

/* A number whose digits are choices: the builder asks for one after the other, and next() turns to
   the following number that the builder can ask for. */
struct odometer {
    size_t used, known;
    int digit[MOST_CHOICES], radix[MOST_CHOICES];
    uint64_t state; /* 0: count; else draw */
};

/* xorshift64 (Marsaglia 2003). */
static int draw(uint64_t *state, int n)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (int)(*state % (uint64_t)n);
}

/* 0 to n - 1. */
static int choose(struct odometer *o, int n)
{
    REF_ASSERT(n > 0 && o->used < MOST_CHOICES);
    if (o->used == o->known) {
        o->digit[o->known] = o->state != 0 ? draw(&o->state, n) : 0;
        o->radix[o->known++] = n;
    }
    REF_ASSERT(o->radix[o->used] == n);
    return o->digit[o->used++];
}

static bool next(struct odometer *o)
{
    while (o->known > 0 && o->digit[o->known - 1] + 1 == o->radix[o->known - 1])
        o->known--;
    if (o->known == 0)
        return false;
    o->digit[o->known - 1]++;
    return true;
}

struct coins {
    size_t count;
    struct ref_coin_input coin[16];
};

static void add_output(struct odometer *o, const struct ref_coin_domain *domain,
                       struct ref_coin_chain *chain, struct coins *coins, size_t tx, uint64_t value)
{
    size_t index = chain->txs[tx].output_count;
    int owner = (int)((tx + 2 * index) % ADDRESSES);
    if (domain->owners)
        owner = choose(o, ADDRESSES + 2) - 2; /* -2: OP_RETURN; -1: no address */
    else if (index == 1 && choose(o, 2) == 1)
        owner = -2;
    bool burnt = owner == -2;
    ref_coin_add_output(chain, tx, value, burnt ? REF_NONE : owner, burnt);
    if (!burnt)
        coins->coin[coins->count++] = (struct ref_coin_input){tx, index};
}

static void spend(struct odometer *o, struct ref_coin_chain *chain, struct coins *coins, size_t tx)
{
    size_t at = (size_t)choose(o, (int)coins->count);
    struct ref_coin_input coin = coins->coin[at];
    for (coins->count--; at < coins->count; at++)
        coins->coin[at] = coins->coin[at + 1];
    ref_coin_add_input(chain, tx, coin.tx, coin.index);
}

/* Coinbases behind the first two claim subsidy and fees whole, or all but one satoshi. */
static void end_block(struct odometer *o, struct ref_coin_chain *chain, struct coins *coins)
{
    size_t block = chain->block_count - 1, tx = chain->blocks[block].first_tx;
    uint64_t most = chain->blocks[block].subsidy + ref_coin_fees(chain, block);
    ref_coin_add_output(chain, tx, most - (uint64_t)choose(o, 2), (int)(block % ADDRESSES), false);
    coins->coin[coins->count++] = (struct ref_coin_input){tx, 0};
}

/* False: these inputs cannot be had, or no outputs of at most 3 fit. */
static bool add_tx(struct odometer *o, const struct ref_coin_domain *domain,
                   struct ref_coin_chain *chain, struct coins *coins)
{
    if (choose(o, 2) == 1) {
        end_block(o, chain, coins);
        ref_coin_add_block(chain, SUBSIDY);
    }
    size_t tx = ref_coin_add_tx(chain);
    for (int inputs = 1 + choose(o, 2); inputs > 0; inputs--) {
        if (coins->count == 0)
            return false;
        spend(o, chain, coins, tx);
    }
    uint64_t fee = (uint64_t)choose(o, 2), sum = ref_coin_sum_in(chain, tx);
    if (fee > sum)
        return false;
    uint64_t left = sum - fee;
    if (choose(o, 2) == 1) {
        uint64_t first = (uint64_t)choose(o, MOST_VALUE + 1);
        if (first > left)
            return false;
        add_output(o, domain, chain, coins, tx, first);
        left -= first;
    }
    if (left > MOST_VALUE)
        return false;
    add_output(o, domain, chain, coins, tx, left);
    return true;
}

static bool build_chain(struct odometer *o, const struct ref_coin_domain *domain,
                        struct ref_coin_chain *chain)
{
    struct coins coins = {0};
    ref_coin_chain_init(chain, ADDRESSES);
    for (int b = 0; b < 2; b++) {
        size_t tx = ref_coin_add_block(chain, MOST_VALUE);
        ref_coin_add_output(chain, tx, (uint64_t)choose(o, MOST_VALUE + 1), b, false);
        coins.coin[coins.count++] = (struct ref_coin_input){tx, 0};
    }
    ref_coin_add_block(chain, SUBSIDY);
    for (int t = 0; t < domain->transactions; t++)
        if (!add_tx(o, domain, chain, &coins))
            return false;
    end_block(o, chain, &coins);
    return true;
}

/* A part amount: none, or each from 1 to 3. */
static void choose_cap(struct odometer *o, struct ref_coin_seed *seed)
{
    seed->cap = (uint64_t)choose(o, MOST_VALUE + 1);
    seed->has_cap = seed->cap > 0;
}

static void choose_seed(struct odometer *o, const struct ref_coin_chain *chain,
                        struct ref_coin_query *query)
{
    enum ref_coin_seed_kind kind = (enum ref_coin_seed_kind)choose(o, 3);
    struct ref_coin_seed *seed = ref_coin_add_seed(query, kind);
    if (kind == REF_COIN_SEED_ADDRESS) {
        seed->address = choose(o, chain->addresses);
        seed->block = (size_t)choose(o, (int)chain->block_count);
    } else {
        seed->tx = (size_t)choose(o, (int)chain->tx_count);
        if (kind == REF_COIN_SEED_OUTPUT)
            seed->index = (size_t)choose(o, (int)chain->txs[seed->tx].output_count);
    }
    choose_cap(o, seed);
}

static void build_query(struct odometer *o, const struct ref_coin_chain *chain,
                        struct ref_coin_query *query)
{
    ref_coin_query_init(query, chain->addresses);
    choose_seed(o, chain, query);
    query->rule = (enum ref_rule)choose(o, REF_RULES);
    query->follow = (enum ref_coin_follow)choose(o, REF_FOLLOWS);
    query->is_service[ADDRESSES - 1] = choose(o, 2) == 1;
    query->min = choose(o, 2) == 1 ? 2 : 0;
    query->until_block = choose(o, 2) == 1 ? chain->block_count - 2 : SIZE_MAX;
}

struct visit {
    const struct ref_coin_domain *domain;
    bool (*visit)(void *context, const struct ref_coin_case *c);
    void *context;
    uint64_t shown;
};

static bool visit_query(struct visit *v, struct odometer *o, const struct ref_coin_chain *chain,
                        uint64_t number)
{
    struct ref_coin_query query;
    struct ref_coin_case c = {chain, &query, number};
    o->used = 0;
    build_query(o, chain, &query);
    v->shown++;
    bool go_on = v->visit(v->context, &c);
    ref_coin_query_release(&query);
    return go_on;
}

static bool visit_queries(struct visit *v, const struct ref_coin_chain *chain, uint64_t number)
{
    bool go_on = true;
    struct odometer all = {0}, some = {.state = FIRST_STATE + number};
    if (v->domain->queries == 0) {
        do
            go_on = visit_query(v, &all, chain, number);
        while (go_on && next(&all));
    }
    for (uint64_t i = 0; go_on && i < v->domain->queries; i++, some.known = 0)
        go_on = visit_query(v, &some, chain, number);
    return go_on;
}

/* False when the visitor has seen enough. */
static bool visit_chain(struct visit *v, struct odometer *o, uint64_t *number)
{
    struct ref_coin_chain chain;
    bool go_on = true;
    o->used = 0;
    if (build_chain(o, v->domain, &chain)) {
        if (*number % v->domain->chain_stride == v->domain->chain_offset)
            go_on = visit_queries(v, &chain, *number);
        ++*number;
    }
    ref_coin_chain_release(&chain);
    REF_ASSERT(o->used == o->known);
    return go_on;
}

uint64_t ref_coin_domain_visit(const struct ref_coin_domain *domain,
                               bool (*visit)(void *context, const struct ref_coin_case *c),
                               void *context)
{
    struct visit v = {domain, visit, context, 0};
    struct odometer o = {.state = domain->samples != 0 ? FIRST_STATE : 0};
    uint64_t number = 0, left = domain->samples;
    bool go_on = true;
    while (go_on && (left > 0 || domain->samples == 0)) {
        go_on = visit_chain(&v, &o, &number);
        if (domain->samples == 0) {
            go_on = next(&o) && go_on;
        } else {
            left--;
            o.known = 0;
        }
    }
    return v.shown;
}
