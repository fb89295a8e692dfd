/* The root of Bitcoin's merkle tree: pairs are hashed level by level; where a level is odd its last
 * node pairs with itself.
 *
 * That makes trees of different lists the same (CVE-2012-2459: 1 2 3 and 1 2 3 3), so a pair of
 * equal nodes that are not one node is refused. Load: one block at a time, 64 bytes a node.
 * Threads: pure functions.
 */
#pragma once

#include "base/span.h"
#include "chain/hash256.h"

/* Reduces `count` hashes (at least one) where they lie, which needs room for one more, to the root,
 * which is then the first. False when two different nodes of a pair are equal: no root then. */
bool merkle_reduce(unsigned char *hashes, size_t count);
