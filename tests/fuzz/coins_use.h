/* Whatever a ledger of a coin chain says, using it must end and be sound. */
#pragma once

#include "ledger/ledger.h"

/* Reads it by every reading function, traces it under every rule, merges its segments in a folder
 * `merged` of `folder`, and verifies it; what verifies must be readable, traceable and mergeable.
 */
void coins_use(struct ledger *ledger, const char *folder);
