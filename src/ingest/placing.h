/* Which groups of a block's rows come first: repeatedly the first group none of whose senders still
 * has an incoming row in another unplaced group; if all wait for each other, the first unplaced.
 * Incoming rows that a sender of the group sends do not count.
 *
 * A *bank* is one (account, asset) of the block. Most groups have one sender: these wait and stop
 * to wait together, when nothing arrives at their bank any more but what it sends itself, and cost
 * a counter. A group of several senders is *mixed* and counts the rows that it waits for.
 *
 * Load: linear, but for a step for each pair of a mixed group and a row that may fund it.
 * Threads: one at a time.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/hash_index.h"

#define NO_BANK UINT32_MAX

struct placing_bank;
struct placing_group;
struct placing_member;

struct placing {
    const uint32_t *from, *to; /* by row: the bank that is debited, credited; or NO_BANK */
    struct placing_bank *banks;
    struct placing_group *groups;
    struct placing_member *members;
    size_t member_count;
    struct hash_index senders; /* (group, bank) of mixed groups */
    uint32_t *heap;            /* groups that wait for nothing, the first on top */
    size_t heap_count;
    const uint32_t *rows; /* of the running call */
    uint64_t steps;
    bool no_memory;
};

/* For blocks of at most `rows` rows and 2 * `rows` banks. False: no memory; release all the same.
 */
bool placing_init(struct placing *placing, size_t rows, const uint32_t *from, const uint32_t *to);
void placing_release(struct placing *placing);

/* Group g is rows[starts[g]] to rows[starts[g + 1] - 1]; `ret_order` gets the group numbers in
 * order. False: no memory, or more than ORDER_STEPS_MAX steps since init. */
bool placing_order(struct placing *placing, const uint32_t *rows, const uint32_t *starts,
                   size_t groups, uint32_t *ret_order);
