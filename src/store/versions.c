#include "store/versions.h"

#include "store/questions.h"

bool identifier_find(struct store *store, struct span id, int64_t *ret_number, struct error *err)
{
    static const char query[] = "SELECT number FROM identifier WHERE text = $1";
    int64_t number = known_find(store->known.ids, KNOWN_IDS, id);
    if (number == 0 && !sql_ask_number(store->db, query, SQL_VALUES(sql_text(id)), &number, err))
        return false;
    if (store->writes)
        known_keep(store->known.ids, KNOWN_IDS, id, number);
    *ret_number = number;
    return true;
}

/* Most are new: they are put there at once, and asked for only where they were there. */
bool identifier_make(struct store *store, struct span id, int64_t *ret_number, bool *ret_new,
                     struct error *err)
{
    static const char add[] = "INSERT INTO identifier (number, text, newest) VALUES ($1, $2, 0) "
                              "ON CONFLICT (text) DO NOTHING";
    int64_t number = store->last_identifier + 1;
    *ret_new = false;
    if (known_find(store->known.ids, KNOWN_IDS, id) != 0)
        return identifier_find(store, id, ret_number, err);
    if (!sql_run(store->db, add, SQL_VALUES(sql_number(number), sql_text(id)), err))
        return false;
    if (sql_changed(store->db) == 0)
        return identifier_find(store, id, ret_number, err);
    store->last_identifier = number;
    known_keep(store->known.ids, KNOWN_IDS, id, number);
    *ret_number = number;
    *ret_new = true;
    return true;
}

bool identifier_text(struct store *store, int64_t number, struct arena *arena,
                     struct span *ret_text, struct error *err)
{
    static const char query[] = "SELECT text FROM identifier WHERE number = $1";
    struct sql_rows rows;
    bool some = false;
    if (!sql_ask_one(store->db, query, SQL_VALUES(sql_number(number)), &rows, &some, err))
        return false;
    if (!some)
        return error_input(err, ERROR_NOT_FOUND, "store", "no id has the number %lld",
                           (long long)number);
    bool ok = sql_keep(&rows, 0, arena, ret_text, err);
    sql_done(&rows);
    return ok;
}

bool identifier_newest(struct store *store, int64_t number, int64_t *ret_seq, struct error *err)
{
    static const char query[] = "SELECT newest FROM identifier WHERE number = $1";
    return sql_ask_number(store->db, query, SQL_VALUES(sql_number(number)), ret_seq, err);
}

bool identifier_set_newest(struct store *store, int64_t number, int64_t seq, struct error *err)
{
    static const char query[] = "UPDATE identifier SET newest = $1 WHERE number = $2";
    return sql_run(store->db, query, SQL_VALUES(sql_number(seq), sql_number(number)), err);
}

bool version_add(struct store *store, const struct version *version, int64_t *ret_seq,
                 struct error *err)
{
    static const char add[] =
        "INSERT INTO version (seq, id, version, content, asserter, poster, collection, received, "
        "standing, type, spec, facts, bytes) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    int64_t seq = store->last_version + 1;
    if (!sql_run(store->db, add,
                 SQL_VALUES(sql_number(seq), sql_number(version->id), sql_text(version->version),
                            sql_bytes(version->content), sql_number(version->asserter),
                            sql_number(version->poster), sql_number(version->collection),
                            sql_number(version->received), sql_number(version->standing),
                            sql_text(version->type), sql_text(version->spec),
                            sql_bytes(version->facts), sql_bytes(version->bytes)),
                 err))
        return false;
    store->last_version = seq;
    *ret_seq = seq;
    return true;
}

bool version_find(struct store *store, const struct version *like, int64_t *ret_seq,
                  struct error *err)
{
    static const char query[] = "SELECT seq FROM version WHERE id = $1 AND version = $2 AND "
                                "asserter = $3 AND content = $4";
    return sql_ask_number(store->db, query,
                          SQL_VALUES(sql_number(like->id), sql_text(like->version),
                                     sql_number(like->asserter), sql_bytes(like->content)),
                          ret_seq, err);
}

bool version_find_other(struct store *store, const struct version *like, int64_t *ret_seq,
                        struct error *err)
{
    static const char query[] = "SELECT seq FROM version WHERE id = $1 AND version = $2 AND "
                                "seq <> $3 LIMIT 1";
    return sql_ask_number(
        store->db, query,
        SQL_VALUES(sql_number(like->id), sql_text(like->version), sql_number(like->seq)), ret_seq,
        err);
}

