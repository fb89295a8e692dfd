/* Reading a coin chain transaction after transaction, as fast as memory gives it: for work that
 * touches most of them. What one segment needs is proven when the scan enters it.
 *
 * Load: tens of millions of transactions a second. The numbers that inputs and outputs name are not
 * range-checked here: who uses them as places checks them against coin_scan_outputs. Threads: one
 * at a time; the ledger may be shared.
 */
#pragma once

#include "ledger/coin/coins.h"

struct coin_scan {
    const struct ledger *ledger;
    size_t part;                                   /* number of the segment at hand */
    const struct segment *segment;                 /* NULL at the end */
    uint64_t transaction;                          /* the one at hand, in the ledger */
    struct coins_transaction row;                  /* of it */
    uint64_t local, locals;                        /* the same in the segment; how many it has */
    const unsigned char *spends, *values, *owners; /* of the one at hand */
    const unsigned char *inputs, *outputs;         /* columns of the segment */
    unsigned inputs_width, outputs_width, value_width;
    uint64_t inputs_escape, outputs_escape, value_escape;
    uint64_t inputs_left, outputs_left; /* of the segment, from the one at hand on */
};

/* At a transaction. Errors: damaged. */
bool coin_scan_start(struct coin_scan *scan, const struct ledger *ledger, uint64_t transaction,
                     struct error *err);

/* For values that do not fit their column. Errors: damaged. */
bool coin_scan_wide(const struct coin_scan *scan, uint64_t output, uint64_t *ret_value,
                    struct error *err);

/* A number of `width` bytes (1 to 8); columns have slack behind them. */
static inline uint64_t coin_scan_load(const unsigned char *bytes, unsigned width)
{
    uint64_t value;
    memcpy(&value, bytes, 8);
    return value & UINT64_MAX >> (64 - 8 * width);
}

/* The output that input `i` of the transaction at hand spends; `i` may reach beyond it, below
 * inputs_left. */
static inline uint64_t coin_scan_spends(const struct coin_scan *scan, uint64_t i)
{
    return coin_scan_load(scan->spends + COIN_NUMBER_BYTES * i, COIN_NUMBER_BYTES);
}

/* 1 + the address of output `i`; 0 for nobody; COIN_OWNER_BURNT. */
static inline uint64_t coin_scan_owner(const struct coin_scan *scan, uint64_t i)
{
    return coin_scan_load(scan->owners + COIN_NUMBER_BYTES * i, COIN_NUMBER_BYTES);
}

/* The value of output `i`; at value_escape ask coin_scan_wide. */
static inline uint64_t coin_scan_value(const struct coin_scan *scan, uint64_t i)
{
    return coin_scan_load(scan->values + scan->value_width * i, scan->value_width);
}

/* How many inputs and outputs the one at hand has, where a column does not tell at once. */
bool coin_scan_count(struct coin_scan *scan, struct error *err);

/* To the next one. Errors: damaged. */
static inline bool coin_scan_next(struct coin_scan *scan, struct error *err)
{
    uint64_t inputs = scan->row.inputs, outputs = scan->row.outputs;
    scan->transaction++;
    if (++scan->local == scan->locals)
        return coin_scan_start(scan, scan->ledger, scan->transaction, err);
    scan->row.first_input += inputs;
    scan->row.first_output += outputs;
    scan->inputs_left -= inputs;
    scan->outputs_left -= outputs;
    scan->spends += COIN_NUMBER_BYTES * inputs;
    scan->values += scan->value_width * outputs;
    scan->owners += COIN_NUMBER_BYTES * outputs;
    inputs = coin_scan_load(scan->inputs + scan->inputs_width * scan->local, scan->inputs_width);
    outputs =
        coin_scan_load(scan->outputs + scan->outputs_width * scan->local, scan->outputs_width);
    if (inputs == scan->inputs_escape || outputs == scan->outputs_escape ||
        inputs > scan->inputs_left || outputs > scan->outputs_left)
        return coin_scan_count(scan, err);
    scan->row.inputs = inputs;
    scan->row.outputs = outputs;
    return true;
}
