/* The part of `ledger verify` that looks at one segment's tables by themselves: first rows that
 * rise to the end, indices that are what sorting would give, sides of one asset, unseen lots where
 * a debit can have made them. Load: one walk over each column. */
#pragma once

#include "ledger/ledger.h"

/* Errors: damaged. */
bool verify_tables(const struct ledger *ledger, const struct segment *segment, struct error *err);
