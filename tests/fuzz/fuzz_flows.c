/* A flow table all the way: read, put in order, sealed, opened again and verified. And the same
 * again without the rows that were rejected: the segments must be the same.
 * Input: options (1 unique, 2 keep going), the allocation that fails or 0, then the table.
 */
#include "alloc_faults.h"
#include "base/file.h"
#include "base/limits.h"
#include "ingest/flows.h"
#include "ledger/verify.h"
#include "scratch.h"
#include "target.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

enum { TABLE_BYTES_MAX = 1 << 14 };

static void write_file(const char *path, struct span bytes)
{
    FILE *file = fopen(path, "wb");
    ensure(file != NULL && fwrite(bytes.data, 1, bytes.size, file) == bytes.size);
    ensure(fclose(file) == 0);
}

static void remove_files(const char *path)
{
    char inside[PATH_BYTES_MAX];
    struct error err;
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
            file_path(inside, path, entry->d_name, &err))
            unlink(inside);
    if (folder != NULL)
        closedir(folder);
}

/* Ingests a table into an empty home and opens what came of it. */
static bool ingest(struct span table, unsigned options, unsigned fails_at,
                   struct flows_report *ret_report, struct ledger **ret_ledger, struct error *err)
{
    char folder[PATH_BYTES_MAX];
    const char *file = scratch_path("table.csv");
    struct flows_options asked = {.home = scratch(),
                                  .files = &file,
                                  .file_count = 1,
                                  .unique = options & 1,
                                  .reject_file = options & 2 ? "rejected" : NULL,
                                  .hash_seed = 1};
    write_file(file, table);
    int here = open(".", O_RDONLY | O_DIRECTORY); /* rejected rows go to the working folder */
    ensure(here >= 0 && chdir(scratch()) == 0);
    alloc_fail_at(fails_at);
    bool ok = ingest_flows(&asked, ret_report, err);
    alloc_fail_at(0);
    ensure(fchdir(here) == 0 && close(here) == 0);
    if (!ok)
        return false;
    ensure(ledger_folder(folder, scratch(), ret_report->chain, err));
    ensure(ledger_open(ret_ledger, folder, err) && ledger_verify(*ret_ledger, NULL, err));
    ensure(ledger_count(*ret_ledger, COUNT_TRANSFERS) == ret_report->rows);
    remove_files(folder);
    return true;
}

/* The table less the lines that the reader rejects. */
struct sieve {
    struct span table;
    struct dynbuf kept;
    size_t done;
};

static bool pass(void *context, const struct flow_row *row, struct error *err)
{
    (void)context, (void)row, (void)err;
    return true;
}

static bool drop(void *context, struct span line, const struct error *why, struct error *err)
{
    struct sieve *sieve = context;
    (void)why, (void)err;
    size_t from = (size_t)(line.data - sieve->table.data);
    dynbuf_span(&sieve->kept, span_part(sieve->table, sieve->done, from));
    sieve->done = from + line.size;
    return true;
}

static bool sieve_table(struct sieve *sieve)
{
    struct flow_table table;
    struct error err;
    const struct flow_sink sink = {.take = pass, .reject = drop, .context = sieve};
    flow_table_init(&table);
    bool ok = flow_table_read(&table, sieve->table, "table", 0, &sink, &err);
    flow_table_release(&table);
    dynbuf_span(&sieve->kept, span_part(sieve->table, sieve->done, sieve->table.size));
    return ok;
}

static bool same_segments(const struct ledger *a, const struct ledger *b)
{
    bool same = a->segment_count == b->segment_count;
    for (size_t i = 0; same && i < a->segment_count; i++)
        same = memcmp(a->segments[i]->identity, b->segments[i]->identity, SHA256_BYTES) == 0;
    return same;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct flows_report report, again;
    struct ledger *whole = NULL, *part = NULL;
    struct error err, other;
    if (size < 2 || size > TABLE_BYTES_MAX)
        return 0;
    struct sieve sieve = {.table = span_of(data + 2, size - 2)};
    if (ingest(sieve.table, data[0], data[1], &report, &whole, &err) && (data[0] & 2) != 0) {
        dynbuf_init(&sieve.kept, TABLE_BYTES_MAX);
        ensure(sieve_table(&sieve));
        ensure(ingest(dynbuf_bytes(&sieve.kept), data[0] & 1, 0, &again, &part, &other));
        ensure(again.rows == report.rows && same_segments(whole, part));
        dynbuf_release(&sieve.kept);
    }
    ledger_free(whole);
    ledger_free(part);
    return 0;
}
