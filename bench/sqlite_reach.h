/* The baseline of the trace: what a seed reached, by SQLite's recursive query over the same
 * transfers, in memory, with an index on the sender. Reach only: no amounts, so no rule but poison
 * could be asked. */
#pragma once

#include "ledger/ledger.h"

/* Loads `rows` of the ledger's transfers from `first` on, and asks for all that moved on from
 * `seed_count` accounts. Returns nanoseconds of processor time of the query alone; `*ret_moves` is
 * how many transfers it went through. Ends the program where SQLite fails. */
uint64_t sqlite_reach(const struct ledger *ledger, uint64_t first, uint64_t rows,
                      const uint64_t *seeds, size_t seed_count, uint64_t *ret_moves);
