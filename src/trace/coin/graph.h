/* Graphs of traces on coin chains: what moves is kept while a trace runs, and told afterwards
 * (trace/report/trace_graph.h says as what). */
#pragma once

#include "trace/kind.h"

/* For coin_query.moved; `shown` is the struct trace_shown of the trace. Errors: memory, limit. */
bool coin_graph_note(void *shown, const struct coin_move *move, struct error *err);

/* Outputs that were coloured and never moved are places, too. Errors: memory, limit. */
bool coin_graph_note_rests(struct trace_shown *shown, struct error *err);

/* trace_kind.graph, place and time. */
bool coin_graph(const struct trace_request *request, const struct trace_shown *shown,
                enum graph_detail detail, struct trace_graph *ret_graph, struct error *err);
bool coin_graph_place(const struct trace_request *request, const struct trace_place *place,
                      struct dynbuf *address, struct dynbuf *id, struct error *err);
bool coin_graph_time(const struct ledger *ledger, uint64_t moment, uint64_t *ret_time,
                     struct error *err);

/* The sums of a result, of the chain's one asset. */
struct trace_asset coin_graph_sums(const struct coin_result *result);
