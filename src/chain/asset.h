/* What is known of assets: how many decimals their display has, and the symbol behind it.
 *
 *     chain                                     asset         decimals  symbol
 *     any                                       iso4217:USD          2  USD
 *     eip155:1                                  slip44:60           18  ETH
 *     a coin chain (chain/coin_chain.h)         its coin             8  BTC, LTC, ...
 *
 * Anything else shows its base units, with `namespace:reference` as symbol: a guess at decimals
 * would misstate money. Threads: pure functions.
 */
#pragma once

#include <stddef.h>

#include "base/span.h"

/* `caip19` is a CAIP-19 name. The symbol gets a zero behind it and is cut to `size` - 1 bytes. */
void asset_display(struct span caip19, unsigned *ret_decimals, char *ret_symbol, size_t size);
