/* Which addresses of a trace get a node of their own in its picture, and which are folded; for
 * picture.c. */
#pragma once

#include "trace/report/picture.h"

#define CHOICE_NONE UINT32_MAX

struct choice {
    const struct flow_graph *graph;
    const struct trace_result *result;
    const struct rule *rule;
    uint64_t asset;
    struct flow_node *sums; /* by place */
    uint32_t *node;         /* by place: its node, or CHOICE_NONE when nothing touched it */
    unsigned held, other_seeds;
    unsigned sinks[4]; /* by enum transfer_sink */
};

/* Makes the nodes, with roles, ranks and counts of addresses; sums are left at zero. The choice is
 * zeroed but for its first four members; release it also after a failure. Errors: memory, limit. */
bool choice_make(struct choice *choice, struct picture *picture, struct error *err);
void choice_release(struct choice *choice);
