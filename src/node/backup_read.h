/* Reads the records of a backup, from its first byte to its last, and hands them over in order.
 *
 *     bytes ─▶ backup_read ─┬─ file …          each file of the home
 *                           ├─ files_end       now the store may be opened
 *                           ├─ row …           table by table
 *                           └─ end             checkpoint and closing note; nothing is behind them
 *
 * What is out of order, missing, too large or of another shape is refused. The sum of all records
 * is compared with the closing note here; who signed it, the taker asks, as the key is in a file.
 * Load: gigabytes; memory: one record. Threads: one at a time.
 */
#pragma once

#include "node/backup_form.h"

/* Where the bytes come from: exactly `size` of them, or an error. */
struct backup_source {
    bool (*get)(void *context, unsigned char *ret_bytes, size_t size, struct error *err);
    bool (*at_end)(void *context, bool *ret_end, struct error *err);
    void *context;
};

struct backup_facts {
    int64_t made;  /* microseconds since 1970 */
    uint64_t rows; /* of all tables */
};

/* What is handed over lives until the call returns; the bytes of files are wiped then. */
struct backup_taker {
    bool (*file)(void *context, struct span name, struct span bytes, struct error *err);
    bool (*files_end)(void *context, struct error *err);
    bool (*row)(void *context, const struct dump_table *table,
                const struct sql_value values[DUMP_COLUMNS_MAX], struct error *err);
    bool (*end)(void *context, struct span checkpoint, struct span close, struct error *err);
    void *context;
};

/* Errors: damaged; unsupported (another shape of tables); limit, memory; those of both ends. */
bool backup_read(const struct backup_source *source, const struct backup_taker *taker,
                 struct backup_facts *ret_facts, struct error *err);
