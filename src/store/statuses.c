#include "store/statuses.h"

#include "store/questions.h"

bool status_add(struct store *store, const struct stored_status *status, struct error *err)
{
    static const char query[] =
        "INSERT INTO status (id, account, made, body) VALUES ($1, $2, $3, $4)";
    return sql_run(store->db, query,
                   SQL_VALUES(sql_text(status->id), sql_number(status->account),
                              sql_number(status->made), sql_bytes(status->body)),
                   err);
}

bool status_expire(struct store *store, int64_t before, struct error *err)
{
    static const char query[] = "DELETE FROM status WHERE made < $1";
    return sql_run(store->db, query, SQL_VALUES(sql_number(before)), err);
}

bool status_find(struct store *store, struct span id, int64_t account, int64_t since,
                 struct arena *arena, struct span *ret_body, struct error *err)
{
    static const char query[] =
        "SELECT body FROM status WHERE id = $1 AND account = $2 AND made >= $3";
    struct sql_rows rows;
    bool some = false;
    *ret_body = (struct span){0};
    if (!sql_ask_one(store->db, query,
                     SQL_VALUES(sql_text(id), sql_number(account), sql_number(since)), &rows, &some,
                     err))
        return false;
    if (!some)
        return true;
    bool ok = sql_keep(&rows, 0, arena, ret_body, err);
    sql_done(&rows);
    return ok;
}
