/* Rows of tables that are not sorted by block: what is kept of each is where it stands, 32 bytes;
 * the rows themselves are read a second time, in order, from their files.
 *
 * Load: up to SORT_ROWS_MAX rows. What hurts: a table in no order at all is read a second time here
 * and there. Threads: one at a time.
 */
#pragma once

#include "ingest/flow_table.h"

struct row_place {
    uint64_t block, from, line;
    uint32_t file;
};

struct row_sort {
    struct row_place *places;
    size_t count, capacity;
};

/* A zeroed one is empty. */
void row_sort_release(struct row_sort *sort);

/* Errors: memory; limit when there are too many rows. */
bool row_sort_add(struct row_sort *sort, const struct flow_row *row, struct error *err);

/* Hands every row over, by block, and inside a block as given. `files` and `names` are those that
 * the rows came from. Errors: as flow_file_rows_at; those of `take`. */
bool row_sort_read(struct row_sort *sort, struct flow_table *table, const struct span *files,
                   const char *const *names, size_t file_count, const struct flow_sink *sink,
                   struct error *err);
