/* Proves that a store which is filled from a backup is whole, while its rows go by and once they
 * are all there:
 *
 *     version    its content hash is that of its bytes, its id and type are theirs
 *     leaf       its number is the next; what it says, with salt and record, goes into the tree
 *     tile       holds just the hashes that the tree has there
 *     both       each version was logged as received or imported with its hash, and each that was
 *                logged is there (backup_logged.h)
 *     checkpoint the log's key signed this size and this head; an older one is of the same log
 *     all        what a row refers to is there; numbers are within what they stand for
 *
 * Memory: an object at a time, and a bit a version. Threads: one at a time.
 */
#pragma once

#include <nettle/sha2.h>

#include "base/arena.h"
#include "log/checkpoint.h"
#include "log/tile.h"
#include "node/backup_logged.h"
#include "store/dump.h"

struct backup_proof {
    struct store *store;
    struct arena arena; /* of one object */
    struct merkle_tree tree;
    struct sha256_ctx hashes[TILE_LEVELS], stored[TILE_LEVELS]; /* of the tree, and of the tiles */
    uint64_t tiles[TILE_LEVELS];                                /* that were seen */
    bool partial[TILE_LEVELS];                                  /* the last of them */
    struct backup_logged logged;
};

void backup_proof_init(struct backup_proof *ret_proof, struct store *store);
void backup_proof_release(struct backup_proof *proof); /* takes a zeroed one */

/* Looks at a row that is in the store. Errors: damaged, limit, memory, io. */
bool backup_proof_row(struct backup_proof *proof, const struct dump_table *table,
                      const struct sql_value values[DUMP_COLUMNS_MAX], struct error *err);
/* All rows are there. Errors as above. */
bool backup_proof_tables(struct backup_proof *proof, struct error *err);
/* That the log's key signed the tree as it is; `older`: a checkpoint of it, empty when there is
 * none. Errors also: conflict, a signature that is wrong or missing. */
bool backup_proof_checkpoint(struct backup_proof *proof, struct span note, struct span older,
                             const struct note_key *key, struct error *err);
