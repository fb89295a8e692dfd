#include "store/approvals.h"

#include "store/questions.h"

bool approval_put(struct store *store, const struct approval *approval, struct error *err)
{
    static const char query[] =
        "INSERT INTO approval (id, version, content, originator, audience, until, signature) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7) "
        "ON CONFLICT (id, version, content, originator, audience) "
        "DO UPDATE SET until = excluded.until, signature = excluded.signature";
    return sql_run(store->db, query,
                   SQL_VALUES(sql_number(approval->id), sql_text(approval->version),
                              sql_bytes(approval->content), sql_text(approval->by),
                              sql_number(approval->audience), sql_number(approval->until),
                              sql_bytes(approval->signature)),
                   err);
}

bool approval_stands(struct store *store, const struct approval *like, int64_t now,
                     bool *ret_stands, struct error *err)
{
    static const char query[] =
        "SELECT 1 FROM approval WHERE id = $1 AND version = $2 AND content = $3 AND "
        "originator = $4 AND audience = $5 AND until > $6";
    int64_t stands = 0;
    if (!sql_ask_number(store->db, query,
                        SQL_VALUES(sql_number(like->id), sql_text(like->version),
                                   sql_bytes(like->content), sql_text(like->by),
                                   sql_number(like->audience), sql_number(now)),
                        &stands, err))
        return false;
    *ret_stands = stands == 1;
    return true;
}
