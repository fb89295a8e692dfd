/* The tables of the store, and the way from every earlier shape of them to this one.
 *
 * A store is only ever moved forward: each step is a script, run in one transaction with the number
 * of the shape that it makes. docs/store.md says what each table is for. What backups know of
 * tables (dump_tables.c) changes with them.
 */
#pragma once

#include "store/sql.h"

/* The shape that this program reads and writes. */
unsigned schema_newest(void);

/* The shape that a store has; 0 for one that has no tables. Errors: io, damaged. */
bool schema_version(struct sql *db, unsigned *ret_version, struct error *err);

/* Makes the tables, or moves them forward. `stop` is the shape to stop at: schema_newest(), but for
 * tests. A store that is newer than the program is refused. Errors: unsupported, io. */
bool schema_move(struct sql *db, unsigned stop, struct error *err);
