/* The mark of a home that came out of a backup: HOME/restored. While it is there no node opens the
 * home.
 *
 *     trefoil-restored/v1
 *     1795879200000000          when the backup was made, microseconds since 1970
 *     <the log's checkpoint at that moment, a signed note>
 *
 * A node that goes on from an old backup under the same log key signs a second history: what was
 * logged after the backup is not in it, and whoever was shown a later checkpoint sees a fork.
 * `trefoil restore accept` takes the mark away, after checkpoints that others kept were compared.
 * To go on under a new origin, where something was lost, is not here yet.
 *
 * Threads: one at a time.
 */
#pragma once

#include <stdint.h>

#include "log/checkpoint.h"

/* Errors: io. */
bool restored_write(const char *home, int64_t made, struct span checkpoint, struct error *err);

/* True where there is no mark. Errors: conflict, where there is one, in words that say what to do;
 * io. */
bool restored_refuse(const char *home, struct error *err);

/* Takes the mark away when none of the checkpoints that others kept (signed notes, one a span)
 * shows more or other leaves than the restored log has. `*ret_leaves`: how many it has. Errors:
 * not-found (no mark), conflict (a checkpoint that it does not lead to, or of another log), syntax,
 * busy, damaged, io. */
bool restored_accept(const char *home, const struct span *kept, size_t count, uint64_t *ret_leaves,
                     struct error *err);
