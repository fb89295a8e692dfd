/* Makes a backup of a node's home: its configuration, keys, newest checkpoint, and one moment of
 * its store, sealed for whom node.yaml names (seal.h, backup_form.h).
 *
 * A node may run meanwhile: the store is read as any reader reads it, and nobody waits. What hurts:
 * SQLite keeps all that is written during a backup beside the store until the backup has ended.
 * Ledgers, labels, lists and the access journal are not in it.
 *
 * Load: gigabytes; memory: a page of rows and two chunks. Threads: one at a time. The caller calls
 * sodium_init first.
 */
#pragma once

#include <stdint.h>

#include "base/error.h"

struct backup_told {
    int64_t made; /* microseconds since 1970 */
    uint64_t rows, versions, leaves;
    uint64_t bytes; /* of the file; 0 where it was read */
};

/* Writes the file `path`, which stands when it is whole and on the disk; of what is there already
 * only a backup, or an empty file, is replaced. `now`: microseconds since 1970. Errors: not-found
 * (no node, no store), value (node.yaml has no backup_key), conflict (another file is there; the
 * home was restored and is not accepted), damaged (also: log and store do not agree), busy, io,
 * memory. */
bool backup_write(const char *home, const char *path, int64_t now, struct backup_told *ret_told,
                  struct error *err);
