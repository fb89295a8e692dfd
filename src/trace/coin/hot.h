/* The dense way under haircut when seeds have had their say: what of each output is coloured, and
 * nothing else, side by side for all outputs of the ledger.
 *
 * Load: 16 bytes an output, so it is for ledgers that fit; tens of millions of transactions a
 * second. Threads: one at a time.
 */
#pragma once

#include "trace/coin/engine.h"

struct coin_hot {
    uint64_t coloured;
    uint32_t hops;  /* and flags */
    uint32_t value; /* 0: not known, or too large: look in the ledger */
};

#define HOT_GONE    (UINT32_C(1) << 31)
#define HOT_SERVICE (UINT32_C(1) << 30)
#define HOT_BURNT   (UINT32_C(1) << 29)
#define HOT_HOPS    (HOT_BURNT - 1)

/* Whether the trace may go this way from a transaction on: its rule is haircut, fees stop, nobody
 * listens to what moves, no seed
 * begins or goes on behind it, no output is put out of reach. Errors: damaged. */
bool coin_hot_may(const struct coin_engine *engine, uint64_t from, bool *ret_may,
                  struct error *err);

/* From a transaction to the end. Leaves engine.hot and what belongs to it. Errors: memory,
 * damaged. */
bool coin_hot_run(struct coin_engine *engine, uint64_t from, struct error *err);

/* Sums and services; the lists are left to coin_result_fill. Errors: memory. */
bool coin_hot_finish(struct coin_engine *engine, struct coin_result *result, struct error *err);
