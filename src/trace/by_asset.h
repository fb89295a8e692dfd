/* Numbered things that belong to one asset each, gathered asset by asset.
 *
 *     for (size_t at = by->first[asset]; at < by->first[asset + 1]; at++)
 *         use(&things[by->numbers[at]]);
 *
 * Load: millions of things, tens of thousands of assets. Threads: as any value.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct by_asset {
    uint32_t *numbers; /* of one asset ascending */
    size_t *first;     /* by asset; one more, the end */
};

/* Gathers `count` things of `assets` assets; `asset_of` says of which one a thing is. Release also
 * what is zeroed. Errors: memory. */
bool by_asset_init(struct by_asset *ret_by, size_t count, size_t assets,
                   uint64_t (*asset_of)(const void *things, size_t number), const void *things,
                   struct error *err);
void by_asset_release(struct by_asset *by);
