/* The one writer of the ledger of a coin chain: blocks of the best branch, in order, become a new
 * generation.
 *
 *     sealed for good                                  | tip            | appended
 *     [ 0 ..... 524287 ][ ... 786431 ] ... [ one unit ]  [ up to 1167 ]   ...
 *
 * Which segments there are is a function of the last height alone (coin/cut.h), and their bytes one
 * of the chain: never of restarts, nor of how many commands brought the blocks, nor of branches
 * that were given up. The tip is small: it is merged with blocks that come on top, or, where a
 * better branch or a new range of the cut begins inside it, taken off and what stays of it appended
 * again.
 *
 * Memory: blocks are held up to a maximum and then sealed aside, in a thread of its own
 * (coin/sealer.h), while the next ones are held; sixteen neighbours of a size are merged, so a
 * chain is written a few times, never once a block. Beside them stand the unspent outputs made
 * since the writer began, 32 to 40 bytes each, and as much for each older one that was spent since.
 *
 * What is merged becomes a generation of its own now and then, so that a killed writer goes on from
 * there; not where blocks are taken back, nor before those that were there are in it: what was
 * there stays until all that is better is. Which segments a ledger has is that function again once
 * a commit is through. Threads: one at a time.
 */
#pragma once

#include "ledger/coin/rows.h"
#include "ledger/manifest.h"

struct coin_writer;

/* Takes the lock; makes the folder and an empty ledger where there is none. `seed` is secret and
 * random. Errors: busy, conflict (a ledger of another chain), io, damaged, memory. */
bool coin_writer_open(struct coin_writer **ret_writer, const char *folder,
                      const struct coin_chain *chain, uint64_t seed, struct error *err);

/* The ledger as it is on the disk; not to be freed. Good until the first append. */
const struct ledger *coin_writer_ledger(const struct coin_writer *writer);
const struct manifest *coin_writer_manifest(const struct coin_writer *writer);

/* Blocks up to `last` will come, from `first` on: the height above the highest block of the ledger
 * that stays. Takes the segments above off, and appends what of them stays again. Errors: io,
 * damaged, memory. */
bool coin_writer_begin(struct coin_writer *writer, uint64_t first, uint64_t last,
                       struct error *err);

/* How many outputs are held in memory before they become a segment aside; the result does not
 * depend on it. There is a default. */
void coin_writer_hold(struct coin_writer *writer, size_t outputs);

/* Headers come whose work nobody proved: said by the manifest from the next generation on, for
 * good. Before coin_writer_begin. */
void coin_writer_unproven(struct coin_writer *writer);

/* The next block. Errors: those of coin_batch_append, and where blocks are sealed aside io. */
bool coin_writer_append(struct coin_writer *writer, const struct coin_rows *rows, const char *place,
                        struct error *err);

/* All blocks up to the last announced are there: seals them and replaces the manifest. */
bool coin_writer_commit(struct coin_writer *writer, struct error *err);

/* Gives up the lock. Takes NULL. */
void coin_writer_free(struct coin_writer *writer);
