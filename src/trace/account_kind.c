/* Traces on account ledgers: from a request to the engine, and from a result to its parts. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trace/kind.h"
#include "trace/report/names.h"

/* The asset that a row moves. */
static bool row_asset(const struct ledger *ledger, uint64_t row, uint64_t *ret_asset,
                      struct error *err)
{
    struct transfer transfer;
    uint64_t account;
    return ledger_transfer(ledger, row, &transfer, err) &&
           ledger_container(ledger, transfer.to != LEDGER_NONE ? transfer.to : transfer.from,
                            &account, ret_asset, err);
}

/* The assets that one seed speaks of: the one that it names; else all that its address ever has, or
 * that its rows move. */
static bool note_assets(const struct ledger *ledger, const struct trace_seed *seed,
                        struct trace_asset *assets, struct error *err)
{
    struct transaction transaction;
    uint64_t asset = 0, container;
    if (seed->asset != LEDGER_NONE) {
        assets[seed->asset].seeded = true;
        return true;
    }
    if (seed->account != LEDGER_NONE)
        for (;; asset++) {
            if (!ledger_next_container(ledger, seed->account, &asset, &container, err))
                return false;
            if (container == LEDGER_NONE)
                return true;
            assets[asset].seeded = true;
        }
    if (!ledger_transaction(ledger, seed->transaction, &transaction, err))
        return false;
    for (uint64_t row = transaction.first; row < transaction.end; row++) {
        if (seed->row != LEDGER_NONE && transaction.first + seed->row != row)
            continue;
        if (!row_asset(ledger, row, &asset, err))
            return false;
        assets[asset].seeded = true;
    }
    return true;
}

/* Also those that start behind --until: a seed that colours nothing has a result, of zeros. */
static bool note_seeds(const struct trace_request *request, const struct trace_shown *shown,
                       struct error *err)
{
    for (size_t i = 0; i < request->seed_count; i++)
        if (strcmp(request->seeds[i].colour, shown->colour) == 0 &&
            !note_assets(request->ledger, &request->seeds[i].seed, shown->result.assets, err))
            return false;
    return true;
}

/* Whether a seed starts within the trace; a seed behind its end names nobody. */
static bool starts(const struct trace_request *request, const struct named_seed *seed, uint64_t end,
                   bool *ret_starts, struct error *err)
{
    struct transaction transaction = {0};
    if (!request->has_until || seed->seed.transaction == LEDGER_NONE) {
        *ret_starts = !request->has_until || seed->block <= request->until;
        return true;
    }
    if (!ledger_transaction(request->ledger, seed->seed.transaction, &transaction, err))
        return false;
    *ret_starts = transaction.first < end;
    return true;
}

