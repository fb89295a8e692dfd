/* The index of one version of a list: its entries by key, in one file that never changes. Bytes:
 * docs/list-format.md.
 *
 *     head | entries, by key | facts, in the order of the entries | texts
 *
 * Made from the original bytes alone: the same bytes give the same index on every machine. Opening
 * proves lengths, ranges, order and the checksum of all of it, so that afterwards nothing needs to
 * be asked again.
 *
 * Load: 20,000 entries of a dozen facts, 10 MB. Memory: facts as an array, 48 bytes each; texts
 * stay in the map. Lifetime: open to close. Threads: any number read.
 */
#pragma once

#include "base/arena.h"
#include "base/map.h"
#include "screen/entry.h"

struct list_index {
    struct map map;
    uint64_t sum;               /* its checksum, as it stands in the file */
    struct list_entry *entries; /* by key, each once */
    size_t count;
    struct fact *facts;
    size_t fact_count;
};

/* Errors: io, damaged, memory. */
bool list_index_open(struct list_index *ret_index, const char *path, struct error *err);

/* The same over bytes, which outlive the index; `name` for errors. */
bool list_index_from(struct list_index *ret_index, struct span bytes, const char *name,
                     struct error *err);

/* Takes a zeroed one too. */
void list_index_close(struct list_index *index);

/* The entry of a key, or NULL. */
const struct list_entry *list_index_find(const struct list_index *index, struct span key);
