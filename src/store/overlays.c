#include "store/overlays.h"

#include "base/limits.h"
#include "store/questions.h"

#define COLUMNS                                                                                    \
    "SELECT o.leaf, o.id, i.text, o.tlp, o.rel, o.made, o.account"                                 \
    " FROM overlay o JOIN identifier i ON i.number = o.id "

bool overlay_add(struct store *store, const struct overlay *overlay, struct error *err)
{
    static const char query[] = "INSERT INTO overlay (leaf, id, tlp, rel, made, account)"
                                " VALUES ($1, $2, $3, $4, $5, $6)";
    return sql_run(store->db, query,
                   SQL_VALUES(sql_number(overlay->leaf), sql_number(overlay->id),
                              sql_text(overlay->tlp), sql_text(overlay->rel),
                              sql_number(overlay->made), sql_text(overlay->by)),
                   err);
}

bool overlay_end(struct store *store, int64_t leaf, bool *ret_ended, struct error *err)
{
    static const char query[] = "DELETE FROM overlay WHERE leaf = $1";
    if (!sql_run(store->db, query, SQL_VALUES(sql_number(leaf)), err))
        return false;
    *ret_ended = sql_changed(store->db) > 0;
    return true;
}

static bool take_row(const struct sql_rows *rows, struct arena *arena, struct overlay *ret_overlay,
                     struct error *err)
{
    *ret_overlay = (struct overlay){.leaf = sql_get_number(rows, 0),
                                    .id = sql_get_number(rows, 1),
                                    .made = sql_get_number(rows, 5)};
    return sql_keep(rows, 2, arena, &ret_overlay->object, err) &&
           sql_keep(rows, 3, arena, &ret_overlay->tlp, err) &&
           sql_keep(rows, 4, arena, &ret_overlay->rel, err) &&
           sql_keep(rows, 6, arena, &ret_overlay->by, err);
}

bool overlay_find(struct store *store, int64_t leaf, struct arena *arena,
                  struct overlay *ret_overlay, bool *ret_some, struct error *err)
{
    static const char query[] = COLUMNS "WHERE o.leaf = $1";
    struct sql_rows rows;
    bool some = false;
    if (!sql_ask_one(store->db, query, SQL_VALUES(sql_number(leaf)), &rows, &some, err))
        return false;
    bool ok = !some || take_row(&rows, arena, ret_overlay, err);
    if (some)
        sql_done(&rows);
    if (ok)
        *ret_some = some;
    return ok;
}

bool overlay_any(struct store *store, int64_t id, bool *ret_any, struct error *err)
{
    static const char query[] = "SELECT 1 FROM overlay WHERE id = $1 LIMIT 1";
    int64_t any = 0;
    if (!sql_ask_number(store->db, query, SQL_VALUES(sql_number(id)), &any, err))
        return false;
    *ret_any = any != 0;
    return true;
}

bool overlays_count_of(struct store *store, int64_t id, struct span by, int64_t *ret_count,
                       struct error *err)
{
    static const char query[] = "SELECT COUNT(*) FROM overlay WHERE id = $1 AND account = $2";
    return sql_ask_number(store->db, query, SQL_VALUES(sql_number(id), sql_text(by)), ret_count,
                          err);
}

static bool ask_rows(struct store *store, int64_t id, int64_t count, struct sql_rows *ret_rows,
                     struct error *err)
{
    static const char of_all[] = COLUMNS "ORDER BY o.leaf DESC LIMIT $1";
    static const char of_one[] = COLUMNS "WHERE o.id = $1 ORDER BY o.leaf LIMIT $2";
    if (id == 0)
        return sql_ask(store->db, of_all, SQL_VALUES(sql_number(count)), ret_rows, err);
    return sql_ask(store->db, of_one, SQL_VALUES(sql_number(id), sql_number(count)), ret_rows, err);
}

bool overlays_read(struct store *store, int64_t id, struct arena *arena,
                   struct overlay **ret_overlays, size_t *ret_count, struct error *err)
{
    static const char all_of[] = "SELECT COUNT(*) FROM overlay WHERE id = $1";
    int64_t most = OVERLAYS_MAX;
    struct sql_rows rows;
    size_t count = 0;
    bool some = false;
    if (id != 0 && !sql_ask_number(store->db, all_of, SQL_VALUES(sql_number(id)), &most, err))
        return false;
    struct overlay *overlays = arena_array(arena, (size_t)most, sizeof *overlays);
    if (overlays == NULL)
        return error_memory(err, "reading overlays");
    if (!ask_rows(store, id, most, &rows, err))
        return false;
    bool ok = sql_next(&rows, &some, err);
    for (; ok && some && count < (size_t)most; count++)
        ok = take_row(&rows, arena, &overlays[count], err) && sql_next(&rows, &some, err);
    sql_done(&rows);
    if (!ok)
        return false;
    *ret_overlays = overlays;
    *ret_count = count;
    return true;
}
