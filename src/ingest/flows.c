#include "ingest/flows.h"

#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/map.h"
#include "ingest/order.h"
#include "ledger/writer.h"

struct source {
    struct map map;
    unsigned char sha256[SHA256_BYTES];
};

struct run {
    const struct flows_options *options;
    struct flow_table table;
    struct source *sources;
    struct dynbuf rejects;
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

static bool keep_reject(void *context, struct span line, const struct error *why, struct error *err)
{
    struct dynbuf *rejects = context;
    dynbuf_format(rejects, "# %s\n", why->text);
    dynbuf_span(rejects, line);
    return dynbuf_char(rejects, '\n') || error_memory(err, "keeping the rejected rows");
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

static bool read_source(struct run *run, size_t index, struct error *err)
{
    struct source *source = &run->sources[index];
    struct flow_rejects rejects = {keep_reject, &run->rejects};
    const char *path = run->options->files[index];
    struct sha256_ctx sha;
    if (!map_open(&source->map, path, err))
        return false;
    sha256_init(&sha);
    sha256_update(&sha, source->map.bytes.size, source->map.bytes.data);
    sha256_digest(&sha, SHA256_BYTES, source->sha256);
    bool ok = flow_table_read(&run->table, source->map.bytes, last_part(path), (uint32_t)index,
                              run->options->reject_file != NULL ? &rejects : NULL, err);
    if (ok && map_damaged(&source->map))
        return error_input(err, ERROR_IO, path, "the file was shortened while it was read");
    return ok;
}

static int by_block(const void *a, const void *b)
{
    const struct flow_row *x = a, *y = b;
    if (x->row.block != y->row.block)
        return x->row.block < y->row.block ? -1 : 1;
    if (x->position != y->position)
        return x->position < y->position ? -1 : 1;
    return (x->sequence > y->sequence) - (x->sequence < y->sequence);
}

static bool equal_rows(const struct flow_row *a, const struct flow_row *b)
{
    return memcmp(a->row.transaction, b->row.transaction, TRANSACTION_ID_BYTES) == 0 &&
           a->row.has_from == b->row.has_from && a->row.has_to == b->row.has_to &&
           memcmp(a->row.from, b->row.from, ACCOUNT_KEY_BYTES) == 0 &&
           memcmp(a->row.to, b->row.to, ACCOUNT_KEY_BYTES) == 0 && a->asset == b->asset &&
           amount_compare(a->row.amount, b->row.amount) == 0;
}

static bool at_row(const struct run *run, const struct flow_row *row, struct error *err)
{
    char place[512];
    snprintf(place, sizeof place, "%s:%llu", last_part(run->options->files[row->file]),
             (unsigned long long)row->line);
    return error_prefix(err, place);
}

/* Equal rows of a block without positions are two transfers, counted, and dropped only on request;
 * with the same position they are one row said twice. */
static bool fold_equal(struct run *run, struct flow_row *rows, size_t *count, struct error *err)
{
    size_t kept = 0;
    for (size_t i = 0; i < *count; i++) {
        bool drop = false;
        for (size_t j = 0; j < kept && !drop; j++) {
            bool positioned = rows[i].position != FLOW_NO_POSITION;
            if (rows[i].position != rows[j].position)
                continue;
            if (positioned &&
                !(equal_rows(&rows[i], &rows[j]) && rows[i].row.kind == rows[j].row.kind)) {
                error_input(err, ERROR_CONFLICT, "column 5 (position)",
                            "another row of the block has it too, on line %llu",
                            (unsigned long long)rows[j].line);
                return at_row(run, &rows[i], err);
            }
            if (!equal_rows(&rows[i], &rows[j]))
                continue;
            run->report.equal_rows++;
            drop = positioned || run->options->unique;
            break;
        }
        if (drop)
            run->report.dropped++;
        else
            rows[kept++] = rows[i];
    }
    *count = kept;
    return true;
}

static bool has_positions(const struct run *run, const struct flow_row *rows, size_t count,
                          bool *ret_positions, struct error *err)
{
    *ret_positions = rows[0].position != FLOW_NO_POSITION;
    for (size_t i = 1; i < count; i++)
        if ((rows[i].position != FLOW_NO_POSITION) != *ret_positions) {
            error_input(err, ERROR_VALUE, "column 5 (position)",
                        "expected a position in every row of block %llu or in none",
                        (unsigned long long)rows[i].row.block);
            return at_row(run, &rows[i], err);
        }
    return true;
}

/* Sorts, folds and orders the whole table; what is left stands in ledger order. */
static bool order_table(struct run *run, struct error *err)
{
    struct flow_table *table = &run->table;
    size_t kept = 0;
    qsort(table->rows, table->count, sizeof *table->rows, by_block);
    for (size_t from = 0, to; from < table->count; from = to) {
        struct flow_row *rows = table->rows + from;
        bool positions;
        for (to = from + 1; to < table->count && table->rows[to].row.block == rows->row.block;)
            to++;
        size_t count = to - from;
        if (!has_positions(run, rows, count, &positions, err) ||
            !fold_equal(run, rows, &count, err) || (!positions && !order_block(rows, count, err)))
            return false;
        memmove(table->rows + kept, rows, count * sizeof *rows);
        kept += count;
    }
    table->count = kept;
    return true;
}

static bool append_all(struct run *run, struct error *err)
{
    const struct flow_table *table = &run->table;
    if (!ledger_writer_begin(run->writer, table->rows[table->count - 1].row.block, err))
        return at_row(run, &table->rows[table->count - 1], err);
    for (size_t i = 0; i < table->count; i++)
        if (!ledger_writer_append(run->writer, &table->rows[i].row, err))
            return error_is_environment(err->code) ? false : at_row(run, &table->rows[i], err);
    for (size_t i = 0; i < run->options->file_count; i++)
        if (!ledger_writer_add_file(run->writer, run->sources[i].sha256,
                                    last_part(run->options->files[i]), err))
            return false;
    return ledger_writer_commit(run->writer, err);
}

static bool is_in(const struct manifest *manifest, const unsigned char *sha256)
{
    for (size_t i = 0; i < manifest->file_count; i++)
        if (memcmp(manifest->files[i].sha256, sha256, SHA256_BYTES) == 0)
            return true;
    return false;
}

static bool write_ledger(struct run *run, struct error *err)
{
    char folder[PATH_BYTES_MAX];
    if (!ledger_folder(folder, run->options->home, run->table.chain, err) ||
        !ledger_writer_open(&run->writer, folder, run->table.chain, run->options->hash_seed, err))
        return false;
    const struct manifest *manifest = ledger_writer_manifest(run->writer);
    for (size_t i = 0; i < run->options->file_count; i++)
        run->report.files_already_in += is_in(manifest, run->sources[i].sha256);
    if (run->report.files_already_in == run->options->file_count)
        return true;
    if (run->report.files_already_in > 0)
        return error_input(err, ERROR_CONFLICT, "files",
                           "some of these are in the ledger already; expected new ones only");
    if (!append_all(run, err))
        return false;
    run->report.files_in = run->options->file_count;
    return true;
}

static bool run_all(struct run *run, struct error *err)
{
    for (size_t i = 0; i < run->options->file_count; i++)
        if (!read_source(run, i, err))
            return false;
    run->report.rejected = run->table.rejected;
    if (run->table.count == 0)
        return error_input(err, ERROR_VALUE, run->options->files[0], "no rows; expected some");
    if (!order_table(run, err))
        return false;
    memcpy(run->report.chain, run->table.chain, sizeof run->report.chain);
    run->report.rows = run->table.count;
    run->report.first_block = run->table.rows[0].row.block;
    run->report.last_block = run->table.rows[run->table.count - 1].row.block;
    if (run->options->reject_file != NULL && run->rejects.size > 0 &&
        !file_replace(".", run->options->reject_file, dynbuf_bytes(&run->rejects), err))
        return false;
    return run->options->dry_run || write_ledger(run, err);
}

bool ingest_flows(const struct flows_options *options, struct flows_report *ret_report,
                  struct error *err)
{
    struct run run = {.options = options};
    flow_table_init(&run.table);
    dynbuf_init(&run.rejects, SMALL_FILE_BYTES_MAX);
    run.sources = calloc(options->file_count + 1, sizeof *run.sources);
    bool ok = run.sources != NULL ? run_all(&run, err) : error_memory(err, "reading flow tables");
    for (size_t i = 0; run.sources != NULL && i < options->file_count; i++)
        map_close(&run.sources[i].map);
    free(run.sources);
    ledger_writer_free(run.writer);
    dynbuf_release(&run.rejects);
    flow_table_release(&run.table);
    if (ok)
        *ret_report = run.report;
    return ok;
}
