#include "trace/report/graph_walk.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "chain/asset.h"
#include "ingest/flow_time.h"
#include "trace/report/names.h"

static const char *const sink_names[] = {[SINK_NONE] = "none",
                                         [SINK_FEES] = "fees",
                                         [SINK_BURNT] = "burnt",
                                         [SINK_UNRESOLVED] = "unresolved"};

static const char *role_of(const struct trace_place *place, const struct flow_node *sums)
{
    if (place->transaction)
        return "transaction";
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
    const struct trace_place *place = &part->graph->result->places[number];
    struct graph_node node = {.role = role_of(place, sums),
                              .name = report_name(part->request, place),
                              .origin = sums->origin,
                              .in = sums->in,
                              .out = sums->out,
                              .rests = place->coloured,
                              .transaction = place->transaction,
                              .hops = place->hops};
    struct report_place text;
    bool ok = report_place_open(&text, part->request, place, err);
    if (ok) {
        node.address = dynbuf_bytes(&text.address);
        node.place = dynbuf_bytes(&text.id);
        snprintf(node.id, sizeof node.id, "p%zu", number);
        form->node(out, part, &node);
    }
    report_place_close(&text);
    return ok;
}

static void put_sink(struct dynbuf *out, const struct graph_form *form,
                     const struct graph_part *part, enum transfer_sink sink, struct amount amount)
{
    struct graph_node node = {.role = "sink", .sink = true, .in = amount, .rests = amount};
    if (amount_is_zero(amount))
        return;
    snprintf(node.id, sizeof node.id, "%s", sink_names[sink]);
    form->node(out, part, &node);
}

static bool put_time(const struct graph_part *part, uint64_t transfer, char *ret_text,
                     struct error *err)
{
    const struct ledger *ledger = part->request->ledger;
    uint64_t time;
    if (!trace_kind_of(ledger)->time(ledger, transfer, &time, err))
        return false;
    flow_time_print(time, ret_text);
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
    const struct trace_result *result = part->graph->result;
    const struct by_asset *places = &result->by_asset;
    uint64_t asset = part->asset->asset;
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
        const struct flow *flow = &part->graph->flows->flows[flows->numbers[at]];
        bool shown = flow->to != TRACE_NOWHERE || !part->shown->rule->marks;
        if (shown && !put_edge(out, form, part, flow, err))
            return false;
    }
    form->end(out);
    return true;
}

/* A flow is of the asset of the place that it leaves. */
static uint64_t asset_of(const void *graph, size_t flow)
{
    const struct trace_graph *one = graph;
    return one->result->places[one->flows->flows[flow].from].asset;
}

static bool put_asset(struct dynbuf *out, const struct graph_form *form, struct graph_part *part,
                      const struct flow_node *sums, const struct by_asset *flows, struct error *err)
{
    const struct ledger *ledger = part->request->ledger;
    struct dynbuf name;
    dynbuf_init(&name, ASSET_TEXT_BYTES_MAX);
    bool ok = trace_kind_of(ledger)->asset(ledger, part->asset->asset, &name, err);
    if (ok) {
        part->asset_name = dynbuf_bytes(&name);
        asset_display(part->asset_name, &part->decimals, part->symbol, sizeof part->symbol);
        ok = put_part(out, form, part, sums, flows, err);
    }
    dynbuf_release(&name);
    return ok;
}

static bool walk(struct dynbuf *out, const struct graph_form *form,
                 const struct trace_request *request, const struct trace_shown *shown,
                 const struct trace_graph *graph, struct error *err)
{
    struct flow_node *sums = NULL;
    struct by_asset flows = {0};
    size_t assets = graph->result->asset_count;
    bool ok = flow_graph_nodes(graph->flows, graph->result, shown->rule, &sums, err) &&
              by_asset_init(&flows, graph->flows->flow_count, assets, asset_of, graph, err);
    for (size_t a = 0; ok && a < assets; a++) {
        struct graph_part part = {
            .request = request, .shown = shown, .graph = graph, .asset = &graph->result->assets[a]};
        if (part.asset->seeded)
            ok = put_asset(out, form, &part, sums, &flows, err);
    }
    free(sums);
    by_asset_release(&flows);
    return ok;
}

bool graph_walk(struct dynbuf *out, const struct graph_form *form,
                const struct trace_request *request, const struct trace_shown *shown, size_t count,
                struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        struct trace_graph graph;
        if (!trace_kind_of(request->ledger)->graph(request, &shown[i], GRAPH_IN_FULL, &graph, err))
            return false;
        bool ok = walk(out, form, request, &shown[i], &graph, err);
        trace_graph_release(&graph);
        if (!ok)
            return false;
    }
    return true;
}
