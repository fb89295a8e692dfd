#include "store/posted.h"

#include "store/questions.h"

bool posted_add(struct store *store, int64_t collection, int64_t seq, bool *ret_new,
                struct error *err)
{
    static const char query[] =
        "INSERT INTO posted (collection, seq) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    if (!sql_run(store->db, query, SQL_VALUES(sql_number(collection), sql_number(seq)), err))
        return false;
    *ret_new = sql_changed(store->db) > 0;
    return true;
}

bool posted_is(struct store *store, int64_t collection, int64_t seq, bool *ret_is,
               struct error *err)
{
    static const char query[] = "SELECT seq FROM posted WHERE collection = $1 AND seq = $2";
    int64_t found = 0;
    if (!sql_ask_number(store->db, query, SQL_VALUES(sql_number(collection), sql_number(seq)),
                        &found, err))
        return false;
    *ret_is = found != 0;
    return true;
}
