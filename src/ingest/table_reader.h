/* From flow tables to bundles of rows in ledger order.
 *
 * Sorted tables stream through, a block at a time. When a row goes back to an earlier block the
 * reader fails with `unsorted` set; the caller then reads again with `sort`, which keeps where
 * each row stands, sorts that, and reads the rows again in order. Threads: one reader a thread.
 */
#pragma once

#include "ingest/block_rows.h"
#include "ingest/flow_labels.h"
#include "ingest/flow_table.h"
#include "ingest/row_pipe.h"
#include "ingest/row_sort.h"

struct table_reader {
    const struct span *files;
    const char *const *names; /* as in errors */
    size_t file_count;
    bool sort;
    bool keep_going;    /* rejected rows go to `rejects` */
    uint64_t hash_seed; /* of the rows' keys, see ledger_row_hash */
    bool (*emit)(void *context, struct bundle *bundle, struct error *err); /* may empty it */
    void *context;
    struct progress *progress;  /* or NULL */
    struct flow_labels *labels; /* where labels of rows go; NULL: nowhere */

    struct flow_table table;
    struct block_rows block; /* counts equal and dropped rows */
    struct bundle bundle;
    struct dynbuf rejects;
    struct row_sort places; /* of all rows, when they are sorted */
    bool unsorted;
};

/* With the fields above the blank line set and the others zero. */
void table_reader_init(struct table_reader *reader);
void table_reader_release(struct table_reader *reader);

/* Reads all files. Errors: as flow_table_read and block_rows_prepare, with "file:line" before them;
 * those of `emit`. */
bool table_reader_run(struct table_reader *reader, struct error *err);

/* Puts "file:line" of a row before an error that blames the input. Returns false. */
bool table_reader_at(const struct table_reader *reader, const struct flow_row *row,
                     struct error *err);
