/* The whole proof of a ledger: every byte against its hashes, then every number against the others.
 */
#pragma once

#include "base/progress.h"
#include "ledger/ledger.h"

/* Of an account chain: recomputes balances, unseen lots and running sums from the transfers, and
 * walks all postings; memory: 32 bytes a container. Of a coin chain: coin/verify.h. `progress` may
 * be NULL. Errors: damaged (which column or transfer), memory. */
bool ledger_verify(const struct ledger *ledger, struct progress *progress, struct error *err);
