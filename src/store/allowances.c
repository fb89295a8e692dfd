#include "store/allowances.h"

#include "base/limits.h"
#include "store/questions.h"

#define COLUMNS "audience, id, seq, state, leaf, highest, held"

static void take(const struct sql_rows *rows, struct allowance *ret_allowance)
{
    *ret_allowance = (struct allowance){
        .audience = sql_get_number(rows, 0),
        .id = sql_get_number(rows, 1),
        .seq = sql_get_number(rows, 2),
        .state = (enum allowance_state)sql_get_number(rows, 3),
        .leaf = sql_get_number(rows, 4),
        .highest = (enum tlp)sql_get_number(rows, 5),
        .held = sql_get_number(rows, 6) != 0,
    };
}

bool allowance_find(struct store *store, int64_t audience, int64_t id, int64_t seq,
                    struct allowance *ret_allowance, bool *ret_some, struct error *err)
{
    static const char query[] =
        "SELECT " COLUMNS " FROM allowance WHERE audience = $1 AND id = $2 AND seq = $3";
    struct sql_rows rows;
    bool some = false;
    if (!sql_ask_one(store->db, query,
                     SQL_VALUES(sql_number(audience), sql_number(id), sql_number(seq)), &rows,
                     &some, err))
        return false;
    if (some) {
        take(&rows, ret_allowance);
        sql_done(&rows);
    }
    *ret_some = some;
    return true;
}

bool allowance_asked(struct store *store, const struct allowance *allowance, struct arena *arena,
                     struct allowance_asked *ret_asked, struct error *err)
{
    static const char query[] = "SELECT rule, actor, second FROM allowance WHERE audience = $1 AND "
                                "id = $2 AND seq = $3";
    struct sql_rows rows;
    struct allowance_asked asked;
    bool some = false;
    if (!sql_ask_one(store->db, query,
                     SQL_VALUES(sql_number(allowance->audience), sql_number(allowance->id),
                                sql_number(allowance->seq)),
                     &rows, &some, err))
        return false;
    if (!some)
        return error_input(err, ERROR_NOT_FOUND, "store", "nothing was asked of that version");
    bool ok = sql_keep(&rows, 0, arena, &asked.rule, err) &&
              sql_keep(&rows, 1, arena, &asked.actor, err) &&
              sql_keep(&rows, 2, arena, &asked.second, err);
    sql_done(&rows);
    if (ok)
        *ret_asked = asked;
    return ok;
}

bool allowance_ask(struct store *store, const struct allowance *allowance,
                   const struct allowance_asked *asked, struct error *err)
{
    static const char query[] =
        "INSERT INTO allowance (" COLUMNS ", rule, actor, second) "
        "VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9) ON CONFLICT (audience, id, seq) "
        "DO UPDATE SET highest = excluded.highest, rule = excluded.rule, actor = excluded.actor, "
        "second = excluded.second WHERE excluded.highest > allowance.highest";
    return sql_run(store->db, query,
                   SQL_VALUES(sql_number(allowance->audience), sql_number(allowance->id),
                              sql_number(allowance->seq), sql_number(allowance->state),
                              sql_number(allowance->leaf), sql_number(allowance->highest),
                              sql_text(asked->rule), sql_text(asked->actor),
                              sql_text(asked->second)),
                   err);
}

bool allowance_hold(struct store *store, int64_t audience, int64_t id, int64_t seq,
                    struct error *err)
{
    static const char query[] =
        "UPDATE allowance SET held = 1 WHERE audience = $1 AND id = $2 AND seq = $3";
    return sql_run(store->db, query,
                   SQL_VALUES(sql_number(audience), sql_number(id), sql_number(seq)), err);
}

