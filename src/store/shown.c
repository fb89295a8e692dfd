#include "store/shown.h"

#include "store/questions.h"

/* Marks the first and last whole version of an id in a feed anew. Each change adds or takes one, so
 * two at each end are enough to look at, however many there are. */
static bool mark_ends(struct store *store, int64_t feed, int64_t id, struct error *err)
{
#define WHOLE "FROM shown WHERE feed = $1 AND id = $2 AND standing = 0 ORDER BY "
    static const char query[] =
        "UPDATE shown SET first = CASE WHEN added = (SELECT added " WHOLE
        "version, seq LIMIT 1) THEN 1 ELSE 0 END, last = CASE WHEN added = (SELECT added " WHOLE
        "version DESC, seq DESC LIMIT 1) THEN 1 ELSE 0 END "
        "WHERE feed = $1 AND last IN (0, 1) AND added IN (SELECT added FROM (SELECT added " WHOLE
        "version, seq LIMIT 2) AS low UNION SELECT added FROM (SELECT added " WHOLE
        "version DESC, seq DESC LIMIT 2) AS high)";
#undef WHOLE
    return sql_run(store->db, query, SQL_VALUES(sql_number(feed), sql_number(id)), err);
}

static bool insert(struct store *store, const struct shown *shown, int64_t added, bool only,
                   struct error *err)
{
    static const char query[] =
        "INSERT INTO shown (feed, added, seq, id, version, type, spec, standing, first, last) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    return sql_run(store->db, query,
                   SQL_VALUES(sql_number(shown->feed), sql_number(added), sql_number(shown->seq),
                              sql_number(shown->id), sql_text(shown->version),
                              sql_text(shown->type), sql_text(shown->spec),
                              sql_number(shown->standing), sql_number(only), sql_number(only)),
                   err);
}

bool shown_any(struct store *store, int64_t feed, int64_t id, bool *ret_any, struct error *err)
{
    static const char query[] = "SELECT added FROM shown WHERE feed = $1 AND id = $2 LIMIT 1";
    int64_t added = 0;
    if (!sql_ask_number(store->db, query, SQL_VALUES(sql_number(feed), sql_number(id)), &added,
                        err))
        return false;
    *ret_any = added != 0;
    return true;
}

/* Whether a feed shows anything of an id, and this version of it. */
static bool look(struct store *store, const struct shown *shown, bool *ret_any, bool *ret_same,
                 struct error *err)
{
    static const char same[] = "SELECT added FROM shown WHERE feed = $1 AND id = $2 AND standing "
                               "IN (0, 1, 2) AND version = $3 AND seq = $4";
    int64_t this = 0;
    if (!shown_any(store, shown->feed, shown->id, ret_any, err) ||
        (*ret_any && !sql_ask_number(store->db, same,
                                     SQL_VALUES(sql_number(shown->feed), sql_number(shown->id),
                                                sql_text(shown->version), sql_number(shown->seq)),
                                     &this, err)))
        return false;
    *ret_same = this != 0;
    return true;
}

bool shown_add(struct store *store, const struct shown *shown, int64_t now, bool *ret_added,
               struct error *err)
{
    bool any = false;
    bool same = false;
    int64_t added = 0;
    if (!look(store, shown, &any, &same, err))
        return false;
    if (!same && (!feed_moment(store, shown->feed, now, &added, err) ||
                  !insert(store, shown, added, shown->standing == STANDING_WHOLE && !any, err) ||
                  (any && !mark_ends(store, shown->feed, shown->id, err))))
        return false;
    if (!same)
        store_touch_feed(store, shown->feed);
    *ret_added = !same;
    return true;
}

bool shown_is(struct store *store, int64_t feed, const struct version *version, bool *ret_is,
              struct error *err)
{
    const struct shown like = {
        .feed = feed, .seq = version->seq, .id = version->id, .version = version->version};
    bool any = false;
    return look(store, &like, &any, ret_is, err);
}

bool shown_drop(struct store *store, int64_t feed, int64_t id, int64_t seq, bool *ret_held,
                struct error *err)
{
    static const char query[] =
        "DELETE FROM shown WHERE feed = $1 AND id = $2 AND standing IN (0, 1, 2) AND "
        "version = (SELECT version FROM version WHERE seq = $3) AND seq = $3 RETURNING added";
    int64_t added = 0;
    if (!sql_ask_number(store->db, query,
                        SQL_VALUES(sql_number(feed), sql_number(id), sql_number(seq)), &added, err))
        return false;
    bool dropped = added != 0;
    if (dropped && !mark_ends(store, feed, id, err))
        return false;
    if (dropped)
        store_touch_feed(store, feed);
    *ret_held = dropped && !feed_is_new(store, feed, added);
    return true;
}

