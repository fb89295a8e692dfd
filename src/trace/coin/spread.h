/* How drawn lots spread over what a transaction of a coin chain makes: the second half of a rule.
 *
 *     inputs, end to end   [clean 40][coloured 25][clean 3]
 *     outputs in order      out 0       out 1    fee          the fee last, whatever its size
 *
 * Amounts are those of one chain: their sum is below 2^63. Threads: a value, nothing shared.
 */
#pragma once

#include "base/error.h"
#include "chain/amount.h"
#include "trace/lots.h"

/* A stretch of value of one class. */
struct coin_run {
    uint64_t amount;
    enum lot_class class;
};

struct coin_runs {
    struct coin_run *runs;
    size_t count, capacity;
};

/* One output, or the fee: how much of it there is, and what of it is coloured. */
struct coin_part {
    uint64_t value;
    uint64_t coloured;
    size_t first, end; /* ordered rules: its runs in `out` */
};

struct spread {
    struct coin_runs in; /* ordered rules: what the inputs hold, end to end */
    uint64_t total;      /* of all inputs */
    uint64_t coloured;   /* of these */
    struct coin_part *parts;
    size_t count, capacity;   /* of parts, the fee among them */
    struct coin_part **order; /* TIHO: scratch */
    size_t order_capacity;
    struct coin_runs out;
};

/* Adds to the newest end; equal neighbours become one, nothing is left out. Errors: memory. */
bool coin_runs_put(struct coin_runs *list, enum lot_class class, uint64_t amount,
                   struct error *err);

/* Cuts `in` into the parts that `order` names, one after the other, oldest value first: FIFO takes
 * them in order, LIFO from the last to the first. Errors: memory. */
bool spread_cut(struct spread *spread, bool backwards, struct error *err);

void spread_release(struct spread *spread);
