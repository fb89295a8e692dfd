#include "ingest/table_reader.h"

#include <stdio.h>
#include <stdlib.h>

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
    row_sort_release(&reader->places);
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
    for (size_t i = 0; i < block->count; i++)
        ledger_row_hash(&block->rows[i].row, reader->hash_seed);
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

static bool take_row(void *context, const struct flow_row *row, struct error *err)
{
    struct table_reader *reader = context;
    if (reader->sort)
        return row_sort_add(&reader->places, row, err);
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

static bool take_sorted(void *context, const struct flow_row *row, struct error *err)
{
    return add_to_block(context, row, err);
}

static bool read_sorted(struct table_reader *reader, struct error *err)
{
    const struct flow_sink sink = {
        .take = take_sorted, .context = reader, .progress = reader->progress};
    return !reader->sort || row_sort_read(&reader->places, &reader->table, reader->files,
                                          reader->names, reader->file_count, &sink, err);
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
    if (!read_sorted(reader, err) || !end_block(reader, err))
        return false;
    return reader->bundle.count == 0 || reader->emit(reader->context, &reader->bundle, err);
}
