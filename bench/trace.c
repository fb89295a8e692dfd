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
#include "sqlite_reach.h"
#include "trace/trace.h"

enum { HOT = 60, SEEDS = 50, SQLITE_ROWS = 100000, BAR = 1500000 };

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
                    enum trace_way way, uint64_t *ret_reads, uint64_t *ret_places)
{
    struct error err;
    struct trace_result result;
    struct trace_query query = {.ledger = bench->ledger,
                                .rule = rule_named(rule),
                                .seeds = bench->seeds,
                                .seed_count = seeds,
                                .services = bench->hot,
                                .service_count = services,
                                .end = bench->transfers,
                                .way = way};
    uint64_t start = measure_processor();
    if (!trace_run(&query, &result, &err))
        measure_fail(&err);
    uint64_t time = measure_processor() - start;
    *ret_reads = result.transfers_read;
    *ret_places = result.place_count;
    trace_result_release(&result);
    return time;
}

/* Prints a line; returns transfers a second. */
static uint64_t measure(const struct bench *bench, const char *rule, size_t seeds, size_t services,
                        enum trace_way way)
{
    static const char *const ways[] = {"by itself", "sparse", "dense", "tested"};
    uint64_t times[MEASURE_RUNS], reads = 0, places = 0;
    run(bench, rule, seeds, services, way, &reads, &places); /* into the page cache */
    for (int i = 0; i < MEASURE_RUNS; i++)
        times[i] = run(bench, rule, seeds, services, way, &reads, &places);
    uint64_t median = measure_median(times) + 1;
    uint64_t rate = reads * 1000000 / (median / 1000 + 1);
    printf("%-8s %2zu seeds, %2zu services, %-9s %9llu transfers, %8llu places, %6llu.%03llu ms, "
           "%5llu thousand a second\n",
           rule, seeds, services, ways[way], (unsigned long long)reads, (unsigned long long)places,
           (unsigned long long)(median / 1000000), (unsigned long long)(median / 1000 % 1000),
           (unsigned long long)(rate / 1000));
    return rate;
}

static uint64_t baseline(const struct bench *bench)
{
    uint64_t moves, times[MEASURE_RUNS], rows = SQLITE_ROWS;
    uint64_t first = bench->transfers / 21; /* behind the genesis rows */
    for (int i = 0; i < MEASURE_RUNS; i++)
        times[i] = sqlite_reach(bench->ledger, first, rows, bench->hot, HOT, &moves);
    uint64_t median = measure_median(times) + 1;
    uint64_t rate = moves * 1000000 / (median / 1000 + 1);
    printf("SQLite, recursion, reach only, %llu rows: %9llu transfers, %6llu ms, %5llu thousand a "
           "second\n",
           (unsigned long long)rows, (unsigned long long)moves,
           (unsigned long long)(median / 1000000), (unsigned long long)(rate / 1000));
    return rate;
}

int main(int count, char **words)
{
    static const char *const rules[] = {"haircut", "fifo", "lifo", "tiho", "poison"};
    struct bench bench;
    const char *path = measure_table(measure_transfers(count, words));
    bool met = true;
    open_ledger(&bench, path);
    choose(&bench);
    printf("ledger: %llu transfers, %zu segments; processor time of one core\n",
           (unsigned long long)bench.transfers, bench.ledger->segment_count);
    if (count > 2) { /* one rule by itself, to look into */
        measure(&bench, words[2], SEEDS, 0, TRACE_BY_ITSELF);
        return 0;
    }
    uint64_t sql = baseline(&bench);
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        uint64_t rate = measure(&bench, rules[i], SEEDS, 0, TRACE_BY_ITSELF);
        if (strcmp(rules[i], "haircut") == 0) {
            printf("         %llu times SQLite's rate\n", (unsigned long long)(rate / (sql + 1)));
            met = rate >= BAR;
        }
    }
    met = measure(&bench, "fifo", SEEDS, 0, TRACE_DENSE) >= BAR && met;
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        measure(&bench, rules[i], 1, HOT, TRACE_BY_ITSELF);
    printf("bar: %d thousand a second under haircut and FIFO, row after row: %s\n", BAR / 1000,
           met ? "met" : "missed");
    ledger_free(bench.ledger);
    return met ? 0 : 1;
}
