/* against-coins: the engine for coin chains beside the naive reference, through the ledger.
 *
 *   against-coins random COUNT      that many random chains, all rules, fees and colours
 *   against-coins domain STRIDE     the tiny domain; of its larger chains every STRIDE-th
 *
 * Every chain is written as a ledger, held in memory or sealed aside block by block, opened and
 * verified, then traced in every way that the engine has. Ends with "N passed, M failed".
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "coin_domain.h"
#include "coin_load.h"
#include "coin_moves.h"
#include "ledger/verify.h"
#include "place.h"
#include "trace/coin/trace.h"

static struct {
    char folder[256];
    struct ledger *ledger;
    const struct coin_chain *chain;
    size_t before; /* blocks of one transaction that stand before the reference's */
    uint64_t chain_number;
    uint64_t passed, failed;
    const char *what; /* the first difference of the running case */
} run;

#define SAME(condition)                                                                            \
    do {                                                                                           \
        if (!(condition) && run.what == NULL)                                                      \
            run.what = #condition;                                                                 \
    } while (0)

static _Noreturn void give_up(const struct error *err)
{
    fprintf(stderr, "against-coins: chain %llu: %s\n", (unsigned long long)run.chain_number,
            err->text);
    exit(1);
}

static void load(const struct ref_coin_chain *chain, uint64_t number)
{
    static const size_t held[] = {0, 1, 10, 10};
    const struct coin_load how = {run.chain, run.before, held[number % 4]};
    struct error err;
    char home[320];
    ledger_free(run.ledger);
    run.ledger = NULL;
    run.chain_number = number;
    snprintf(home, sizeof home, "%s/ledger", run.folder);
    place_remove(home);
    if (!coin_load(chain, &how, home, &err) || !ledger_open(&run.ledger, home, &err))
        give_up(&err);
}

static uint64_t address_number(int owner)
{
    struct error err;
    uint64_t number;
    if (!coins_find_address(run.ledger, coin_load_key(owner), &number, &err))
        give_up(&err);
    return number;
}

static uint64_t output_number(size_t tx, size_t index)
{
    struct error err;
    struct coins_transaction rows;
    if (!coins_transaction(run.ledger, run.before + tx, &rows, &err))
        give_up(&err);
    return rows.first_output + index;
}

static bool seed_of(const struct ref_coin_chain *chain, const struct ref_coin_seed *theirs,
                    struct coin_seed *ours)
{
    *ours = (struct coin_seed){.has_cap = theirs->has_cap, .cap = theirs->cap};
    switch (theirs->kind) {
    case REF_COIN_SEED_OUTPUT:
        ours->kind = COIN_SEED_OUTPUT;
        ours->number = output_number(theirs->tx, theirs->index);
        return true;
    case REF_COIN_SEED_TX:
        ours->kind = COIN_SEED_TRANSACTION;
        ours->number = run.before + theirs->tx;
        return true;
    default:
        ours->kind = COIN_SEED_ADDRESS;
        ours->number = address_number(theirs->address);
        ours->from =
            run.before + (theirs->block < chain->block_count ? chain->blocks[theirs->block].first_tx
                                                             : chain->tx_count);
        return ours->number != LEDGER_NONE;
    }
}

static void compare_holdings(const struct coin_result *ours, const struct ref_coin_result *theirs)
{
    size_t at = 0;
    for (size_t i = 0; i < ours->state_count; i++) {
        const struct coin_state *state = &ours->states[i];
        if (state->gone || state->service)
            continue;
        SAME(at < theirs->holding_count);
        if (run.what != NULL)
            return;
        const struct ref_coin_holding *holding = &theirs->holdings[at++];
        SAME(state->output == output_number(holding->tx, holding->index));
        SAME(state->coloured == holding->amount);
        SAME((int)state->hops == holding->hops);
    }
    SAME(at == theirs->holding_count);
}

