/* The state of a running trace on a coin chain; for the files of this folder.
 *
 * What happens is told by moments: transaction t at 2t; what waits for the end of its block (a
 * coinbase that gets fees) right behind the block's last transaction, at 2t + 1.
 */
#pragma once

#include "trace/coin/states.h"

/* Leave to colour value, of one seed. */
struct coin_grant {
    struct coin_seed seed;
    uint64_t left; /* of a capped one */
    uint64_t next; /* address: behind the output that is waited for */
    bool started;  /* address: its block has begun */
};

/* Grants sorted by what they name, so that an output finds its own. */
struct coin_granted {
    uint64_t number;
    uint32_t grant;
};

/* An output that a coinbase puts out of reach, at a transaction to come. */
struct coin_losing {
    uint64_t transaction, output;
};

/* The fee of a transaction of the block at hand, as the coinbase gets it. */
struct coin_fee {
    uint64_t transaction, value, coloured;
    size_t first, end; /* ordered rules: its runs in `fee_runs` */
    uint32_t hops;
};

struct coin_engine {
    const struct coin_query *query;
    struct coin_states states;
    struct coin_runs lots; /* of all states, ordered rules */
    uint64_t moment;       /* at hand */
    uint64_t *moments;     /* a heap: the least first */
    size_t moment_count, moment_capacity;
    struct coin_grant *grants;
    struct coin_granted *granted[3]; /* by kind, sorted */
    size_t granted_count[3];
    uint64_t *seed_owners; /* of the outputs that seeds name, ascending */
    size_t seed_owner_count, seed_owner_capacity;
    struct coin_losing *losing;
    size_t losing_count, losing_capacity;
    struct coin_fee *fees; /* of the block at hand, that are coloured */
    size_t fee_count, fee_capacity;
    struct coin_runs fee_runs;
    struct spread spread;
    struct coin_runs scratch;
    uint64_t input_end;                /* inputs below it are of the query's transactions */
    uint64_t last_seed;                /* the last transaction at which one begins */
    struct coin_hot *hot;              /* what the end of a trace under haircut left (hot.h) */
    uint64_t *hot_reached;             /* a bit an address, behind one for nobody */
    struct coin_service *hot_services; /* what came to each of the query's */
    uint64_t hot_held;
    uint64_t opening, received, fees_rest, burnt, unresolved;
    uint64_t steps;
};

void coin_engine_release(struct coin_engine *engine);

/* queue.c */
bool coin_push(struct coin_engine *engine, uint64_t moment, struct error *err);
/* Takes the least one out, all of it that are equal. */
void coin_pop(struct coin_engine *engine);

/* trace.c: everything that waits for a moment below `until`. */
bool coin_run_moments(struct coin_engine *engine, uint64_t until, struct error *err);

/* trace.c: tells who listens of a movement at the moment at hand. */
bool coin_tell(const struct coin_engine *engine, struct coin_end from, struct coin_end to,
               uint64_t coloured, struct error *err);

static inline bool coin_moved(const struct coin_engine *engine, struct coin_end from,
                              struct coin_end to, uint64_t coloured, struct error *err)
{
    return engine->query->moved == NULL || coloured == 0 ||
           coin_tell(engine, from, to, coloured, err);
}

static inline struct coin_end coin_output_end(uint64_t output)
{
    return (struct coin_end){COIN_END_OUTPUT, output};
}

static inline struct coin_end coin_transaction_end(uint64_t transaction)
{
    return (struct coin_end){COIN_END_TRANSACTION, transaction};
}

static inline struct coin_end coin_sink_end(enum transfer_sink sink)
{
    return (struct coin_end){COIN_END_SINK, sink};
}

/* dense.c: the transactions [from, to) one after the other; nothing waits for a moment below 2 *
 * from. Back to the sparse way behind them. */
bool coin_dense_run(struct coin_engine *engine, uint64_t from, uint64_t to, struct error *err);
bool coin_sparse_again(struct coin_engine *engine, uint64_t from, struct error *err);

/* grants.c: seeds at work. */
bool coin_prepare_grants(struct coin_engine *engine, struct error *err);
/* Whether a seed names the address, or an output of it: then it is no service. */
bool coin_is_seed_address(const struct coin_engine *engine, uint64_t address);

/* Which of the query's services an address is (LEDGER_NONE is none); one that a seed names is not.
 */
bool coin_find_service(const struct coin_engine *engine, uint64_t address, size_t *ret_service);

/* Seed addresses whose block begins at or before a transaction colour what they hold. */
bool coin_start_grants(struct coin_engine *engine, uint64_t transaction, struct error *err);

/* A grant's colour for so much clean value. */
uint64_t coin_grant_use(struct coin_grant *grant, uint64_t clean);

/* How much of what is clean in a new output seeds colour. */
uint64_t coin_grant_output(struct coin_engine *engine, uint64_t transaction, uint64_t output,
                           uint64_t owner, uint64_t clean);

/* A transaction has been looked at, whose outputs end before `output`: the address seeds that own
 * one of them wait for their next one. */
bool coin_grants_behind(struct coin_engine *engine, uint64_t owner, uint64_t output,
                        struct error *err);

/* outputs.c: an output is made, with what of it is coloured. */
struct coin_arrival {
    uint64_t transaction, output;
    uint64_t coloured;           /* that came */
    const struct coin_run *runs; /* ordered rules: all of it, end to end; NULL: all clean */
    size_t run_count;
    uint32_t hops;
};
bool coin_make_output(struct coin_engine *engine, const struct coin_arrival *arrival,
                      struct error *err);

/* What an unspent output holds when a seed address begins. */
bool coin_open_output(struct coin_engine *engine, struct coin_grant *grant, uint64_t output,
                      struct error *err);

/* Turns the first `amount` of clean value in runs coloured. Errors: memory. */
bool coin_runs_grant(const struct coin_run *runs, size_t count, uint64_t amount,
                     struct coin_runs *ret_runs, struct error *err);

/* An output is put out of reach, at its moment. */
bool coin_lose_outputs(struct coin_engine *engine, uint64_t transaction, struct error *err);

/* step.c: one transaction, at its moment. */
bool coin_step(struct coin_engine *engine, uint64_t transaction, struct error *err);
struct coin_part *coin_spread_part(struct coin_engine *engine, struct error *err);

/* Makes the outputs of a transaction from the first parts of the spread. */
bool coin_make_outputs(struct coin_engine *engine, uint64_t transaction,
                       const struct coins_transaction *rows, uint32_t hops, struct error *err);

/* fees.c: the coinbase of the block whose last transaction this is. */
bool coin_note_fee(struct coin_engine *engine, uint64_t transaction, const struct coin_part *fee,
                   uint32_t hops, struct error *err);
bool coin_step_coinbase(struct coin_engine *engine, uint64_t last, struct error *err);
