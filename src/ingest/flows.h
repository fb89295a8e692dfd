/* `ingest flows`: files of one command become one commit of the ledger, or nothing does. */
#pragma once

#include "base/progress.h"
#include "ingest/flow_labels.h"
#include "ingest/flow_table.h"

/* A file of the command, with the labels that it gives. */
struct flow_file {
    const char *name; /* the last part of its path */
    const unsigned char *sha256;
    const struct flow_label *labels;
    size_t label_count; /* not 0 */
};

struct flows_options {
    const char *home;
    const char *const *files;
    size_t file_count;
    bool unique;               /* drop rows equal to an earlier one */
    bool dry_run;              /* read, order and count; write nothing */
    const char *reject_file;   /* NULL: the first bad row is an error */
    uint64_t hash_seed;        /* secret, random */
    size_t held_max;           /* rows in memory at one time; 0: as the writer likes */
    struct progress *progress; /* or NULL */

    /* Keeps the labels that one file gives to addresses of a chain, before the rows are in: called
     * again with the same ones when the command is. NULL: they are not wanted. */
    bool (*labels)(void *context, const char *chain, const struct flow_file *file,
                   struct error *err);
    void *context;
};

struct flows_report {
    char chain[MANIFEST_CHAIN_BYTES];
    uint64_t files_in, files_already_in;
    uint64_t rows, equal_rows, dropped, rejected, labels;
    uint64_t first_block, last_block;
};

/* The folder of a chain's ledger in a home: `home`/ledger/`chain`, its colon replaced by a dash. */
bool ledger_folder(char *ret_path, const char *home, const char *chain, struct error *err);

/* Errors: as flow_table_read and ledger_writer_*; conflict when two rows of a block have one
 * position. A file that is in already is counted and passed over. */
bool ingest_flows(const struct flows_options *options, struct flows_report *ret_report,
                  struct error *err);
