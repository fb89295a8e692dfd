/* What moved in one result: places and the flows between them, whatever the kind of ledger.
 *
 * On an account ledger a place is an account's container, and there is one graph. On a coin chain
 * nothing flows from address to address: a transaction mixes what its inputs bring. So there a
 * graph in full has outputs and transactions,
 *
 *     output --> transaction --> output --> transaction --> output
 *
 * and one for a picture has transactions only, between the addresses of seeds and of services; what
 * an unspent output holds rests at the transaction that made it.
 *
 * Load: as many places as the colour has. Lifetime: at most that of the result that it shows.
 * Threads: as any value.
 */
#pragma once

#include "trace/report/flow_graph.h"

enum graph_detail { GRAPH_IN_FULL, GRAPH_FOR_PICTURE };

struct trace_graph {
    const struct trace_result *result; /* places, by_asset, assets: the graph's */
    const struct flow_graph *flows;
    struct trace_result
        own; /* what the two point to, where it was made for the graph: so the graph */
    struct flow_graph own_flows; /* stays where it is */
};

/* What a kind of ledger calls what stands between seeds and services, and where value rests. */
struct graph_words {
    const char *pass, *passes, *legend;
    const char *held, *holder, *holders; /* "held at ", "address", "addresses" */
    const char *back;                    /* where value goes that a picture does not draw */
};

void trace_graph_release(struct trace_graph *graph);
