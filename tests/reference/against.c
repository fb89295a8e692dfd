/* against-reference: the engine beside the naive reference, from the CSV file to the last unit.
 *
 *   against-reference random COUNT      that many random graphs, all rules, each colour
 *   against-reference domain STRIDE     the tiny domain; every STRIDE-th table of three rows
 *
 * Every table goes the whole way: written as a native flow table, ingested, opened, verified, its
 * order and its unseen lots compared, then traced. Ends with "N passed, M failed".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domain.h"
#include "ingest/flows.h"
#include "ledger/verify.h"
#include "place.h"
#include "trace/trace.h"

static struct {
    char folder[256];
    struct ledger *ledger;
    const struct ref_table *table;
    uint64_t table_number;
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
    fprintf(stderr, "against-reference: %s\n", err->text);
    exit(1);
}

static void key_of(int account, unsigned char *key)
{
    memset(key, 0, ACCOUNT_KEY_BYTES);
    key[0] = (unsigned char)(account * 37);
    key[ACCOUNT_KEY_BYTES - 1] = (unsigned char)(account + 1);
}

static void print_key(FILE *file, int account)
{
    unsigned char key[ACCOUNT_KEY_BYTES];
    if (account == REF_NONE)
        return;
    key_of(account, key);
    fputs("0x", file);
    for (int i = 0; i < ACCOUNT_KEY_BYTES; i++)
        fprintf(file, "%02x", key[i]);
}

static void write_table(const struct ref_table *given, const char *path)
{
    FILE *file = fopen(path, "w");
    if (file == NULL)
        abort();
    fputs("chain,block,time,transaction,position,from,to,asset,amount,kind\n", file);
    for (size_t i = 0; i < given->count; i++) {
        const struct ref_row *row = &given->rows[i];
        fprintf(file, "eip155:1,%llu,%llu,0x%064x,", (unsigned long long)row->block,
                (unsigned long long)row->block * 12, (unsigned)row->tx + 1);
        if (row->has_position)
            fprintf(file, "%llu", (unsigned long long)row->position);
        fputc(',', file);
        print_key(file, row->from);
        fputc(',', file);
        print_key(file, row->to);
        fprintf(file, ",eip155:1/erc20:a%d,", row->asset);
        mpz_out_str(file, 10, row->amount);
        fprintf(file, ",%s\n", ref_kind_name(row->kind));
    }
    if (fclose(file) != 0)
        abort();
}

static bool equal(struct amount ours, const mpz_t theirs)
{
    char digits[U256_DECIMAL_BYTES];
    mpz_t value;
    amount_to_decimal(ours, digits);
    mpz_init_set_str(value, digits, 10);
    bool same = mpz_cmp(value, theirs) == 0;
    mpz_clear(value);
    return same;
}

static struct amount amount_of(const mpz_t value)
{
    char *digits = mpz_get_str(NULL, 10, value);
    struct amount amount;
    if (!amount_from_decimal(span_text(digits), &amount))
        abort();
    free(digits);
    return amount;
}

static bool container_is(uint64_t container, int account, int asset)
{
    struct error err;
    uint64_t our_account, our_asset;
    unsigned char key[ACCOUNT_KEY_BYTES], wanted[ACCOUNT_KEY_BYTES];
    struct span text;
    char name[32];
    if (container == LEDGER_NONE || account == REF_NONE)
        return container == LEDGER_NONE && account == REF_NONE;
    if (!ledger_container(run.ledger, container, &our_account, &our_asset, &err) ||
        !ledger_account(run.ledger, our_account, key, &err) ||
        !ledger_asset(run.ledger, our_asset, &text, &err))
        give_up(&err);
    key_of(account, wanted);
    snprintf(name, sizeof name, "eip155:1/erc20:a%d", asset);
    return memcmp(key, wanted, sizeof key) == 0 && span_is(text, name);
}

/* The ledger holds the rows in the reference's order, with the reference's unseen lots. */
static void compare_ledger(const struct ref_table *theirs)
{
    struct error err;
    mpz_t *unseen = ref_unseen(theirs);
    if (!ledger_verify(run.ledger, NULL, &err))
        give_up(&err);
    SAME(ledger_count(run.ledger, COUNT_TRANSFERS) == theirs->count);
    for (size_t i = 0; run.what == NULL && i < theirs->count; i++) {
        const struct ref_row *row = &theirs->rows[i];
        struct transfer transfer;
        struct amount made;
        if (!ledger_transfer(run.ledger, i, &transfer, &err) ||
            !ledger_transfer_unseen(run.ledger, i, &made, &err))
            give_up(&err);
        SAME(container_is(transfer.from, row->from, row->asset));
        SAME(container_is(transfer.to, row->to, row->asset));
        SAME(equal(transfer.amount, row->amount));
        SAME(equal(made, unseen[i]));
    }
    ref_unseen_free(unseen, theirs->count);
}