static bool run(const struct trace_request *request, struct trace_shown *shown, struct error *err)
{
    struct trace_seed *seeds = calloc(request->seed_count + 1, sizeof *seeds);
    uint64_t *services = calloc(request->service_count + 1, sizeof *services);
    struct trace_query query = {.ledger = request->ledger,
                                .rule = shown->rule,
                                .seeds = seeds,
                                .services = services,
                                .service_count = request->service_count,
                                .end = ledger_count(request->ledger, COUNT_TRANSFERS),
                                .min = request->min,
                                .moved = shown->wants_flows ? flow_graph_note : NULL,
                                .moved_context = &shown->flows,
                                .progress = request->progress};
    bool ok = seeds != NULL && services != NULL ? true : error_memory(err, "preparing a trace");
    if (ok && request->has_until)
        ok = ledger_first_of_block(request->ledger, request->until + 1, &query.end, err);
    for (size_t i = 0; ok && i < request->seed_count; i++) {
        bool in = false;
        if (strcmp(request->seeds[i].colour, shown->colour) != 0)
            continue;
        ok = starts(request, &request->seeds[i], query.end, &in, err);
        if (in)
            seeds[query.seed_count++] = request->seeds[i].seed;
    }
    for (size_t i = 0; ok && i < request->service_count; i++)
        services[i] = request->services[i].account;
    ok = ok && trace_run(&query, &shown->result, err);
    if (ok && !note_seeds(request, shown, err)) {
        trace_result_release(&shown->result);
        ok = false;
    }
    free(seeds);
    free(services);
    return ok;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A place that colour reached, as a row. */
static bool put_row(const struct trace_request *request, const struct trace_place *place,
                    struct report_part *part, struct error *err)
{
    char address[EVM_ADDRESS_TEXT_BYTES], id[EVM_ADDRESS_TEXT_BYTES + ASSET_TEXT_BYTES_MAX + 2];
    struct report_row row = {.name = report_name(request, place),
                             .amount = place->coloured,
                             .total_in = place->total_in,
                             .owner = place->account,
                             .container = place->container,
                             .hops = place->hops,
                             .service = place->service};
    if (!report_address(request, place->account, address, err))
        return false;
    snprintf(id, sizeof id, "%s/%.*s", address, (int)part->asset.size,
             (const char *)part->asset.data);
    if (!report_part_text(part, span_text(address), &row.address, err) ||
        !report_part_text(part, span_text(id), &row.id, err))
        return false;
    part->rows[part->row_count++] = row;
    part->reached[part->reached_count++] = row.address;
    return true;
}

static bool fill_part(const struct trace_request *request, const struct trace_result *result,
                      uint64_t asset, struct report_part *part, struct error *err)
{
    const struct by_asset *by = &result->by_asset;
    size_t first = by->first[asset], end = by->first[asset + 1];
    const struct trace_place *farthest = NULL;
    part->sums = result->assets[asset];
    if (!ledger_asset(request->ledger, asset, &part->asset, err) ||
        !report_part_start(part, end - first, end - first, err))
        return false;
    for (size_t at = first; at < end; at++) {
        const struct trace_place *place = &result->places[by->numbers[at]];
        if (!place->reached)
            continue;
        if (!put_row(request, place, part, err))
            return false;
        if (farthest != NULL &&
            (place->hops < farthest->hops ||
             (place->hops == farthest->hops && place->reached_at >= farthest->reached_at)))
            continue;
        farthest = place;
        part->farthest = part->rows[part->row_count - 1].address;
        part->farthest_hops = place->hops;
    }
    qsort(part->reached, part->reached_count, sizeof *part->reached, by_text);
    return true;
}

static bool next_part(const struct trace_request *request, const struct trace_shown *shown,
                      uint64_t *at, struct report_part *part, bool *ret_found, struct error *err)
{
    const struct trace_result *result = &shown->result;
    while (*at < result->asset_count && !result->assets[*at].seeded)
        ++*at;
    bool found = *at < result->asset_count;
    if (found && !fill_part(request, result, (*at)++, part, err))
        return false;
    *ret_found = found;
    return true;
}

static bool print(const struct ledger *ledger, uint64_t number, struct dynbuf *out,
                  struct error *err)
{
    unsigned char key[ACCOUNT_KEY_BYTES];
    char address[EVM_ADDRESS_TEXT_BYTES];
    if (!ledger_account(ledger, number, key, err))
        return false;
    evm_address_print(key, address);
    dynbuf_text(out, address);
    return true;
}

static bool graph(const struct trace_request *request, const struct trace_shown *shown,
                  enum graph_detail detail, struct trace_graph *ret_graph, struct error *err)
{
    (void)request;
    (void)detail; /* one is both */
    (void)err;
    *ret_graph = (struct trace_graph){.result = &shown->result, .flows = &shown->flows};
    return true;
}

static bool print_place(const struct trace_request *request, const struct trace_place *place,
                        struct dynbuf *address, struct dynbuf *id, struct error *err)
{
    (void)id; /* its address and the graph's asset are all of it */
    return print(request->ledger, place->account, address, err);
}

static bool time_of(const struct ledger *ledger, uint64_t transfer, uint64_t *ret_time,
                    struct error *err)
{
    struct transaction transaction;
    uint64_t number;
    if (!ledger_transaction_of(ledger, transfer, &number, err) ||
        !ledger_transaction(ledger, number, &transaction, err))
        return false;
    *ret_time = transaction.time;
    return true;
}

static bool asset_name(const struct ledger *ledger, uint64_t asset, struct dynbuf *out,
                       struct error *err)
{
    struct span name;
    return ledger_asset(ledger, asset, &name, err) &&
           (dynbuf_span(out, name) || dynbuf_error(out, "an asset", err));
}

const struct trace_kind trace_of_accounts = {
    .ledger = &account_kind,
    .seed = account_seed_parse,
    .address = account_parse,
    .print = print,
    .block_at_time = ledger_block_at_time,
    .run = run,
    .next_part = next_part,
    .why = why_account,
    .way = why_account_way,
    .graph = graph,
    .place = print_place,
    .time = time_of,
    .asset = asset_name,
    .words = {"address", "addresses", "address: came in, all in all", "held at ", "address",
              "addresses", "back to seeds, or to addresses that coloured value had reached before"},
    .covers = "every row of the flow tables in it",
    .unseen = true,
};

const struct trace_kind *trace_kind_of(const struct ledger *ledger)
{
    return ledger->kind == trace_of_coins.ledger ? &trace_of_coins : &trace_of_accounts;
}
