/* The way that colour took to an output of a coin chain: with the fewest hops, and of several such
 * ways through the lowest input. Found from a finished result, backwards.
 *
 *     seed output --[ transaction, input ]--> output --[ transaction, input ]--> output
 *
 * Where fees are followed, a hop may end in the fee of its transaction, and the next one is the
 * coinbase of the block: both count.
 */
#pragma once

#include "trace/coin/request.h"

struct coin_hop {
    uint64_t transaction;
    uint64_t from;       /* the output that it spends; LEDGER_NONE: a coinbase, which gets a fee */
    uint64_t input;      /* its index in the transaction */
    uint64_t from_value; /* of that output; of a coinbase: the fee that came */
    uint64_t from_coloured;
    uint64_t to;          /* output; LEDGER_NONE: its fee, which the coinbase gets */
    uint64_t output;      /* its index in the transaction */
    uint64_t to_value;    /* of that output; or the fee */
    uint64_t to_coloured; /* not known of a fee */
    uint64_t fee;         /* of the transaction; 0 of a coinbase */
};

/* `*ret_hops` are as many as the state has hops, from the seed on; release with free(). Of more
 * than about `most` only the last are filled in: `*ret_omitted` says how many before them are not.
 * `*ret_seed` is the output at which the way, or what is told of it, begins. Errors: damaged,
 * memory. */
bool coin_hops_find(const struct trace_request *request, const struct coin_result *result,
                    const struct coin_state *state, uint32_t most, struct coin_hop **ret_hops,
                    uint32_t *ret_omitted, uint64_t *ret_seed, struct error *err);
