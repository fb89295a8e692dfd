/* Numbers, each once, in the order in which they came: a set that is also a queue.
 *
 *     for (size_t at = 0; at < set.count; at++)
 *         ... set.numbers[at] ... id_set_add(&set, more, &is_new, err)
 *
 * Load: a handful for a posted object, a million when what many objects name is released.
 * Threads: one at a time.
 */
#pragma once

#include "base/error.h"
#include "base/hash_index.h"

struct id_set {
    int64_t *numbers;
    size_t count, capacity;
    struct hash_index index;
};

void id_set_release(struct id_set *set); /* takes a zeroed one */

/* Errors: limit (SETTLE_MAX), memory. */
bool id_set_add(struct id_set *set, int64_t number, bool *ret_new, struct error *err);
/* The place of a number in the set; false when it is not there. */
bool id_set_find(const struct id_set *set, int64_t number, size_t *ret_place);
