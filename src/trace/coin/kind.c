/* Traces on coin ledgers: from a request to the engine, and from a result to its parts. */
#include "trace/kind.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "trace/coin/graph.h"
#include "trace/coin/request.h"
#include "trace/coin/why.h"

bool coin_request_end(const struct trace_request *request, uint64_t *ret_end, struct error *err)
{
    struct coins_block block = {.end = ledger_count(request->ledger, COIN_COUNT_TRANSACTIONS)};
    if (request->has_until && !coins_block(request->ledger, request->until, &block, err))
        return false;
    *ret_end = block.end;
    return true;
}

static enum coin_fees fees_named(const char *order)
{
    if (order == NULL)
        return COIN_FEES_STOP;
    return strcmp(order, "fees-first") == 0 ? COIN_FEES_FEES_FIRST : COIN_FEES_SUBSIDY_FIRST;
}

bool coin_request_run(const struct trace_request *request, struct trace_shown *shown,
                      struct error *err)
{
    struct coin_seed *seeds = calloc(request->seed_count + 1, sizeof *seeds);
    uint64_t *services = calloc(request->service_count + 1, sizeof *services);
    struct coin_query query = {.ledger = request->ledger,
                               .rule = shown->rule,
                               .seeds = seeds,
                               .services = services,
                               .min = amount_as_bound(request->min),
                               .fees = fees_named(request->follow_fees),
                               .moved = shown->wants_flows ? coin_graph_note : NULL,
                               .moved_context = shown,
                               .progress = request->progress};
    bool ok = (seeds != NULL && services != NULL) || error_memory(err, "preparing a trace");
    ok = ok && coin_chain_of(request->ledger, &query.chain, err) &&
         coin_request_end(request, &query.end, err);
    for (size_t i = 0; ok && i < request->seed_count; i++) {
        const struct named_seed *seed = &request->seeds[i];
        bool starts = seed->coin.kind != COIN_SEED_ADDRESS || seed->coin.from < query.end;
        if (starts && strcmp(seed->colour, shown->colour) == 0)
            seeds[query.seed_count++] = seed->coin;
    }
    for (size_t i = 0; ok && i < request->service_count; i++) /* sorted; a name may be a second */
        if (i == 0 || request->services[i].account != request->services[i - 1].account)
            services[query.service_count++] = request->services[i].account;
    ok = ok && coin_trace_run(&query, &shown->coins, err) &&
         (!shown->wants_flows || coin_graph_note_rests(shown, err));
    free(seeds);
    free(services);
    return ok;
}

/* The text of an owner, kept by the part; the same as the last one when the owner is. */
static bool put_owner(const struct trace_request *request, uint64_t owner, struct report_part *part,
                      const char **ret_text, struct error *err)
{
    struct dynbuf text;
    dynbuf_init(&text, TRACE_ADDRESS_BYTES_MAX);
    bool ok = coin_print_owner(request->ledger, owner, &text, err) &&
              report_part_text(part, dynbuf_bytes(&text), ret_text, err);
    dynbuf_release(&text);
    return ok;
}

static bool put_holding(const struct trace_request *request, const struct coin_state *state,
                        bool marks, struct report_part *part, struct error *err)
{
    char id[COIN_OUTPUT_TEXT_BYTES];
    struct coins_output output;
    struct report_row row = {.amount = marks ? amount_zero() : amount_from_u64(state->coloured),
                             .container = state->output,
                             .hops = state->hops};
    if (!coins_output(request->ledger, state->output, &output, err) ||
        !coin_output_text(request->ledger, state->output, id, err) ||
        !report_part_text(part, span_text(id), &row.id, err) ||
        !put_owner(request, output.owner, part, &row.address, err))
        return false;
    row.owner = output.owner;
    if (row.owner != LEDGER_NONE)
        row.name = trace_name_of(request, row.owner);
    part->rows[part->row_count++] = row;
    return true;
}

