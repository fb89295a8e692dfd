/* Asking memory for rows of a coin chain before they are needed: what a trace looks at lies
 * anywhere in the ledger, and waiting for it line by line is most of its time.
 *
 * A hint: nothing is read or proven, and a number that is not in the ledger is passed over.
 * Threads: the ledger may be shared.
 */
#pragma once

#include "ledger/ledger.h"

/* What coins_transaction reads. */
void coin_fetch_transaction(const struct ledger *ledger, uint64_t number);

/* What coins_output reads, and how coins_spender begins. */
void coin_fetch_output(const struct ledger *ledger, uint64_t number);

/* What coins_value reads. */
void coin_fetch_value(const struct ledger *ledger, uint64_t number);
