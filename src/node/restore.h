/* Reads a backup, proves it (backup_proof.h), and makes a home of it.
 *
 *     file ─▶ seal ─▶ records ─┬─ files ─▶ .HOME.new/ ──────────────┐
 *                              └─ rows ─▶ store, one transaction ───┴─▶ proven ─▶ HOME
 *
 * Nothing stands at HOME, and nothing is committed to the store, before the last byte was read and
 * all of it was proven. A store in PostgreSQL must be empty; a restore that failed leaves its
 * tables there without a row. The home is marked as restored (restored.h).
 *
 * Load: gigabytes, an hour at most; memory: an object. Threads: one at a time. The caller calls
 * sodium_init first.
 */
#pragma once

#include "log/note_key.h"
#include "node/backup.h"
#include "node/seal.h"

struct restore_asked {
    const char *file;
    const unsigned char *secret;    /* SEAL_KEY_BYTES */
    const struct note_key *log_key; /* whose log it must be; NULL: whichever key is in it */
    const char *home;   /* a new folder; NULL: only prove, in a store that goes with the call */
    const char *config; /* a file to be its node.yaml in place of the backup's; or NULL */
};

struct restore_told {
    struct backup_told backup;
    struct note_key log; /* that signed it */
};

/* Errors: syntax (no backup), value (another key, another member), damaged, conflict (the home or
 * the store is there, a signature is wrong), unsupported, busy, limit, io, memory. */
bool restore(const struct restore_asked *asked, struct restore_told *ret_told, struct error *err);