static bool put_service(const struct trace_request *request, const struct coin_service *service,
                        struct report_part *part, struct error *err)
{
    struct report_row row = {.name = trace_name_of(request, service->address),
                             .amount = amount_from_u64(service->coloured),
                             .total_in = amount_from_u64(service->total_in),
                             .owner = service->address,
                             .container = service->address,
                             .hops = service->hops,
                             .service = true};
    if (!put_owner(request, service->address, part, &row.address, err))
        return false;
    row.id = row.address;
    part->rows[part->row_count++] = row;
    return true;
}

static bool put_farthest(const struct trace_request *request, const struct coin_result *result,
                         struct report_part *part, struct error *err)
{
    char id[COIN_OUTPUT_TEXT_BYTES];
    const struct coin_state *farthest = NULL;
    for (size_t i = 0; i < result->state_count; i++)
        if (farthest == NULL || result->states[i].hops > farthest->hops)
            farthest = &result->states[i];
    if (farthest == NULL)
        return true;
    part->farthest_hops = farthest->hops;
    return coin_output_text(request->ledger, farthest->output, id, err) &&
           report_part_text(part, span_text(id), &part->farthest, err);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool put_reached(const struct trace_request *request, const struct coin_result *result,
                        struct report_part *part, struct error *err)
{
    for (size_t i = 0; i < result->reached_count; i++)
        if (!put_owner(request, result->reached[i], part, &part->reached[part->reached_count++],
                       err))
            return false;
    qsort(part->reached, part->reached_count, sizeof *part->reached, by_text);
    return true;
}

/* CHAIN/slip44:N. */
static bool asset_name(const struct ledger *ledger, uint64_t asset, struct dynbuf *out,
                       struct error *err)
{
    const struct coin_chain *chain;
    (void)asset; /* there is one */
    return coin_chain_of(ledger, &chain, err) &&
           (dynbuf_format(out, "%s/%s", chain->caip2, chain->asset) ||
            dynbuf_error(out, "an asset", err));
}

static bool put_asset(const struct trace_request *request, struct report_part *part,
                      struct error *err)
{
    const char *text;
    struct dynbuf name;
    dynbuf_init(&name, ASSET_TEXT_BYTES_MAX);
    bool ok = asset_name(request->ledger, 0, &name, err) &&
              report_part_text(part, dynbuf_bytes(&name), &text, err);
    dynbuf_release(&name);
    if (ok)
        part->asset = span_text(text);
    return ok;
}

static bool fill_part(const struct trace_request *request, const struct trace_shown *shown,
                      struct report_part *part, struct error *err)
{
    const struct coin_result *result = &shown->coins;
    part->sums = coin_graph_sums(result);
    if (!put_asset(request, part, err) ||
        !report_part_start(part, result->state_count + result->service_count, result->reached_count,
                           err))
        return false;
    for (size_t i = 0; i < result->service_count; i++)
        if (!put_service(request, &result->services[i], part, err))
            return false;
    for (size_t i = 0; i < result->state_count; i++) {
        const struct coin_state *state = &result->states[i];
        if (!state->service && !state->gone &&
            !put_holding(request, state, shown->rule->marks, part, err))
            return false;
    }
    return put_reached(request, result, part, err) && put_farthest(request, result, part, err);
}

/* A coin chain has one asset. */
static bool next_part(const struct trace_request *request, const struct trace_shown *shown,
                      uint64_t *at, struct report_part *part, bool *ret_found, struct error *err)
{
    bool found = *at == 0;
    if (found && !fill_part(request, shown, part, err))
        return false;
    ++*at;
    *ret_found = found;
    return true;
}

const struct trace_kind trace_of_coins = {
    .ledger = &coin_kind,
    .seed = coin_seed_parse,
    .address = coin_find_owner,
    .print = coin_print_owner,
    .block_at_time = coins_block_at_time,
    .run = coin_request_run,
    .next_part = next_part,
    .why = why_coins,
    .way = why_coins_way,
    .graph = coin_graph,
    .place = coin_graph_place,
    .time = coin_graph_time,
    .asset = asset_name,
    .words = {"transaction", "transactions", "transaction: what came in", "held in ", "output",
              "outputs",
              "back to seeds, or from the small transactions of a column to its large ones"},
    .covers = "the whole chain from its first block",
    .fees = true,
};
