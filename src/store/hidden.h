/* Object versions that were hidden in a collection (DELETE), until they are posted there again:
 * shown to nobody there, whatever is decided about them. Only gate/ writes here. Threads: as
 * store.h says.
 */
#pragma once

#include "store/store.h"

/* Does nothing where it is hidden already. Writes. */
bool hidden_add(struct store *store, int64_t collection, int64_t seq, struct error *err);
/* Reads. */
bool hidden_is(struct store *store, int64_t collection, int64_t seq, bool *ret_is,
               struct error *err);
/* `*ret_was` false: it was not hidden. Writes. */
bool hidden_end(struct store *store, int64_t collection, int64_t seq, bool *ret_was,
                struct error *err);
