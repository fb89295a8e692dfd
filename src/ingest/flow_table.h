/* Flow tables: CSV files that list transfers, in two forms told apart by their header.
 *
 *   native   chain,block,time,transaction,position,from,to,asset,amount,kind
 *            chain CAIP-2 (eip155 so far), time ISO 8601 in UTC or seconds since 1970, transaction
 * 32 bytes in hex, position a number that orders the rows of the block or nothing, asset CAIP-19,
 * amount in base units, kind as in chain/transfer_kind.h heist
 * Timestamp,Block,Tx_hash,From,From_label,To,To_label,Value_in_USD chain eip155:1, asset
 * eip155:1/iso4217:USD, at most two decimals
 *
 * Load: whole tables in memory, about 250 bytes a row. Threads: one at a time.
 */
#pragma once

#include "base/arena.h"
#include "ledger/batch.h"

enum { FLOW_ROWS_MAX = 1 << 28, FLOW_ASSETS_MAX = 1 << 16 };

#define FLOW_NO_POSITION UINT64_MAX

struct flow_row {
    struct ledger_row row; /* its asset lies in the table's arena */
    uint64_t position;     /* FLOW_NO_POSITION when the row has none */
    uint64_t line;
    uint64_t sequence; /* as given, over all files */
    uint32_t file;
    uint32_t asset; /* index of the text */
};

struct flow_table {
    char chain[MANIFEST_CHAIN_BYTES]; /* of all rows; empty before the first */
    struct flow_row *rows;
    size_t count, capacity;
    struct span *assets;
    size_t asset_count, asset_capacity;
    struct arena texts;
    uint64_t rejected;
};

void flow_table_init(struct flow_table *table);
void flow_table_release(struct flow_table *table);

/* Takes the lines that cannot become rows; NULL makes the first one an error. */
struct flow_rejects {
    bool (*reject)(void *context, struct span line, const struct error *why, struct error *err);
    void *context;
};

/* Adds the rows of one file. Errors: syntax, value or unsupported, with file, line, column and what
 * was expected; memory. */
bool flow_table_read(struct flow_table *table, struct span bytes, const char *name, uint32_t file,
                     const struct flow_rejects *rejects, struct error *err);
