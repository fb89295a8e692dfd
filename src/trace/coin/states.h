/* The outputs that colour has reached, by number: a hash table, or while dense a place for every
 * output of the ledger.
 *
 * Load: as many as the colour reaches; 48 bytes each. Threads: one at a time.
 */
#pragma once

#include "trace/coin/trace.h"

struct coin_states {
    struct coin_state *states; /* in the order in which they were reached */
    size_t count, capacity;
    uint32_t *slots; /* 1 + state, open addressing; or, dense, by output */
    uint64_t mask;   /* slots - 1; 0 while there are none */
    bool dense;
};

void coin_states_release(struct coin_states *states);

/* A place for each of `outputs` outputs from now on. Errors: memory. */
bool coin_states_make_dense(struct coin_states *states, uint64_t outputs, struct error *err);

/* By hash again. Errors: memory. */
bool coin_states_make_sparse(struct coin_states *states, struct error *err);

/* NULL when the output has none. Good until the next add. */
struct coin_state *coin_states_find(const struct coin_states *states, uint64_t output);

/* Asks memory for the place at which coin_states_find begins to look. */
void coin_states_fetch(const struct coin_states *states, uint64_t output);

/* A new one, zeroed but for its output, which has none yet. Errors: memory, limit. */
bool coin_states_add(struct coin_states *states, uint64_t output, struct coin_state **ret_state,
                     struct error *err);
