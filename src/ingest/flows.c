#include "ingest/flows.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/map.h"
#include "ingest/file_hash.h"
#include "ingest/table_reader.h"
#include "ledger/writer.h"

/* Three threads, where the system gives them: one hashes the files, one reads them into bundles of
 * rows, and the caller's appends the bundles to the ledger. What comes out does not depend on it.
 */
struct run {
    const struct flows_options *options;
    struct map *maps;
    struct span *bytes;
    const char **names; /* the last parts of the paths */
    struct file_hash *hashed;
    struct file_hashes hashes;
    struct table_reader reader;
    struct flow_labels labels;
    struct row_pipe pipe;
    struct ledger_writer *writer;
    struct flows_report report;
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
        run->report.files_already_in += is_in(manifest, run->hashed[i].sha256);
    if (run->report.files_already_in == 0)
        return true;
    return error_input(err, ERROR_CONFLICT, "files",
                       "some of these are in the ledger already; expected new ones only");
}

static bool open_writer(struct run *run, struct error *err)
{
    char folder[PATH_BYTES_MAX];
    const char *chain = run->reader.table.chain;
    if (!ledger_folder(folder, run->options->home, chain, err) ||
        !ledger_writer_open(&run->writer, folder, chain, run->options->hash_seed, err))
        return false;
    if (run->options->held_max > 0)
        ledger_writer_hold(run->writer, run->options->held_max);
    return count_files_in(run, err);
}

static bool append_bundle(struct run *run, const struct bundle *bundle, struct error *err)
{
    if (run->report.rows == 0)
        run->report.first_block = bundle->rows[0].row.block;
    run->report.last_block = bundle->rows[bundle->count - 1].row.block;
    run->report.rows += bundle->count;
    if (run->options->dry_run)
        return true;
    if (run->writer == NULL && !open_writer(run, err))
        return false;
    enum { AHEAD = 32 }; /* rows between one depth of expecting and the next */
    for (size_t i = 0; i < bundle->count + (size_t)3 * AHEAD; i++) {
        for (size_t depth = 0; depth < 3; depth++)
            if (i >= depth * AHEAD && i - depth * AHEAD < bundle->count)
                ledger_writer_expect(run->writer, &bundle->rows[i - depth * AHEAD].row, (int)depth);
        if (i < (size_t)3 * AHEAD)
            continue;
        const struct flow_row *row = &bundle->rows[i - (size_t)3 * AHEAD];
        if (!ledger_writer_append(run->writer, &row->row, err))
            return table_reader_at(&run->reader, row, err);
    }
    return true;
}

/* ---- reading beside writing ---- */

static bool emit_to_pipe(void *context, struct bundle *bundle, struct error *err)
{
    struct run *run = context;
    return row_pipe_put(&run->pipe, bundle) ||
           error_input(err, ERROR_VALUE, "rows",
                       "no longer wanted"); /* the writer's error counts */
}

static bool emit_to_ledger(void *context, struct bundle *bundle, struct error *err)
{
    bool ok = append_bundle(context, bundle, err);
    bundle->count = 0;
    return ok;
}

struct reading {
    struct run *run;
    bool ok;
    struct error err;
};

static void *read_all(void *context)
{
    struct reading *reading = context;
    reading->ok = table_reader_run(&reading->run->reader, &reading->err);
    row_pipe_end(&reading->run->pipe);
    return NULL;
}

/* An error of the writer comes from an earlier row than one of the reader. */
static bool read_in_thread(struct run *run, bool *ret_threaded, struct error *err)
{
    pthread_t thread;
    struct reading reading = {.run = run};
    run->reader.emit = emit_to_pipe;
    *ret_threaded = pthread_create(&thread, NULL, read_all, &reading) == 0;
    if (!*ret_threaded)
        return false;
    const struct bundle *bundle;
    bool ok = true;
    while (ok && (bundle = row_pipe_take(&run->pipe)) != NULL)
        ok = append_bundle(run, bundle, err);
    row_pipe_stop(&run->pipe);
    pthread_join(thread, NULL);
    if (ok && !reading.ok)
        *err = reading.err;
    return ok && reading.ok;
}

static void begin_reading(struct run *run, bool sort)
{
    run->reader =
        (struct table_reader){.files = run->bytes,
                              .names = run->names,
                              .file_count = run->options->file_count,
                              .sort = sort,
                              .keep_going = run->options->reject_file != NULL,
                              .hash_seed = run->options->hash_seed,
                              .emit = emit_to_ledger,
                              .context = run,
                              .progress = run->options->progress,
                              .labels = run->options->labels != NULL ? &run->labels : NULL,
                              .block = {.unique = run->options->unique}};
    table_reader_init(&run->reader);
}

static bool read_rows(struct run *run, struct error *err)
{
    bool threaded;
    begin_reading(run, false);
    bool ok = read_in_thread(run, &threaded, err);
    if (!threaded) {
        run->reader.emit = emit_to_ledger;
        ok = table_reader_run(&run->reader, err);
    }
    if (ok || !run->reader.unsorted)
        return ok;
    ledger_writer_free(run->writer);
    run->writer = NULL;
    table_reader_release(&run->reader);
    run->report = (struct flows_report){0};
    flow_labels_clear(&run->labels);
    begin_reading(run, true);
    return table_reader_run(&run->reader, err);
}

