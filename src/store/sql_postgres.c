/* PostgreSQL through libpq: statements prepared once, numbers sent as text, all else as bytes, rows
 * taken in binary form. */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>

#include "store/sql_inside.h"

enum { VALUES_MAX = 24 };

struct post {
    struct sql head;
    PGconn *handle;
};

static struct post *post_of(struct sql *db)
{
    return (struct post *)db;
}

/* SQLSTATE classes (PostgreSQL, appendix A). */
static enum error_code code_of(const char *state)
{
    if (state == NULL)
        return ERROR_IO;
    if (memcmp(state, "23", 2) == 0)
        return ERROR_CONFLICT;
    if (memcmp(state, "40", 2) == 0 || memcmp(state, "55", 2) == 0)
        return ERROR_BUSY;
    if (memcmp(state, "XX", 2) == 0)
        return ERROR_DAMAGED;
    return ERROR_IO;
}

/* The server's first line only: details may quote values. */
static bool fail(const struct post *post, const PGresult *result, struct error *err)
{
    const char *state = result == NULL ? NULL : PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *words = result == NULL ? NULL : PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    if (words == NULL)
        words = PQerrorMessage(post->handle);
    return error_input(err, code_of(state), "the store in PostgreSQL", "%.*s",
                       (int)strcspn(words, "\n"), words);
}

static void post_close(struct sql *db)
{
    struct post *post = post_of(db);
    for (size_t i = 0; i < SQL_QUERIES_MAX; i++)
        free(db->prepared[i]);
    PQfinish(post->handle);
    free(post);
}

static bool post_script(struct sql *db, const char *statements, struct error *err)
{
    struct post *post = post_of(db);
    PGresult *result = PQexec(post->handle, statements);
    ExecStatusType status = PQresultStatus(result);
    bool ok = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    if (!ok)
        (void)fail(post, result, err);
    PQclear(result);
    return ok;
}

/* The name of a query's prepared statement, made when it is first asked. */
static bool prepared(struct sql *db, const char *query, const char **ret_name, struct error *err)
{
    struct post *post = post_of(db);
    size_t at = sql_slot(db, query);
    if (db->queries[at] == NULL) {
        char *name = malloc(16);
        if (name == NULL)
            return error_memory(err, "asking the store");
        snprintf(name, 16, "q%zu", at);
        PGresult *result = PQprepare(post->handle, name, query, 0, NULL);
        bool ok = PQresultStatus(result) == PGRES_COMMAND_OK || fail(post, result, err);
        PQclear(result);
        if (!ok) {
            free(name);
            return false;
        }
        db->queries[at] = query;
        db->prepared[at] = name;
    }
    *ret_name = db->prepared[at];
    return true;
}

struct sent {
    const char *values[VALUES_MAX];
    int lengths[VALUES_MAX];
    int formats[VALUES_MAX];
    char numbers[VALUES_MAX][24];
};

static void send_value(struct sent *sent, size_t at, const struct sql_value *value)
{
    sent->formats[at] = 1;
    sent->lengths[at] = (int)value->bytes.size;
    switch (value->kind) {
    case SQL_NUMBER:
        snprintf(sent->numbers[at], sizeof sent->numbers[at], "%lld", (long long)value->number);
        sent->values[at] = sent->numbers[at];
        sent->formats[at] = 0;
        break;
    case SQL_TEXT:
    case SQL_BYTES:
        sent->values[at] = value->bytes.data == NULL ? "" : (const char *)value->bytes.data;
        break;
    case SQL_NULL:
    default:
        sent->values[at] = NULL;
        break;
    }
}

static bool post_ask(struct sql *db, const char *query, const struct sql_value *values,
                     size_t count, struct sql_rows *ret_rows, struct error *err)
{
    struct post *post = post_of(db);
    const char *name = NULL;
    struct sent sent;
    ensure(count <= VALUES_MAX);
    if (!prepared(db, query, &name, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (values[i].bytes.size > INT32_MAX)
            return error_input(err, ERROR_LIMIT, "the store in PostgreSQL", "a value over 2 GiB");
        send_value(&sent, i, &values[i]);
    }
    PGresult *result =
        PQexecPrepared(post->handle, name, (int)count, sent.values, sent.lengths, sent.formats, 1);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        (void)fail(post, result, err);
        PQclear(result);
        return false;
    }
    *ret_rows = (struct sql_rows){.db = db, .answer = result, .row = -1};
    return true;
}

