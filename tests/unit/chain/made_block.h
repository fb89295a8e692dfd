/* Blocks made for tests: valid transactions, merkle root, ground proof of work. The root is made
 * here by plain recursion, apart from the code under test. */
#pragma once

#include "base/dynbuf.h"
#include "base/span.h"
#include "chain/coin_chain.h"

/* A coinbase that pays `value`; `tag` makes its txid differ. */
void made_coinbase(struct dynbuf *ret_transaction, uint32_t tag, uint64_t value);

/* One input, `outputs` outputs of `value` each. */
void made_spend(struct dynbuf *ret_transaction, const unsigned char *previous, uint32_t index,
                uint32_t outputs, uint64_t value);

/* A block on `previous` whose hash meets `bits`. */
void made_block(struct dynbuf *ret_block, const unsigned char *previous, uint32_t time,
                uint32_t bits, const struct dynbuf *transactions, size_t count);
