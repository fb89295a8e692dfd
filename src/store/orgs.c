#include "store/orgs.h"

#include "base/limits.h"
#include "store/questions.h"

bool org_put(struct store *store, const struct org *org, int64_t *ret_number, struct error *err)
{
    static const char find[] = "SELECT number FROM org WHERE name = $1 AND kind = $2";
    static const char last[] = "SELECT MAX(number) FROM org";
    static const char change[] = "UPDATE org SET public_key = $1 WHERE number = $2";
    static const char add[] =
        "INSERT INTO org (number, kind, name, public_key) VALUES ($1, $2, $3, $4)";
    struct sql_value key = org->public_key.size == 0 ? sql_null() : sql_bytes(org->public_key);
    int64_t number = 0;
    ensure(org->public_key.size == 0 || org->public_key.size == ORG_KEY_BYTES);
    if (!sql_ask_number(store->db, find, SQL_VALUES(sql_text(org->name), sql_number(org->kind)),
                        &number, err))
        return false;
    bool there = number != 0;
    bool ok = there ? sql_run(store->db, change, SQL_VALUES(key, sql_number(number)), err)
                    : sql_ask_number(store->db, last, SQL_NO_VALUES, &number, err) &&
                          sql_run(store->db, add,
                                  SQL_VALUES(sql_number(++number), sql_number(org->kind),
                                             sql_text(org->name), key),
                                  err);
    if (ok)
        *ret_number = number;
    return ok;
}

/* Reads a small table whole: each row by `take` into the next place of an array. */
struct table {
    const char *query;
    size_t size; /* of a thing */
    bool (*take)(const struct sql_rows *rows, struct arena *arena, void *ret_thing,
                 struct error *err);
};

static bool read_table(struct store *store, const struct table *table, struct arena *arena,
                       void **ret_things, size_t *ret_count, struct error *err)
{
    struct sql_rows rows;
    size_t count = 0;
    bool some = false;
    unsigned char *things = arena_array(arena, ORGS_MAX, table->size);
    if (things == NULL)
        return error_memory(err, "reading the store");
    if (!sql_ask(store->db, table->query, SQL_NO_VALUES, &rows, err))
        return false;
    bool ok = sql_next(&rows, &some, err);
    for (; ok && some; count++)
        ok = (count < ORGS_MAX ||
              error_input(err, ERROR_LIMIT, "store", "more than %d organisations or audiences",
                          ORGS_MAX)) &&
             table->take(&rows, arena, things + count * table->size, err) &&
             sql_next(&rows, &some, err);
    sql_done(&rows);
    if (!ok)
        return false;
    *ret_things = things;
    *ret_count = count;
    return true;
}

static bool take_org(const struct sql_rows *rows, struct arena *arena, void *ret_thing,
                     struct error *err)
{
    struct org *org = ret_thing;
    org->number = sql_get_number(rows, 0);
    org->kind = (enum org_kind)sql_get_number(rows, 1);
    return sql_keep(rows, 2, arena, &org->name, err) &&
           sql_keep(rows, 3, arena, &org->public_key, err);
}

bool orgs_read(struct store *store, struct arena *arena, struct org **ret_orgs, size_t *ret_count,
               struct error *err)
{
    static const struct table table = {
        "SELECT number, kind, name, public_key FROM org ORDER BY number", sizeof(struct org),
        take_org};
    void *orgs = NULL;
    if (!read_table(store, &table, arena, &orgs, ret_count, err))
        return false;
    *ret_orgs = orgs;
    return true;
}

bool identity_org(struct store *store, struct span id, int64_t *ret_org, struct error *err)
{
    static const char query[] = "SELECT org FROM identity WHERE id = $1";
    *ret_org = known_find(store->known.orgs, KNOWN_ORGS, id);
    if (*ret_org != 0)
        return true;
    if (!sql_ask_number(store->db, query, SQL_VALUES(sql_text(id)), ret_org, err))
        return false;
    if (store->writes)
        known_keep(store->known.orgs, KNOWN_ORGS, id, *ret_org);
    return true;
}

