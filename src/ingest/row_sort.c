#include "ingest/row_sort.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"

void row_sort_release(struct row_sort *sort)
{
    free(sort->places);
    *sort = (struct row_sort){0};
}

bool row_sort_add(struct row_sort *sort, const struct flow_row *row, struct error *err)
{
    if (sort->count == SORT_ROWS_MAX)
        return error_input(err, ERROR_LIMIT, "rows",
                           "more than %d that are not sorted by block; expected fewer, or sorted",
                           SORT_ROWS_MAX);
    struct row_place *grown =
        array_grow(sort->places, &sort->capacity, sort->count + 1, sizeof *grown, SORT_ROWS_MAX);
    if (grown == NULL)
        return error_memory(err, "sorting a flow table");
    sort->places = grown;
    sort->places[sort->count++] =
        (struct row_place){row->row.block, row->from, row->line, row->file};
    return true;
}

static int by_block(const void *a, const void *b)
{
    const struct row_place *x = a, *y = b;
    if (x->block != y->block)
        return x->block < y->block ? -1 : 1;
    if (x->file != y->file)
        return x->file < y->file ? -1 : 1;
    return (x->from > y->from) - (x->from < y->from);
}

static bool read_sorted(const struct row_sort *sort, struct flow_file_rows **files,
                        struct flow_table *table, const struct flow_sink *sink, struct error *err)
{
    progress_phase(sink->progress, "ordering", "rows", sort->count);
    for (size_t i = 0; i < sort->count; i++) {
        const struct row_place *place = &sort->places[i];
        struct flow_row row;
        progress_done(sink->progress, i);
        if (!flow_file_rows_at(files[place->file], table, place->from, place->line, &row, err))
            return false;
        row.sequence = i;
        if (!sink->take(sink->context, &row, err))
            return false;
    }
    return true;
}

bool row_sort_read(struct row_sort *sort, struct flow_table *table, const struct span *files,
                   const char *const *names, size_t file_count, const struct flow_sink *sink,
                   struct error *err)
{
    struct flow_file_rows **rows = calloc(file_count + 1, sizeof *rows);
    bool ok = rows != NULL || error_memory(err, "sorting a flow table");
    for (size_t i = 0; ok && i < file_count; i++)
        ok = flow_file_rows_open(&rows[i], files[i], names[i], (uint32_t)i, err);
    if (ok && sort->count > 0)
        qsort(sort->places, sort->count, sizeof *sort->places, by_block);
    ok = ok && read_sorted(sort, rows, table, sink, err);
    for (size_t i = 0; rows != NULL && i < file_count; i++)
        flow_file_rows_free(rows[i]);
    free(rows);
    return ok;
}
