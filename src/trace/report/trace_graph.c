#include "trace/report/trace_graph.h"

void trace_graph_release(struct trace_graph *graph)
{
    trace_result_release(&graph->own);
    flow_graph_release(&graph->own_flows);
    graph->result = NULL;
    graph->flows = NULL;
}
