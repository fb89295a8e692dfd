/* Claim: a dense haircut over a coin chain does at least 10 million tainted transactions a second
 * on one core from an opened ledger, everything included, and 20 million without set-up. Beside it:
 * the bytes that it touches against a plain pass over memory; and the sparse way, which costs the
 * same for each tainted transaction however long the chain is (`lengths`): a made chain begins with
 * the blocks of any shorter one, so the very same transactions are traced in a ledger that ends
 * behind them and in one ten times as long. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chain_files.h"
#include "ingest/flows.h"
#include "measure.h"
#include "trace/coin/trace.h"

static const struct coin_chain *chain;

/* What is traced, from where, and up to which transaction. */
struct traced {
    const struct ledger *ledger;
    uint64_t seed, end;
    enum trace_way way;
};

static uint64_t transactions(const struct ledger *ledger)
{
    return ledger_count(ledger, COIN_COUNT_TRANSACTIONS);
}

/* One run; the time, and how many transactions had colour. */
static uint64_t trace(const struct traced *traced, uint64_t *ret_steps)
{
    struct error err;
    struct coin_result result;
    struct coin_seed seed = {.kind = COIN_SEED_TRANSACTION, .number = traced->seed};
    struct coin_query query = {.ledger = traced->ledger,
                               .chain = chain,
                               .rule = &rule_haircut,
                               .seeds = &seed,
                               .seed_count = 1,
                               .end = traced->end,
                               .way = traced->way,
                               .sums_only = true};
    uint64_t start = measure_now();
    if (!coin_trace_run(&query, &result, &err))
        measure_fail(&err);
    uint64_t time = measure_now() - start;
    *ret_steps = result.steps;
    if (result.opening + result.received !=
        result.held + result.at_services + result.fees + result.burnt + result.unresolved)
        fprintf(stderr, "it does not balance\n");
    coin_result_release(&result);
    return time;
}

/* Reading as much memory as the dense way has: what the machine gives. */
static uint64_t pass(uint64_t bytes)
{
    static uint64_t *memory;
    volatile uint64_t sum = 0;
    uint64_t seen = 0;
    if (memory == NULL)
        memory = calloc(1, bytes);
    memset(memory, 1, bytes);
    uint64_t start = measure_now();
    for (uint64_t i = 0; i < bytes / 8; i++)
        seen += memory[i];
    sum = seen;
    (void)sum;
    return measure_now() - start;
}

static struct ledger *open_ledger(const char *home)
{
    char folder[4096];
    struct error err;
    struct ledger *ledger;
    if (!ledger_folder(folder, home, chain->caip2, &err) || !ledger_open(&ledger, folder, &err))
        measure_fail(&err);
    return ledger;
}

/* The coinbase of a block. */
static uint64_t coinbase_of(const struct ledger *ledger, uint64_t height)
{
    struct coins_block block;
    struct error err;
    if (!coins_block(ledger, height, &block, &err))
        measure_fail(&err);
    return block.first;
}

/* What is proven of the ledger at first touch stays proven from run to run. */
static void sparse(const char *home, uint64_t height)
{
    uint64_t times[MEASURE_RUNS], steps = 0;
    struct ledger *ledger = open_ledger(home);
    struct traced traced = {ledger, coinbase_of(ledger, height), transactions(ledger),
                            TRACE_SPARSE};
    for (int run = 0; run < MEASURE_RUNS; run++)
        times[run] = trace(&traced, &steps);
    uint64_t time = measure_median(times);
    printf("sparse haircut: %llu tainted of %llu transactions in %llu us: %llu ns each\n",
           (unsigned long long)steps, (unsigned long long)traced.end,
           (unsigned long long)(time / 1000), (unsigned long long)(time / (steps + 1)));
    ledger_free(ledger);
}

/* The same traces in two ledgers, in turns. Their reach is from some hundreds of transactions to
 * tens of thousands. */
