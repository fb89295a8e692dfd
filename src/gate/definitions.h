/* Marking definitions that the writer's transaction has read: the objects of an envelope carry the
 * same few, and each is read once. Forgotten when one of them changes, and with the transaction.
 * Only gate/ includes this.
 *
 * Threads: as the writer. What is given out lives until definitions_forget, or in the caller's
 * arena.
 */
#pragma once

#include "base/arena.h"
#include "intel/object.h"
#include "store/store.h"

enum { DEFINITIONS_KEPT = 32 };

struct definitions {
    size_t count;
    struct kept_definition {
        int64_t id; /* number of its identifier */
        const struct object *object;
    } kept[DEFINITIONS_KEPT];
    struct arena arena;
};

void definitions_forget(struct definitions *definitions); /* takes a zeroed one */

/* A marking definition in its newest version, which is its only one: two contents are a fork, and
 * then there is none. NULL: none is here. Further ones than are kept lie in `arena`. Errors:
 * damaged, memory, io. */
bool definition_find(struct definitions *definitions, struct store *store, struct span id,
                     struct arena *arena, const struct object **ret_object, struct error *err);
