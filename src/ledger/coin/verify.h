/* The whole proof of the ledger of a coin chain, behind its hashes: every number of every column
 * against what it must follow from. What nothing else repeats can't be proven: that a txid is that
 * of its transaction, and what an output's script said (docs/ledger-format.md).
 *
 * Load: every column is walked in order; outputs that are spent, and keys, are looked up where they
 * lie. Memory: that of one block's txids. Threads: one at a time.
 */
#pragma once

#include "base/progress.h"
#include "ledger/ledger.h"

/* `progress` may be NULL. Errors: damaged (segment, column, row), memory, unsupported (a chain that
 * is not known). */
bool coin_verify(const struct ledger *ledger, struct progress *progress, struct error *err);