bool versions_count(struct store *store, int64_t id, int64_t *ret_count, struct error *err)
{
    static const char query[] = "SELECT COUNT(*) FROM version WHERE id = $1";
    return sql_ask_number(store->db, query, SQL_VALUES(sql_number(id)), ret_count, err);
}

bool versions_count_of(struct store *store, int64_t id, int64_t asserter, int64_t *ret_count,
                       struct error *err)
{
    static const char query[] = "SELECT COUNT(*) FROM version WHERE id = $1 AND asserter = $2";
    return sql_ask_number(store->db, query, SQL_VALUES(sql_number(id), sql_number(asserter)),
                          ret_count, err);
}

bool version_set_standing(struct store *store, int64_t seq, enum standing standing,
                          struct error *err)
{
    static const char query[] = "UPDATE version SET standing = $1 WHERE seq = $2";
    return sql_run(store->db, query, SQL_VALUES(sql_number(standing), sql_number(seq)), err);
}

bool version_set_facts(struct store *store, int64_t seq, struct span facts, struct error *err)
{
    static const char query[] = "UPDATE version SET facts = $1 WHERE seq = $2";
    return sql_run(store->db, query, SQL_VALUES(sql_bytes(facts), sql_number(seq)), err);
}

static bool take_version(const struct sql_rows *rows, bool with_bytes, struct arena *arena,
                         struct version *ret_version, struct error *err)
{
    struct version version = {
        .seq = sql_get_number(rows, 0),
        .id = sql_get_number(rows, 1),
        .asserter = sql_get_number(rows, 2),
        .poster = sql_get_number(rows, 3),
        .received = sql_get_number(rows, 4),
        .standing = (enum standing)sql_get_number(rows, 5),
        .collection = sql_get_number(rows, 6),
    };
    if (!sql_keep(rows, 7, arena, &version.version, err) ||
        !sql_keep(rows, 8, arena, &version.content, err) ||
        !sql_keep(rows, 9, arena, &version.type, err) ||
        !sql_keep(rows, 10, arena, &version.spec, err) ||
        !sql_keep(rows, 11, arena, &version.facts, err) ||
        (with_bytes && !sql_keep(rows, 12, arena, &version.bytes, err)))
        return false;
    *ret_version = version;
    return true;
}

#define COLUMNS                                                                                    \
    "seq, id, asserter, poster, received, standing, collection, version, content, type, spec, "    \
    "facts"

bool version_read(struct store *store, int64_t seq, bool with_bytes, struct arena *arena,
                  struct version *ret_version, struct error *err)
{
    static const char plain[] = "SELECT " COLUMNS " FROM version WHERE seq = $1";
    static const char whole[] = "SELECT " COLUMNS ", bytes FROM version WHERE seq = $1";
    struct sql_rows rows;
    bool some = false;
    if (!sql_ask_one(store->db, with_bytes ? whole : plain, SQL_VALUES(sql_number(seq)), &rows,
                     &some, err))
        return false;
    if (!some)
        return error_input(err, ERROR_NOT_FOUND, "store", "no version has the number %lld",
                           (long long)seq);
    bool ok = take_version(&rows, with_bytes, arena, ret_version, err);
    sql_done(&rows);
    return ok;
}

bool versions_read(struct store *store, int64_t id, struct arena *arena,
                   struct version **ret_versions, size_t *ret_count, struct error *err)
{
    static const char query[] = "SELECT " COLUMNS " FROM version WHERE id = $1";
    struct sql_rows rows;
    int64_t all = 0;
    size_t count = 0;
    bool some = false;
    if (!versions_count(store, id, &all, err))
        return false;
    struct version *versions = arena_array(arena, (size_t)all, sizeof *versions);
    if (versions == NULL)
        return error_memory(err, "reading the store");
    if (!sql_ask(store->db, query, SQL_VALUES(sql_number(id)), &rows, err))
        return false;
    bool ok = sql_next(&rows, &some, err);
    for (; ok && some && count < (size_t)all; count++)
        ok =
            take_version(&rows, false, arena, &versions[count], err) && sql_next(&rows, &some, err);
    sql_done(&rows);
    if (!ok)
        return false;
    *ret_versions = versions;
    *ret_count = count;
    return true;
}

bool version_id(struct store *store, int64_t seq, int64_t *ret_id, struct error *err)
{
    static const char query[] = "SELECT id FROM version WHERE seq = $1";
    return sql_ask_number(store->db, query, SQL_VALUES(sql_number(seq)), ret_id, err);
}

