/* The state of a running trace; for the files of this room. */
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

struct place {
    struct trace_place shown;
    struct purse purse;
    struct posting_cursor cursor;
    uint32_t *grants; /* of address seeds that started here, in given order */
    size_t grant_count, grant_capacity;
    struct joined *run;
    size_t run_count, run_next, run_capacity;
    struct amount arrived; /* coloured, in the running transaction, for --min */
    bool touched;          /* is in engine.touched */
};

struct engine {
    const struct trace_query *query;
    struct place *places;
    size_t place_count, place_capacity;
    struct hash_index index; /* container -> place */
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
    uint64_t transaction_end;
    struct lots drawn;
    uint64_t transfers_read;
};

/* setup.c: services, grants, seeded rows, first events. */
bool engine_prepare(struct engine *engine, struct error *err);
size_t engine_first_seeded(const struct engine *engine, uint64_t transfer);
bool engine_is_service(const struct engine *engine, uint64_t container);
bool engine_is_seed(const struct engine *engine, uint64_t container);

/* places.c */
void engine_release(struct engine *engine);
bool engine_find(const struct engine *engine, uint64_t container, uint32_t *ret_place);
bool engine_add_place(struct engine *engine, uint64_t container, uint64_t from, uint32_t *ret_place,
                      struct error *err);
bool engine_next_posting(struct engine *engine, uint32_t place, struct error *err);

/* colour.c: grants at work. */
bool colour_start(struct engine *engine, uint32_t grant, uint64_t transfer, struct error *err);
bool colour_unseen(struct engine *engine, struct place *place, struct amount missing,
                   struct error *err);
bool colour_arrival(struct engine *engine, const struct place *place, uint64_t transfer,
                    struct trace_asset *asset, struct error *err);

/* draw.c */
bool draw_debit(struct engine *engine, uint32_t place, uint64_t transfer, struct amount debit,
                struct error *err);

/* step.c: one transfer; and what is due when a transaction ends. */
bool step_transfer(struct engine *engine, uint64_t transfer, struct error *err);
bool step_end_transaction(struct engine *engine, struct error *err);
