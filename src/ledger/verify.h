/* The whole proof of a ledger: every byte against its hashes, then every number against the others.
 */
#pragma once

#include "ledger/ledger.h"

/* Recomputes balances, unseen lots and running sums from the transfers, and walks all postings.
 * Memory: 32 bytes a container. Errors: damaged (which column or transfer), memory. */
bool ledger_verify(const struct ledger *ledger, struct error *err);