static bool is_reached(const struct coin_result *ours, uint64_t address)
{
    for (size_t i = 0; i < ours->reached_count; i++)
        if (ours->reached[i] == address)
            return true;
    return false;
}

static void compare_service(const struct coin_result *ours, const struct ref_coin_result *theirs,
                            bool poison, int owner)
{
    uint64_t number = address_number(owner), coloured = 0, total = 0;
    for (size_t i = 0; i < ours->service_count; i++)
        if (ours->services[i].address == number) {
            coloured = ours->services[i].coloured;
            total = ours->services[i].total_in;
        }
    SAME(coloured == (poison ? theirs->gross_in[owner] : theirs->service[owner]));
    SAME(!poison || coloured == 0 || total == theirs->total_in[owner]);
}

static void compare(const struct coin_result *ours, const struct ref_coin_result *theirs,
                    bool poison)
{
    SAME(ours->reached_count == theirs->reached_count);
    if (!poison) {
        SAME(ours->opening == theirs->opening);
        SAME(ours->received == theirs->received);
        SAME(ours->held == theirs->held);
        SAME(ours->at_services == theirs->at_services);
        SAME(ours->fees == theirs->fees);
        SAME(ours->burnt == theirs->burnt);
        SAME(ours->unresolved == theirs->unresolved);
    }
    for (int owner = 0; owner < theirs->addresses; owner++) {
        uint64_t number = address_number(owner);
        SAME(is_reached(ours, number) == theirs->reached[owner]);
        compare_service(ours, theirs, poison, owner);
    }
    compare_holdings(ours, theirs);
}

static int ascending(const void *a, const void *b)
{
    const uint64_t *first = a, *second = b;
    return (*first > *second) - (*first < *second);
}

/* Told what moves, a trace says the same, and each way tells the same. */
static void compare_moves(struct coin_query *query)
{
    static const enum trace_way ways[] = {TRACE_SPARSE, TRACE_DENSE, TRACE_TESTED};
    static struct coin_moves told[2];
    struct error err;
    query->moved = coin_moves_note;
    for (size_t way = 0; way < sizeof ways / sizeof ways[0]; way++) {
        struct coin_moves *moves = &told[way == 0 ? 0 : 1];
        struct coin_result result;
        query->way = ways[way];
        query->moved_context = moves;
        moves->count = 0;
        if (!coin_trace_run(query, &result, &err))
            give_up(&err);
        const char *broken = coin_moves_broken(moves, &result, query->rule->marks);
        if (run.what == NULL)
            run.what = broken;
        SAME(way == 0 || coin_moves_same(&told[0], &told[1]));
        coin_result_release(&result);
    }
}

static void compare_trace(const struct ref_coin_chain *chain, const struct ref_coin_query *query)
{
    static const char *const rules[] = {"haircut", "fifo", "lifo", "tiho", "poison"};
    static const enum coin_fees fees[] = {COIN_FEES_STOP, COIN_FEES_SUBSIDY_FIRST,
                                          COIN_FEES_FEES_FIRST};
    static const enum trace_way ways[] = {TRACE_BY_ITSELF, TRACE_SPARSE, TRACE_DENSE, TRACE_TESTED};
    struct error err;
    struct coin_seed seeds[64];
    uint64_t services[64];
    struct coin_query ours = {.ledger = run.ledger,
                              .chain = run.chain,
                              .rule = rule_named(rules[query->rule]),
                              .seeds = seeds,
                              .services = services,
                              .end = run.before + chain->tx_count,
                              .min = query->min,
                              .fees = fees[query->follow]};
    if (query->until_block < chain->block_count)
        ours.end = run.before + ref_coin_block_end(chain, query->until_block);
    for (size_t i = 0; i < query->seed_count; i++)
        ours.seed_count += seed_of(chain, &query->seeds[i], &seeds[ours.seed_count]);
    for (int i = 0; i < query->addresses; i++)
        if (query->is_service[i] && !query->is_through[i] && address_number(i) != LEDGER_NONE)
            services[ours.service_count++] = address_number(i);
    qsort(services, ours.service_count, sizeof *services, ascending);
    struct ref_coin_result *theirs = ref_coin_trace(chain, query);
    for (size_t way = 0; way < sizeof ways / sizeof ways[0]; way++) {
        struct coin_result result;
        ours.way = ways[way];
        if (!coin_trace_run(&ours, &result, &err))
            give_up(&err);
        compare(&result, theirs, query->rule == REF_POISON);
        coin_result_release(&result);
    }
    compare_moves(&ours);
    ref_coin_result_free(theirs);
}

