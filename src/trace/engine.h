/* The state of a running trace; for the files of this room.
 *
 * What is known of a container that colour has reached is a *place*, kept in two arrays side by
 * side: `places` is what every transfer touches, `rests` what few do. A place that no posting can
 * bring colour out of sleeps: its purse stands as it was before `slept`, and is brought up to date
 * from the ledger's running sums when it is needed again.
 *
 *   AWAKE   the purse shows everything before the transfer at hand
 *   IDLE    it holds no colour: nobody follows it until colour comes again
 *   AHEAD   no debit before the event of its next one takes colour away: clean value only comes in,
 *           and under FIFO clean value that lies before the colour goes out
 */
#pragma once

#include "base/hash_index.h"
#include "trace/queue.h"
#include "trace/trace.h"

/* Leave to colour value at one container: from an address seed, or from rows of a transaction. */
struct grant {
    uint64_t container; /* LEDGER_NONE for one of rows */
    bool capped;
    struct amount left;
};

/* A row that a seed names, and the grant that colours its arrival. */
struct seeded_row {
    uint64_t transfer;
    uint32_t grant;
};

/* A debit of a joined run: what of the run's coloured value it carries. */
struct joined {
    uint64_t transfer;
    struct amount amount, coloured, fresh;
};

enum sleep { AWAKE, IDLE, AHEAD };

struct place {
    struct purse purse;
    uint64_t container;
    uint32_t asset, hops;
    bool service, seed, reached, granted, touched; /* touched: is in engine.touched */
    unsigned char sleep;
};

struct place_rest {
    uint64_t account;
    struct posting_cursor cursor;
    uint64_t next;    /* transfer of the place's event in the queue; LEDGER_NONE for none */
    uint64_t slept;   /* first transfer that a sleeper's purse does not show */
    unsigned quiet;   /* postings in a row that moved no colour */
    uint32_t *grants; /* of address seeds that started here, in given order */
    size_t grant_count, grant_capacity;
    struct joined *run;
    size_t run_count, run_next, run_capacity;
    struct amount arrived;    /* coloured, in the running transaction, for --min */
    struct amount at_service; /* coloured, all that came */
    uint64_t reached_at;
    uint64_t last_hop; /* 1 + its latest; 0: none */
};

struct engine {
    const struct trace_query *query;
    struct place *places;
    struct place_rest *rests;
    size_t place_count, place_capacity, rest_capacity;
    struct hash_index index; /* container -> place, up to `indexed` */
    size_t indexed;
    uint32_t *place_of; /* while dense: by container, 1 + place; 0 for none */
    struct queue queue;
    struct grant *grants;
    size_t grant_count, grant_capacity;
    struct seeded_row *seeded;
    size_t seeded_count, seeded_capacity;
    uint64_t *services; /* containers, ascending */
    size_t service_count;
    uint64_t *seed_accounts; /* ascending; what they name is no service */
    size_t seed_account_count;
    uint64_t *seed_containers; /* ascending; where paths start */
    size_t seed_container_count, seed_container_capacity;
    struct trace_asset *assets;
    uint64_t asset_count;
    uint32_t *touched; /* places with fresh lots of the running transaction */
    size_t touched_count, touched_capacity;
    bool minds_transactions; /* the rule or --min asks where transactions end */
    struct trace_hop *hops;  /* of all places */
    size_t hop_count, hop_capacity;
    uint64_t transaction_end;
    struct lots drawn;
    uint64_t steps; /* transfers looked at closely */
};

/* setup.c: services, grants, seeded rows, first events. */
bool engine_prepare(struct engine *engine, struct error *err);
void engine_sort(uint64_t *numbers, size_t count); /* ascending; takes none, too */
bool engine_is_seeded(const struct engine *engine, uint64_t transfer);
size_t engine_first_seeded(const struct engine *engine, uint64_t transfer);
bool engine_is_service(const struct engine *engine, uint64_t container);
bool engine_is_seed(const struct engine *engine, uint64_t container);

/* places.c */
void engine_release(struct engine *engine);
bool engine_find(const struct engine *engine, uint64_t container, uint32_t *ret_place);

/* Makes places that were added while dense findable without `place_of`. */
bool engine_index_places(struct engine *engine, struct error *err);

/* A new place, with what its container holds before a transfer, clean. A service only receives. */
bool engine_add_place(struct engine *engine, uint64_t container, uint64_t before,
                      uint32_t *ret_place, struct error *err);

/* sleep.c: the clean value that has to go out before a place's colour does. */
struct amount place_shield(const struct engine *engine, uint32_t place);
/* A sleeper's purse is brought to before a transfer; an IDLE one is then AWAKE. */
bool place_wake(struct engine *engine, uint32_t place, uint64_t before, struct error *err);

/* Whether a debit of a sleeper is known to be clean, so that it may sleep on. */
bool place_sleeps_through(const struct engine *engine, uint32_t place, uint64_t transfer);

/* sparse.c: what happens next, by the postings of places. */
bool sparse_run(struct engine *engine, uint64_t *ret_at, struct error *err);
/* Follows a place's postings from a transfer on, instead of what was followed before. While dense
 * there is nothing to do. */
bool sparse_follow(struct engine *engine, uint32_t place, uint64_t from, struct error *err);

/* dense.c: every transfer from `at` on, until the end or until colour is in few places again. */
bool dense_run(struct engine *engine, uint64_t *at, struct error *err);

/* colour.c: grants at work. */
bool colour_start(struct engine *engine, uint32_t grant, uint64_t transfer, struct error *err);
bool colour_unseen(struct engine *engine, uint32_t place, struct amount missing, struct error *err);
bool colour_arrival(struct engine *engine, uint32_t place, uint64_t transfer,
                    struct trace_asset *asset, struct error *err);

/* draw.c */
bool draw_debit(struct engine *engine, uint32_t place, uint64_t transfer, struct amount debit,
                struct error *err);

/* step.c: one transfer; and what is due when a transaction ends. */
bool step_transfer(struct engine *engine, uint64_t number, const struct transfer *transfer,
                   struct error *err);
bool step_enter_transaction(struct engine *engine, uint64_t transfer, struct error *err);
bool step_end_transaction(struct engine *engine, struct error *err);
