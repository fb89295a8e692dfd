/* The one writer of a ledger: appends rows in ledger order and makes them a new generation.
 *
 * Which segments there are is a function of the last sealed height alone (ledger/cut.h), and their
 * bytes one of the chain: never of restarts, nor of how many commands brought the rows.
 *
 * Memory: rows are held up to a maximum and then sealed aside; where a range of heights gets more,
 * its segments are merged, column by column. A ledger may be larger than the machine's memory.
 *
 * Nothing is visible before commit, and all of it after. A killed writer leaves files that no
 * manifest names; the next writer removes them. Threads: one at a time.
 */
#pragma once

#include "ledger/batch.h"

struct ledger_writer;

/* Takes the lock; makes the folder and an empty ledger of `chain` where there is none. Errors:
 * busy, conflict (a ledger of another chain), io, damaged, memory. */
bool ledger_writer_open(struct ledger_writer **ret_writer, const char *folder, const char *chain,
                        uint64_t hash_seed, struct error *err);

/* The manifest as it is now, before commit. */
const struct manifest *ledger_writer_manifest(const struct ledger_writer *writer);

/* The row is hashed (ledger_row_hash), all of a writer's rows with one seed. Errors: value when its
 * block is sealed already, those of batch_append, and where rows are sealed aside io. */
bool ledger_writer_append(struct ledger_writer *writer, const struct ledger_row *row,
                          struct error *err);

/* How many rows and containers are held in memory before they become segments aside, which later
 * ones are merged with; the result does not depend on it. There is a default. */
void ledger_writer_hold(struct ledger_writer *writer, size_t rows);

/* Says that a row comes soon; see batch_expect. */
void ledger_writer_expect(const struct ledger_writer *writer, const struct ledger_row *row,
                          int depth);

/* A file that is in with this commit. */
bool ledger_writer_add_file(struct ledger_writer *writer, const unsigned char *sha256,
                            const char *name, struct error *err);

/* Seals what was appended and replaces the manifest: the moment at which all of it is in. */
bool ledger_writer_commit(struct ledger_writer *writer, struct error *err);

/* Gives up the lock; without commit the ledger is as it was. Takes NULL. */
void ledger_writer_free(struct ledger_writer *writer);
