/* SQLite: write-ahead log, every commit synced, one writer, readers that never wait. */
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/sql_inside.h"

struct lite {
    struct sql head;
    sqlite3 *handle;
    const char *path;
};

static struct lite *lite_of(struct sql *db)
{
    return (struct lite *)db;
}

static enum error_code code_of(int status)
{
    switch (status & 0xff) {
    case SQLITE_CONSTRAINT:
        return ERROR_CONFLICT;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ERROR_BUSY;
    case SQLITE_NOMEM:
        return ERROR_MEMORY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return ERROR_DAMAGED;
    default:
        return ERROR_IO;
    }
}

static bool fail(const struct lite *lite, int status, struct error *err)
{
    if ((status & 0xff) == SQLITE_NOMEM)
        return error_memory(err, "asking the store");
    return error_input(err, code_of(status), lite->path, "%s", sqlite3_errstr(status));
}

static void lite_close(struct sql *db)
{
    struct lite *lite = lite_of(db);
    for (size_t i = 0; i < SQL_QUERIES_MAX; i++)
        sqlite3_finalize(db->prepared[i]);
    sqlite3_close(lite->handle);
    free(lite);
}

static bool lite_script(struct sql *db, const char *statements, struct error *err)
{
    struct lite *lite = lite_of(db);
    int status = sqlite3_exec(lite->handle, statements, NULL, NULL, NULL);
    return status == SQLITE_OK || fail(lite, sqlite3_extended_errcode(lite->handle), err);
}

/* To SQLite `$1` is a name; its number is that of its first use. */
static void check_order(sqlite3_stmt *stmt)
{
    for (int i = 1; i <= sqlite3_bind_parameter_count(stmt); i++) {
        char name[16];
        snprintf(name, sizeof name, "$%d", i);
        ensure(strcmp(sqlite3_bind_parameter_name(stmt, i), name) == 0);
    }
}

/* The statement of a query, prepared when it is first asked. */
static bool prepared(struct sql *db, const char *query, sqlite3_stmt **ret_stmt, struct error *err)
{
    struct lite *lite = lite_of(db);
    size_t at = sql_slot(db, query);
    if (db->queries[at] == NULL) {
        sqlite3_stmt *stmt = NULL;
        int status =
            sqlite3_prepare_v3(lite->handle, query, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL);
        if (status != SQLITE_OK)
            return error_input(err, code_of(status), lite->path, "%s",
                               sqlite3_errmsg(lite->handle));
        check_order(stmt);
        db->queries[at] = query;
        db->prepared[at] = stmt;
    }
    *ret_stmt = db->prepared[at];
    return true;
}

static int bind(sqlite3_stmt *stmt, int at, const struct sql_value *value)
{
    const char *bytes = value->bytes.data == NULL ? "" : (const char *)value->bytes.data;
    switch (value->kind) {
    case SQL_NUMBER:
        return sqlite3_bind_int64(stmt, at, value->number);
    case SQL_TEXT:
        return sqlite3_bind_text64(stmt, at, bytes, value->bytes.size, SQLITE_STATIC, SQLITE_UTF8);
    case SQL_BYTES:
        return sqlite3_bind_blob64(stmt, at, bytes, value->bytes.size, SQLITE_STATIC);
    case SQL_NULL:
    default:
        return sqlite3_bind_null(stmt, at);
    }
}

static bool lite_ask(struct sql *db, const char *query, const struct sql_value *values,
                     size_t count, struct sql_rows *ret_rows, struct error *err)
{
    sqlite3_stmt *stmt = NULL;
    if (!prepared(db, query, &stmt, err))
        return false;
    ensure(sqlite3_bind_parameter_count(stmt) == (int)count);
    ensure(!sqlite3_stmt_busy(stmt)); /* asked anew while its rows are read */
    for (size_t i = 0; i < count; i++) {
        int status = bind(stmt, (int)i + 1, &values[i]);
        if (status != SQLITE_OK)
            return fail(lite_of(db), status, err);
    }
    *ret_rows = (struct sql_rows){.db = db, .answer = stmt};
    return true;
}

