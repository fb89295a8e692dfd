/* Reading a coin chain transaction after transaction, as fast as memory gives it: for work that
 * touches most of them. What one segment needs is proven when the scan enters it.
 *
 * Load: tens of millions of transactions a second. The numbers that inputs and outputs name are not
 * range-checked here: who uses them as places does that. Threads: one at a time; the ledger may be
 * shared.
 */
#pragma once

#include "ledger/coin/coins.h"

struct coin_scan {
    const struct ledger *ledger;
    size_t part;                                       /* number of the segment at hand */
    const struct segment *segment;                     /* NULL at the end */
    uint64_t local, locals;                            /* the one at hand, in it; how many it has */
    uint64_t inputs, outputs;                          /* how many the one at hand has */
    uint64_t first_output;                             /* of these, in the ledger */
    const unsigned char *spends, *values, *owners;     /* rows of the one at hand */
    const unsigned char *input_counts, *output_counts; /* columns of the segment */
    unsigned inputs_width, outputs_width, value_width;
    uint64_t inputs_escape, outputs_escape, value_escape;
    uint64_t inputs_left, outputs_left; /* of the segment, from the one at hand on */
};

/* At a transaction. Errors: damaged. */
bool coin_scan_start(struct coin_scan *scan, const struct ledger *ledger, uint64_t transaction,
                     struct error *err);

#define COIN_NUMBER_MOST ((UINT64_C(1) << 8 * COIN_NUMBER_BYTES) - 1)

/* A number that has as many bytes as the highest of its column; columns have slack behind them. */
static inline uint64_t coin_scan_load(const unsigned char *bytes, uint64_t most)
{
    uint64_t value;
    memcpy(&value, bytes, 8);
    return value & most;
}

/* The output that input `i` of the transaction at hand spends. */
static inline uint64_t coin_scan_spends(const struct coin_scan *scan, uint64_t i)
{
    return coin_scan_load(scan->spends + COIN_NUMBER_BYTES * i, COIN_NUMBER_MOST);
}

/* To the next one of the segment. False, and nothing is moved, where that needs a closer look: at
 * the end of the segment, and at counts that do not fit their column or do not agree. */
static inline bool coin_scan_step(struct coin_scan *scan)
{
    uint64_t next = scan->local + 1;
    if (next >= scan->locals)
        return false;
    uint64_t inputs_left = scan->inputs_left - scan->inputs;
    uint64_t outputs_left = scan->outputs_left - scan->outputs;
    uint64_t inputs =
        coin_scan_load(scan->input_counts + scan->inputs_width * next, scan->inputs_escape);
    uint64_t outputs =
        coin_scan_load(scan->output_counts + scan->outputs_width * next, scan->outputs_escape);
    if (inputs == scan->inputs_escape || outputs == scan->outputs_escape || inputs > inputs_left ||
        outputs > outputs_left)
        return false;
    scan->local = next;
    scan->spends += COIN_NUMBER_BYTES * scan->inputs;
    scan->values += scan->value_width * scan->outputs;
    scan->owners += COIN_NUMBER_BYTES * scan->outputs;
    scan->first_output += scan->outputs;
    scan->inputs_left = inputs_left;
    scan->outputs_left = outputs_left;
    scan->inputs = inputs;
    scan->outputs = outputs;
    return true;
}

/* To the next one, in whatever way. Errors: damaged. */
bool coin_scan_next(struct coin_scan *scan, struct error *err);
