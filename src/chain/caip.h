/* Names of chains and assets: CAIP-2 `namespace:reference`, CAIP-19 `chain/namespace:reference`
 * with an optional `/token`. Threads: pure functions. */
#pragma once

#include <stdbool.h>

#include "base/span.h"

/* CAIP-2: [-a-z0-9]{3,8} ":" [-_a-zA-Z0-9]{1,32}. */
bool caip2_valid(struct span text);

/* CAIP-19: a CAIP-2 chain "/" [-a-z0-9]{3,8} ":" [-.%a-zA-Z0-9]{1,128}, then perhaps "/"
 * [-.%a-zA-Z0-9]{1,78}. `ret_chain` is the part before the first slash. */
bool caip19_valid(struct span text, struct span *ret_chain);

/* What is known of an asset: decimals of its display and a symbol. Assets that are not in the table
 * show their base units, with the asset's reference as symbol. */
void asset_display(struct span caip19, unsigned *ret_decimals, char *ret_symbol, size_t size);
