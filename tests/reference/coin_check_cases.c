/* Chains small enough to follow with a pencil, and what must come out of them.
 *
 * The rules' sources: poison and haircut, Moeser, Boehme, Breuker, "Towards Risk Scoring of Bitcoin
 * Transactions" (2014); FIFO, Anderson, Shumailov, Ahmed, "Making Bitcoin Legal" (2018), after
 * Clayton's case (1816); LIFO and TIHO, Tironsakkul, Maarek, Eross, Just, "Probing the Mystery of
 * Cryptocurrency Theft" (2019).
 */
#include "coin_check.h"
#include "coin_inside.h"

#include <inttypes.h>
#include <stdio.h>

enum { A, B, C, D, S, ADDRESSES };

struct scene {
    const char *name;
    struct ref_coin_chain chain;
    struct ref_coin_query query;
    struct ref_coin_result *result; /* of the last run */
    int wrong;
};

static void begin(struct scene *s, const char *name)
{
    int wrong = s->wrong;
    ref_coin_result_free(s->result);
    ref_coin_query_release(&s->query);
    ref_coin_chain_release(&s->chain);
    *s = (struct scene){.name = name, .wrong = wrong};
    ref_coin_chain_init(&s->chain, ADDRESSES);
    ref_coin_query_init(&s->query, ADDRESSES);
}

/* A block whose coinbase pays all of its subsidy to one owner. */
static size_t mine(struct scene *s, uint64_t value, int owner)
{
    size_t tx = ref_coin_add_block(&s->chain, value);
    ref_coin_add_output(&s->chain, tx, value, owner, false);
    return tx;
}

static size_t spend(struct scene *s, size_t from, size_t index)
{
    size_t tx = ref_coin_add_tx(&s->chain);
    ref_coin_add_input(&s->chain, tx, from, index);
    return tx;
}

static void also(struct scene *s, size_t tx, size_t from, size_t index)
{
    ref_coin_add_input(&s->chain, tx, from, index);
}

static void pay(struct scene *s, size_t tx, uint64_t value, int owner)
{
    ref_coin_add_output(&s->chain, tx, value, owner, false);
}

static struct ref_coin_seed *seed(struct scene *s, size_t tx, size_t index)
{
    struct ref_coin_seed *seed = ref_coin_add_seed(&s->query, REF_COIN_SEED_OUTPUT);
    seed->tx = tx;
    seed->index = index;
    return seed;
}

static struct ref_coin_seed *seed_address(struct scene *s, int address, size_t block)
{
    struct ref_coin_seed *seed = ref_coin_add_seed(&s->query, REF_COIN_SEED_ADDRESS);
    seed->address = address;
    seed->block = block;
    return seed;
}

static void cap(struct ref_coin_seed *seed, uint64_t amount)
{
    seed->has_cap = true;
    seed->cap = amount;
}

static const struct ref_coin_result *run(struct scene *s, enum ref_rule rule)
{
    ref_coin_result_free(s->result);
    ref_coin_check(&s->chain);
    s->query.rule = rule;
    s->result = ref_coin_trace(&s->chain, &s->query);
    return s->result;
}

static void expect(struct scene *s, const char *what, uint64_t found, uint64_t expected)
{
    if (found == expected)
        return;
    printf("DIFFERS: %s, %s: %s is %" PRIu64 ", expected %" PRIu64 "\n", s->name,
           ref_rule_name(s->query.rule), what, found, expected);
    s->wrong++;
}

static uint64_t held(const struct scene *s, size_t tx, size_t index)
{
    for (size_t i = 0; i < s->result->holding_count; i++)
        if (s->result->holdings[i].tx == tx && s->result->holdings[i].index == index)
            return s->result->holdings[i].amount;
    return 0;
}

/* What the first outputs of a transaction hold, under one rule. */
static void expect_outputs(struct scene *s, enum ref_rule rule, size_t tx, size_t count,
                           const uint64_t *expected)
{
    char what[32];
    run(s, rule);
    for (size_t i = 0; i < count; i++) {
        snprintf(what, sizeof what, "output %zu", i);
        expect(s, what, held(s, tx, i), expected[i]);
    }
}

/* "Suppose I open a new address and pay into it three stolen bitcoin followed by seven
 * freshly-mined ones" (Anderson, 2018): poison says ten stolen, haircut 30 % of each. */
