/* against-coins: the engine for coin chains beside the naive reference, through the ledger.
 *
 *   against-coins random COUNT      that many random chains, all rules, fees and colours
 *   against-coins domain STRIDE     the tiny domain; of its larger chains every STRIDE-th
 *
 * Every chain is written as a ledger, held in memory or sealed aside block by block, opened and
 * verified, then traced in every way that the engine has. Ends with "N passed, M failed".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chain/merkle.h"
#include "coin_domain.h"
#include "ledger/coin/parts.h"
#include "ledger/coin/writer.h"
#include "ledger/verify.h"
#include "trace/coin/trace.h"

enum { SEED = 3 };

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

/* The one transaction of regtest's first block, and that block's other fields. */
static const char genesis_root[] =
    "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b";
static const unsigned char genesis_start[4] = {1},
                           genesis_end[12] = {0xda, 0xe5, 0x49, 0x4d, 0xff, 0xff, 0x7f, 0x20, 2};

static void id_of(const struct ref_coin_chain *chain, size_t tx, unsigned char *ret_id)
{
    while (chain->txs[tx].repeats != REF_NO_TX)
        tx = chain->txs[tx].repeats;
    if (run.before + tx == 0) {
        if (!hash256_parse(span_text(genesis_root), ret_id))
            abort();
        return;
    }
    memset(ret_id, (int)(tx % 3), COIN_ID_BYTES); /* some share their print */
    ret_id[COIN_ID_BYTES - 1] = (unsigned char)tx;
    ret_id[COIN_ID_BYTES - 2] = (unsigned char)(tx >> 8);
}

/* Of a block that stands before the reference's: its transaction pays nothing to nobody. */
static void row_before(size_t block, struct coin_rows *rows)
{
    struct coin_rows_transaction *to = &rows->transactions[rows->transactions_count++];
    memset(to, 0, sizeof *to);
    memset(to->id, 0xff, sizeof to->id);
    to->id[0] = (unsigned char)block;
    to->outputs = 1;
    rows->outputs[rows->outputs_count++] =
        (struct coin_rows_output){.fate = COIN_NOBODY, .unspent = unspent_key(SEED, to->id, 0)};
}

static struct coins_key key_of(int owner)
{
    static unsigned char keys[64][20];
    memset(keys[owner], owner + 1, sizeof keys[owner]);
    return (struct coins_key){SCRIPT_P2PKH, span_of(keys[owner], sizeof keys[owner])};
}

static unsigned char previous_ids[10000][COIN_ID_BYTES];

static void row_of(const struct ref_coin_chain *chain, size_t tx, struct coin_rows *rows)
{
    const struct ref_coin_tx *from = &chain->txs[tx];
    struct coin_rows_transaction *to = &rows->transactions[rows->transactions_count++];
    id_of(chain, tx, to->id);
    to->first_input = (uint32_t)rows->inputs_count;
    to->first_output = (uint32_t)rows->outputs_count;
    to->inputs = (uint32_t)from->input_count;
    to->outputs = (uint32_t)from->output_count;
    for (size_t i = 0; i < from->input_count; i++) {
        unsigned char *id = previous_ids[rows->inputs_count];
        uint32_t index = (uint32_t)from->inputs[i].index;
        id_of(chain, from->inputs[i].tx, id);
        rows->inputs[rows->inputs_count++] =
            (struct coin_rows_input){id, index, unspent_key(SEED, id, index)};
    }
    for (uint32_t i = 0; i < from->output_count; i++) {
        const struct ref_coin_output *output = &from->outputs[i];
        struct coin_rows_output *row = &rows->outputs[rows->outputs_count++];
        *row = (struct coin_rows_output){.value = output->value,
                                         .fate = output->burnt               ? COIN_BURNT
                                                 : output->owner == REF_NONE ? COIN_NOBODY
                                                                             : COIN_OWNED,
                                         .unspent = unspent_key(SEED, to->id, i)};
        if (row->fate != COIN_OWNED)
            continue;
        row->key = key_of(output->owner);
        row->hash = coin_key_hash(row->key);
        rows->key_bytes += row->key.bytes.size + 1;
    }
}

