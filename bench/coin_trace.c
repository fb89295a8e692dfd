/* Claim: a dense haircut over a coin chain does at least 10 million tainted transactions a second
 * on one core from an opened ledger, everything included, and 20 million without set-up. Beside it:
 * the bytes that it touches against a plain pass over memory; and the sparse way, which costs the
 * same for each tainted transaction however long the chain is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

int main(int count, char **words)
{
    struct error err;
    char folder[4096];
    if (count < 3) {
        fprintf(stderr, "usage: bench-coin-trace HOME BLOCK [sparse]: the seed is the coinbase of "
                        "that block\n");
        return 2;
    }
    chain = coin_chain_find(span_text("regtest"));
    if (!ledger_folder(folder, words[1], chain->caip2, &err))
        measure_fail(&err);
    enum trace_way way = count > 3 ? TRACE_SPARSE : TRACE_DENSE;
    uint64_t times[MEASURE_RUNS], opened[MEASURE_RUNS], empty[MEASURE_RUNS], steps = 0, none;
    for (int run = 0; run < MEASURE_RUNS; run++) {
        struct coins_block block;
        uint64_t start = measure_now();
        if (!ledger_open(&ledger, folder, &err) ||
            !coins_block(ledger, strtoull(words[2], NULL, 10), &block, &err))
            measure_fail(&err);
        opened[run] = measure_now() - start;
        struct coin_seed seed = {.kind = COIN_SEED_TRANSACTION, .number = block.first};
        times[run] = trace(&seed, way, &steps);
        ledger_free(ledger);
        if (!ledger_open(&ledger, folder, &err))
            measure_fail(&err);
        seed.number = ledger_count(ledger, COIN_COUNT_TRANSACTIONS) - 1;
        empty[run] = trace(&seed, way, &none);
        fprintf(stderr, "run %d: %llu us, %llu tainted transactions; opening %llu us\n", run + 1,
                (unsigned long long)(times[run] / 1000), (unsigned long long)steps,
                (unsigned long long)(opened[run] / 1000));
        ledger_free(ledger);
    }
    uint64_t time = measure_median(times), setup = measure_median(empty);
    if (!ledger_open(&ledger, folder, &err))
        measure_fail(&err);
    uint64_t outputs = ledger_count(ledger, COIN_COUNT_OUTPUTS);
    uint64_t bytes =
        outputs * 16 + ledger_count(ledger, COIN_COUNT_INPUTS) * (5 + 64) + outputs * 10;
    uint64_t floor = pass(bytes);
    printf("%s haircut: %llu tainted of %llu transactions in %llu us: %llu thousand a second; bar "
           "10000; a pass over as many bytes takes %llu us\n",
           way == TRACE_DENSE ? "dense" : "sparse", (unsigned long long)steps,
           (unsigned long long)ledger_count(ledger, COIN_COUNT_TRANSACTIONS),
           (unsigned long long)(time / 1000),
           (unsigned long long)(steps * 1000000 / (time == 0 ? 1 : time)),
           (unsigned long long)(floor / 1000));
    printf("without set-up (a trace that begins at the last transaction: %llu us): %llu thousand a "
           "second; bar 20000\n",
           (unsigned long long)(setup / 1000),
           (unsigned long long)(time > setup ? steps * 1000000 / (time - setup) : 0));
    printf("opening: %llu us\n", (unsigned long long)(measure_median(opened) / 1000));
    ledger_free(ledger);
    return 0;
}
