/* What a picture of a trace shows, before anything has a place on paper: at most some 45 nodes, and
 * links between them whose amounts still add up.
 *
 *   seeds      passes, in columns by time          ends
 *   rank 0     rank 1, 3, 5 ...                    last rank
 *              folds, between them: rank 2, 4, 6
 *
 * The largest flows keep nodes of their own; every other address is counted in the fold of its
 * column (by when coloured value first came to it), every other seed and service in one node each.
 * A link goes forward in time, to a higher rank, or is an arc between two nodes of one rank. What
 * went back (to a seed, to an address that had its first coloured value earlier) is not drawn, but
 * counted: `back`.
 *
 * A pure function of the trace: the same nodes in the same order every time.
 */
#pragma once

#include "trace/report/flow_graph.h"

enum picture_role {
    PICTURE_SEED,
    PICTURE_PASS,
    PICTURE_FOLD,
    PICTURE_SERVICE,
    PICTURE_HELD,
    PICTURE_FEES,
    PICTURE_BURNT,
    PICTURE_UNRESOLVED,
};

enum { PICTURE_COLUMNS_MAX = 5, PICTURE_NODES_MAX = 64 };

struct picture_node {
    enum picture_role role;
    unsigned rank;
    uint32_t place;       /* TRACE_NOWHERE: several addresses, or none */
    uint64_t addresses;   /* how many it stands for; or transactions, or of PICTURE_HELD outputs */
    struct amount amount; /* seed: what started there; pass, fold: what came in from others; end:
                             what rests there */
    uint64_t transfers;   /* that brought it */
};

struct picture_link {
    unsigned from, to; /* nodes */
    struct amount amount;
    uint64_t transfers; /* 0: a rest, nothing moved */
};

struct picture {
    struct picture_node nodes[PICTURE_NODES_MAX];
    unsigned node_count;
    struct picture_link *links; /* from, then to, ascending; release with free() */
    size_t link_count;
    unsigned columns;                           /* of passes and folds */
    uint64_t column_first[PICTURE_COLUMNS_MAX]; /* transfer with which it begins */
    uint64_t first, last;                       /* transfers drawn, all in all; LEDGER_NONE: none */
    struct amount back;
    uint64_t back_transfers;
};

/* The picture of one asset of a result. Errors: memory, limit. */
bool picture_make(const struct flow_graph *graph, const struct trace_result *result,
                  const struct rule *rule, uint64_t asset, struct picture *ret_picture,
                  struct error *err);
void picture_release(struct picture *picture);