static void case_three_and_seven(struct scene *s)
{
    begin(s, "three stolen, then seven fresh, paid out one by one");
    size_t stolen = mine(s, 30, A), fresh = mine(s, 70, B);
    mine(s, 0, C);
    size_t pooled = spend(s, stolen, 0);
    also(s, pooled, fresh, 0);
    pay(s, pooled, 100, C);
    size_t out = spend(s, pooled, 0);
    for (int i = 0; i < 10; i++)
        pay(s, out, 10, D);
    seed(s, stolen, 0);
    expect_outputs(s, REF_HAIRCUT, out, 10, (uint64_t[]){3, 3, 3, 3, 3, 3, 3, 3, 3, 3});
    expect_outputs(s, REF_FIFO, out, 10, (uint64_t[]){10, 10, 10, 0, 0, 0, 0, 0, 0, 0});
    expect_outputs(s, REF_LIFO, out, 10, (uint64_t[]){0, 0, 0, 0, 0, 0, 0, 10, 10, 10});
    expect_outputs(s, REF_TIHO, out, 10, (uint64_t[]){10, 10, 10, 0, 0, 0, 0, 0, 0, 0});
    expect_outputs(s, REF_POISON, out, 10, (uint64_t[]){10, 10, 10, 10, 10, 10, 10, 10, 10, 10});
    expect(s, "reached", s->result->reached_count, 3); /* A, C, D; not B, who only paid in */
}

/* Six coloured and four clean pay five, three and a fee of two. */
static void case_fee_last(struct scene *s)
{
    begin(s, "the fee is the last output");
    size_t stolen = mine(s, 6, A), clean = mine(s, 4, B);
    mine(s, 0, C);
    size_t tx = spend(s, stolen, 0);
    also(s, tx, clean, 0);
    pay(s, tx, 5, C);
    pay(s, tx, 3, D);
    seed(s, stolen, 0);
    expect_outputs(s, REF_HAIRCUT, tx, 2, (uint64_t[]){3, 1}); /* 6*5/10, 6*8/10 less 3 */
    expect(s, "fees", s->result->fees, 2);
    expect_outputs(s, REF_FIFO, tx, 2, (uint64_t[]){5, 1});
    expect(s, "fees", s->result->fees, 0);
    expect_outputs(s, REF_LIFO, tx, 2, (uint64_t[]){1, 3});
    expect(s, "fees", s->result->fees, 2);
    expect_outputs(s, REF_TIHO, tx, 2, (uint64_t[]){5, 1});
    expect(s, "fees", s->result->fees, 0);
    /* LIFO keeps the order of what it cuts: C got one coloured, then four clean. */
    size_t next = spend(s, tx, 0);
    pay(s, next, 4, A);
    pay(s, next, 1, B);
    expect_outputs(s, REF_LIFO, next, 2, (uint64_t[]){0, 1});
}

static void case_rounding(struct scene *s)
{
    begin(s, "haircut rounds running sums, so nothing is lost");
    size_t stolen = mine(s, 1, A), clean = mine(s, 2, B);
    mine(s, 0, C);
    size_t tx = spend(s, stolen, 0);
    also(s, tx, clean, 0);
    for (int i = 0; i < 3; i++)
        pay(s, tx, 1, C);
    seed(s, stolen, 0);
    expect_outputs(s, REF_HAIRCUT, tx, 3, (uint64_t[]){0, 0, 1});
    begin(s, "haircut with products beyond 64 bits");
    stolen = mine(s, 2000000000000000, A), clean = mine(s, 100000000000001, B);
    mine(s, 0, C);
    tx = spend(s, stolen, 0);
    also(s, tx, clean, 0);
    pay(s, tx, 1000000000000000, C);
    pay(s, tx, 1100000000000001, D);
    seed(s, stolen, 0);
    expect_outputs(s, REF_HAIRCUT, tx, 2, (uint64_t[]){952380952380951, 1047619047619049});
}

static void case_tiho(struct scene *s)
{
    begin(s, "the largest first, of equals the lower index, the fee last whatever its size");
    size_t stolen = mine(s, 8, A), clean = mine(s, 9, B);
    mine(s, 0, C);
    size_t tx = spend(s, clean, 0);
    also(s, tx, stolen, 0);
    pay(s, tx, 2, C);
    pay(s, tx, 3, C);
    pay(s, tx, 1, C);
    pay(s, tx, 3, C); /* fee 8 */
    seed(s, stolen, 0);
    expect_outputs(s, REF_TIHO, tx, 4, (uint64_t[]){2, 3, 0, 3});
    cap(&s->query.seeds[0], 5);
    expect_outputs(s, REF_TIHO, tx, 4, (uint64_t[]){0, 3, 0, 2});
    s->query.seeds[0].has_cap = false;
    size_t next = spend(s, tx, 0);
    pay(s, next, 1, D);
    expect_outputs(s, REF_TIHO, next, 1, (uint64_t[]){1});
    expect(s, "fees", s->result->fees, 1);
}

