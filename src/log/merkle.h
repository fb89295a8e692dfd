/* The Merkle tree of RFC 6962 section 2.1 (RFC 9162 section 2.1 is the same tree) over SHA-256.
 *
 *     leaf hash   SHA-256(0x00 || leaf)
 *     node hash   SHA-256(0x01 || left || right)
 *     head of n leaves: left is the largest power of two below n, right is the rest
 *
 *                    root of 7                 A tree that grows keeps only its peaks, the perfect
 *               ______/     \___               subtrees from left to right: one for each bit of its
 *           (2,0)              \               size, here 4 + 2 + 1. (level, index) names the
 *          /     \          ____\              perfect subtree of 2^level leaves that begins at
 *      (1,0)    (1,1)    (1,2)   \             leaf index * 2^level. Such a hash never changes once
 *      /  \     /  \     /  \     \            it is there: that is what a log stores.
 *     0    1   2    3   4    5     6
 *
 * Load: one append a logged act, thousands a second; proofs seldom. An append hashes two nodes on
 * the average, a proof reads at most 2 log2(n) stored hashes. Sizes go to 2^63 - 1.
 * Threads: pure functions; a tree belongs to its caller.
 */
#pragma once

#include "base/error.h"
#include "base/span.h"

enum {
    LOG_HASH_BYTES = 32,
    MERKLE_LEVELS = 63,    /* of perfect subtrees: 0 to 62 */
    MERKLE_PROOF_MAX = 64, /* hashes of the longest consistency proof; inclusion: 63 */
};
#define MERKLE_SIZE_MAX ((uint64_t)INT64_MAX)

struct log_hash {
    unsigned char bytes[LOG_HASH_BYTES];
};

/* SHA-256 of the bytes as they are, with no prefix. */
void log_hash_of(struct log_hash *ret_hash, struct span bytes);

/* RFC 6962 section 2.1: of a leaf's bytes, of two children, and of the tree without leaves. */
void log_hash_leaf(struct log_hash *ret_hash, struct span leaf);
void log_hash_node(struct log_hash *ret_hash, const struct log_hash *left,
                   const struct log_hash *right);
void log_hash_empty(struct log_hash *ret_hash);

/* Takes the same time wherever they differ. */
bool log_hash_equal(const struct log_hash *a, const struct log_hash *b);

/* A growing tree: its size and its peaks, the largest (leftmost) first. All zero: no leaves. */
struct merkle_tree {
    uint64_t size;
    struct log_hash peaks[MERKLE_LEVELS];
};

/* Appends a leaf's hash. `ret_made` (room for MERKLE_LEVELS; may be NULL) takes the hashes of the
 * perfect subtrees that are whole with it, from level 0 (the leaf itself) up: the nth is
 * (n, (size >> n) - 1) of the new size; `*ret_count` says how many, at least 1.
 * Errors: limit, when the tree holds MERKLE_SIZE_MAX leaves. */
bool merkle_append(struct merkle_tree *tree, const struct log_hash *leaf, struct log_hash *ret_made,
                   size_t *ret_count, struct error *err);

/* The head: MTH of all leaves so far. */
void merkle_root(const struct merkle_tree *tree, struct log_hash *ret_root);

/* Where stored hashes come from. `read` gives the perfect subtree (level, index); it is asked only
 * for those that a tree of the size at hand has. Its error is handed through. tile.h makes one of
 * tiles. */
struct merkle_source {
    bool (*read)(void *context, unsigned level, uint64_t index, struct log_hash *ret_hash,
                 struct error *err);
    void *context;
};

/* The tree of the first `size` leaves, from its stored peaks: how a log goes on after a restart.
 * Errors: limit, and the source's. */
bool merkle_load(const struct merkle_source *source, uint64_t size, struct merkle_tree *ret_tree,
                 struct error *err);

struct merkle_proof {
    size_t count;
    struct log_hash hashes[MERKLE_PROOF_MAX];
};

/* PATH(index, D[size]) of RFC 6962 section 2.1.1, from the leaf's sibling to the root's child.
 * Errors: value, when there is no such leaf; limit; the source's. */
bool merkle_prove_inclusion(const struct merkle_source *source, uint64_t index, uint64_t size,
                            struct merkle_proof *ret_proof, struct error *err);

/* PROOF(old, D[size]) of RFC 6962 section 2.1.2. Empty when old is 0 or equals size.
 * Errors: value, when old is larger; limit; the source's. */
bool merkle_prove_consistency(const struct merkle_source *source, uint64_t old, uint64_t size,
                              struct merkle_proof *ret_proof, struct error *err);

/* RFC 9162 sections 2.1.3.2 and 2.1.4.2. What hurts: a size is bound by the signature over it, not
 * by a proof; trees of 3 and of 4 leaves look alike from leaf 0. Errors: conflict, when the proof
 * does not lead to the heads; value, when there are no such trees. */
bool merkle_verify_inclusion(const struct log_hash *leaf, uint64_t index, uint64_t size,
                             const struct merkle_proof *proof, const struct log_hash *root,
                             struct error *err);
bool merkle_verify_consistency(uint64_t old, const struct log_hash *old_root, uint64_t size,
                               const struct log_hash *root, const struct merkle_proof *proof,
                               struct error *err);