static void load(const struct ref_table *given, const struct ref_table *theirs)
{
    struct error err;
    char file[320], home[320], folder[4096];
    const char *files[1] = {file};
    struct flows_report report;
    ledger_free(run.ledger);
    run.ledger = NULL;
    snprintf(file, sizeof file, "%s/flows.csv", run.folder);
    snprintf(home, sizeof home, "%s/home", run.folder);
    place_remove(home);
    write_table(given, file);
    struct flows_options options = {.home = home,
                                    .files = files,
                                    .file_count = 1,
                                    .hash_seed = 1,
                                    .held_max = run.table_number % 4};
    if (!ingest_flows(&options, &report, &err) || !ledger_folder(folder, home, "eip155:1", &err) ||
        !ledger_open(&run.ledger, folder, &err))
        give_up(&err);
    compare_ledger(theirs);
}

static uint64_t account_number(int account)
{
    struct error err;
    uint64_t number;
    unsigned char key[ACCOUNT_KEY_BYTES];
    key_of(account, key);
    if (!ledger_find_account(run.ledger, key, &number, &err))
        give_up(&err);
    return number;
}

static uint64_t asset_number(int asset)
{
    struct error err;
    uint64_t number;
    char name[32];
    snprintf(name, sizeof name, "eip155:1/erc20:a%d", asset);
    if (!ledger_find_asset(run.ledger, span_text(name), &number, &err))
        give_up(&err);
    return number;
}

static bool seed_of(const struct ref_seed *theirs, const struct ref_query *query,
                    struct trace_seed *ours)
{
    struct error err;
    struct transaction transaction;
    unsigned char id[TRANSACTION_ID_BYTES] = {0};
    *ours = (struct trace_seed){LEDGER_NONE, LEDGER_NONE,  0, LEDGER_NONE, LEDGER_NONE,
                                false,       amount_zero()};
    ours->has_cap = theirs->has_cap;
    if (ours->has_cap)
        ours->cap = amount_of(theirs->cap);
    bool ok = true;
    if (theirs->kind == REF_SEED_ACCOUNT) {
        ours->account = account_number(theirs->account);
        ours->asset = theirs->asset == REF_NONE ? LEDGER_NONE : asset_number(theirs->asset);
        ok = ledger_first_of_block(run.ledger, theirs->block, &ours->from, &err);
        if (theirs->block > query->until_block)
            ours->from = LEDGER_NONE;
        if (theirs->asset != REF_NONE && ours->asset == LEDGER_NONE)
            ours->asset = LEDGER_NONE - 1; /* none of the ledger's; the account is a seed still */
        if (ok && ours->account == LEDGER_NONE)
            return false;
    } else if (theirs->kind == REF_SEED_ROW) {
        ok = ledger_transaction_of(run.ledger, theirs->row, &ours->transaction, &err) &&
             ledger_transaction(run.ledger, ours->transaction, &transaction, &err);
        ours->row = theirs->row - transaction.first;
    } else {
        for (unsigned i = 0, tx = (unsigned)theirs->tx + 1; i < 4; i++)
            id[31 - i] = (unsigned char)(tx >> (8 * i));
        ok = ledger_find_transaction(run.ledger, id, &ours->transaction, &err);
    }
    if (!ok)
        give_up(&err);
    return true;
}

static void compare_place(const struct trace_place *ours, const struct ref_result *theirs,
                          const struct ref_query *query, int account)
{
    bool poison = query->rule == REF_POISON;
    SAME(ours->reached == theirs->reached[account]);
    if (ours->reached)
        SAME((int)ours->hops == theirs->hops[account]);
    if (ours->service) {
        SAME(equal(ours->coloured, poison ? theirs->gross_in[account] : theirs->service[account]));
        if (poison)
            SAME(equal(ours->total_in, theirs->total_in[account]));
    } else if (!poison) {
        SAME(equal(ours->coloured, theirs->holding[account]));
    }
}

static const struct trace_place *find_place(const struct trace_result *ours, uint64_t account,
                                            uint64_t asset)
{
    for (size_t i = 0; i < ours->place_count; i++)
        if (ours->places[i].account == account && ours->places[i].asset == asset)
            return &ours->places[i];
    return NULL;
}

static void compare_asset(const struct trace_result *ours, const struct ref_result *theirs,
                          const struct ref_query *query, uint64_t asset)
{
    const struct trace_asset *sums = &ours->assets[asset];
    SAME(sums->reached == theirs->reached_count);
    SAME(equal(sums->unseen, theirs->unseen));
    if (query->rule != REF_POISON) {
        SAME(equal(sums->opening, theirs->opening));
        SAME(equal(sums->received, theirs->received));
        SAME(equal(sums->held, theirs->held));
        SAME(equal(sums->services, theirs->at_services));
        SAME(equal(sums->fees, theirs->fees));
        SAME(equal(sums->burnt, theirs->burnt));
        SAME(equal(sums->unresolved, theirs->unresolved));
    }
    for (int account = 0; account < query->accounts; account++) {
        uint64_t number = account_number(account);
        const struct trace_place *place = find_place(ours, number, asset);
        if (place != NULL)
            compare_place(place, theirs, query, account);
        else
            SAME(!theirs->reached[account]);
    }
}