/* A fee of two coloured satoshis, a subsidy of four; three are claimed in two outputs. */
static void case_follow(struct scene *s)
{
    begin(s, "fees are followed into the coinbase");
    size_t stolen = mine(s, 6, A);
    size_t coinbase = ref_coin_add_block(&s->chain, 4);
    size_t tx = spend(s, stolen, 0);
    pay(s, tx, 4, B);
    pay(s, coinbase, 1, C);
    pay(s, coinbase, 2, D);
    seed(s, stolen, 0);
    run(s, REF_FIFO);
    expect(s, "fees", s->result->fees, 2);
    s->query.follow = REF_SUBSIDY_FIRST; /* clean 4, coloured 2: pay 1, 2, unclaimed 3 */
    expect_outputs(s, REF_FIFO, coinbase, 2, (uint64_t[]){0, 0});
    expect(s, "burnt", s->result->burnt, 2);
    expect_outputs(s, REF_LIFO, coinbase, 2, (uint64_t[]){1, 1});
    expect(s, "burnt", s->result->burnt, 0);
    expect_outputs(s, REF_HAIRCUT, coinbase, 2, (uint64_t[]){0, 1}); /* 2*1/6, 2*3/6 */
    expect(s, "burnt", s->result->burnt, 1);
    s->query.follow = REF_FEES_FIRST; /* coloured 2, clean 4 */
    expect_outputs(s, REF_FIFO, coinbase, 2, (uint64_t[]){1, 1});
    expect(s, "hops", (uint64_t)s->result->hops[C], 2);
    expect_outputs(s, REF_LIFO, coinbase, 2, (uint64_t[]){0, 0});
    expect(s, "burnt", s->result->burnt, 2);
    expect_outputs(s, REF_TIHO, coinbase, 2, (uint64_t[]){0, 2});
    expect(s, "burnt", s->result->burnt, 0);
    expect_outputs(s, REF_POISON, coinbase, 2, (uint64_t[]){1, 2});
}

static void case_burnt(struct scene *s)
{
    begin(s, "an OP_RETURN burns what it holds");
    size_t stolen = mine(s, 6, A);
    mine(s, 0, C);
    size_t tx = spend(s, stolen, 0);
    ref_coin_add_output(&s->chain, tx, 2, REF_NONE, true);
    pay(s, tx, 4, B);
    seed(s, stolen, 0);
    expect(s, "burnt", run(s, REF_FIFO)->burnt, 2);
    expect(s, "held", s->result->held, 4);
    begin(s, "a coinbase with the txid of an earlier one buries what was left of that");
    size_t first = mine(s, 0, A);
    pay(s, first, 3, A);
    pay(s, first, 5, B);
    s->chain.blocks[0].subsidy = 8;
    tx = ref_coin_add_block(&s->chain, 0);
    tx = spend(s, first, 1);
    pay(s, tx, 3, C);
    size_t second = mine(s, 0, A);
    pay(s, second, 3, A);
    pay(s, second, 5, B);
    s->chain.blocks[2].subsidy = 8;
    s->chain.txs[second].repeats = first;
    seed_address(s, B, 0)->has_cap = false;
    expect(s, "burnt", run(s, REF_LIFO)->burnt, 5);
    expect(s, "the new one", held(s, second, 2), 5);
    expect(s, "stolen", s->result->received, 10);
    s->query.until_block = 1;
    expect(s, "burnt before", run(s, REF_LIFO)->burnt, 0);
    expect(s, "the old one", held(s, first, 2), 5);
}

