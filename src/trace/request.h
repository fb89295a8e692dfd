/* A trace as people ask for it: seeds, services, bounds and rule, resolved against one ledger. */
#pragma once

#include "base/dynbuf.h"
#include "base/progress.h"
#include "label/labels.h"
#include "trace/coin/ends.h"
#include "trace/report/flow_graph.h"
#include "trace/seed_text.h"

struct trace_named {
    uint64_t account; /* or address of a coin chain */
    char name[128];   /* empty: unnamed */
    size_t order;     /* as given: of several names the first counts */
};

/* What was asked, resolved against the ledger. */
struct trace_request {
    struct ledger *ledger;
    struct named_seed *seeds;
    size_t seed_count, seed_capacity;
    struct trace_named *services;
    size_t service_count, service_capacity;
    const char *rule; /* a name, or "all" */
    const char *services_word;
    const char *follow_fees;     /* subsidy-first, fees-first; NULL: fees stop */
    const struct labels *labels; /* of the home, or given; NULL when there are none */
    struct labels *own_labels;   /* those, where the request has loaded them */
    bool has_until;
    uint64_t until; /* height, inclusive */
    struct amount min;
    const char *const *through; /* as given */
    size_t through_count;
    struct dynbuf seed_words;    /* as given, one a line */
    struct dynbuf service_words; /* the lines of a services file likewise */
    struct dynbuf notes;         /* a line for each word that changes nothing */
    struct progress *progress;   /* or NULL; set before a run */
};

/* One colour under one rule. */
struct trace_shown {
    const char *colour;
    const struct rule *rule;
    bool wants_flows;           /* somebody asks what moved */
    struct trace_result result; /* of an account ledger */
    struct coin_result coins;   /* of a coin ledger */
    struct flow_graph flows;    /* what moved; on a coin ledger between `ends` */
    struct coin_ends ends;
};

/* The name of a service's account, or "". */
const char *trace_service_name(const struct trace_request *request, uint64_t account);

/* The name of any account: its service's, else the text of its winning label, else empty. Bytes of
 * the request. A binary search: fine for each line of a report. */
struct span trace_name_of(const struct trace_request *request, uint64_t account);

/* What was asked, before a ledger is open. NULL: not given. `services` is "labels", "none" or a
 * file, whose lines may stand in `service_lines` already; `home` is where the labels are, NULL for
 * none, unless they are in `labels`. */
struct trace_words {
    const char *home;
    const struct labels *labels; /* outlives the request */
    const char *const *service_lines;
    size_t service_line_count;
    const char *const *seeds; /* --seed, in order */
    size_t seed_count;
    const char *const *through; /* --through */
    size_t through_count;
    const char *seeds_file, *services, *until, *min, *rule, *follow_fees;
};

/* Resolves them against the open ledger, in a zeroed request that has it; release it also after a
 * failure. The texts must live as long as the request. */
bool trace_request_resolve(struct trace_request *request, const struct trace_words *asked,
                           struct error *err);
void trace_request_release(struct trace_request *request);

/* Traces the colour under the rule that `shown` names, and fills in the result of the ledger's
 * kind, which the caller releases; and what moved, where `shown->wants_flows`. On an
 * account ledger every asset that a seed of the colour speaks of is `seeded` there, also where
 * nothing was coloured. Errors: memory, damaged. */
bool trace_request_run(const struct trace_request *request, struct trace_shown *shown,
                       struct error *err);

/* Gives the results back. */
void trace_shown_release(struct trace_shown *shown);

/* Whether no seed before it has its colour: colours stand in the order of their first seeds. */
bool trace_is_first_of_colour(const struct trace_request *request, size_t seed);