static bool lite_next(struct sql_rows *rows, bool *ret_some, struct error *err)
{
    int status = sqlite3_step(rows->answer);
    if (status != SQLITE_ROW && status != SQLITE_DONE)
        return fail(lite_of(rows->db), sqlite3_extended_errcode(lite_of(rows->db)->handle), err);
    *ret_some = status == SQLITE_ROW;
    return true;
}

static void lite_done(struct sql_rows *rows)
{
    rows->db->counts.steps +=
        (uint64_t)sqlite3_stmt_status(rows->answer, SQLITE_STMTSTATUS_VM_STEP, 1);
    sqlite3_reset(rows->answer);
    sqlite3_clear_bindings(rows->answer);
}

static uint64_t lite_changed(const struct sql_rows *rows)
{
    return (uint64_t)sqlite3_changes64(lite_of(rows->db)->handle);
}

static int64_t lite_number(const struct sql_rows *rows, int column)
{
    return sqlite3_column_int64(rows->answer, column);
}

static struct span lite_bytes(const struct sql_rows *rows, int column)
{
    const void *bytes = sqlite3_column_blob(rows->answer, column);
    if (sqlite3_column_type(rows->answer, column) == SQLITE_NULL)
        return (struct span){0};
    return span_of(bytes == NULL ? "" : bytes, (size_t)sqlite3_column_bytes(rows->answer, column));
}

static bool lite_is_null(const struct sql_rows *rows, int column)
{
    return sqlite3_column_type(rows->answer, column) == SQLITE_NULL;
}

/* One without a name never was at a place. */
static bool lite_there(struct sql *db, struct error *err)
{
    struct lite *lite = lite_of(db);
    int moved = 0;
    if (lite->path[0] == '\0')
        return true;
    int status = sqlite3_file_control(lite->handle, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    if (status != SQLITE_OK)
        return fail(lite, status, err);
    return moved == 0 ||
           error_os(err, ERROR_IO, "write: the file was moved, replaced or removed", lite->path, 0);
}

static const struct sql_backend backend = {
    .close = lite_close,
    .script = lite_script,
    .ask = lite_ask,
    .next = lite_next,
    .done = lite_done,
    .changed = lite_changed,
    .number = lite_number,
    .bytes = lite_bytes,
    .is_null = lite_is_null,
    .there = lite_there,
    .begin = "BEGIN IMMEDIATE",
    .begin_reading = "BEGIN",
    .words = {.number_key = "INTEGER", .by_key = " WITHOUT ROWID"},
};

/* Pages of 4 KiB; 16 MiB of them in memory; the log is written back every 16 MiB. What was deleted
 * is overwritten with zeros: a store holds what others marked. */
static const char settings[] = "PRAGMA journal_mode = WAL;"
                               "PRAGMA synchronous = FULL;"
                               "PRAGMA wal_autocheckpoint = 4096;"
                               "PRAGMA temp_store = MEMORY;"
                               "PRAGMA cache_size = -16384;"
                               "PRAGMA secure_delete = ON;"
                               "PRAGMA trusted_schema = OFF;";

/* SQLite would make it for everybody. One that is there is not opened here: closing it would take
 * the locks of this process away. */
static bool make_file(struct lite *lite, struct error *err)
{
    int fd = open(lite->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0)
        close(fd);
    return fd >= 0 || errno == EEXIST ||
           error_os(err, ERROR_IO, "create the file", lite->path, errno);
}

bool sql_open_sqlite(struct sql **ret_db, const char *path, bool read_only, struct error *err)
{
    struct lite *lite = calloc(1, sizeof *lite + strlen(path) + 1);
    if (lite == NULL)
        return error_memory(err, "opening the store");
    char *name = (char *)(lite + 1);
    memcpy(name, path, strlen(path) + 1);
    lite->path = name;
    lite->head.backend = &backend;
    int how = read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    if (!read_only && path[0] != '\0' && !make_file(lite, err)) {
        free(lite);
        return false;
    }
    int status = sqlite3_open_v2(
        path, &lite->handle,
        how | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE, NULL);
    bool ok = status == SQLITE_OK || fail(lite, status, err);
    if (ok)
        sqlite3_busy_timeout(lite->handle, 5000);
    ok = ok && lite_script(&lite->head, settings, err);
    if (!ok) {
        lite_close(&lite->head);
        return false;
    }
    *ret_db = &lite->head;
    return true;
}
