#include "store/sql_inside.h"

size_t sql_slot(const struct sql *db, const char *query)
{
    size_t at = ((uintptr_t)query >> 4) % SQL_QUERIES_MAX;
    for (size_t tried = 0; tried < SQL_QUERIES_MAX; tried++) {
        if (db->queries[at] == query || db->queries[at] == NULL)
            return at;
        at = (at + 1) % SQL_QUERIES_MAX;
    }
    ensure(SQL_QUERIES_MAX ==
           0); /* a connection asks more different questions than it has room for */
    return 0;
}

void sql_free(struct sql *db)
{
    if (db == NULL)
        return;
    sql_roll_back(db);
    db->backend->close(db);
}

bool sql_script(struct sql *db, const char *statements, struct error *err)
{
    bool ok = db->backend->script(db, statements, err);
    db->spoilt = db->spoilt || !ok;
    return ok;
}

static bool begin(struct sql *db, const char *words, struct error *err)
{
    ensure(!db->begun);
    db->spoilt = false;
    db->begun = db->backend->script(db, words, err);
    return db->begun;
}

bool sql_there(struct sql *db, struct error *err)
{
    return db->backend->there == NULL || db->backend->there(db, err);
}

bool sql_begin(struct sql *db, struct error *err)
{
    return sql_there(db, err) && begin(db, db->backend->begin, err);
}

bool sql_begin_reading(struct sql *db, struct error *err)
{
    return begin(db, db->backend->begin_reading, err);
}

/* To commit after an error is to roll back in PostgreSQL, which says that all went well. */
bool sql_commit(struct sql *db, struct error *err)
{
    ensure(db->begun);
    if (db->spoilt) {
        sql_roll_back(db);
        return error_input(err, ERROR_IO, "store", "a question failed: nothing was kept");
    }
    if (!db->backend->script(db, "COMMIT", err)) {
        sql_roll_back(db);
        return false;
    }
    db->begun = false;
    return true;
}

void sql_roll_back(struct sql *db)
{
    struct error ignored;
    if (db->begun)
        (void)db->backend->script(db, "ROLLBACK", &ignored); /* gone already when a commit failed */
    db->begun = false;
}

bool sql_ask(struct sql *db, const char *query, const struct sql_value *values, size_t count,
             struct sql_rows *ret_rows, struct error *err)
{
    db->counts.questions++;
    bool ok = db->backend->ask(db, query, values, count, ret_rows, err);
    db->spoilt = db->spoilt || !ok;
    return ok;
}

bool sql_next(struct sql_rows *rows, bool *ret_some, struct error *err)
{
    bool some = false;
    if (!rows->db->backend->next(rows, &some, err)) {
        rows->db->spoilt = true;
        return false;
    }
    rows->db->counts.rows += some;
    *ret_some = some;
    return true;
}

void sql_done(struct sql_rows *rows)
{
    rows->db->backend->done(rows);
}

bool sql_run(struct sql *db, const char *query, const struct sql_value *values, size_t count,
             struct error *err)
{
    struct sql_rows rows;
    if (!sql_ask(db, query, values, count, &rows, err))
        return false;
    bool some = false;
    bool ok = sql_next(&rows, &some, err);
    ensure(!some);
    if (ok)
        db->changed = db->backend->changed(&rows);
    sql_done(&rows);
    return ok;
}

uint64_t sql_changed(const struct sql *db)
{
    return db->changed;
}

bool sql_ask_one(struct sql *db, const char *query, const struct sql_value *values, size_t count,
                 struct sql_rows *ret_rows, bool *ret_some, struct error *err)
{
    struct sql_rows rows;
    bool some = false;
    if (!sql_ask(db, query, values, count, &rows, err))
        return false;
    if (!sql_next(&rows, &some, err)) {
        sql_done(&rows);
        return false;
    }
    if (some)
        *ret_rows = rows;
    else
        sql_done(&rows);
    *ret_some = some;
    return true;
}

int64_t sql_get_number(const struct sql_rows *rows, int column)
{
    return rows->db->backend->number(rows, column);
}

struct span sql_get_bytes(const struct sql_rows *rows, int column)
{
    return rows->db->backend->bytes(rows, column);
}

bool sql_is_null(const struct sql_rows *rows, int column)
{
    return rows->db->backend->is_null(rows, column);
}

struct sql_counts sql_counts(const struct sql *db)
{
    return db->counts;
}

struct sql_words sql_words(const struct sql *db)
{
    return db->backend->words;
}
