/* Where object versions were posted again, beside the collection that they were posted in first
 * (`version.collection`): own people see them in each, as soon as they may. Only gate/ writes here.
 * Threads: as store.h says.
 */
#pragma once

#include "store/store.h"

/* `*ret_new` false: that was so already. Writes. */
bool posted_add(struct store *store, int64_t collection, int64_t seq, bool *ret_new,
                struct error *err);
/* Reads. */
bool posted_is(struct store *store, int64_t collection, int64_t seq, bool *ret_is,
               struct error *err);