static void case_services(struct scene *s)
{
    begin(s, "value rests at a service, and what it spends is clean");
    size_t stolen = mine(s, 6, A);
    mine(s, 0, C);
    size_t tx = spend(s, stolen, 0);
    pay(s, tx, 6, S);
    size_t next = spend(s, tx, 0);
    pay(s, next, 6, B);
    seed(s, stolen, 0);
    s->query.is_service[S] = true;
    expect(s, "at services", run(s, REF_FIFO)->at_services, 6);
    expect(s, "held", s->result->held, 0);
    expect(s, "reached", s->result->reached_count, 2);
    s->query.is_through[S] = true;
    expect(s, "held", run(s, REF_FIFO)->held, 6);
    expect(s, "hops", (uint64_t)s->result->hops[B], 2);
    s->query.is_through[S] = false;
    expect(s, "gross in", run(s, REF_POISON)->gross_in[S], 6);
    expect(s, "reached", s->result->reached_count, 2);
    begin(s, "a seed that is a service starts nevertheless");
    stolen = mine(s, 6, S);
    mine(s, 0, C);
    tx = spend(s, stolen, 0);
    pay(s, tx, 6, B);
    s->query.is_service[S] = true;
    seed(s, stolen, 0);
    expect(s, "held", run(s, REF_LIFO)->held, 6);
}

static void case_seeds(struct scene *s)
{
    begin(s, "a part amount is the first satoshis of its output");
    size_t stolen = mine(s, 10, A);
    mine(s, 0, C);
    size_t tx = spend(s, stolen, 0);
    pay(s, tx, 4, B);
    pay(s, tx, 6, C);
    cap(seed(s, stolen, 0), 3);
    expect_outputs(s, REF_FIFO, tx, 2, (uint64_t[]){3, 0});
    expect_outputs(s, REF_LIFO, tx, 2, (uint64_t[]){0, 3});
    expect_outputs(s, REF_HAIRCUT, tx, 2, (uint64_t[]){1, 2});
    expect_outputs(s, REF_TIHO, tx, 2, (uint64_t[]){0, 3});
    begin(s, "an address holds two outputs when its block begins, and receives a third");
    size_t first = mine(s, 4, A), second = mine(s, 5, A), gone = mine(s, 2, A);
    mine(s, 0, C);
    size_t away = spend(s, gone, 0);
    pay(s, away, 2, B);
    mine(s, 7, A);
    cap(seed_address(s, A, 4), 12);
    expect(s, "opening", run(s, REF_FIFO)->opening, 9);
    expect(s, "received", s->result->received, 3);
    expect(s, "first", held(s, first, 0), 4);
    expect(s, "second", held(s, second, 0), 5);
    s->query.seeds[0].block = 0;
    expect(s, "received", run(s, REF_FIFO)->received, 12);
    expect(s, "what went on", held(s, away, 0), 2);
    begin(s, "a transaction's cap serves its outputs in order");
    first = mine(s, 4, A);
    pay(s, first, 4, B);
    s->chain.blocks[0].subsidy = 8;
    struct ref_coin_seed *all = ref_coin_add_seed(&s->query, REF_COIN_SEED_TX);
    all->tx = first;
    cap(all, 5);
    expect_outputs(s, REF_LIFO, first, 2, (uint64_t[]){4, 1});
    expect_outputs(s, REF_POISON, first, 2, (uint64_t[]){4, 4});
    cap(all, 4);
    expect_outputs(s, REF_POISON, first, 2, (uint64_t[]){4, 0});
}

static void case_min(struct scene *s)
{
    begin(s, "too little becomes clean in place; a service, a fee and a seed are exempt");
    size_t stolen = mine(s, 9, A);
    mine(s, 0, C);
    size_t tx = spend(s, stolen, 0);
    pay(s, tx, 2, B);
    pay(s, tx, 4, C);
    pay(s, tx, 1, S);
    seed(s, stolen, 0);
    s->query.min = 4;
    s->query.is_service[S] = true;
    for (enum ref_rule rule = REF_HAIRCUT; rule < REF_POISON; rule++) {
        run(s, rule);
        expect(s, "unresolved", s->result->unresolved, 2);
        expect(s, "held", s->result->held, 4);
        expect(s, "at services", s->result->at_services, 1);
        expect(s, "fees", s->result->fees, 2);
        expect(s, "reached", s->result->reached_count, 3);
    }
    s->query.min = 10;
    expect(s, "reached", run(s, REF_POISON)->reached_count, 2); /* A and the service */
}

int ref_coin_check_cases(void)
{
    struct scene s = {.name = "none"};
    case_three_and_seven(&s);
    case_fee_last(&s);
    case_rounding(&s);
    case_tiho(&s);
    case_follow(&s);
    case_burnt(&s);
    case_services(&s);
    case_seeds(&s);
    case_min(&s);
    begin(&s, "none");
    int wrong = s.wrong;
    ref_coin_query_release(&s.query);
    printf("coins, hand-made cases: %d differences\n", wrong);
    return wrong;
}