/* ---- the command ---- */

static bool open_files(struct run *run, struct error *err)
{
    size_t count = run->options->file_count;
    run->maps = calloc(count + 1, sizeof *run->maps);
    run->bytes = calloc(count + 1, sizeof *run->bytes);
    run->names = calloc(count + 1, sizeof *run->names);
    run->hashed = calloc(count + 1, sizeof *run->hashed);
    if (run->maps == NULL || run->bytes == NULL || run->names == NULL || run->hashed == NULL)
        return error_memory(err, "opening flow tables");
    for (size_t i = 0; i < count; i++) {
        if (!map_open(&run->maps[i], run->options->files[i], err))
            return false;
        run->bytes[i] = run->hashed[i].bytes = run->maps[i].bytes;
        run->names[i] = last_part(run->options->files[i]);
    }
    file_hashes_start(&run->hashes, run->hashed, count);
    return true;
}

/* File by file: they were read one behind the other, and so stand their labels. */
static bool keep_labels(struct run *run, struct error *err)
{
    for (size_t at = 0, end; at < run->labels.count; at = end) {
        size_t number = run->labels.all[at].file;
        for (end = at; end < run->labels.count && run->labels.all[end].file == number;)
            end++;
        struct flow_file file = {.name = run->names[number],
                                 .sha256 = run->hashed[number].sha256,
                                 .labels = &run->labels.all[at],
                                 .label_count = end - at};
        if (!run->options->labels(run->options->context, run->report.chain, &file, err))
            return false;
    }
    return true;
}

/* Labels first: with the rows in, the command does nothing more. */
static bool commit(struct run *run, struct error *err)
{
    if (!keep_labels(run, err))
        return false;
    for (size_t i = 0; i < run->options->file_count; i++)
        if (!ledger_writer_add_file(run->writer, run->hashed[i].sha256, run->names[i], err))
            return false;
    run->report.files_in = run->options->file_count;
    progress_phase(run->options->progress, "sealing", "transfers", 0);
    return ledger_writer_commit(run->writer, err);
}

/* What was read from a file that was written to meanwhile is not what stands in it. */
static bool check_files(struct run *run, struct error *err)
{
    file_hashes_wait(&run->hashes);
    for (size_t i = 0; i < run->options->file_count; i++)
        if (map_damaged(&run->maps[i]) || map_changed(&run->maps[i], run->options->files[i]))
            return error_input(err, ERROR_IO, run->options->files[i],
                               "the file was changed while it was read");
    return true;
}

/* The rows of one file given twice would be twice as much money. */
static bool check_different(const struct run *run, struct error *err)
{
    for (size_t i = 1; i < run->options->file_count; i++)
        for (size_t j = 0; j < i; j++)
            if (memcmp(run->hashed[i].sha256, run->hashed[j].sha256, SHA256_BYTES) == 0)
                return error_input(err, ERROR_CONFLICT, run->options->files[i],
                                   "the same bytes as %s; expected each file once",
                                   run->options->files[j]);
    return true;
}

static bool run_all(struct run *run, struct error *err)
{
    if (!open_files(run, err))
        return false;
    if (!read_rows(run, err)) {
        if (run->report.files_already_in == run->options->file_count)
            return true;
        if (!error_is_environment(err->code))
            check_files(run, err); /* a bad row may be the zeros of a file that shrank */
        return false;
    }
    if (!check_files(run, err) || !check_different(run, err))
        return false;
    if (run->report.rows == 0)
        return error_input(err, ERROR_VALUE, run->options->files[0], "no rows; expected some");
    run->report.equal_rows = run->reader.block.equal;
    run->report.dropped = run->reader.block.dropped;
    run->report.rejected = run->reader.table.rejected;
    run->report.labels = run->labels.count;
    memcpy(run->report.chain, run->reader.table.chain, sizeof run->report.chain);
    if (run->reader.rejects.size > 0 &&
        !file_replace(".", run->options->reject_file, dynbuf_bytes(&run->reader.rejects), err))
        return false;
    return run->options->dry_run || commit(run, err);
}

bool ingest_flows(const struct flows_options *options, struct flows_report *ret_report,
                  struct error *err)
{
    struct run run = {.options = options};
    row_pipe_init(&run.pipe);
    flow_labels_init(&run.labels, options->hash_seed);
    bool ok = run_all(&run, err);
    file_hashes_wait(&run.hashes);
    for (size_t i = 0; run.maps != NULL && i < options->file_count; i++)
        map_close(&run.maps[i]);
    free(run.maps);
    free(run.bytes);
    free(run.names);
    free(run.hashed);
    table_reader_release(&run.reader);
    ledger_writer_free(run.writer);
    row_pipe_release(&run.pipe);
    flow_labels_release(&run.labels);
    if (ok)
        *ret_report = run.report;
    return ok;
}
