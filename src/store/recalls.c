#include "store/recalls.h"

#include "base/limits.h"
#include "store/questions.h"

#define COLUMNS                                                                                    \
    "SELECT r.leaf, r.audience, i.text, r.made, r.acknowledged, r.account"                         \
    " FROM recall r JOIN identifier i ON i.number = r.id "

bool recall_is_open(struct store *store, int64_t audience, int64_t id, bool *ret_is,
                    struct error *err)
{
    static const char query[] =
        "SELECT COUNT(*) FROM recall WHERE audience = $1 AND id = $2 AND acknowledged = 0";
    int64_t count = 0;
    if (!sql_ask_number(store->db, query, SQL_VALUES(sql_number(audience), sql_number(id)), &count,
                        err))
        return false;
    *ret_is = count > 0;
    return true;
}

bool recall_add(struct store *store, int64_t audience, int64_t id, int64_t leaf, int64_t made,
                struct error *err)
{
    static const char query[] =
        "INSERT INTO recall (leaf, audience, id, made, acknowledged, account)"
        " VALUES ($1, $2, $3, $4, 0, '')";
    return sql_run(
        store->db, query,
        SQL_VALUES(sql_number(leaf), sql_number(audience), sql_number(id), sql_number(made)), err);
}

bool recall_acknowledge(struct store *store, int64_t audience, int64_t leaf, int64_t now,
                        struct span by, bool *ret_some, bool *ret_new, struct error *err)
{
    static const char ask[] = "SELECT COUNT(*) FROM recall WHERE leaf = $1 AND audience = $2";
    static const char change[] = "UPDATE recall SET acknowledged = $1, account = $2"
                                 " WHERE leaf = $3 AND audience = $4 AND acknowledged = 0";
    int64_t count = 0;
    if (!sql_ask_number(store->db, ask, SQL_VALUES(sql_number(leaf), sql_number(audience)), &count,
                        err) ||
        !sql_run(store->db, change,
                 SQL_VALUES(sql_number(now), sql_text(by), sql_number(leaf), sql_number(audience)),
                 err))
        return false;
    *ret_some = count > 0;
    *ret_new = sql_changed(store->db) > 0;
    return true;
}

static bool ask_rows(struct store *store, int64_t audience, struct sql_rows *ret_rows,
                     struct error *err)
{
    static const char of_all[] = COLUMNS "ORDER BY r.leaf DESC LIMIT $1";
    static const char of_one[] =
        COLUMNS "WHERE r.audience = $1 AND r.acknowledged = 0 AND NOT EXISTS (SELECT 1 FROM"
                " allowance a WHERE a.audience = r.audience AND a.id = r.id AND a.state = 1)"
                " ORDER BY r.leaf LIMIT $2";
    if (audience == 0)
        return sql_ask(store->db, of_all, SQL_VALUES(sql_number(RECALLS_MAX)), ret_rows, err);
    return sql_ask(store->db, of_one, SQL_VALUES(sql_number(audience), sql_number(RECALLS_MAX)),
                   ret_rows, err);
}

bool recalls_read(struct store *store, int64_t audience, struct arena *arena,
                  struct recall **ret_recalls, size_t *ret_count, struct error *err)
{
    struct recall *recalls = arena_alloc(arena, RECALLS_MAX * sizeof *recalls);
    struct sql_rows rows;
    size_t count = 0;
    bool some = false;
    if (recalls == NULL)
        return error_memory(err, "reading recalls");
    if (!ask_rows(store, audience, &rows, err))
        return false;
    bool ok = true;
    while (ok && (ok = sql_next(&rows, &some, err)) && some) {
        struct recall *recall = &recalls[count++];
        recall->leaf = sql_get_number(&rows, 0);
        recall->audience = sql_get_number(&rows, 1);
        recall->made = sql_get_number(&rows, 3);
        recall->acknowledged = sql_get_number(&rows, 4);
        ok = sql_keep(&rows, 2, arena, &recall->id, err) &&
             sql_keep(&rows, 5, arena, &recall->by, err);
    }
    sql_done(&rows);
    if (!ok)
        return false;
    *ret_recalls = recalls;
    *ret_count = count;
    return true;
}
