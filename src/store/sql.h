/* One connection to a database, SQLite or PostgreSQL: ask, step, read columns. No meaning.
 *
 *     static const char query[] = "SELECT seq, bytes FROM version WHERE id = $1";
 *     struct sql_rows rows;
 *     if (!sql_ask(db, query, SQL_VALUES(sql_number(id)), &rows, err))
 *         return false;
 *     while (sql_next(&rows, &some, err) && some)
 *         use(sql_get_number(&rows, 0), sql_get_bytes(&rows, 1));
 *     sql_done(&rows);
 *
 * Queries are words that both databases run, with `$1`, `$2`, … in the order of their first use.
 * A query is prepared once a connection and told by its address: pass static text only. Whole
 * numbers, text (UTF-8 without zero bytes) and bytes are all there is; text is compared byte by
 * byte everywhere.
 *
 * Load: a few dozen queries, ten a posted object. Threads: a connection belongs to one at a time.
 * What hurts: with PostgreSQL the rows of one question are all in memory: ask with a LIMIT.
 */
#pragma once

#include "base/error.h"
#include "base/span.h"

struct sql;

enum sql_kind { SQL_NULL, SQL_NUMBER, SQL_TEXT, SQL_BYTES };

struct sql_value {
    enum sql_kind kind;
    int64_t number;
    struct span bytes; /* of a text or bytes; lives until the call returns */
};

static inline struct sql_value sql_null(void)
{
    return (struct sql_value){.kind = SQL_NULL};
}

static inline struct sql_value sql_number(int64_t number)
{
    return (struct sql_value){.kind = SQL_NUMBER, .number = number};
}

static inline struct sql_value sql_text(struct span text)
{
    return (struct sql_value){.kind = SQL_TEXT, .bytes = text};
}

static inline struct sql_value sql_bytes(struct span bytes)
{
    return (struct sql_value){.kind = SQL_BYTES, .bytes = bytes};
}

/* The values of a question, as its two arguments. */
#define SQL_VALUES(...)                                                                            \
    (const struct sql_value[]){__VA_ARGS__},                                                       \
        sizeof((const struct sql_value[]){__VA_ARGS__}) / sizeof(struct sql_value)
#define SQL_NO_VALUES NULL, 0

/* Rows that are being read; by value, ended by sql_done. */
struct sql_rows {
    struct sql *db;
    void *answer; /* the database's own */
    int row;
};

/* How often the database was asked, and how many rows it gave: what two answers are compared by.
 * And what it did for that, in steps of its machine, where it tells (SQLite): rows that are looked
 * at and not given count too. */
struct sql_counts {
    uint64_t questions;
    uint64_t rows;
    uint64_t steps;
};

/* Opens the SQLite file, made when it is not there (for its owner alone), unless `read_only`. Every
 * commit is on the disk when it returns. An empty path is a file without a name, which goes with
 * the connection. Errors: io, memory, busy, damaged (no database). */
bool sql_open_sqlite(struct sql **ret_db, const char *path, bool read_only, struct error *err);

/* Connects to PostgreSQL by a connection string (libpq, section 34.1.1). The database must compare
 * text byte by byte (LC_COLLATE "C") and be in UTF-8. Errors: io (no server; its words, without the
 * password), value (another collation), memory. */
bool sql_open_postgres(struct sql **ret_db, const char *connection, struct error *err);

/* Rolls back what was begun. Takes NULL. */
void sql_free(struct sql *db);

/* Whether the database is still where it was opened. A file of SQLite that was moved, replaced or
 * removed since is written on without a word, and lost with the last process that has it open.
 * Errors: io. */
bool sql_there(struct sql *db, struct error *err);

/* A transaction of the one writer, of what is still there; a view of one moment. Errors: io, busy.
 */
bool sql_begin(struct sql *db, struct error *err);
bool sql_begin_reading(struct sql *db, struct error *err);
/* When it fails, nothing of the transaction stands, and it is over; so it does when anything was
 * asked in it that failed. Errors: io (full disk). */
bool sql_commit(struct sql *db, struct error *err);
/* Does nothing where nothing was begun. */
void sql_roll_back(struct sql *db);

/* Several statements without values, for making tables. Errors: io, damaged. */
bool sql_script(struct sql *db, const char *statements, struct error *err);

/* A statement that gives no rows. Errors: io, memory, busy, damaged, conflict (a key that is there
 * already). */
bool sql_run(struct sql *db, const char *query, const struct sql_value *values, size_t count,
             struct error *err);
/* Rows that the last sql_run inserted, changed or removed. */
uint64_t sql_changed(const struct sql *db);

/* Asks. On success end with sql_done. Errors as of sql_run. */
bool sql_ask(struct sql *db, const char *query, const struct sql_value *values, size_t count,
             struct sql_rows *ret_rows, struct error *err);
/* The next row; false is an error, `*ret_some` false the end. */
bool sql_next(struct sql_rows *rows, bool *ret_some, struct error *err);
void sql_done(struct sql_rows *rows);

/* Asks for one row at most, and goes to it: with `*ret_some` end with sql_done, without it is
 * ended. */
bool sql_ask_one(struct sql *db, const char *query, const struct sql_value *values, size_t count,
                 struct sql_rows *ret_rows, bool *ret_some, struct error *err);

/* Columns of the row, from 0. Bytes and text live until the next sql_next or sql_done. A null is
 * the number 0, and bytes with a NULL start. */
int64_t sql_get_number(const struct sql_rows *rows, int column);
struct span sql_get_bytes(const struct sql_rows *rows, int column);
bool sql_is_null(const struct sql_rows *rows, int column);

struct sql_counts sql_counts(const struct sql *db);

/* What the databases do not have one word for, to make tables with. */
struct sql_words {
    const char *number_key; /* type of a key of 64 bits: the row's own number where it has one */
    const char *by_key;     /* behind a table: kept by its key alone; begins with a space, or "" */
};
struct sql_words sql_words(const struct sql *db);
