/* What moved between the places of a trace: one flow a pair, however many transfers it took.
 *
 *     place 3 --[ 1,520,000.00 USD, 2 transfers, first, last ]--> place 7
 *
 * The graph listens to a trace (trace_query.moved = flow_graph_note) and is complete afterwards.
 * It is a pure function of the trace: flows stand in the order in which they began.
 *
 * Under every rule but poison it balances: what started at a place (a seed's own colouring) and
 * what came in is what went out and what rests there. Poison's flows are reach: nothing adds up.
 * Load: hundreds to millions of flows; FLOWS_MAX bounds them. Threads: one trace a graph.
 */
#pragma once

#include "base/hash_index.h"
#include "trace/trace.h"

struct flow {
    uint32_t from, to; /* places; `to` is TRACE_NOWHERE for a sink */
    enum transfer_sink sink;
    struct amount amount;
    uint64_t count;       /* transfers */
    uint64_t first, last; /* transfers; on a coin chain moments (coin_move) */
};

/* Of one place: sums over its flows, those to itself left out. */
struct flow_node {
    struct amount in, out;
    struct amount origin; /* started here: a seed's opening and received; zero under poison */
    uint64_t arrivals;    /* transfers in */
    uint64_t first_in;    /* transfer; LEDGER_NONE when nothing came in */
    uint64_t first_at;    /* the first transfer that touched it, in or out; or LEDGER_NONE */
};

struct flow_graph {
    struct flow *flows;
    size_t flow_count, flow_capacity;
    struct hash_index index;
};

/* A zeroed graph is an empty one. */
void flow_graph_release(struct flow_graph *graph);

/* Adds a movement; `graph` is a struct flow_graph. Errors: memory, limit. */
bool flow_graph_note(void *graph, const struct trace_move *move, struct error *err);

/* Adds a flow that began no earlier than those before it. Errors: memory, limit. */
bool flow_graph_join(struct flow_graph *graph, const struct flow *flow, struct error *err);

/* One node for each place of the result, which the graph listened to; release with free().
 * Errors: memory; damaged, when a place gives or keeps less than it got. */
bool flow_graph_nodes(const struct flow_graph *graph, const struct trace_result *result,
                      const struct rule *rule, struct flow_node **ret_nodes, struct error *err);
