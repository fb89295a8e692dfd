#include "store/approvals.h"

#include "store/questions.h"

/* The numbers stand in the questions. */
enum { STANDS = 0, HAS_ENDED = 1, DONE_WITH = 2 };

bool approval_put(struct store *store, const struct approval *approval, int64_t now,
                  struct error *err)
{
    static const char query[] =
        "INSERT INTO approval (id, version, content, originator, audience, until, ended, "
        "signature) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
        "ON CONFLICT (id, version, content, originator, audience) "
        "DO UPDATE SET until = excluded.until, ended = excluded.ended, "
        "signature = excluded.signature "
        "WHERE approval.ended = 0 OR excluded.until > approval.until";
    int64_t ended = approval->until > now ? STANDS : DONE_WITH;
    return sql_run(store->db, query,
                   SQL_VALUES(sql_number(approval->id), sql_text(approval->version),
                              sql_bytes(approval->content), sql_text(approval->by),
                              sql_number(approval->audience), sql_number(approval->until),
                              sql_number(ended), sql_bytes(approval->signature)),
                   err);
}

bool approval_stands(struct store *store, const struct approval *like, bool *ret_stands,
                     struct error *err)
{
    static const char query[] =
        "SELECT 1 FROM approval WHERE id = $1 AND version = $2 AND content = $3 AND "
        "originator = $4 AND audience = $5 AND ended = 0";
    int64_t stands = 0;
    if (!sql_ask_number(store->db, query,
                        SQL_VALUES(sql_number(like->id), sql_text(like->version),
                                   sql_bytes(like->content), sql_text(like->by),
                                   sql_number(like->audience)),
                        &stands, err))
        return false;
    *ret_stands = stands == 1;
    return true;
}

bool approval_until(struct store *store, const struct approval *like, int64_t *ret_until,
                    struct error *err)
{
    static const char query[] =
        "SELECT until FROM approval WHERE id = $1 AND version = $2 AND content = $3 AND "
        "originator = $4 AND audience = $5";
    return sql_ask_number(store->db, query,
                          SQL_VALUES(sql_number(like->id), sql_text(like->version),
                                     sql_bytes(like->content), sql_text(like->by),
                                     sql_number(like->audience)),
                          ret_until, err);
}

bool approvals_end(struct store *store, int64_t now, struct error *err)
{
    static const char query[] = "UPDATE approval SET ended = 1 WHERE ended = 0 AND until <= $1";
    return sql_run(store->db, query, SQL_VALUES(sql_number(now)), err);
}

bool approval_ended(struct store *store, int64_t *ret_id, int64_t *ret_audience, struct error *err)
{
    static const char query[] =
        "SELECT id, audience FROM approval WHERE ended = 1 ORDER BY until LIMIT 1";
    struct sql_rows rows;
    bool some = false;
    if (!sql_ask_one(store->db, query, SQL_NO_VALUES, &rows, &some, err))
        return false;
    *ret_id = some ? sql_get_number(&rows, 0) : 0;
    *ret_audience = some ? sql_get_number(&rows, 1) : 0;
    if (some)
        sql_done(&rows);
    return true;
}

bool approvals_settled(struct store *store, int64_t id, int64_t audience, struct error *err)
{
    static const char query[] =
        "UPDATE approval SET ended = 2 WHERE id = $1 AND audience = $2 AND ended = 1";
    return sql_run(store->db, query, SQL_VALUES(sql_number(id), sql_number(audience)), err);
}

bool approvals_next(struct store *store, int64_t *ret_next, struct error *err)
{
    static const char query[] = "SELECT until FROM approval WHERE ended = 0 ORDER BY until LIMIT 1";
    struct sql_rows rows;
    bool some = false;
    if (!sql_ask_one(store->db, query, SQL_NO_VALUES, &rows, &some, err))
        return false;
    *ret_next = some ? sql_get_number(&rows, 0) : INT64_MAX;
    if (some)
        sql_done(&rows);
    return true;
}
