/* Tracing one colour through the ledger of a coin chain under one rule, exactly
 * (docs/taint-rules.md, "Coin chains"). A container is one output.
 *
 * Load: the cost depends on how far the colour spreads, not on the chain's length: an output is
 * looked up when colour reaches it. Where colour is almost everywhere, and the outputs' states fit
 * the memory that is set aside for them, the transactions are read one after the other instead; the
 * result is the same. Threads: one trace a thread; the ledger may be shared.
 */
#pragma once

#include "base/progress.h"
#include "chain/coin_chain.h"
#include "ledger/coin/coins.h"
#include "trace/rule.h"
#include "trace/trace.h"

enum coin_seed_kind { COIN_SEED_OUTPUT, COIN_SEED_TRANSACTION, COIN_SEED_ADDRESS };

struct coin_seed {
    enum coin_seed_kind kind;
    uint64_t number; /* output, transaction or address */
    uint64_t from;   /* address: the first transaction of its block */
    bool has_cap;    /* at most `cap` is coloured, earliest first */
    uint64_t cap;
};

/* Where fees go. */
enum coin_fees {
    COIN_FEES_STOP,          /* they rest in a bucket */
    COIN_FEES_SUBSIDY_FIRST, /* to the coinbase, behind the subsidy */
    COIN_FEES_FEES_FIRST,    /* to the coinbase, before the subsidy */
};

/* One end of a movement. */
enum coin_end_kind {
    COIN_END_OUTPUT,
    COIN_END_TRANSACTION,
    COIN_END_SINK,
    COIN_END_ADDRESS, /* in pictures only (graph.c) */
};

struct coin_end {
    enum coin_end_kind kind;
    uint64_t number; /* output, transaction, enum transfer_sink, or address */
};

/* Coloured value on its way, as it happens: an output is spent by a transaction, a transaction
 * makes an output or pays a fee, or value ends in a sink. A seed's own colouring is none. Each
 * output is left once, and to each output at most one movement comes. */
struct coin_move {
    uint64_t moment; /* twice the transaction; one more for a coinbase that gets fees, of the last
                        transaction of its block */
    struct coin_end from, to;
    uint64_t coloured; /* under poison the value of the output, or of the fee */
};

struct coin_query {
    const struct ledger *ledger;
    const struct coin_chain *chain; /* its parameters: the subsidy */
    const struct rule *rule;
    const struct coin_seed *seeds; /* of one colour */
    size_t seed_count;
    const uint64_t *services; /* addresses, ascending, at which value rests; seeds do not count */
    size_t service_count;
    uint64_t end; /* transactions below it count: the first of a block, or all */
    uint64_t min;
    enum coin_fees fees;
    enum trace_way way;
    /* Told of each coloured movement, by moment; NULL: nobody listens, and nothing is paid for it.
     */
    bool (*moved)(void *context, const struct coin_move *move, struct error *err);
    void *moved_context;
    bool sums_only; /* leave the lists of states and of reached addresses to coin_result_fill */
    struct progress *progress; /* or NULL: transactions, by their place in the ledger */
};

/* An output that colour reached. */
struct coin_state {
    uint64_t output;
    uint64_t coloured; /* when it was made; under poison its value */
    uint64_t lots;     /* ordered rules: where its runs begin in the engine's */
    uint32_t runs;     /* how many; 0: all of it is coloured, or the rule keeps none */
    uint32_t hops;     /* transactions from the nearest seed */
    bool seed;         /* a seed coloured some of it */
    bool service;      /* it rests there */
    bool gone;         /* spent before the end, burnt, or out of reach */
    bool burnt;        /* it can never be spent, or was put out of reach */
};

struct coin_service {
    uint64_t address;
    uint64_t coloured; /* received; under poison: of transactions that spend marked outputs */
    uint64_t total_in; /* all that it received up to the end */
    uint32_t hops;     /* the fewest of its coloured outputs */
};

struct coin_hot;

struct coin_result {
    struct coin_hot *hot; /* not yet filled in: by output (hot.h) */
    uint64_t *reached_bits;
    struct coin_state *states; /* by output */
    size_t state_count;
    struct coin_service *services; /* that colour reached, by address */
    size_t service_count;
    uint64_t *reached; /* addresses that ever had a coloured output, ascending */
    size_t reached_count;
    uint64_t opening, received, held, at_services, fees, burnt, unresolved;
    uint64_t steps; /* transactions looked at closely */
};

/* Runs the trace. A result that does not balance is a broken program. Errors: memory, limit,
 * damaged. */
bool coin_trace_run(const struct coin_query *query, struct coin_result *ret_result,
                    struct error *err);

void coin_result_release(struct coin_result *result);

/* The lists that a run with `sums_only` left out. Errors: memory, damaged. */
bool coin_result_fill(struct coin_result *result, const struct ledger *ledger, struct error *err);

/* The state of an output; NULL when colour never reached it. */
const struct coin_state *coin_result_state(const struct coin_result *result, uint64_t output);
