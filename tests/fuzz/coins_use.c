#include "coins_use.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "ledger/coin/merge.h"
#include "ledger/coin/rows.h"
#include "ledger/verify.h"
#include "target.h"
#include "trace/coin/graph.h"
#include "trace/coin/request.h"

enum { LOOKS = 200 }; /* numbers of one sort that are looked at */

/* One past the end is asked for too: it must be an error. */
static uint64_t looks(const struct ledger *ledger, int count)
{
    uint64_t there = ledger_count(ledger, count);
    return there < LOOKS ? there + 1 : LOOKS;
}

/* Each returns whether all answers that there should be came. */

static bool use_transactions(const struct ledger *ledger)
{
    bool all = true;
    struct error err;
    for (uint64_t i = 0; i < looks(ledger, COIN_COUNT_TRANSACTIONS); i++) {
        struct coins_transaction found;
        unsigned char id[COIN_ID_BYTES];
        uint64_t height, first, second;
        bool there = i < ledger_count(ledger, COIN_COUNT_TRANSACTIONS);
        bool ok = coins_transaction(ledger, i, &found, &err);
        ensure(!ok || there);
        if (ok) {
            ensure(found.first_input + found.inputs <= ledger_count(ledger, COIN_COUNT_INPUTS));
            ensure(found.first_output + found.outputs <= ledger_count(ledger, COIN_COUNT_OUTPUTS));
        }
        ok = ok && coins_block_of(ledger, i, &height, &err) && coins_id(ledger, i, id, &err) &&
             coins_find_transaction(ledger, id, &first, &second, &err);
        all = all && (ok || !there);
    }
    return all;
}

static bool use_inputs(const struct ledger *ledger)
{
    bool all = true;
    struct error err;
    for (uint64_t i = 0; i < looks(ledger, COIN_COUNT_INPUTS); i++) {
        uint64_t output, transaction;
        bool there = i < ledger_count(ledger, COIN_COUNT_INPUTS);
        bool ok = coins_spends(ledger, i, &output, &err);
        ensure(!ok || output < ledger_count(ledger, COIN_COUNT_OUTPUTS));
        ok = coins_of_input(ledger, i, &transaction, &err) && ok;
        ensure(!ok || there);
        all = all && (ok || !there);
    }
    return all;
}

static bool use_outputs(const struct ledger *ledger)
{
    bool all = true;
    struct error err;
    for (uint64_t i = 0; i < looks(ledger, COIN_COUNT_OUTPUTS); i++) {
        struct coins_output output;
        uint64_t input = LEDGER_NONE, transaction, loser = LEDGER_NONE;
        bool there = i < ledger_count(ledger, COIN_COUNT_OUTPUTS);
        bool ok = coins_output(ledger, i, &output, &err);
        ensure(!ok || (output.fate == COIN_OWNED) == (output.owner != LEDGER_NONE));
        ok = coins_of_output(ledger, i, &transaction, &err) && ok;
        ok = coins_spender(ledger, i, &input, &err) && ok;
        ok = coins_loser(ledger, i, &loser, &err) && ok;
        ensure(input == LEDGER_NONE || input < ledger_count(ledger, COIN_COUNT_INPUTS));
        ensure(loser == LEDGER_NONE || loser < ledger_count(ledger, COIN_COUNT_TRANSACTIONS));
        ensure(!ok || there);
        all = all && (ok || !there);
    }
    return all;
}

static bool use_addresses(const struct ledger *ledger)
{
    bool all = true;
    struct error err;
    for (uint64_t i = 0; i < looks(ledger, COIN_COUNT_ADDRESSES); i++) {
        struct coins_key key;
        uint64_t found, output = 0;
        bool there = i < ledger_count(ledger, COIN_COUNT_ADDRESSES);
        bool ok = coins_key(ledger, i, &key, &err);
        ensure(!ok || there);
        if (ok) {
            struct script script = coins_script_of(key);
            struct coins_key same = coins_key_of(&script);
            ensure(script.kind < SCRIPT_KINDS && same.type == key.type);
        }
        ok = ok && coins_find_address(ledger, key, &found, &err);
        for (int j = 0; ok && j < LOOKS && output != LEDGER_NONE; j++, output++) {
            ok = coins_next_output(ledger, i, &output, &err);
            ensure(!ok || output == LEDGER_NONE ||
                   output < ledger_count(ledger, COIN_COUNT_OUTPUTS));
            if (output == LEDGER_NONE)
                break;
        }
        all = all && (ok || !there);
    }
    return all;
}