bool version_last(struct store *store, int64_t id, struct arena *arena, struct span *ret_version,
                  struct error *err)
{
    static const char query[] =
        "SELECT version FROM version WHERE id = $1 ORDER BY version DESC LIMIT 1";
    struct sql_rows rows;
    bool some = false;
    *ret_version = (struct span){0};
    if (!sql_ask_one(store->db, query, SQL_VALUES(sql_number(id)), &rows, &some, err))
        return false;
    bool ok = !some || sql_keep(&rows, 0, arena, ret_version, err);
    if (some)
        sql_done(&rows);
    return ok;
}

bool version_contents(struct store *store, int64_t id, struct span version,
                      const struct content_range *range, struct arena *arena,
                      struct span ret_contents[CONTENTS_MAX], size_t *ret_count, struct error *err)
{
#define AMONG "id = $1 AND version = $2 AND content >= $3 AND content <= $4"
    static const char query[] =
        "SELECT DISTINCT content FROM version WHERE " AMONG " AND standing = (SELECT MIN(standing) "
        "FROM version WHERE " AMONG ") ORDER BY content LIMIT $5";
#undef AMONG
    struct sql_rows rows;
    size_t count = 0;
    bool some = false;
    if (!sql_ask(store->db, query,
                 SQL_VALUES(sql_number(id), sql_text(version),
                            sql_bytes(span_of(range->from, CONTENT_BYTES)),
                            sql_bytes(span_of(range->to, CONTENT_BYTES)), sql_number(CONTENTS_MAX)),
                 &rows, err))
        return false;
    bool ok = sql_next(&rows, &some, err);
    for (; ok && some && count < CONTENTS_MAX; count++)
        ok = sql_keep(&rows, 0, arena, &ret_contents[count], err) && sql_next(&rows, &some, err);
    sql_done(&rows);
    if (ok)
        *ret_count = count;
    return ok;
}

bool versions_of(struct store *store, int64_t id, int64_t after, int64_t *ret_seqs,
                 size_t *ret_count, struct error *err)
{
    static const char query[] =
        "SELECT seq FROM version WHERE id = $1 AND seq > $2 ORDER BY seq LIMIT $3";
    return sql_ask_numbers(store->db, query,
                           SQL_VALUES(sql_number(id), sql_number(after), sql_number(SEQS_MAX)),
                           ret_seqs, SEQS_MAX, ret_count, err);
}

bool versions_alike(struct store *store, int64_t id, struct span version, struct span content,
                    int64_t after, int64_t *ret_seqs, size_t *ret_count, struct error *err)
{
    static const char query[] = "SELECT seq FROM version WHERE id = $1 AND version = $2 AND "
                                "content = $3 AND seq > $4 ORDER BY seq LIMIT $5";
    return sql_ask_numbers(store->db, query,
                           SQL_VALUES(sql_number(id), sql_text(version), sql_bytes(content),
                                      sql_number(after), sql_number(SEQS_MAX)),
                           ret_seqs, SEQS_MAX, ret_count, err);
}

static bool references_to(struct store *store, int64_t target, int64_t after, int64_t *ret_seqs,
                          size_t *ret_count, struct error *err)
{
    static const char query[] =
        "SELECT source FROM reference WHERE target = $1 AND source > $2 ORDER BY source LIMIT $3";
    return sql_ask_numbers(store->db, query,
                           SQL_VALUES(sql_number(target), sql_number(after), sql_number(SEQS_MAX)),
                           ret_seqs, SEQS_MAX, ret_count, err);
}

bool references_each(struct store *store, int64_t target,
                     bool (*act)(void *context, int64_t seq, struct error *err), void *context,
                     struct error *err)
{
    int64_t seqs[SEQS_MAX];
    int64_t after = 0;
    size_t count = SEQS_MAX;
    while (count == SEQS_MAX) {
        if (!references_to(store, target, after, seqs, &count, err))
            return false;
        for (size_t i = 0; i < count; i++)
            if (!act(context, seqs[i], err))
                return false;
        if (count > 0)
            after = seqs[count - 1];
    }
    return true;
}

bool reference_add(struct store *store, int64_t target, int64_t source, struct error *err)
{
    static const char query[] =
        "INSERT INTO reference (target, source) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    return sql_run(store->db, query, SQL_VALUES(sql_number(target), sql_number(source)), err);
}

bool reference_drop(struct store *store, int64_t target, int64_t source, struct error *err)
{
    static const char query[] = "DELETE FROM reference WHERE target = $1 AND source = $2";
    return sql_run(store->db, query, SQL_VALUES(sql_number(target), sql_number(source)), err);
}