static void count(const struct ref_coin_query *query)
{
    run.passed += run.what == NULL;
    run.failed += run.what != NULL;
    if (run.what != NULL && run.failed <= 10)
        printf("chain %llu, rule %d, fees %d: differs: %s\n", (unsigned long long)run.chain_number,
               (int)query->rule, (int)query->follow, run.what);
    run.what = NULL;
}

static void random_chains(uint64_t chains)
{
    struct error err;
    for (uint64_t number = 1; number <= chains; number++) {
        struct ref_coin_random random;
        ref_coin_random_init(&random, number, number % 5 == 0 ? 100 : 1);
        load(&random.chain, number);
        if (!ledger_verify(run.ledger, NULL, &err))
            give_up(&err);
        for (size_t colour = 0; colour < random.colours; colour++)
            for (int rule = 0; rule < REF_RULES; rule++)
                for (int follow = 0; follow < REF_FOLLOWS; follow++) {
                    random.query[colour].rule = (enum ref_rule)rule;
                    random.query[colour].follow = (enum ref_coin_follow)follow;
                    compare_trace(&random.chain, &random.query[colour]);
                    count(&random.query[colour]);
                }
        ref_coin_random_release(&random);
    }
}

static bool visit(void *context, const struct ref_coin_case *c)
{
    (void)context;
    if (run.chain_number != c->chain_number)
        load(c->chain, c->chain_number);
    compare_trace(c->chain, c->query);
    count(c->query);
    return true;
}

static void tiny_domain(int transactions, uint64_t samples, uint64_t queries)
{
    struct ref_coin_domain domain = {
        .transactions = transactions, .samples = samples, .chain_stride = 1, .queries = queries};
    run.chain_number = UINT64_MAX;
    uint64_t shown = ref_coin_domain_visit(&domain, visit, NULL);
    printf("%d transactions, %llu chains (0: all), %llu queries each: %llu cases\n", transactions,
           (unsigned long long)samples, (unsigned long long)queries, (unsigned long long)shown);
}

/* The domain's first two blocks claim at most 3 of 5, those behind them may claim 2: a chain that
 * halves there. */
static void all_tiny_domains(uint64_t value)
{
    static struct coin_chain tiny;
    tiny = *run.chain;
    tiny.halving_blocks = 6;
    tiny.first_subsidy = 5;
    run.chain = &tiny;
    run.before = 4;
    tiny_domain(1, 0, 1 + 20 / value);
    for (int transactions = 2; transactions <= 4; transactions++)
        tiny_domain(transactions, 200000 / value, 1 + 40 / value);
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    uint64_t value = strtoull(argv[2], NULL, 10);
    /* Ledgers are made by the thousand: what one has freed is the next one's, as it is. */
    mallopt(M_MMAP_THRESHOLD, 64 << 20);
    mallopt(M_TRIM_THRESHOLD, 64 << 20);
    run.chain = coin_chain_find(span_text("regtest"));
    if (value == 0 || !place_make("coins", run.folder))
        return 1;
    if (strcmp(argv[1], "random") == 0) {
        random_chains(value);
    } else {
        all_tiny_domains(value);
    }
    ledger_free(run.ledger);
    place_remove(run.folder);
    printf("%llu passed, %llu failed\n", (unsigned long long)run.passed,
           (unsigned long long)run.failed);
    return run.failed == 0 ? 0 : 1;
}