static int lengths(void)
{
    static const uint64_t heights[] = {100, 150, 200, 500, 600, 700};
    uint64_t times[2][MEASURE_RUNS] = {0}, steps[2];
    struct ledger *ledgers[2] = {open_ledger(chain_home(1)), open_ledger(chain_home(10))};
    uint64_t end = transactions(ledgers[0]), all = 0;
    for (int run = 0; run < MEASURE_RUNS; run++) {
        all = 0;
        for (size_t i = 0; i < sizeof heights / sizeof heights[0]; i++) {
            for (int which = 0; which < 2; which++) {
                struct traced traced = {ledgers[which], coinbase_of(ledgers[which], heights[i]),
                                        end, TRACE_SPARSE};
                times[which][run] += trace(&traced, &steps[which]);
            }
            if (steps[0] != steps[1])
                fprintf(stderr, "the chains do not begin alike\n");
            all += steps[0];
        }
    }
    uint64_t first = measure_median(times[0]) / all, second = measure_median(times[1]) / all;
    printf("sparse haircut, %llu tainted transactions: %llu ns each in a ledger of %llu "
           "transactions, %llu in one of %llu: %llu.%02llu times; bar 1.30\n",
           (unsigned long long)all, (unsigned long long)first, (unsigned long long)end,
           (unsigned long long)second, (unsigned long long)transactions(ledgers[1]),
           (unsigned long long)(second / first), (unsigned long long)(second * 100 / first % 100));
    ledger_free(ledgers[0]);
    ledger_free(ledgers[1]);
    return second * 10 <= first * 13 ? 0 : 1;
}

static uint64_t rate(uint64_t steps, uint64_t time)
{
    return time == 0 ? 0 : steps * 1000000 / time;
}

/* Each run from a freshly opened ledger; beside it one that begins at the last transaction, which
 * is all set-up. */
static int dense(const char *home, uint64_t height)
{
    uint64_t times[MEASURE_RUNS], opened[MEASURE_RUNS], empty[MEASURE_RUNS], steps = 0, none;
    struct ledger *ledger;
    for (int run = 0; run < MEASURE_RUNS; run++) {
        uint64_t start = measure_now();
        ledger = open_ledger(home);
        opened[run] = measure_now() - start;
        struct traced traced = {ledger, coinbase_of(ledger, height), transactions(ledger),
                                TRACE_DENSE};
        times[run] = trace(&traced, &steps);
        ledger_free(ledger);
        traced.ledger = ledger = open_ledger(home);
        traced.seed = traced.end - 1;
        empty[run] = trace(&traced, &none);
        ledger_free(ledger);
    }
    ledger = open_ledger(home);
    uint64_t time = measure_median(times), setup = measure_median(empty);
    uint64_t outputs = ledger_count(ledger, COIN_COUNT_OUTPUTS);
    uint64_t bytes = outputs * 26 + ledger_count(ledger, COIN_COUNT_INPUTS) * (5 + 64);
    printf(
        "dense haircut: %llu tainted of %llu transactions in %llu us: %llu thousand a second; bar "
        "10000; a pass over as many bytes takes %llu us\n",
        (unsigned long long)steps, (unsigned long long)transactions(ledger),
        (unsigned long long)(time / 1000), (unsigned long long)rate(steps, time),
        (unsigned long long)(pass(bytes) / 1000));
    printf("without set-up (%llu us): %llu thousand a second; bar 20000\n",
           (unsigned long long)(setup / 1000), (unsigned long long)rate(steps, time - setup));
    printf("opening: %llu us\n", (unsigned long long)(measure_median(opened) / 1000));
    ledger_free(ledger);
    return rate(steps, time) >= 10000 && rate(steps, time - setup) >= 20000 ? 0 : 1;
}

/* Without words: the made chain, dense from the coinbase of block 5, sparse from that of block 150;
 * `lengths`; or HOME BLOCK [sparse]. */
int main(int count, char **words)
{
    chain = coin_chain_find(span_text("regtest"));
    if (count == 2 && strcmp(words[1], "lengths") == 0)
        return lengths();
    const char *home = count > 1 ? words[1] : chain_home(1);
    uint64_t block = count > 2 ? strtoull(words[2], NULL, 10) : 5;
    if (count > 3) {
        sparse(home, block);
        return 0;
    }
    if (count < 2)
        sparse(home, 150);
    return dense(home, block);
}
