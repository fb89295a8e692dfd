/* All nodes and flows of a trace, one after the other, for the forms that draw nothing themselves
 * (GraphML, DOT). Every place that colour touched is a node, and so is each sink that was used. */
#pragma once

#include "trace/kind.h"

struct graph_node {
    char id[24];         /* "p17", or "fees", "burnt", "unresolved" */
    const char *role;    /* seed, pass-through, holding, service, transaction, sink */
    struct span address; /* empty: it has none */
    struct span place;   /* of a coin chain: the txid of a transaction, or `txid:vout` */
    struct span name;    /* by strangers; may be empty */
    struct amount origin, in, out, rests; /* under poison `rests` is zero but at services */
    bool sink, transaction;
    uint64_t hops;
};

struct graph_edge {
    char from[24], to[24];
    struct amount amount;
    uint64_t transfers;
    char first[32], last[32]; /* times */
};

/* Of one colour, rule and asset; `decimals` and `symbol` show its amounts. */
struct graph_part {
    const struct trace_request *request;
    const struct trace_shown *shown;
    const struct trace_graph *graph;
    const struct trace_asset *asset;
    struct span asset_name;
    unsigned decimals;
    char symbol[160];
};

struct graph_form {
    void (*begin)(struct dynbuf *out, const struct graph_part *part);
    void (*node)(struct dynbuf *out, const struct graph_part *part, const struct graph_node *node);
    void (*edge)(struct dynbuf *out, const struct graph_part *part, const struct graph_edge *edge);
    void (*end)(struct dynbuf *out);
};

/* Errors: damaged, memory, limit. */
bool graph_walk(struct dynbuf *out, const struct graph_form *form,
                const struct trace_request *request, const struct trace_shown *shown, size_t count,
                struct error *err);
