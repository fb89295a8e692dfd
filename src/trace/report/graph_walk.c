#include "trace/report/graph_walk.h"

#include "trace/kind.h"

#include <stdio.h>
#include <stdlib.h>

#include "chain/asset.h"
#include "ingest/flow_time.h"

static const char *const sink_names[] = {[SINK_NONE] = "none",
                                         [SINK_FEES] = "fees",
                                         [SINK_BURNT] = "burnt",
                                         [SINK_UNRESOLVED] = "unresolved"};

static const char *role_of(const struct trace_place *place, const struct flow_node *sums)
{
    if (place->service)
        return "service";
    if (place->seed || !amount_is_zero(sums->origin))
        return "seed";
    return amount_is_zero(place->coloured) ? "pass-through" : "holding";
}

static bool put_node(struct dynbuf *out, const struct graph_form *form,
                     const struct graph_part *part, size_t number, const struct flow_node *sums,
                     struct error *err)
{
    const struct trace_place *place = &part->shown->result.places[number];
    struct graph_node node = {.role = role_of(place, sums),
                              .name = report_name(part->request, place->account),
                              .origin = sums->origin,
                              .in = sums->in,
                              .out = sums->out,
                              .rests = place->coloured,
                              .hops = place->hops};
    if (!report_address(part->request, place->account, node.address, err))
        return false;
    snprintf(node.id, sizeof node.id, "p%zu", number);
    form->node(out, part, &node);
    return true;
}

static void put_sink(struct dynbuf *out, const struct graph_form *form,
                     const struct graph_part *part, enum transfer_sink sink, struct amount amount)
{
    struct graph_node node = {.role = "sink", .name = {NULL, 0}, .in = amount, .rests = amount};
    if (amount_is_zero(amount))
        return;
    snprintf(node.id, sizeof node.id, "%s", sink_names[sink]);
    form->node(out, part, &node);
}

static bool put_time(const struct graph_part *part, uint64_t transfer, char *ret_text,
                     struct error *err)
{
    struct transaction transaction;
    if (!report_transaction(part->request, transfer, &transaction, err))
        return false;
    flow_time_print(transaction.time, ret_text);
    return true;
}

static bool put_edge(struct dynbuf *out, const struct graph_form *form,
                     const struct graph_part *part, const struct flow *flow, struct error *err)
{
    struct graph_edge edge = {.amount = flow->amount, .transfers = flow->count};
    if (!put_time(part, flow->first, edge.first, err) ||
        !put_time(part, flow->last, edge.last, err))
        return false;
    snprintf(edge.from, sizeof edge.from, "p%u", flow->from);
    if (flow->to == TRACE_NOWHERE)
        snprintf(edge.to, sizeof edge.to, "%s", sink_names[flow->sink]);
    else
        snprintf(edge.to, sizeof edge.to, "p%u", flow->to);
    form->edge(out, part, &edge);
    return true;
}

static bool is_touched(const struct trace_place *place, const struct flow_node *sums)
{
    return place->reached || place->seed || sums->first_at != LEDGER_NONE ||
           !amount_is_zero(place->coloured);
}

static bool put_part(struct dynbuf *out, const struct graph_form *form, struct graph_part *part,
                     const struct flow_node *sums, const struct by_asset *flows, struct error *err)
{
    const struct trace_result *result = &part->shown->result;
    const struct by_asset *places = &result->by_asset;
    uint64_t asset = part->asset->asset;
    if (!ledger_asset(part->request->ledger, asset, &part->asset_name, err))
        return false;
    asset_display(part->asset_name, &part->decimals, part->symbol, sizeof part->symbol);
    form->begin(out, part);
    for (size_t at = places->first[asset]; at < places->first[asset + 1]; at++) {
        size_t i = places->numbers[at];
        if (is_touched(&result->places[i], &sums[i]) &&
            !put_node(out, form, part, i, &sums[i], err))
            return false;
    }
    if (!part->shown->rule->marks) {
        put_sink(out, form, part, SINK_FEES, part->asset->fees);
        put_sink(out, form, part, SINK_BURNT, part->asset->burnt);
        put_sink(out, form, part, SINK_UNRESOLVED, part->asset->unresolved);
    }
    for (size_t at = flows->first[asset]; at < flows->first[asset + 1]; at++) {
        const struct flow *flow = &part->shown->flows->flows[flows->numbers[at]];
        bool shown = flow->to != TRACE_NOWHERE || !part->shown->rule->marks;
        if (shown && !put_edge(out, form, part, flow, err))
            return false;
    }
    form->end(out);
    return true;
}

/* A flow is of the asset of the place that it leaves. */
static uint64_t asset_of(const void *shown, size_t flow)
{
    const struct trace_shown *one = shown;
    return one->result.places[one->flows->flows[flow].from].asset;
}

bool graph_walk_accounts(struct dynbuf *out, const struct graph_form *form,
                         const struct trace_request *request, const struct trace_shown *shown,
                         struct error *err)
{
    struct flow_node *sums = NULL;
    struct by_asset flows = {0};
    size_t assets = shown->result.asset_count;
    bool ok = flow_graph_nodes(shown->flows, &shown->result, shown->rule, &sums, err) &&
              by_asset_init(&flows, shown->flows->flow_count, assets, asset_of, shown, err);
    for (size_t a = 0; ok && a < assets; a++) {
        struct graph_part part = {
            .request = request, .shown = shown, .asset = &shown->result.assets[a]};
        if (part.asset->seeded)
            ok = put_part(out, form, &part, sums, &flows, err);
    }
    free(sums);
    by_asset_release(&flows);
    return ok;
}

bool graph_walk(struct dynbuf *out, const struct graph_form *form,
                const struct trace_request *request, const struct trace_shown *shown, size_t count,
                struct error *err)
{
    if (trace_kind_of(request->ledger)->walk == NULL)
        return error_input(err, ERROR_UNSUPPORTED, "--dot, --graphml",
                           "there is no graph of a coin chain's trace yet");
    for (size_t i = 0; i < count; i++)
        if (!trace_kind_of(request->ledger)->walk(out, form, request, &shown[i], err))
            return false;
    return true;
}
