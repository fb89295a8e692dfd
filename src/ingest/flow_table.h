/* Flow tables: CSV files that list transfers, in two forms told apart by their header.
 *
 * The native form, `chain,block,time,transaction,position,from,to,asset,amount,kind`: chain CAIP-2
 * (eip155 so far), time ISO 8601 in UTC or seconds since 1970, transaction 32 bytes in hex,
 * position a number that orders the rows of the block, or nothing, asset CAIP-19, amount in base
 * units, kind as in chain/transfer_kind.h.
 *
 * The heist form, `Timestamp,Block,Tx_hash,From,From_label,To,To_label,Value_in_USD`: chain
 * eip155:1, asset eip155:1/iso4217:USD, at most two decimals; From_label and To_label go to the
 * sink.
 *
 * Load: tens of gigabytes, row by row; nothing of the rows is kept here. Threads: one at a time.
 */
#pragma once

#include "base/arena.h"
#include "base/hash_index.h"
#include "base/progress.h"
#include "ingest/flow_row.h"

struct flow_table {
    char chain[MANIFEST_CHAIN_BYTES]; /* of all rows; empty before the first */
    struct span *assets;
    size_t asset_count, asset_capacity;
    struct hash_index asset_index;
    struct arena texts;
    uint64_t rows, rejected;
};

void flow_table_init(struct flow_table *table);
void flow_table_release(struct flow_table *table);

/* Where rows go, in file order, and the lines that cannot become rows; without `reject` the first
 * of these is an error. A row's asset text lives as long as the table. */
struct flow_sink {
    bool (*take)(void *context, const struct flow_row *row, struct error *err);
    bool (*reject)(void *context, struct span line, const struct error *why, struct error *err);
    /* A label that a row of the heist form gives to an address; NULL when they are not wanted. */
    bool (*label)(void *context, uint32_t file, const unsigned char *address, struct span text,
                  struct error *err);
    void *context;
    struct progress *progress; /* or NULL: told of bytes */
    uint64_t bytes_before;     /* of this file, in what the progress counts */
};

/* Reads one file; `file` is its number in the rows. Errors: syntax, value or unsupported, with
 * file, line, column and what was expected; memory; those of the sink, as they are. */
bool flow_table_read(struct flow_table *table, struct span bytes, const char *name, uint32_t file,
                     const struct flow_sink *sink, struct error *err);

/* A file of which single rows are read again; the bytes outlive it. Errors: as above. */
struct flow_file_rows;
bool flow_file_rows_open(struct flow_file_rows **ret_rows, struct span bytes, const char *name,
                         uint32_t file, struct error *err);
void flow_file_rows_free(struct flow_file_rows *rows); /* takes NULL */

/* The row that starts at byte `from`, on line `line`, which was good before; its `sequence` is left
 * to the caller. Errors: as above, where the bytes have changed since. */
bool flow_file_rows_at(struct flow_file_rows *rows, struct flow_table *table, uint64_t from,
                       uint64_t line, struct flow_row *ret_row, struct error *err);