static bool post_next(struct sql_rows *rows, bool *ret_some, struct error *err)
{
    (void)err;
    rows->row++;
    *ret_some = rows->row < PQntuples(rows->answer);
    return true;
}

static void post_done(struct sql_rows *rows)
{
    PQclear(rows->answer);
}

static uint64_t post_changed(const struct sql_rows *rows)
{
    uint64_t count = 0;
    for (const char *digit = PQcmdTuples(rows->answer); *digit >= '0' && *digit <= '9'; digit++)
        count = count * 10 + (uint64_t)(*digit - '0');
    return count;
}

/* Big-endian, as wide as its type. */
static int64_t post_number(const struct sql_rows *rows, int column)
{
    int size = PQgetlength(rows->answer, rows->row, column);
    const unsigned char *bytes = (const unsigned char *)PQgetvalue(rows->answer, rows->row, column);
    if (PQgetisnull(rows->answer, rows->row, column))
        return 0;
    ensure(size == 2 || size == 4 || size == 8); /* else the query's column is no whole number */
    uint64_t value = bytes[0] >= 0x80 ? UINT64_MAX : 0;
    for (int i = 0; i < size; i++)
        value = value << 8 | bytes[i];
    return (int64_t)value;
}

static struct span post_bytes(const struct sql_rows *rows, int column)
{
    if (PQgetisnull(rows->answer, rows->row, column))
        return (struct span){0};
    return span_of(PQgetvalue(rows->answer, rows->row, column),
                   (size_t)PQgetlength(rows->answer, rows->row, column));
}

static bool post_is_null(const struct sql_rows *rows, int column)
{
    return PQgetisnull(rows->answer, rows->row, column) == 1;
}

static const struct sql_backend backend = {
    .close = post_close,
    .script = post_script,
    .ask = post_ask,
    .next = post_next,
    .done = post_done,
    .changed = post_changed,
    .number = post_number,
    .bytes = post_bytes,
    .is_null = post_is_null,
    .begin = "BEGIN",
    .begin_reading = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    .words = {.number_key = "BIGINT", .by_key = ""},
};

static void no_notice(void *context, const char *message)
{
    (void)context;
    (void)message;
}

static bool check_collation(struct sql *db, struct error *err)
{
    static const char query[] = "SELECT CASE WHEN datcollate IN ('C', 'POSIX') AND "
                                "pg_encoding_to_char(encoding) = 'UTF8' THEN 1 ELSE 0 END "
                                "FROM pg_database WHERE datname = current_database()";
    struct sql_rows rows;
    bool some = false;
    if (!sql_ask_one(db, query, SQL_NO_VALUES, &rows, &some, err))
        return false;
    bool fits = some && sql_get_number(&rows, 0) == 1;
    if (some)
        sql_done(&rows);
    return fits || error_input(err, ERROR_VALUE, "the store in PostgreSQL",
                               "expected a database in UTF-8 that compares bytes: createdb "
                               "--template=template0 --encoding=UTF8 --locale=C NAME");
}

bool sql_open_postgres(struct sql **ret_db, const char *connection, struct error *err)
{
    struct post *post = calloc(1, sizeof *post);
    if (post == NULL)
        return error_memory(err, "opening the store");
    post->head.backend = &backend;
    post->handle = PQconnectdb(connection);
    PQsetNoticeProcessor(post->handle, no_notice, NULL);
    bool ok = PQstatus(post->handle) == CONNECTION_OK || fail(post, NULL, err);
    ok = ok &&
         post_script(&post->head,
                     "SET client_encoding = 'UTF8'; SET standard_conforming_strings = on; SET "
                     "synchronous_commit = on",
                     err) &&
         check_collation(&post->head, err);
    if (!ok) {
        post_close(&post->head);
        return false;
    }
    *ret_db = &post->head;
    return true;
}
