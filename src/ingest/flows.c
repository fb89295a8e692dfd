#include "ingest/flows.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/map.h"
#include "ingest/block_rows.h"
#include "ingest/file_hash.h"
#include "ledger/writer.h"

/* Sorted tables flow through, a block at a time. When a row goes back, all is read again, kept, and
 * sorted: `kept` then holds the table. */
struct run {
    const struct flows_options *options;
    struct map *maps;
    struct file_hash *files;
    struct file_hashes hashes;
    struct flow_table table;
    struct block_rows block;
    struct dynbuf rejects;
    struct ledger_writer *writer;
    struct flows_report report;
    bool unsorted, keeping;
    struct flow_row *kept;
    size_t kept_count, kept_capacity;
};

bool ledger_folder(char *ret_path, const char *home, const char *chain, struct error *err)
{
    char name[MANIFEST_CHAIN_BYTES + 16];
    snprintf(name, sizeof name, "ledger/%s", chain);
    for (char *at = name; *at != '\0'; at++)
        if (*at == ':')
            *at = '-';
    return file_path(ret_path, home, name, err);
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

static bool at_row(const struct run *run, const struct flow_row *row, struct error *err)
{
    char place[512];
    if (error_is_environment(err->code))
        return false;
    snprintf(place, sizeof place, "%s:%llu", last_part(run->options->files[row->file]),
             (unsigned long long)row->line);
    return error_prefix(err, place);
}

/* ---- into the ledger ---- */

static bool is_in(const struct manifest *manifest, const unsigned char *sha256)
{
    for (size_t i = 0; i < manifest->file_count; i++)
        if (memcmp(manifest->files[i].sha256, sha256, SHA256_BYTES) == 0)
            return true;
    return false;
}

/* Files that are in already are reported and passed over; a mixture is a mistake. */
static bool count_files_in(struct run *run, struct error *err)
{
    const struct manifest *manifest = ledger_writer_manifest(run->writer);
    if (manifest->file_count == 0)
        return true;
    file_hashes_wait(&run->hashes);
    for (size_t i = 0; i < run->options->file_count; i++)
        run->report.files_already_in += is_in(manifest, run->files[i].sha256);
    if (run->report.files_already_in == 0)
        return true;
    return error_input(err, ERROR_CONFLICT, "files",
                       "some of these are in the ledger already; expected new ones only");
}

static bool open_writer(struct run *run, struct error *err)
{
    char folder[PATH_BYTES_MAX];
    return ledger_folder(folder, run->options->home, run->table.chain, err) &&
           ledger_writer_open(&run->writer, folder, run->table.chain, run->options->hash_seed,
                              err) &&
           count_files_in(run, err);
}

static bool end_block(struct run *run, struct error *err)
{
    const struct flow_row *row = NULL;
    if (run->block.count == 0)
        return true;
    if (!block_rows_prepare(&run->block, &row, err))
        return at_row(run, row, err);
    if (run->report.rows == 0)
        run->report.first_block = run->block.rows[0].row.block;
    run->report.last_block = run->block.rows[0].row.block;
    run->report.rows += run->block.count;
    if (!run->options->dry_run && run->writer == NULL && !open_writer(run, err))
        return false;
    for (int depth = 0; !run->options->dry_run && depth < 3; depth++)
        for (size_t i = 0; i < run->block.count; i++)
            ledger_writer_expect(run->writer, &run->block.rows[i].row, depth);
    for (size_t i = 0; !run->options->dry_run && i < run->block.count; i++)
        if (!ledger_writer_append(run->writer, &run->block.rows[i].row, err))
            return at_row(run, &run->block.rows[i], err);
    run->block.count = 0;
    return true;
}

static bool add_to_block(struct run *run, const struct flow_row *row, struct error *err)
{
    if (run->block.count > 0 && run->block.rows[0].row.block != row->row.block &&
        !end_block(run, err))
        return false;
    return block_rows_add(&run->block, row, err);
}

/* ---- from the files ---- */

static bool keep_row(struct run *run, const struct flow_row *row, struct error *err)
{
    struct flow_row *grown = array_grow(run->kept, &run->kept_capacity, run->kept_count + 1,
                                        sizeof *grown, FLOW_ROWS_MAX);
    if (grown == NULL)
        return error_memory(err, "sorting a flow table");
    run->kept = grown;
    run->kept[run->kept_count++] = *row;
    return true;
}

static bool take_row(void *context, const struct flow_row *row, struct error *err)
{
    struct run *run = context;
    if (run->keeping)
        return keep_row(run, row, err);
    if (run->block.count > 0 && row->row.block < run->block.rows[0].row.block) {
        run->unsorted = true;
        return error_input(err, ERROR_VALUE, "rows", "not sorted by block");
    }
    return add_to_block(run, row, err);
}

static bool take_reject(void *context, struct span line, const struct error *why, struct error *err)
{
    struct run *run = context;
    dynbuf_format(&run->rejects, "# %s\n", why->text);
    dynbuf_span(&run->rejects, line);
    return dynbuf_char(&run->rejects, '\n') ||
           dynbuf_error(&run->rejects, run->options->reject_file, err);
}

static bool read_files(struct run *run, struct error *err)
{
    struct flow_sink sink = {take_row, run->options->reject_file != NULL ? take_reject : NULL, run};
    for (size_t i = 0; i < run->options->file_count; i++) {
        const char *path = run->options->files[i];
        if (!flow_table_read(&run->table, run->maps[i].bytes, last_part(path), (uint32_t)i, &sink,
                             err))
            return false;
        if (map_damaged(&run->maps[i]))
            return error_input(err, ERROR_IO, path, "the file was shortened while it was read");
    }
    return run->keeping || end_block(run, err);
}

static int by_block(const void *a, const void *b)
{
    const struct flow_row *x = *(const struct flow_row *const *)a;
    const struct flow_row *y = *(const struct flow_row *const *)b;
    if (x->row.block != y->row.block)
        return x->row.block < y->row.block ? -1 : 1;
    return (x->sequence > y->sequence) - (x->sequence < y->sequence);
}

static bool take_sorted(struct run *run, struct error *err)
{
    const struct flow_row **sorted = malloc((run->kept_count + 1) * sizeof *sorted);
    bool ok = sorted != NULL || error_memory(err, "sorting a flow table");
    for (size_t i = 0; ok && i < run->kept_count; i++)
        sorted[i] = &run->kept[i];
    if (ok && run->kept_count > 0)
        qsort(sorted, run->kept_count, sizeof *sorted, by_block);
    for (size_t i = 0; ok && i < run->kept_count; i++)
        ok = add_to_block(run, sorted[i], err);
    free(sorted);
    return ok && end_block(run, err);
}

/* Forgets what the first reading has brought. */
static void start_over(struct run *run)
{
    ledger_writer_free(run->writer);
    run->writer = NULL;
    flow_table_release(&run->table);
    flow_table_init(&run->table);
    dynbuf_clear(&run->rejects);
    block_rows_release(&run->block);
    run->block.unique = run->options->unique;
    run->report = (struct flows_report){0};
    run->keeping = true;
}

static bool read_rows(struct run *run, struct error *err)
{
    run->block.unique = run->options->unique;
    if (read_files(run, err))
        return true;
    if (!run->unsorted)
        return false;
    start_over(run);
    return read_files(run, err) && take_sorted(run, err);
}

/* ---- the command ---- */

static bool open_files(struct run *run, struct error *err)
{
    size_t count = run->options->file_count;
    run->maps = calloc(count + 1, sizeof *run->maps);
    run->files = calloc(count + 1, sizeof *run->files);
    if (run->maps == NULL || run->files == NULL)
        return error_memory(err, "opening flow tables");
    for (size_t i = 0; i < count; i++) {
        if (!map_open(&run->maps[i], run->options->files[i], err))
            return false;
        run->files[i].bytes = run->maps[i].bytes;
    }
    file_hashes_start(&run->hashes, run->files, count);
    return true;
}

static bool commit(struct run *run, struct error *err)
{
    file_hashes_wait(&run->hashes);
    for (size_t i = 0; i < run->options->file_count; i++)
        if (map_damaged(&run->maps[i]))
            return error_input(err, ERROR_IO, run->options->files[i],
                               "the file was shortened while it was read");
    for (size_t i = 0; i < run->options->file_count; i++)
        if (!ledger_writer_add_file(run->writer, run->files[i].sha256,
                                    last_part(run->options->files[i]), err))
            return false;
    run->report.files_in = run->options->file_count;
    return ledger_writer_commit(run->writer, err);
}

static bool run_all(struct run *run, struct error *err)
{
    if (!open_files(run, err))
        return false;
    if (!read_rows(run, err))
        return run->report.files_already_in == run->options->file_count;
    if (run->report.rows == 0)
        return error_input(err, ERROR_VALUE, run->options->files[0], "no rows; expected some");
    run->report.equal_rows = run->block.equal;
    run->report.dropped = run->block.dropped;
    run->report.rejected = run->table.rejected;
    memcpy(run->report.chain, run->table.chain, sizeof run->report.chain);
    if (run->rejects.size > 0 &&
        !file_replace(".", run->options->reject_file, dynbuf_bytes(&run->rejects), err))
        return false;
    return run->options->dry_run || commit(run, err);
}

bool ingest_flows(const struct flows_options *options, struct flows_report *ret_report,
                  struct error *err)
{
    struct run run = {.options = options};
    flow_table_init(&run.table);
    dynbuf_init(&run.rejects, SMALL_FILE_BYTES_MAX);
    bool ok = run_all(&run, err);
    file_hashes_wait(&run.hashes);
    for (size_t i = 0; run.maps != NULL && i < options->file_count; i++)
        map_close(&run.maps[i]);
    free(run.maps);
    free(run.files);
    free(run.kept);
    ledger_writer_free(run.writer);
    block_rows_release(&run.block);
    dynbuf_release(&run.rejects);
    flow_table_release(&run.table);
    if (ok)
        *ret_report = run.report;
    return ok;
}
