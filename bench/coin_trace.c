/* Claim: a dense haircut over a coin chain does at least 10 million tainted transactions a second
 * on one core from an opened ledger, everything included, and 20 million without set-up. Beside it:
 * the bytes that it touches against a plain pass over memory; and the sparse way, which costs the
 * same for each tainted transaction however long the chain is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chain_files.h"
#include "ingest/flows.h"
#include "measure.h"
#include "trace/coin/trace.h"

static struct ledger *ledger;
static const struct coin_chain *chain;

/* One run; the time, and how many transactions had colour. */
static uint64_t trace(const struct coin_seed *seed, enum trace_way way, uint64_t *ret_steps)
{
    struct error err;
    struct coin_result result;
    struct coin_query query = {.ledger = ledger,
                               .chain = chain,
                               .rule = &rule_haircut,
                               .seeds = seed,
                               .seed_count = 1,
                               .end = ledger_count(ledger, COIN_COUNT_TRANSACTIONS),
                               .way = way,
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

static void open_ledger(const char *folder)
{
    struct error err;
    if (!ledger_open(&ledger, folder, &err))
        measure_fail(&err);
}

/* From the coinbase of a block. */
static struct coin_seed seed_of(uint64_t height)
{
    struct coins_block block;
    struct error err;
    if (!coins_block(ledger, height, &block, &err))
        measure_fail(&err);
    return (struct coin_seed){.kind = COIN_SEED_TRANSACTION, .number = block.first};
}

/* What is proven of the ledger at first touch stays proven from run to run. */
static void sparse(const char *folder, uint64_t height)
{
    uint64_t times[MEASURE_RUNS], steps = 0;
    open_ledger(folder);
    struct coin_seed seed = seed_of(height);
    for (int run = 0; run < MEASURE_RUNS; run++)
        times[run] = trace(&seed, TRACE_SPARSE, &steps);
    uint64_t time = measure_median(times);
    printf(
        "sparse haircut: %llu tainted of %llu transactions in %llu us: %llu ns each; bar: at most "
        "1.3 times as long on a chain ten times as long\n",
        (unsigned long long)steps,
        (unsigned long long)ledger_count(ledger, COIN_COUNT_TRANSACTIONS),
        (unsigned long long)(time / 1000), (unsigned long long)(time / (steps + 1)));
    ledger_free(ledger);
}

static uint64_t rate(uint64_t steps, uint64_t time)
{
    return time == 0 ? 0 : steps * 1000000 / time;
}

/* Each run from a freshly opened ledger; beside it one that begins at the last transaction, which
 * is all set-up. */
static int dense(const char *folder, uint64_t height)
{
    uint64_t times[MEASURE_RUNS], opened[MEASURE_RUNS], empty[MEASURE_RUNS], steps = 0, none;
    for (int run = 0; run < MEASURE_RUNS; run++) {
        uint64_t start = measure_now();
        open_ledger(folder);
        opened[run] = measure_now() - start;
        struct coin_seed seed = seed_of(height);
        times[run] = trace(&seed, TRACE_DENSE, &steps);
        ledger_free(ledger);
        open_ledger(folder);
        seed.number = ledger_count(ledger, COIN_COUNT_TRANSACTIONS) - 1;
        empty[run] = trace(&seed, TRACE_DENSE, &none);
        ledger_free(ledger);
    }
    open_ledger(folder);
    uint64_t time = measure_median(times), setup = measure_median(empty);
    uint64_t outputs = ledger_count(ledger, COIN_COUNT_OUTPUTS);
    uint64_t bytes = outputs * 26 + ledger_count(ledger, COIN_COUNT_INPUTS) * (5 + 64);
    printf(
        "dense haircut: %llu tainted of %llu transactions in %llu us: %llu thousand a second; bar "
        "10000; a pass over as many bytes takes %llu us\n",
        (unsigned long long)steps,
        (unsigned long long)ledger_count(ledger, COIN_COUNT_TRANSACTIONS),
        (unsigned long long)(time / 1000), (unsigned long long)rate(steps, time),
        (unsigned long long)(pass(bytes) / 1000));
    printf("without set-up (%llu us): %llu thousand a second; bar 20000\n",
           (unsigned long long)(setup / 1000), (unsigned long long)rate(steps, time - setup));
    printf("opening: %llu us\n", (unsigned long long)(measure_median(opened) / 1000));
    ledger_free(ledger);
    return rate(steps, time) >= 10000 && rate(steps, time - setup) >= 20000 ? 0 : 1;
}

static void open_home(char *ret_folder, const char *home)
{
    struct error err;
    if (!ledger_folder(ret_folder, home, chain->caip2, &err))
        measure_fail(&err);
}

/* Without words: the made chain, dense from the coinbase of block 5, sparse from that of block 150;
 * else HOME BLOCK [sparse]. */
int main(int count, char **words)
{
    char folder[4096];
    chain = coin_chain_find(span_text("regtest"));
    open_home(folder, count > 1 ? words[1] : chain_home(1));
    uint64_t block = count > 2 ? strtoull(words[2], NULL, 10) : 5;
    if (count > 3) {
        sparse(folder, block);
        return 0;
    }
    if (count < 2)
        sparse(folder, 150);
    return dense(folder, block);
}
