/* Which number the text of an asset has: all assets of a ledger, sorted by text.
 *
 * Made when it is first asked, as most commands never ask: O(n log n) for n assets, some 30 bytes
 * each; then O(log n) a question. Lifetime: the ledger's. Threads: any may ask.
 */
#pragma once

#include "base/error.h"
#include "base/span.h"

struct ledger;
struct asset_index;

/* Errors: memory. */
bool asset_index_new(struct asset_index **ret_index, struct error *err);
void asset_index_free(struct asset_index *index);

/* Forgets what the ledger held, which has changed: only a writer's own does. One thread. */
void asset_index_clear(struct asset_index *index);

/* The smallest number of an asset of the ledger with this text, or LEDGER_NONE. Errors: damaged,
 * memory. */
bool asset_index_find(struct asset_index *index, const struct ledger *ledger, struct span text,
                      uint64_t *ret_asset, struct error *err);
