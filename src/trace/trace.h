/* Tracing one colour through an account ledger under one rule, exactly (docs/taint-rules.md).
 *
 * Load: the cost depends on how far the colour spreads, not on the ledger's length: a container is
 * looked up when colour arrives there (O(log n), no walk of its past) and followed while it holds
 * some; under FIFO clean value before the colour is passed in one step. Where colour is almost
 * everywhere the transfers are read one after the other instead. Colours are independent: each is
 * traced as if it were alone. Threads: one trace a thread; the ledger may be shared.
 */
#pragma once

#include "base/progress.h"
#include "ledger/postings.h"
#include "trace/by_asset.h"
#include "trace/rule.h"

struct trace_seed {
    uint64_t account;     /* an address seed, or LEDGER_NONE */
    uint64_t asset;       /* of an address seed: one asset, or LEDGER_NONE for every one */
    uint64_t from;        /* first transfer at or behind its block; above `end`: never starts */
    uint64_t transaction; /* a transaction seed, or LEDGER_NONE: every row at its receiver */
    uint64_t row;         /* of the transaction: one row, or LEDGER_NONE for all */
    bool has_cap;         /* at most `cap` is coloured, in each asset, earliest first */
    struct amount cap;
};

/* How the engine finds its way; the result is the same, byte for byte. All but the first are for
 * tests and benches. */
enum trace_way {
    TRACE_BY_ITSELF, /* sparse, and dense while colour is almost everywhere */
    TRACE_SPARSE,
    TRACE_DENSE,
    TRACE_TESTED, /* changes between the two all the time */
};

/* Coloured value on its way, as it happens. */
struct trace_move {
    uint64_t transfer;
    uint32_t from, to; /* places; `to` is TRACE_NOWHERE for a sink */
    enum transfer_sink sink;
    struct amount coloured; /* what came from `from`; a seed's own colouring is not in it */
};

#define TRACE_NOWHERE UINT32_MAX

struct trace_query {
    const struct ledger *ledger;
    const struct rule *rule;
    const struct trace_seed *seeds; /* of one colour */
    size_t seed_count;
    const uint64_t *services; /* accounts at which value rests; those of seeds do not count */
    size_t service_count;
    uint64_t end; /* transfers below it count: the first of a block, or all */
    struct amount min;
    enum trace_way way;
    /* Told of each coloured movement, in ledger order; NULL: nobody listens. What --min turns clean
     * is a movement to SINK_UNRESOLVED. Places are numbered as in the result. */
    bool (*moved)(void *context, const struct trace_move *move, struct error *err);
    void *moved_context;
    struct progress *progress; /* or NULL: transfers, by their place in the ledger */
};

/* One coloured arrival that brought a place nearer to the seeds. */
struct trace_hop {
    uint64_t transfer;
    uint64_t before;      /* 1 + the place's hop before this one; 0: none */
    uint32_t from;        /* place */
    uint32_t hops;        /* of the place after it */
    struct amount amount; /* coloured */
};

/* A container that colour reached, as it stands at the end. The graph of a coin chain's trace has
 * them too (trace_kind.graph): an output and its address, several outputs of one address
 * (`container` is LEDGER_NONE), or a transaction (`account` is LEDGER_NONE). */
struct trace_place {
    uint64_t container, account, asset;
    bool service, seed;
    bool transaction; /* `container` is one, with all outputs that have no place of their own */
    uint64_t outputs; /* of a coin chain: in so many of its outputs value rests */
    bool reached;     /* held a coloured lot */
    struct amount coloured; /* holds, or at a service: has received */
    struct amount total_in; /* service: all arrivals up to the end */
    uint64_t reached_at;    /* transfer at which `hops` was found */
    uint32_t hops;
    uint64_t last_hop; /* 1 + the latest improvement of `hops`; 0: none, as of a seed */
};

/* Of one asset, in base units. */
struct trace_asset {
    uint64_t asset;
    bool seeded; /* a seed speaks of it: it has a result, of zeros where nothing was coloured */
    struct amount opening, received, held, services, fees, burnt, unresolved, unseen;
    uint64_t reached; /* accounts that ever held a coloured lot */
};

struct trace_result {
    struct trace_place *places;
    size_t place_count;
    struct by_asset by_asset;   /* the places' numbers */
    struct trace_hop *hops;     /* of all places */
    struct trace_asset *assets; /* by asset number */
    size_t asset_count;
    uint64_t transfers_read; /* how much work it was */
};

/* Runs the trace. A result that does not balance is a broken program. Errors: memory, damaged. */
bool trace_run(const struct trace_query *query, struct trace_result *ret_result, struct error *err);

void trace_result_release(struct trace_result *result);
