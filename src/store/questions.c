#include "store/questions.h"

bool sql_keep(const struct sql_rows *rows, int column, struct arena *arena, struct span *ret_bytes,
              struct error *err)
{
    struct span bytes = sql_get_bytes(rows, column);
    const char *copy = bytes.data == NULL ? NULL : arena_text(arena, bytes);
    if (bytes.data != NULL && copy == NULL)
        return error_memory(err, "reading the store");
    *ret_bytes = span_of(copy, bytes.size);
    return true;
}

bool sql_ask_numbers(struct sql *db, const char *query, const struct sql_value *values,
                     size_t count, int64_t *ret_numbers, size_t max, size_t *ret_count,
                     struct error *err)
{
    struct sql_rows rows;
    size_t found = 0;
    bool some = false;
    if (!sql_ask(db, query, values, count, &rows, err))
        return false;
    bool ok = sql_next(&rows, &some, err);
    while (ok && some && found < max) {
        ret_numbers[found++] = sql_get_number(&rows, 0);
        if (found < max)
            ok = sql_next(&rows, &some, err);
    }
    sql_done(&rows);
    if (ok)
        *ret_count = found;
    return ok;
}

bool sql_ask_number(struct sql *db, const char *query, const struct sql_value *values, size_t count,
                    int64_t *ret_number, struct error *err)
{
    int64_t number = 0;
    size_t found = 0;
    if (!sql_ask_numbers(db, query, values, count, &number, 1, &found, err))
        return false;
    *ret_number = found == 0 ? 0 : number;
    return true;
}
