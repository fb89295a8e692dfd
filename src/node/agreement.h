/* Whether a node's log and store agree, at its start: the last leaves are what the tree has of
 * them, and the tree still begins with what the checkpoint in the home has signed. A store that is
 * older than the checkpoint, such as one from a backup, does not: going on would be a second
 * history beside the one that members keep.
 *
 * Load: at most 256 leaves and some tiles; `trefoil log verify` is for all. Threads: any; the store
 * is its taker's.
 */
#pragma once

#include "node/node.h"

/* What node_open does, before it writes anything, and a backup, also while a node runs. `key`: the
 * log's. `*ret_published`: leaves under the checkpoint in
 * the home; 0 without one. Errors: damaged, conflict and the like, when they do not agree; io,
 * memory. */
bool agreement_check(const char *home, const struct note_key *key, struct store *store,
                     uint64_t *ret_published, struct error *err);

/* For whoever would write to the log or sign it: whether node_open found that they agree. Errors:
 * damaged, and others that agreement_check has for it. */
bool agreement_holds(const struct node *node, struct error *err);
