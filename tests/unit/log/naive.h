/* RFC 6962 section 2.1 as it is written, recursion and all: the second opinion on merkle.c.
 *
 * A log of any size up to 2^63 - 1 whose leaves are all the same but for a few: subtrees without
 * one of those are known by their size, so that a head of 2^62 leaves costs a few hundred hashes.
 */
#pragma once

#include "log/merkle.h"

enum { ODD_LEAVES = 8 };

struct naive_log {
    uint64_t odd[ODD_LEAVES]; /* leaves that differ from all others */
    size_t odd_count;
    struct log_hash same[64]; /* by level: perfect subtrees of like leaves */
};

void naive_init(struct naive_log *log, const uint64_t *odd, size_t odd_count);

/* The hash of one leaf. */
void naive_leaf(const struct naive_log *log, uint64_t index, struct log_hash *ret_hash);

/* MTH(D[from:to]). */
void naive_head(const struct naive_log *log, uint64_t from, uint64_t to, struct log_hash *ret_hash);

/* PATH(index, D[0:size]) and PROOF(old, D[0:size]). */
void naive_path(const struct naive_log *log, uint64_t index, uint64_t size,
                struct merkle_proof *ret_proof);
void naive_consistency(const struct naive_log *log, uint64_t old, uint64_t size,
                       struct merkle_proof *ret_proof);

/* Its perfect subtrees, as a log that stored them would give them. */
struct merkle_source naive_source(struct naive_log *log);