/* That memory fails is no fault of the ledger's. */
static bool use_blocks(const struct ledger *ledger)
{
    bool all = true;
    struct error err = {0};
    struct coin_rows rows = {0};
    uint64_t blocks = ledger->manifest.last_block + 1;
    for (uint64_t i = 0; i < (blocks < LOOKS ? blocks : LOOKS); i++) {
        struct coins_block block;
        uint64_t height;
        bool ok = coins_block(ledger, i, &block, &err);
        ok = ok && coins_block_at_time(ledger, block.median_time, &height, &err);
        ok = coin_rows_of_sealed(&rows, ledger, i, 1, &err) && ok;
        for (size_t j = 0; ok && j < rows.transactions_count; j++)
            coin_rows_paid(&rows, j);
        all = all && (ok || err.code == ERROR_MEMORY);
    }
    coin_rows_release(&rows);
    return all;
}

/* Segments [from, to) become one; false when that failed. */
static bool merge(const struct ledger *ledger, size_t from, size_t to, const char *folder,
                  struct error *err)
{
    char merged[PATH_BYTES_MAX], path[PATH_BYTES_MAX], name[SEGMENT_NAME_BYTES];
    struct manifest_segment listed = {
        .first_block = ledger->segments[from]->shape.counts[COUNT_FIRST_BLOCK],
        .last_block = ledger->segments[to - 1]->shape.counts[COUNT_LAST_BLOCK]};
    struct segment *segment;
    if (!file_path(merged, folder, "merged", err) || !file_make_folder(merged, err) ||
        !coin_segments_merge(ledger->segments + from, to - from, merged, &listed, err))
        return false;
    segment_file_name(name, listed.identity);
    ensure(file_path(path, merged, name, err));
    bool ok = segment_open(&segment, path, listed.identity, err);
    ensure(ok || err->code == ERROR_MEMORY); /* what a merge writes agrees with itself */
    if (ok)
        segment_free(segment);
    unlink(path);
    return ok;
}

/* Both graphs of a trace. Whether neither says that the ledger is damaged. */
static bool use_graphs(const struct trace_request *request, const struct trace_shown *shown)
{
    static const enum graph_detail details[] = {GRAPH_IN_FULL, GRAPH_FOR_PICTURE};
    struct error err;
    bool whole = true;
    for (int i = 0; i < 2; i++) {
        struct trace_graph graph;
        struct flow_node *sums;
        if (!coin_graph(request, shown, details[i], &graph, &err)) {
            whole = whole && err.code != ERROR_DAMAGED;
            continue;
        }
        if (flow_graph_nodes(graph.flows, graph.result, shown->rule, &sums, &err))
            free(sums);
        else
            whole = whole && err.code != ERROR_DAMAGED;
        trace_graph_release(&graph);
    }
    return whole;
}

static bool use_trace(struct ledger *ledger)
{
    bool whole = true;
    struct error err;
    struct trace_request request = {.ledger = ledger};
    uint64_t outputs = ledger_count(ledger, COIN_COUNT_OUTPUTS);
    uint64_t transactions = ledger_count(ledger, COIN_COUNT_TRANSACTIONS);
    uint64_t addresses = ledger_count(ledger, COIN_COUNT_ADDRESSES);
    struct coin_seed seeds[] = {
        {.kind = COIN_SEED_TRANSACTION, .number = transactions / 3},
        {.kind = COIN_SEED_OUTPUT, .number = outputs / 2, .has_cap = true, .cap = 1000},
        {.kind = COIN_SEED_ADDRESS, .from = transactions / 2}};
    uint64_t service = addresses / 2;
    struct coin_query query = {.ledger = ledger,
                               .seeds = seeds,
                               .seed_count = addresses > 0 ? 3 : 2,
                               .services = &service,
                               .service_count = addresses > 1,
                               .end = transactions,
                               .moved = coin_graph_note};
    if (outputs == 0 || transactions == 0 || !coin_chain_of(ledger, &query.chain, &err))
        return true;
    for (int rule = 0; rule < 2 * RULES; rule++) {
        struct trace_shown shown = {.colour = "a", .rule = rule_at(rule % RULES)};
        query.rule = shown.rule;
        query.fees = rule < RULES ? COIN_FEES_STOP : COIN_FEES_SUBSIDY_FIRST;
        query.way = rule % 2 == 0 ? TRACE_SPARSE : TRACE_DENSE;
        query.moved_context = &shown;
        if (coin_trace_run(&query, &shown.coins, &err) && coin_graph_note_rests(&shown, &err))
            whole = use_graphs(&request, &shown) && whole;
        else
            whole = whole && err.code != ERROR_DAMAGED;
        trace_shown_release(&shown);
    }
    return whole;
}

void coins_use(struct ledger *ledger, const char *folder)
{
    struct error err;
    bool read = use_transactions(ledger);
    read = use_inputs(ledger) && read;
    read = use_outputs(ledger) && read;
    read = use_addresses(ledger) && read;
    read = use_blocks(ledger) && read;
    bool traced = use_trace(ledger);
    bool merged = true;
    for (size_t i = 0; i + 1 < ledger->segment_count && merged; i++)
        merged = merge(ledger, i, i + 2, folder, &err) || err.code == ERROR_MEMORY;
    if (!ledger_verify(ledger, NULL, &err))
        return;
    ensure(merged && read && traced);
}
