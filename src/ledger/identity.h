/* The identity of what a ledger holds: one hash that two ledgers share when they hold the same
 * rows, however many commands brought them. Generations and file names are not in it. */
#pragma once

#include "ledger/manifest.h"

/* SHA-256 over these lines, each ended by a line feed: the chain; then for each segment
 * FIRST LAST IDENTITY, in decimal and in hex. */
void ledger_identity(const struct manifest *manifest, unsigned char *ret_hash);
