/* A store as rows, table by table: what a backup holds, the same bytes whichever database they come
 * from. dump_tables.c has the one list of tables; a test compares it with what a database has.
 *
 *     store ─▶ dump_read ─▶ rows as bytes ─▶ dump_add ─▶ another store, empty before
 *
 * A row is its columns one behind the other, in the order of the list, numbers little endian:
 *
 *     number   'n' and eight bytes, two's complement
 *     text     't', four bytes of size, UTF-8
 *     bytes    'b', four bytes of size, the bytes
 *     null     '0'
 *
 * Rows come in the order of their keys. Load: a million versions of some kilobytes each; a page of
 * rows in memory at a time. Threads: as store.h says.
 */
#pragma once

#include "base/dynbuf.h"
#include "store/store.h"

enum { DUMP_COLUMNS_MAX = 16 };

struct dump_table {
    const char *name;
    const char *columns; /* "number, kind": the key's first */
    const char *kinds;   /* a letter a column: n, t, b; upper case where a null may stand */
    size_t keys;         /* columns of the key */
    size_t count;        /* of columns */
    const char *first;   /* asks for the first page, */
    const char *next;    /* for the one behind a key, */
    const char *insert;  /* and puts a row */
};

/* The nth table, those that others refer to first; NULL behind the last. */
const struct dump_table *dump_table(size_t number);

/* The shape of the tables in the list. A backup of another shape is not for this program. */
unsigned dump_shape(void);

/* Calls `act` for each row until it fails; the bytes live until it returns. Reads: call it within
 * store_begin_reading. Errors: io, memory, limit (DUMP_ROW_BYTES_MAX), what `act` says. */
struct dump_sink {
    bool (*act)(void *context, struct span row, struct error *err);
    void *context;
};
bool dump_read(struct store *store, const struct dump_table *table, struct dump_sink sink,
               uint64_t *ret_count, struct error *err);

/* A row's columns; what they point to lies in `row`. Errors: damaged, when it is no row of this
 * table. */
bool dump_parse(const struct dump_table *table, struct span row,
                struct sql_value ret_values[DUMP_COLUMNS_MAX], struct error *err);

/* Puts a row. Writes. Errors: conflict, io (a number that the column cannot hold). */
bool dump_add(struct store *store, const struct dump_table *table,
              const struct sql_value values[DUMP_COLUMNS_MAX], struct error *err);

/* Whether a store has no rows at all. Reads. */
bool dump_is_empty(struct store *store, bool *ret_empty, struct error *err);
