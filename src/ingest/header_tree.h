/* The tree of a chain's headers, and the branch with the most proven work.
 *
 *     genesis ── 1 ── 2 ── 3 ── 4 ── 5        best: most work; among equals, the lowest hash of
 *                      \── 3' ── 4'           the last block, whatever order they were found in
 *
 * A header counts only if its hash meets its nBits, nBits keeps the chain's limit, and nBits is
 * what the chain's rule asks for after its parent. One that does not, and all that stands on it, is
 * refused and counted, and the first is told with its place. Blocks that reach no known block are
 * unconnected. Load: 900,000 headers. Threads: one at a time; reading afterwards is free.
 */
#pragma once

#include "base/error.h"
#include "base/progress.h"
#include "base/u256.h"
#include "ingest/block_files.h"

enum { TREE_NONE = UINT32_MAX };

struct tree_node {
    uint32_t place;  /* in the files; the first of several that are one block */
    uint32_t parent; /* node, or TREE_NONE for the genesis */
    uint32_t height;
    struct u256 work; /* of all the branch */
};

struct header_tree {
    const struct coin_chain *chain;
    const struct block_files *files;
    struct tree_node *nodes; /* parents before children */
    size_t node_count, node_capacity;
    uint32_t *best; /* node by height, 0 to best_count - 1 */
    size_t best_count;
    uint64_t repeated;          /* further places of a block that has one */
    uint64_t unconnected;       /* different blocks without a way to the genesis */
    uint64_t beside;            /* proven, on a branch that is not the best */
    uint64_t refused;           /* no work, wrong nBits, or on top of such a block */
    struct error first_refused; /* code ERROR_NONE: none */
};

/* Makes the tree. `no_work` (regtest only, an error elsewhere) leaves out the hash against its
 * target. A chain whose genesis is not in the files has no best branch: best_count is 0. Errors:
 * usage, memory, limit. */
bool header_tree_make(struct header_tree *ret_tree, const struct coin_chain *chain,
                      const struct block_files *files, bool no_work, struct progress *progress,
                      struct error *err);

/* Takes a zeroed one too. */
void header_tree_release(struct header_tree *tree);

static inline const struct block_place *header_tree_best(const struct header_tree *tree,
                                                         uint32_t height)
{
    return &tree->files->places[tree->nodes[tree->best[height]].place];
}