bool identity_put(struct store *store, struct span id, int64_t org, struct error *err)
{
    static const char add[] = "INSERT INTO identity (id, org) VALUES ($1, $2)";
    int64_t has = 0;
    if (!identity_org(store, id, &has, err))
        return false;
    if (has != 0 && has != org)
        return error_input(err, ERROR_CONFLICT, "identity",
                           "%.*s is registered under another organisation", (int)id.size,
                           (const char *)id.data);
    return has == org || sql_run(store->db, add, SQL_VALUES(sql_text(id), sql_number(org)), err);
}

bool audience_find(struct store *store, enum audience_class class, struct span name,
                   int64_t *ret_number, struct error *err)
{
    static const char query[] = "SELECT number FROM audience WHERE class = $1 AND name = $2";
    return sql_ask_number(store->db, query, SQL_VALUES(sql_number(class), sql_text(name)),
                          ret_number, err);
}

bool audience_make(struct store *store, enum audience_class class, struct span name,
                   int64_t *ret_number, struct error *err)
{
    static const char last[] = "SELECT MAX(number) FROM audience";
    static const char add[] = "INSERT INTO audience (number, class, name) VALUES ($1, $2, $3)";
    int64_t number = 0;
    if (!audience_find(store, class, name, &number, err))
        return false;
    if (number == 0 &&
        (!sql_ask_number(store->db, last, SQL_NO_VALUES, &number, err) ||
         !sql_run(store->db, add,
                  SQL_VALUES(sql_number(++number), sql_number(class), sql_text(name)), err)))
        return false;
    *ret_number = number;
    return true;
}

static bool take_audience(const struct sql_rows *rows, struct arena *arena, void *ret_thing,
                          struct error *err)
{
    struct stored_audience *audience = ret_thing;
    audience->number = sql_get_number(rows, 0);
    audience->class = (enum audience_class)sql_get_number(rows, 1);
    return sql_keep(rows, 2, arena, &audience->name, err);
}

bool audiences_read(struct store *store, struct arena *arena,
                    struct stored_audience **ret_audiences, size_t *ret_count, struct error *err)
{
    static const struct table table = {"SELECT number, class, name FROM audience ORDER BY number",
                                       sizeof(struct stored_audience), take_audience};
    void *audiences = NULL;
    if (!read_table(store, &table, arena, &audiences, ret_count, err))
        return false;
    *ret_audiences = audiences;
    return true;
}

bool collection_add(struct store *store, struct span alias, struct span id, int64_t *ret_number,
                    struct error *err)
{
    static const char last[] = "SELECT MAX(number) FROM collection";
    static const char add[] = "INSERT INTO collection (number, alias, id) VALUES ($1, $2, $3)";
    int64_t number = 0;
    if (!sql_ask_number(store->db, last, SQL_NO_VALUES, &number, err) ||
        !sql_run(store->db, add, SQL_VALUES(sql_number(++number), sql_text(alias), sql_text(id)),
                 err))
        return false;
    *ret_number = number;
    return true;
}

static bool take_collection(const struct sql_rows *rows, struct arena *arena, void *ret_thing,
                            struct error *err)
{
    struct collection *collection = ret_thing;
    collection->number = sql_get_number(rows, 0);
    return sql_keep(rows, 1, arena, &collection->alias, err) &&
           sql_keep(rows, 2, arena, &collection->id, err);
}

bool collections_read(struct store *store, struct arena *arena, struct collection **ret_collections,
                      size_t *ret_count, struct error *err)
{
    static const struct table table = {"SELECT number, alias, id FROM collection ORDER BY number",
                                       sizeof(struct collection), take_collection};
    void *collections = NULL;
    if (!read_table(store, &table, arena, &collections, ret_count, err))
        return false;
    *ret_collections = collections;
    return true;
}