bool shown_keep(struct store *store, int64_t feed, int64_t id, int64_t seq, struct error *err)
{
    static const char query[] =
        "DELETE FROM shown WHERE feed = $1 AND id = $2 AND seq <> $3 AND seq NOT IN "
        "(SELECT a.seq FROM feed AS f JOIN allowance AS a ON a.audience = f.audience WHERE "
        "f.number = $1 AND a.id = $2 AND a.state = 1)";
    if (!sql_run(store->db, query, SQL_VALUES(sql_number(feed), sql_number(id), sql_number(seq)),
                 err))
        return false;
    if (sql_changed(store->db) == 0)
        return true;
    store_touch_feed(store, feed);
    return mark_ends(store, feed, id, err);
}

bool shown_restand(struct store *store, int64_t feed, int64_t id, int64_t seq,
                   enum standing standing, struct error *err)
{
    static const char query[] =
        "UPDATE shown SET standing = $1, first = 0, last = 0 WHERE feed = $2 AND id = $3 AND "
        "standing IN (0, 1, 2) AND version = (SELECT version FROM version WHERE seq = $4) AND "
        "seq = $4";
    store_touch_feed(store, feed);
    return sql_run(
               store->db, query,
               SQL_VALUES(sql_number(standing), sql_number(feed), sql_number(id), sql_number(seq)),
               err) &&
           mark_ends(store, feed, id, err);
}

#define COLUMNS "added, seq, id, standing, first, last, version, type, spec"

/* Takes all rows of a question, and ends it. */
static bool take_rows(struct sql_rows *rows, int64_t feed, size_t max, struct arena *arena,
                      struct shown *ret_rows, size_t *ret_count, struct error *err)
{
    size_t count = 0;
    bool some = false;
    bool ok = sql_next(rows, &some, err);
    for (; ok && some && count < max; count++) {
        ret_rows[count] = (struct shown){
            .feed = feed,
            .added = sql_get_number(rows, 0),
            .seq = sql_get_number(rows, 1),
            .id = sql_get_number(rows, 2),
            .standing = (enum standing)sql_get_number(rows, 3),
            .first = sql_get_number(rows, 4) == 1,
            .last = sql_get_number(rows, 5) == 1,
        };
        ok = sql_keep(rows, 6, arena, &ret_rows[count].version, err) &&
             sql_keep(rows, 7, arena, &ret_rows[count].type, err) &&
             sql_keep(rows, 8, arena, &ret_rows[count].spec, err) &&
             (count + 1 == max || sql_next(rows, &some, err));
    }
    sql_done(rows);
    if (ok)
        *ret_count = count;
    return ok;
}

bool shown_page(struct store *store, const struct shown_query *query, struct arena *arena,
                struct shown *ret_rows, size_t *ret_count, struct error *err)
{
    static const char all[] =
        "SELECT " COLUMNS " FROM shown WHERE feed = $1 AND last = 0 AND added > $2 UNION ALL "
        "SELECT " COLUMNS " FROM shown WHERE feed = $1 AND last = 1 AND added > $2 "
        "ORDER BY added LIMIT $3";
    static const char last[] = "SELECT " COLUMNS " FROM shown WHERE feed = $1 AND added > $2 AND "
                               "last = 1 ORDER BY added LIMIT $3";
    static const char typed[] = "SELECT " COLUMNS " FROM shown WHERE feed = $1 AND added > $2 AND "
                                "last = 1 AND type = $3 ORDER BY added LIMIT $4";
    struct sql_value feed = sql_number(query->feed);
    struct sql_value after = sql_number(query->after);
    struct sql_value limit = sql_number((int64_t)query->limit);
    struct sql_rows rows;
    bool of_type = query->type.size > 0;
    ensure(query->last_only || !of_type);
    bool ok = of_type ? sql_ask(store->db, typed,
                                SQL_VALUES(feed, after, sql_text(query->type), limit), &rows, err)
                      : sql_ask(store->db, query->last_only ? last : all,
                                SQL_VALUES(feed, after, limit), &rows, err);
    return ok && take_rows(&rows, query->feed, query->limit, arena, ret_rows, ret_count, err);
}

bool shown_versions(struct store *store, int64_t feed, struct span id, size_t limit,
                    struct arena *arena, struct shown *ret_rows, size_t *ret_count,
                    struct error *err)
{
    /* Their standing comes before their order in the index. */
#define STANDING                                                                                   \
    "SELECT " COLUMNS " FROM shown WHERE feed = $1 AND "                                           \
    "id = (SELECT number FROM identifier WHERE text = $2) AND standing = "
    static const char query[] =
        STANDING "0 UNION ALL " STANDING "1 UNION ALL " STANDING "2 ORDER BY version, seq LIMIT $3";
#undef STANDING
    struct sql_rows rows;
    return sql_ask(store->db, query,
                   SQL_VALUES(sql_number(feed), sql_text(id), sql_number((int64_t)limit)), &rows,
                   err) &&
           take_rows(&rows, feed, limit, arena, ret_rows, ret_count, err);
}
