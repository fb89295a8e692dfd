#include "ingest/table_reader.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"

void table_reader_init(struct table_reader *reader)
{
    flow_table_init(&reader->table);
    dynbuf_init(&reader->rejects, SMALL_FILE_BYTES_MAX);
}

void table_reader_release(struct table_reader *reader)
{
    flow_table_release(&reader->table);
    block_rows_release(&reader->block);
    free(reader->bundle.rows);
    dynbuf_release(&reader->rejects);
    free(reader->kept);
}

bool table_reader_at(const struct table_reader *reader, const struct flow_row *row,
                     struct error *err)
{
    char place[512];
    if (error_is_environment(err->code))
        return false;
    snprintf(place, sizeof place, "%s:%llu", reader->names[row->file],
             (unsigned long long)row->line);
    return error_prefix(err, place);
}

static bool end_block(struct table_reader *reader, struct error *err)
{
    const struct flow_row *row = NULL;
    struct block_rows *block = &reader->block;
    if (block->count == 0)
        return true;
    if (!block_rows_prepare(block, &row, err))
        return table_reader_at(reader, row, err);
    if (!bundle_add(&reader->bundle, block->rows, block->count, err))
        return false;
    block->count = 0;
    return reader->bundle.count < BUNDLE_ROWS ||
           reader->emit(reader->context, &reader->bundle, err);
}

static bool add_to_block(struct table_reader *reader, const struct flow_row *row, struct error *err)
{
    if (reader->block.count > 0 && reader->block.rows[0].row.block != row->row.block &&
        !end_block(reader, err))
        return false;
    return block_rows_add(&reader->block, row, err);
}

static bool keep_row(struct table_reader *reader, const struct flow_row *row, struct error *err)
{
    struct flow_row *grown = array_grow(reader->kept, &reader->kept_capacity,
                                        reader->kept_count + 1, sizeof *grown, SORT_ROWS_MAX);
    if (grown == NULL)
        return error_memory(err, "sorting a flow table");
    reader->kept = grown;
    reader->kept[reader->kept_count++] = *row;
    return true;
}

static bool take_row(void *context, const struct flow_row *row, struct error *err)
{
    struct table_reader *reader = context;
    if (reader->sort)
        return keep_row(reader, row, err);
    if (reader->block.count > 0 && row->row.block < reader->block.rows[0].row.block) {
        reader->unsorted = true;
        return error_input(err, ERROR_VALUE, "rows", "not sorted by block");
    }
    return add_to_block(reader, row, err);
}

static bool take_reject(void *context, struct span line, const struct error *why, struct error *err)
{
    struct table_reader *reader = context;
    dynbuf_format(&reader->rejects, "# %s\n", why->text);
    dynbuf_span(&reader->rejects, line);
    return dynbuf_char(&reader->rejects, '\n') ||
           dynbuf_error(&reader->rejects, "the rejected rows", err);
}

static bool take_label(void *context, uint32_t file, const unsigned char *address, struct span text,
                       struct error *err)
{
    const struct table_reader *reader = context;
    return flow_labels_add(reader->labels, file, address, text, err);
}

static int by_block(const void *a, const void *b)
{
    const struct flow_row *x = *(const struct flow_row *const *)a;
    const struct flow_row *y = *(const struct flow_row *const *)b;
    if (x->row.block != y->row.block)
        return x->row.block < y->row.block ? -1 : 1;
    return (x->sequence > y->sequence) - (x->sequence < y->sequence);
}

static bool add_sorted(struct table_reader *reader, struct error *err)
{
    const struct flow_row **sorted = malloc((reader->kept_count + 1) * sizeof *sorted);
    bool ok = sorted != NULL || error_memory(err, "sorting a flow table");
    for (size_t i = 0; ok && i < reader->kept_count; i++)
        sorted[i] = &reader->kept[i];
    if (ok && reader->kept_count > 0)
        qsort(sorted, reader->kept_count, sizeof *sorted, by_block);
    if (reader->sort)
        progress_phase(reader->progress, "ordering", "rows", reader->kept_count);
    for (size_t i = 0; ok && i < reader->kept_count; i++) {
        progress_done(reader->progress, i);
        ok = add_to_block(reader, sorted[i], err);
    }
    free(sorted);
    return ok;
}

bool table_reader_run(struct table_reader *reader, struct error *err)
{
    struct flow_sink sink = {.take = take_row,
                             .reject = reader->keep_going ? take_reject : NULL,
                             .label = reader->labels != NULL ? take_label : NULL,
                             .context = reader,
                             .progress = reader->progress};
    uint64_t bytes = 0;
    for (size_t i = 0; i < reader->file_count; i++)
        bytes += reader->files[i].size;
    progress_phase(reader->progress, "reading", "bytes", bytes);
    for (size_t i = 0; i < reader->file_count; i++) {
        if (!flow_table_read(&reader->table, reader->files[i], reader->names[i], (uint32_t)i, &sink,
                             err))
            return false;
        sink.bytes_before += reader->files[i].size;
    }
    if (!add_sorted(reader, err) || !end_block(reader, err))
        return false;
    return reader->bundle.count == 0 || reader->emit(reader->context, &reader->bundle, err);
}
