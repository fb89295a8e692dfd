/* The parts of verify.h, in the order in which they are asked: each may take for granted what those
 * before it have proven. Errors: damaged, memory. */
#pragma once

#include "chain/coin_chain.h"
#include "ledger/coin/parts.h"
#include "ledger/coin/verify.h"

struct coin_verify {
    const struct ledger *ledger;
    const struct coin_chain *chain;
    struct progress *progress;
    struct error *err;
    uint64_t lost; /* outputs that repeated txids put out of reach, as found by verify_indices.c */
};

/* Narrow columns, and what stands before every 64th transaction, input and output. */
bool coin_verify_rows(struct coin_verify *verify);

/* Headers: hashes, links, merkle roots, median times. */
bool coin_verify_blocks(struct coin_verify *verify);

/* What is spent here, and in later segments, is what the inputs say, each output once. */
bool coin_verify_spends(struct coin_verify *verify);

/* Inputs spend what is there, and nobody pays more than that. */
bool coin_verify_values(struct coin_verify *verify);

/* Owners, keys, and the outputs of each address. */
bool coin_verify_addresses(struct coin_verify *verify);

/* Txid -> transaction and key -> address; repeated txids. */
bool coin_verify_indices(struct coin_verify *verify);

/* A narrow column from its first row on; each wide row must stand where the column says. */
struct row_walk {
    const struct segment *part;
    struct coin_narrow narrow;
    uint64_t row, wide;
};

static inline struct row_walk row_walk_of(const struct segment *part, struct coin_narrow narrow)
{
    return (struct row_walk){.part = part, .narrow = narrow};
}
bool row_walk_next(struct row_walk *walk, uint64_t *ret_value, struct error *err);

/* A number of a column must be this one. */
bool part_number_is(const struct segment *part, int column, uint64_t row, uint64_t wanted,
                    struct error *err);

/* A column must ascend, no number twice, all below `end`. */
bool part_rises(const struct segment *part, int column, uint64_t end, struct error *err);