bool allowance_set(struct store *store, const struct allowance *allowance, struct error *err)
{
    static const char query[] = "UPDATE allowance SET state = $1, leaf = $2, held = $3 WHERE "
                                "audience = $4 AND id = $5 AND seq = $6";
    return sql_run(store->db, query,
                   SQL_VALUES(sql_number(allowance->state), sql_number(allowance->leaf),
                              sql_number(allowance->held), sql_number(allowance->audience),
                              sql_number(allowance->id), sql_number(allowance->seq)),
                   err);
}

bool allowance_audiences(struct store *store, int64_t id, int64_t *ret_audiences, size_t *ret_count,
                         struct error *err)
{
    static const char query[] = "SELECT audience FROM allowance WHERE id = $1 AND audience > $2 "
                                "ORDER BY audience LIMIT 1";
    size_t count = 0;
    int64_t audience = 0;
    while (count < ORGS_MAX) { /* one question an audience, however many versions there are */
        if (!sql_ask_number(store->db, query, SQL_VALUES(sql_number(id), sql_number(audience)),
                            &audience, err))
            return false;
        if (audience == 0)
            break;
        ret_audiences[count++] = audience;
    }
    *ret_count = count;
    return true;
}

/* Whether any version of an id is in a state. */
static bool any_is(struct store *store, int64_t audience, int64_t id, enum allowance_state state,
                   bool *ret_is, struct error *err)
{
    static const char query[] =
        "SELECT seq FROM allowance WHERE audience = $1 AND id = $2 AND state = $3 LIMIT 1";
    int64_t seq = 0;
    if (!sql_ask_number(store->db, query,
                        SQL_VALUES(sql_number(audience), sql_number(id), sql_number(state)), &seq,
                        err))
        return false;
    *ret_is = seq != 0;
    return true;
}

bool allowance_any(struct store *store, int64_t audience, int64_t id, bool *ret_any,
                   struct error *err)
{
    return any_is(store, audience, id, ALLOWANCE_ALLOWED, ret_any, err);
}

bool allowance_waits(struct store *store, int64_t audience, int64_t id, bool *ret_waits,
                     struct error *err)
{
    return any_is(store, audience, id, ALLOWANCE_WAITING, ret_waits, err);
}

/* The order of a cross join is kept: from what names the id, never over all allowances. The last
 * that came is the likeliest to be allowed. */
bool allowance_names(struct store *store, int64_t audience, int64_t collection, int64_t id,
                     bool *ret_names, struct error *err)
{
    static const char query[] =
        "SELECT a.seq FROM reference AS r CROSS JOIN version AS v CROSS JOIN allowance AS a "
        "WHERE r.target = $1 AND v.seq = r.source AND a.audience = $2 AND a.id = v.id AND "
        "a.seq = v.seq AND a.state = 1 AND NOT EXISTS "
        "(SELECT 1 FROM hidden AS h WHERE h.collection = $3 AND h.seq = v.seq) ORDER BY r.source "
        "DESC LIMIT 1";
    int64_t seq = 0;
    if (!sql_ask_number(store->db, query,
                        SQL_VALUES(sql_number(id), sql_number(audience), sql_number(collection)),
                        &seq, err))
        return false;
    *ret_names = seq != 0;
    return true;
}

bool allowances_of(struct store *store, int64_t audience, int64_t id, int64_t after,
                   struct allowance *ret_allowances, size_t *ret_count, struct error *err)
{
    static const char query[] = "SELECT " COLUMNS " FROM allowance WHERE audience = $1 AND id = $2 "
                                "AND seq > $3 ORDER BY seq LIMIT $4";
    struct sql_rows rows;
    size_t count = 0;
    bool some = false;
    if (!sql_ask(store->db, query,
                 SQL_VALUES(sql_number(audience), sql_number(id), sql_number(after),
                            sql_number(ALLOWANCES_MAX)),
                 &rows, err))
        return false;
    bool ok = sql_next(&rows, &some, err);
    for (; ok && some && count < ALLOWANCES_MAX; ok = sql_next(&rows, &some, err))
        take(&rows, &ret_allowances[count++]);
    sql_done(&rows);
    if (ok)
        *ret_count = count;
    return ok;
}
