#include "trace/report/flow_graph.h"

#include <stdlib.h>
#include <xxhash.h>

#include "base/array.h"
#include "base/limits.h"

void flow_graph_release(struct flow_graph *graph)
{
    free(graph->flows);
    hash_index_release(&graph->index);
    *graph = (struct flow_graph){0};
}

static uint64_t hash_pair(const struct flow *flow)
{
    uint32_t key[3] = {flow->from, flow->to, (uint32_t)flow->sink};
    return XXH3_64bits(key, sizeof key);
}

static struct flow *find(const struct flow_graph *graph, const struct flow *wanted, uint64_t hash)
{
    uint32_t entry;
    for (size_t at = hash_index_first(&graph->index, hash);
         hash_index_find(&graph->index, hash, &at, &entry);
         at = hash_index_next(&graph->index, at)) {
        struct flow *flow = &graph->flows[entry];
        if (flow->from == wanted->from && flow->to == wanted->to && flow->sink == wanted->sink)
            return flow;
    }
    return NULL;
}

static bool add(struct flow_graph *graph, const struct flow *flow, uint64_t hash, struct error *err)
{
    if (graph->flow_count == FLOWS_MAX)
        return error_input(err, ERROR_LIMIT, "what moved",
                           "more than %d pairs of places; expected a trace that --until, --min or "
                           "--services keeps smaller",
                           FLOWS_MAX);
    struct flow *grown = array_grow(graph->flows, &graph->flow_capacity, graph->flow_count + 1,
                                    sizeof *grown, FLOWS_MAX);
    if (grown == NULL)
        return error_memory(err, "recording what moved");
    graph->flows = grown;
    if (!hash_index_add(&graph->index, hash, (uint32_t)graph->flow_count))
        return error_memory(err, "recording what moved");
    grown[graph->flow_count++] = *flow;
    return true;
}

bool flow_graph_join(struct flow_graph *graph, const struct flow *later, struct error *err)
{
    uint64_t hash = hash_pair(later);
    struct flow *flow = find(graph, later, hash);
    if (flow == NULL)
        return add(graph, later, hash, err);
    if (!amount_add(flow->amount, later->amount, &flow->amount))
        return error_input(err, ERROR_LIMIT, "what moved", "a sum between two places passes 2^256");
    flow->count += later->count;
    flow->last = later->last;
    return true;
}

bool flow_graph_note(void *graph, const struct trace_move *move, struct error *err)
{
    struct flow flow = {.from = move->from,
                        .to = move->to,
                        .sink = move->sink,
                        .amount = move->coloured,
                        .count = 1,
                        .first = move->transfer,
                        .last = move->transfer};
    return flow_graph_join(graph, &flow, err);
}

static bool add_sum(struct amount *sum, struct amount amount, struct error *err)
{
    return amount_add(*sum, amount, sum) ||
           error_input(err, ERROR_LIMIT, "what moved", "the sum of a place passes 2^256");
}

static void earlier(uint64_t *first, uint64_t transfer)
{
    if (transfer < *first)
        *first = transfer;
}

static bool add_flow(struct flow_node *nodes, const struct flow *flow, struct error *err)
{
    if (flow->from == flow->to)
        return true;
    struct flow_node *from = &nodes[flow->from];
    earlier(&from->first_at, flow->first);
    if (!add_sum(&from->out, flow->amount, err))
        return false;
    if (flow->to == TRACE_NOWHERE)
        return true;
    struct flow_node *to = &nodes[flow->to];
    earlier(&to->first_at, flow->first);
    earlier(&to->first_in, flow->first);
    to->arrivals += flow->count;
    return add_sum(&to->in, flow->amount, err);
}

/* What a place did not get from another one started there: it rests or went out, and balances. */
static bool find_origin(struct flow_node *node, struct amount rests, struct error *err)
{
    struct amount gone = rests;
    if (!add_sum(&gone, node->out, err))
        return false;
    return amount_sub(gone, node->in, &node->origin) ||
           error_input(err, ERROR_DAMAGED, "ledger",
                       "what moved does not balance; expected what `verify` accepts");
}

bool flow_graph_nodes(const struct flow_graph *graph, const struct trace_result *result,
                      const struct rule *rule, struct flow_node **ret_nodes, struct error *err)
{
    struct flow_node *nodes = calloc(result->place_count + 1, sizeof *nodes);
    bool ok = nodes != NULL || error_memory(err, "summing up what moved");
    for (size_t i = 0; ok && i < result->place_count; i++)
        nodes[i].first_in = nodes[i].first_at = LEDGER_NONE;
    for (size_t i = 0; ok && i < graph->flow_count; i++) {
        ensure(graph->flows[i].from < result->place_count);
        ensure(graph->flows[i].to == TRACE_NOWHERE || graph->flows[i].to < result->place_count);
        ok = add_flow(nodes, &graph->flows[i], err);
    }
    for (size_t i = 0; ok && !rule->marks && i < result->place_count; i++)
        ok = find_origin(&nodes[i], result->places[i].coloured, err);
    if (ok)
        *ret_nodes = nodes;
    else
        free(nodes);
    return ok;
}