static void compare_trace(const struct ref_table *table, struct ref_query *query)
{
    static const char *const rules[] = {"haircut", "fifo", "lifo", "tiho", "poison"};
    struct error err;
    struct trace_seed seeds[64];
    uint64_t services[64];
    struct trace_query ours = {.ledger = run.ledger,
                               .rule = rule_named(rules[query->rule]),
                               .seeds = seeds,
                               .services = services,
                               .end = ledger_count(run.ledger, COUNT_TRANSFERS),
                               .min = amount_of(query->min)};
    struct trace_result result;
    for (size_t i = 0; i < query->seed_count; i++)
        ours.seed_count += seed_of(&query->seeds[i], query, &seeds[ours.seed_count]);
    for (int i = 0; i < query->accounts; i++)
        if (query->is_service[i] && !query->is_through[i] && account_number(i) != LEDGER_NONE)
            services[ours.service_count++] = account_number(i);
    if (query->until_block != REF_NO_BLOCK &&
        !ledger_first_of_block(run.ledger, query->until_block + 1, &ours.end, &err))
        give_up(&err);
    static const enum trace_way ways[] = {TRACE_BY_ITSELF, TRACE_SPARSE, TRACE_DENSE, TRACE_TESTED};
    struct ref_results *theirs = ref_trace(table, query);
    for (size_t way = 0; way < sizeof ways / sizeof ways[0]; way++) {
        ours.way = ways[way];
        if (!trace_run(&ours, &result, &err))
            give_up(&err);
        for (int asset = 0; asset < theirs->assets; asset++)
            if (asset_number(asset) != LEDGER_NONE)
                compare_asset(&result, &theirs->asset[asset], query, asset_number(asset));
        trace_result_release(&result);
    }
    ref_results_free(theirs);
}

static void count(uint64_t number, const struct ref_query *query)
{
    run.passed += run.what == NULL;
    run.failed += run.what != NULL;
    if (run.what != NULL && run.failed <= 10)
        printf("case %llu, rule %s: differs: %s\n", (unsigned long long)number,
               ref_rule_name(query->rule), run.what);
    run.what = NULL;
}

static void random_graphs(uint64_t graphs)
{
    for (uint64_t number = 1; number <= graphs; number++) {
        struct ref_random random;
        ref_random_init(&random, number);
        load(&random.given, &random.ledger);
        for (size_t colour = 0; colour < random.colours; colour++)
            for (int rule = 0; rule < REF_RULES; rule++) {
                random.query[colour].rule = (enum ref_rule)rule;
                compare_trace(&random.ledger, &random.query[colour]);
                count(number, &random.query[colour]);
            }
        ref_random_release(&random);
    }
}

static bool visit(void *context, const struct ref_case *c)
{
    (void)context;
    if (run.table_number != c->table_number)
        load(c->given, c->ledger);
    run.table_number = c->table_number;
    struct ref_query query = *c->query;
    compare_trace(c->ledger, &query);
    count(c->number, &query);
    return true;
}

static void tiny_domain(int transactions, int rows, uint64_t tables, uint64_t cases)
{
    struct ref_domain domain;
    ref_domain_default(&domain, transactions, rows);
    domain.table_stride = tables;
    domain.case_stride = cases;
    run.table_number = UINT64_MAX;
    uint64_t shown = ref_domain_visit(&domain, visit, NULL);
    printf("%d transactions of %d rows, every %llu-th table, every %llu-th case: %llu cases\n",
           transactions, rows, (unsigned long long)tables, (unsigned long long)cases,
           (unsigned long long)shown);
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    struct amount number;
    if (!amount_from_decimal(span_text(argv[2]), &number))
        return 2;
    uint64_t value = strtoull(argv[2], NULL, 10);
    if (!place_make("against", run.folder))
        return 1;
    if (strcmp(argv[1], "random") == 0) {
        random_graphs(value);
    } else {
        tiny_domain(1, 1, 1, 1);
        tiny_domain(1, 2, value, 101);
        tiny_domain(2, 1, value, 101);
        tiny_domain(3, 1, value * 1009, 101);
        tiny_domain(2, 2, value * 1000003, 101);
    }
    ledger_free(run.ledger);
    place_remove(run.folder);
    printf("%llu passed, %llu failed\n", (unsigned long long)run.passed,
           (unsigned long long)run.failed);
    return run.failed == 0 ? 0 : 1;
}
