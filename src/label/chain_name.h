/* Names by which label packs call chains, and their CAIP-2.
 *
 * A ticker that the table does not have, or one that several chains share and whose address has no
 * form that tells, becomes `ticker:NAME`: a name of our own, so that nothing is lost and nothing is
 * claimed. Threads: pure functions.
 */
#pragma once

#include <stdbool.h>

#include "base/span.h"
#include "chain/caip.h"

/* Writes the CAIP-2 name of GraphSense's `network` or `currency`, zero-terminated. False when the
 * ticker has characters that CAIP-2 does not allow. */
bool chain_of_ticker(struct span ticker, struct span address, char ret_chain[CAIP2_BYTES_MAX + 1]);

/* Likewise of a chain's key at DefiLlama, such as `ethereum`. False also when the table does not
 * have it: some keys there are no chains. */
bool chain_of_llama(struct span key, char ret_chain[CAIP2_BYTES_MAX + 1]);

/* Whether the text is 0x and 40 hexadecimal digits. */
bool looks_evm(struct span address);
