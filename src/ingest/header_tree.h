/* The tree of a chain's headers, and the branch with the most proven work.
 *
 *     genesis ── 1 ── 2 ── 3 ── 4 ── 5        best: most work; among equals, the lowest hash of
 *                      \── 3' ── 4'           the last block, whatever order they were found in
 *
 * A header counts only if its hash meets its nBits, nBits keeps the chain's limit, and nBits is
 * what the chain's rule asks for after its parent. One that does not, and all that stands on it, is
 * refused and counted, and the first is told with its place. Blocks that reach no known block are
 * unconnected. The tree starts at the genesis: in the files, or in the headers that a ledger keeps.
 *
 * Load: 900,000 headers, 64 bytes each. Threads: one at a time; reading afterwards is free.
 */
#pragma once

#include "base/error.h"
#include "base/progress.h"
#include "base/u256.h"
#include "chain/difficulty.h"
#include "ingest/block_files.h"

#define TREE_NONE UINT32_MAX

struct tree_node {
    uint32_t place;  /* in the files, the first of several that are one block; TREE_NONE: a known
                      * header of this height */
    uint32_t parent; /* node; TREE_NONE for the genesis */
    uint32_t height;
    struct header_point point;
    struct u256 work; /* of all the branch */
};

/* The headers of heights 0 to count - 1, HEADER_BYTES each, that need not be in the files: those of
 * a ledger, which has proven them. Their hashes and nBits are checked again, their work is not. */
struct known_headers {
    const unsigned char *bytes;
    uint32_t count;
};

/* What became of a place. */
enum place_fate {
    PLACE_UNCONNECTED, /* or on top of a refused one */
    PLACE_BEST,
    PLACE_BESIDE,
    PLACE_REPEATED,
    PLACE_REFUSED,
};

struct header_tree {
    const struct coin_chain *chain;
    const struct block_files *files;
    struct known_headers known;
    struct tree_node *nodes; /* parents before children */
    size_t node_count, node_capacity;
    uint32_t *best; /* node by height, 0 to best_count - 1 */
    uint32_t best_count;
    unsigned char *fates;       /* enum place_fate, by place */
    uint64_t repeated;          /* further places of a block that has one, or that is known */
    uint64_t unconnected;       /* different blocks without a way to the genesis */
    uint64_t beside;            /* different blocks, proven, on a branch that is not the best */
    uint64_t refused;           /* no work, wrong nBits, or on top of such a block */
    struct error first_refused; /* code ERROR_NONE: none */
};

/* Whether the chain's headers may be taken without their work: usage otherwise. */
bool header_tree_may_skip_work(const struct coin_chain *chain, struct error *err);

/* Makes the tree. `known` may be NULL. `no_work` (regtest only, an error elsewhere) leaves out the
 * hash against its target. Without a genesis there is no best branch: best_count is 0. Errors:
 * usage, memory, limit; damaged, when known headers are no chain. */
bool header_tree_make(struct header_tree *ret_tree, const struct coin_chain *chain,
                      const struct block_files *files, const struct known_headers *known,
                      bool no_work, struct progress *progress, struct error *err);

/* Takes a zeroed one too. */
void header_tree_release(struct header_tree *tree);

/* The HEADER_BYTES of a node's header, in the files' list or the known headers. */
const unsigned char *header_tree_bytes(const struct header_tree *tree, uint32_t node);

/* The block of a node as it lies in the files; NULL for a known one. */
const struct block_place *header_tree_place(const struct header_tree *tree, uint32_t node);

/* The height of the last block that the best branch shares with the known headers, so that blocks
 * above it are new; TREE_NONE when nothing is known. */
uint32_t header_tree_shared(const struct header_tree *tree);
