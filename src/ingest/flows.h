/* `ingest flows`: files of one command become one commit of the ledger, or nothing does. */
#pragma once

#include "base/progress.h"
#include "ingest/flow_table.h"

struct flows_options {
    const char *home;
    const char *const *files;
    size_t file_count;
    bool unique;               /* drop rows equal to an earlier one */
    bool dry_run;              /* read, order and count; write nothing */
    const char *reject_file;   /* NULL: the first bad row is an error */
    uint64_t hash_seed;        /* secret, random */
    struct progress *progress; /* or NULL */
};

struct flows_report {
    char chain[MANIFEST_CHAIN_BYTES];
    uint64_t files_in, files_already_in;
    uint64_t rows, equal_rows, dropped, rejected;
    uint64_t first_block, last_block;
};

/* The folder of a chain's ledger in a home: `home`/ledger/`chain`, its colon replaced by a dash. */
bool ledger_folder(char *ret_path, const char *home, const char *chain, struct error *err);

/* Errors: as flow_table_read and ledger_writer_*; conflict when two rows of a block have one
 * position. A file that is in already is counted and passed over. */
bool ingest_flows(const struct flows_options *options, struct flows_report *ret_report,
                  struct error *err);
