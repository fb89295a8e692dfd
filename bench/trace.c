/* Claims: a trace through an account ledger goes through at least 1.5 million transfers a second on
 * one core, under FIFO and haircut, where colour is almost everywhere; and where it is in few
 * places it never reads a hot wallet's history, which the readings show. Beside it, on the first
 * rows of the same table, the recursive query by which SQLite finds what a seed reached: reach
 * only, no amounts. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chain/evm_address.h"
#include "generate.h"
#include "ingest/flows.h"
#include "measure.h"
#include "trace/trace.h"

enum { HOT = 60, SEEDS = 50 };

struct bench {
    struct ledger *ledger;
    struct trace_seed seeds[SEEDS];
    uint64_t hot[HOT];
    uint64_t transfers;
};

static void open_ledger(struct bench *bench, const char *path)
{
    char home[4096], folder[4096];
    struct error err;
    struct flows_report report;
    struct flows_options options = {.home = home, .files = &path, .file_count = 1, .hash_seed = 7};
    snprintf(home, sizeof home, "%s.home", path);
    if (!ledger_folder(folder, home, "eip155:1", &err))
        measure_fail(&err);
    if (!ledger_open(&bench->ledger, folder, &err) &&
        (!ingest_flows(&options, &report, &err) || !ledger_open(&bench->ledger, folder, &err)))
        measure_fail(&err);
    bench->transfers = ledger_count(bench->ledger, COUNT_TRANSFERS);
}

static uint64_t account_of(const struct bench *bench, uint32_t number)
{
    char text[EVM_ADDRESS_TEXT_BYTES];
    unsigned char key[ACCOUNT_KEY_BYTES];
    struct error err;
    uint64_t account;
    generate_address(number, text);
    if (!evm_address_parse(span_text(text), NULL, key, &err) ||
        !ledger_find_account(bench->ledger, key, &account, &err))
        measure_fail(&err);
    return account;
}

static void choose(struct bench *bench)
{
    for (uint32_t i = 0; i < HOT; i++)
        bench->hot[i] = account_of(bench, i);
    for (uint32_t i = 0; i < SEEDS; i++)
        bench->seeds[i] = (struct trace_seed){.account = account_of(bench, 1000 + 4 * i),
                                              .asset = LEDGER_NONE,
                                              .transaction = LEDGER_NONE,
                                              .row = LEDGER_NONE};
}

/* The time of one trace; what it read goes to `ret_reads`. */
static uint64_t run(const struct bench *bench, const char *rule, size_t seeds, size_t services,
                    uint64_t *ret_reads, uint64_t *ret_places)
{
    struct error err;
    struct trace_result result;
    struct trace_query query = {.ledger = bench->ledger,
                                .rule = rule_named(rule),
                                .seeds = bench->seeds,
                                .seed_count = seeds,
                                .services = bench->hot,
                                .service_count = services,
                                .end = bench->transfers};
    uint64_t start = measure_processor();
    if (!trace_run(&query, &result, &err))
        measure_fail(&err);
    uint64_t time = measure_processor() - start;
    *ret_reads = result.transfers_read;
    *ret_places = result.place_count;
    trace_result_release(&result);
    return time;
}

static void measure(const struct bench *bench, const char *rule, size_t seeds, size_t services)
{
    uint64_t times[MEASURE_RUNS], reads = 0, places = 0;
    run(bench, rule, seeds, services, &reads, &places); /* into the page cache */
    for (int i = 0; i < MEASURE_RUNS; i++)
        times[i] = run(bench, rule, seeds, services, &reads, &places);
    uint64_t median = measure_median(times);
    printf("%-8s %2zu seeds, %2zu services: %9llu transfers read, %8llu places, %7llu ms, "
           "%5llu thousand a second\n",
           rule, seeds, services, (unsigned long long)reads, (unsigned long long)places,
           (unsigned long long)(median / 1000000),
           (unsigned long long)(reads * 1000000 / (median + 1)));
}

int main(int count, char **words)
{
    struct bench bench;
    uint64_t transfers = measure_transfers(count, words);
    const char *path = measure_table(transfers);
    open_ledger(&bench, path);
    choose(&bench);
    printf("ledger: %llu transfers, %zu segments; bar 1500 thousand a second\n",
           (unsigned long long)bench.transfers, bench.ledger->segment_count);
    static const char *const rules[] = {"haircut", "fifo", "lifo", "tiho", "poison"};
    for (size_t i = 0; i < (count > 2 ? 1 : sizeof rules / sizeof rules[0]); i++)
        measure(&bench, rules[i], SEEDS, 0);
    for (size_t i = 0; i < (count > 2 ? 1 : sizeof rules / sizeof rules[0]); i++)
        measure(&bench, rules[i], 1, HOT);
    ledger_free(bench.ledger);
    return 0;
}
