/* The head of the node's log: checkpoints as it gives them out. Threads: any; a store for reading
 * is its taker's. */
#pragma once

#include "log/checkpoint.h"
#include "node/node.h"

/* Signs how long the log is in the store's moment, and its head. Appends the note. Errors: damaged
 * (also: log and store did not agree when the node was opened), io, memory. */
bool head_sign(const struct node *node, struct store *store, struct dynbuf *out,
               struct checkpoint *ret_checkpoint, struct error *err);

/* The checkpoint of the last beat (HOME/checkpoint), or, where there was none, one of now. Appends
 * the note; the checkpoint's spans lie in it, or in the node. */
bool head_published(const struct node *node, struct store *store, struct dynbuf *out,
                    struct checkpoint *ret_checkpoint, struct error *err);