static void rows_of(const struct ref_coin_chain *chain, size_t block, struct coin_rows *rows)
{
    for (size_t tx = chain->blocks[block].first_tx; tx < ref_coin_block_end(chain, block); tx++)
        row_of(chain, tx, rows);
}

static void set_time(unsigned char *header, uint32_t time)
{
    for (int i = 0; i < 4; i++)
        header[68 + i] = (unsigned char)(time >> (8 * i));
}

static void set_root(struct coin_rows *rows)
{
    static unsigned char ids[1001][COIN_ID_BYTES];
    for (size_t i = 0; i < rows->transactions_count; i++)
        memcpy(ids[i], rows->transactions[i].id, COIN_ID_BYTES);
    if (!merkle_reduce(ids[0], rows->transactions_count))
        abort();
    memcpy(rows->header + 36, ids[0], COIN_ID_BYTES);
}

static void load(const struct ref_coin_chain *chain, uint64_t number)
{
    struct error err;
    struct coin_writer *writer;
    char command[400], home[320];
    struct coin_rows rows = {.transactions = calloc(1000, sizeof *rows.transactions),
                             .inputs = calloc(10000, sizeof *rows.inputs),
                             .outputs = calloc(10000, sizeof *rows.outputs)};
    ledger_free(run.ledger);
    run.ledger = NULL;
    run.chain_number = number;
    snprintf(home, sizeof home, "%s/ledger", run.folder);
    snprintf(command, sizeof command, "rm -rf '%s'", home);
    if (system(command) != 0)
        abort();
    if (!coin_writer_open(&writer, home, run.chain, SEED, &err))
        give_up(&err);
    if (number % 4 != 0)
        coin_writer_hold(writer, number % 4 == 1 ? 1 : 10);
    size_t blocks = run.before + chain->block_count;
    if (!coin_writer_begin(writer, 0, blocks - 1, &err))
        give_up(&err);
    for (size_t height = 0; height < blocks; height++) {
        rows.transactions_count = rows.inputs_count = rows.outputs_count = rows.key_bytes = 0;
        memset(rows.header, 0, sizeof rows.header);
        if (height > 0)
            memcpy(rows.header + 4, rows.hash, sizeof rows.hash);
        memcpy(rows.header, genesis_start, sizeof genesis_start);
        memcpy(rows.header + 68, genesis_end, sizeof genesis_end);
        set_time(rows.header, 1296688602 + 600 * (uint32_t)height);
        if (height < run.before)
            row_before(height, &rows);
        else
            rows_of(chain, height - run.before, &rows);
        set_root(&rows);
        header_hash(rows.header, rows.hash);
        if (!coin_writer_append(writer, &rows, "block", &err))
            give_up(&err);
    }
    if (!coin_writer_commit(writer, &err))
        give_up(&err);
    coin_writer_free(writer);
    coin_rows_release(&rows);
    if (!ledger_open(&run.ledger, home, &err))
        give_up(&err);
}

static uint64_t address_number(int owner)
{
    struct error err;
    uint64_t number;
    if (!coins_find_address(run.ledger, key_of(owner), &number, &err))
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
    const char *base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : P_tmpdir;
    char command[400];
    uint64_t value = strtoull(argv[2], NULL, 10);
    run.chain = coin_chain_find(span_text("regtest"));
    snprintf(run.folder, sizeof run.folder, "%s/trefoil-coins-XXXXXX", base);
    if (value == 0 || mkdtemp(run.folder) == NULL)
        return 1;
    if (strcmp(argv[1], "random") == 0) {
        random_chains(value);
    } else {
        all_tiny_domains(value);
    }
    ledger_free(run.ledger);
    snprintf(command, sizeof command, "rm -rf '%s'", run.folder);
    if (system(command) != 0)
        return 1;
    printf("%llu passed, %llu failed\n", (unsigned long long)run.passed,
           (unsigned long long)run.failed);
    return run.failed == 0 ? 0 : 1;
}
