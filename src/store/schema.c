#include "store/schema.h"

#include "base/dynbuf.h"

enum { SCRIPT_BYTES_MAX = 1 << 20 };

/* Numbers of people, organisations and the like are given by the store, from 1. Moments are
 * microseconds since 1970 in UTC. Two words stand for what each database calls it: BIGNUMBER for a
 * key of 64 bits that is the row's own number where there is such a thing, BY KEY for a table that
 * is kept in the order of its key and has no other number. */
static const char *const steps[] = {
    /* 1: objects, who may see them, the log, people */
    /* a member or a desk, and the identities registered under it */
    "CREATE TABLE org (number INTEGER NOT NULL PRIMARY KEY, kind SMALLINT NOT NULL,"
    " name TEXT NOT NULL UNIQUE, public_key BYTEA);"
    "CREATE TABLE identity (id TEXT NOT NULL PRIMARY KEY, org INTEGER NOT NULL) BY KEY;"

    /* whom an object version may go to; a feed is what one audience sees of one collection */
    "CREATE TABLE audience (number INTEGER NOT NULL PRIMARY KEY, class SMALLINT NOT NULL,"
    " name TEXT NOT NULL, UNIQUE (class, name));"
    "CREATE TABLE collection (number INTEGER NOT NULL PRIMARY KEY, alias TEXT NOT NULL UNIQUE,"
    " id TEXT NOT NULL UNIQUE);"
    "CREATE TABLE feed (number INTEGER NOT NULL PRIMARY KEY, collection INTEGER NOT NULL,"
    " audience INTEGER NOT NULL, last_added BIGINT NOT NULL, UNIQUE (collection, audience));"

    /* every STIX id that an object has or names; `newest` is the version that governs, or 0 */
    "CREATE TABLE identifier (number INTEGER NOT NULL PRIMARY KEY, text TEXT NOT NULL UNIQUE,"
    " newest INTEGER NOT NULL);"
    "CREATE TABLE version (seq INTEGER NOT NULL PRIMARY KEY, id INTEGER NOT NULL,"
    " version TEXT NOT NULL, content BYTEA NOT NULL, asserter INTEGER NOT NULL,"
    " poster INTEGER NOT NULL, collection INTEGER NOT NULL, received BIGINT NOT NULL, standing "
    "SMALLINT NOT NULL,"
    " type TEXT NOT NULL, spec TEXT NOT NULL, facts BYTEA NOT NULL, bytes BYTEA NOT NULL,"
    " UNIQUE (id, version, asserter, content));"
    "CREATE TABLE reference (target INTEGER NOT NULL, source INTEGER NOT NULL,"
    " PRIMARY KEY (target, source)) BY KEY;"

    /* what was decided to go to an audience, and what it sees */
    "CREATE TABLE allowance (audience INTEGER NOT NULL, id INTEGER NOT NULL, seq INTEGER NOT NULL,"
    " state SMALLINT NOT NULL, rule TEXT NOT NULL, actor TEXT NOT NULL, second TEXT NOT NULL,"
    " leaf BIGINT NOT NULL, highest SMALLINT NOT NULL, held SMALLINT NOT NULL,"
    " PRIMARY KEY (audience, id, seq)) BY KEY;"
    "CREATE INDEX allowance_by_id ON allowance (id, audience);"
    "CREATE TABLE shown (feed INTEGER NOT NULL, added BIGINT NOT NULL, seq INTEGER NOT NULL,"
    " id INTEGER NOT NULL, version TEXT NOT NULL, type TEXT NOT NULL, spec TEXT NOT NULL,"
    " standing SMALLINT NOT NULL, first SMALLINT NOT NULL, last SMALLINT NOT NULL,"
    " PRIMARY KEY (feed, last, added)) BY KEY;"
    "CREATE TABLE recall (leaf BIGNUMBER NOT NULL PRIMARY KEY, audience INTEGER NOT NULL,"
    " id INTEGER NOT NULL, made BIGINT NOT NULL, acknowledged BIGINT NOT NULL,"
    " account TEXT NOT NULL);"
    "CREATE INDEX recall_by_id ON recall (audience, id, acknowledged);"
    "CREATE TABLE overlay (leaf BIGNUMBER NOT NULL PRIMARY KEY, id INTEGER NOT NULL,"
    " tlp TEXT NOT NULL, rel TEXT NOT NULL, made BIGINT NOT NULL, account TEXT NOT NULL);"
    "CREATE INDEX overlay_by_id ON overlay (id);"
    "CREATE TABLE posted (collection INTEGER NOT NULL, seq INTEGER NOT NULL,"
    " PRIMARY KEY (collection, seq)) BY KEY;"
    "CREATE TABLE hidden (collection INTEGER NOT NULL, seq INTEGER NOT NULL,"
    " PRIMARY KEY (collection, seq)) BY KEY;"
    "CREATE UNIQUE INDEX shown_by_id ON shown (feed, id, standing, version, seq);"
    "CREATE INDEX shown_by_type ON shown (feed, type, added) WHERE last = 1;"

    /* the log: a leaf, and what it commits to; hashes by tile */
    "CREATE TABLE leaf (number BIGNUMBER NOT NULL PRIMARY KEY, kind SMALLINT NOT NULL,"
    " time BIGINT NOT NULL, salt BYTEA NOT NULL, record BYTEA NOT NULL);"
    "CREATE TABLE tile (level SMALLINT NOT NULL, number BIGINT NOT NULL, hashes BYTEA NOT NULL,"
    " PRIMARY KEY (level, number)) BY KEY;"

    "CREATE TABLE account (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
    " role SMALLINT NOT NULL, org INTEGER NOT NULL, person TEXT NOT NULL, password TEXT NOT NULL,"
    " disabled SMALLINT NOT NULL, made BIGINT NOT NULL);"
    "CREATE TABLE token (hash BYTEA NOT NULL PRIMARY KEY, account INTEGER NOT NULL,"
    " name TEXT NOT NULL, made BIGINT NOT NULL, until BIGINT NOT NULL, UNIQUE (account, name))"
    " BY KEY;"
    "CREATE TABLE certificate (hash BYTEA NOT NULL PRIMARY KEY, account INTEGER NOT NULL,"
    " made BIGINT NOT NULL) BY KEY;"
    "CREATE TABLE rule (number INTEGER NOT NULL PRIMARY KEY, kind TEXT NOT NULL,"
    " role SMALLINT NOT NULL, tlp SMALLINT NOT NULL, audience INTEGER NOT NULL,"
    " account INTEGER NOT NULL, made BIGINT NOT NULL, ended BIGINT NOT NULL);"
    "CREATE TABLE approval (id INTEGER NOT NULL, version TEXT NOT NULL, content BYTEA NOT NULL,"
    " originator TEXT NOT NULL, audience INTEGER NOT NULL, until BIGINT NOT NULL,"
    " ended SMALLINT NOT NULL, signature BYTEA NOT NULL,"
    " PRIMARY KEY (id, version, content, originator, audience)) BY KEY;"
    "CREATE INDEX approval_by_end ON approval (ended, until);"
    "CREATE TABLE status (id TEXT NOT NULL PRIMARY KEY, account INTEGER NOT NULL,"
    " made BIGINT NOT NULL, body BYTEA NOT NULL);"
    "CREATE INDEX status_by_age ON status (made);",
};

unsigned schema_newest(void)
{
    return sizeof steps / sizeof steps[0];
}

/* Runs on both, and changes nothing where the table is. */
static const char fact_table[] =
    "CREATE TABLE IF NOT EXISTS fact (name TEXT NOT NULL PRIMARY KEY, value BIGINT NOT NULL);";

bool schema_version(struct sql *db, unsigned *ret_version, struct error *err)
{
    static const char query[] = "SELECT value FROM fact WHERE name = 'schema'";
    struct sql_rows rows;
    bool some = false;
    if (!sql_ask_one(db, query, SQL_NO_VALUES, &rows, &some, err))
        return error_prefix(err, "no store of Trefoil");
    int64_t version = some ? sql_get_number(&rows, 0) : 0;
    if (some)
        sql_done(&rows);
    if (version < 0 || version > INT32_MAX)
        return error_input(err, ERROR_DAMAGED, "store", "its shape is number %lld",
                           (long long)version);
    *ret_version = (unsigned)version;
    return true;
}

/* The statements of a step in the database's own words. */
static bool print_step(const struct sql *db, unsigned step, struct dynbuf *out, struct error *err)
{
    const struct sql_words words = sql_words(db);
    const struct {
        const char *ours, *theirs;
    } table[] = {{"BIGNUMBER", words.number_key}, {" BY KEY", words.by_key}};
    for (const char *at = steps[step]; *at != '\0';) {
        const char *next = at + strlen(at);
        size_t found = 0;
        for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
            const char *place = strstr(at, table[i].ours);
            if (place != NULL && place < next) {
                next = place;
                found = i + 1;
            }
        }
        dynbuf_append(out, at, (size_t)(next - at));
        at = next;
        if (found > 0) {
            dynbuf_text(out, table[found - 1].theirs);
            at += strlen(table[found - 1].ours);
        }
    }
    return !out->failed || dynbuf_error(out, "the store's tables", err);
}

static bool run_script(struct sql *db, unsigned step, struct error *err)
{
    struct dynbuf script;
    dynbuf_init(&script, SCRIPT_BYTES_MAX);
    bool ok = print_step(db, step, &script, err) && sql_script(db, script.data, err);
    dynbuf_release(&script);
    return ok;
}

static bool run_step(struct sql *db, unsigned step, struct error *err)
{
    static const char remove_number[] = "DELETE FROM fact WHERE name = 'schema'";
    static const char put_number[] = "INSERT INTO fact (name, value) VALUES ('schema', $1)";
    return run_script(db, step, err) && sql_run(db, remove_number, SQL_NO_VALUES, err) &&
           sql_run(db, put_number, SQL_VALUES(sql_number(step + 1)), err);
}

bool schema_move(struct sql *db, unsigned stop, struct error *err)
{
    unsigned version = 0;
    ensure(stop <= schema_newest());
    if (!sql_script(db, fact_table, err) || !schema_version(db, &version, err))
        return false;
    if (version > schema_newest())
        return error_input(err, ERROR_UNSUPPORTED, "store",
                           "of shape %u; this program knows shapes up to %u: a newer one wrote it",
                           version, schema_newest());
    for (; version < stop; version++) {
        if (!sql_begin(db, err))
            return false;
        if (!run_step(db, version, err)) {
            sql_roll_back(db);
            return false;
        }
        if (!sql_commit(db, err))
            return false;
    }
    return true;
}
