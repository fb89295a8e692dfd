#include "store/store.h"

#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "store/feeds.h"
#include "store/questions.h"
#include "store/schema.h"

static const char file_name[] = "store.sqlite";

enum { LOCK_PAUSES = 40, LOCK_PAUSE_NANOSECONDS = 50 * 1000 * 1000 };

static bool open_database(struct store *store, const struct store_place *place, struct error *err)
{
    char path[PATH_BYTES_MAX];
    if (place->postgres != NULL)
        return sql_open_postgres(&store->db, place->postgres, err);
    return file_path(path, place->folder, file_name, err) &&
           sql_open_sqlite(&store->db, path, !store->writes, err);
}

/* The one writer's lock: of the folder, or of the database, where it goes with the connection: the
 * server sees that a node has ended, or was killed, a moment later than who starts it again. */
static bool lock_postgres(struct sql *db, struct error *err)
{
    static const char lock[] = "SET lock_timeout = '2s'; "
                               "SELECT pg_advisory_lock(x'54524546'::int, 0); "
                               "RESET lock_timeout";
    return sql_script(db, lock, err) ||
           (err->code == ERROR_BUSY &&
            error_input(err, ERROR_BUSY, "the store in PostgreSQL",
                        "another node writes it: one writing node a store"));
}

/* Waits as long as for PostgreSQL's: while no node runs, commands hold it for a moment each. */
static bool lock_soon(int *ret_lock, const char *folder, struct error *err)
{
    const struct timespec pause = {.tv_nsec = LOCK_PAUSE_NANOSECONDS};
    for (int i = 0; i < LOCK_PAUSES; i++) {
        if (file_lock(ret_lock, folder, err))
            return true;
        if (err->code != ERROR_BUSY)
            return false;
        nanosleep(&pause, NULL);
    }
    return file_lock(ret_lock, folder, err);
}

/* Whoever may open the lock can hold it, and no node starts: so, in a home that others may look
 * into, not they. Where that cannot be set, one that is another's, it is no reason to stop. */
static bool lock_folder(struct store *store, const char *folder, struct error *err)
{
    if (!file_make_folder(folder, err) || !lock_soon(&store->lock, folder, err))
        return false;
    (void)fchmod(store->lock, S_IRUSR | S_IWUSR);
    return true;
}

static bool open_writing(struct store *store, const struct store_place *place, struct error *err)
{
    if (place->postgres == NULL && !lock_folder(store, place->folder, err))
        return false;
    return open_database(store, place, err) &&
           (place->postgres == NULL || lock_postgres(store->db, err)) &&
           schema_move(store->db, schema_newest(), err);
}

bool store_open(struct store *ret_store, const struct store_place *place, struct error *err)
{
    struct store store = {.lock = -1, .writes = true};
    if (!open_writing(&store, place, err)) {
        store_release(&store);
        return false;
    }
    *ret_store = store;
    return true;
}

/* SQLite's name for a file that is unlinked once it is open. */
bool store_open_scratch(struct store *ret_store, struct error *err)
{
    struct store store = {.lock = -1, .writes = true};
    if (!sql_open_sqlite(&store.db, "", false, err) ||
        !schema_move(store.db, schema_newest(), err)) {
        store_release(&store);
        return false;
    }
    *ret_store = store;
    return true;
}

static bool check_shape(struct store *store, struct error *err)
{
    unsigned version = 0;
    if (!schema_version(store->db, &version, err))
        return false;
    return version == schema_newest() ||
           error_input(err, ERROR_UNSUPPORTED, "store", "of shape %u; this program reads shape %u",
                       version, schema_newest());
}

bool store_open_reading(struct store *ret_store, const struct store_place *place, struct error *err)
{
    struct store store = {.lock = -1};
    if (!open_database(&store, place, err) || !check_shape(&store, err)) {
        store_release(&store);
        return false;
    }
    *ret_store = store;
    return true;
}

void store_release(struct store *store)
{
    if (store->db == NULL && !store->writes)
        return;
    sql_free(store->db);
    known_release(&store->known);
    if (store->lock >= 0)
        close(store->lock);
    *store = (struct store){.lock = -1};
}

bool store_begin(struct store *store, struct error *err)
{
    static const char identifier[] = "SELECT MAX(number) FROM identifier";
    static const char version[] = "SELECT MAX(seq) FROM version";
    ensure(store->writes);
    store->touched = 0;
    known_forget(&store->known);
    if (!sql_begin(store->db, err))
        return false;
    if (sql_ask_number(store->db, identifier, SQL_NO_VALUES, &store->last_identifier, err) &&
        sql_ask_number(store->db, version, SQL_NO_VALUES, &store->last_version, err))
        return true;
    sql_roll_back(store->db);
    return false;
}

bool store_commit(struct store *store, struct error *err)
{
    if (!feeds_flush(store, err)) {
        store_roll_back(store);
        return false;
    }
    known_forget(&store->known);
    return sql_commit(store->db, err);
}

void store_roll_back(struct store *store)
{
    known_forget(&store->known);
    sql_roll_back(store->db);
}

bool store_begin_reading(struct store *store, struct error *err)
{
    return sql_begin_reading(store->db, err);
}

void store_end_reading(struct store *store)
{
    sql_roll_back(store->db);
}

bool store_is_there(struct store *store, struct error *err)
{
    return sql_there(store->db, err);
}

bool store_beat(struct store *store, int64_t now, struct error *err)
{
    static const char query[] = "INSERT INTO fact (name, value) VALUES ('beat', $1) "
                                "ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    return sql_run(store->db, query, SQL_VALUES(sql_number(now)), err);
}

bool store_last_beat(struct store *store, int64_t *ret_beat, struct error *err)
{
    static const char query[] = "SELECT value FROM fact WHERE name = 'beat'";
    return sql_ask_number(store->db, query, SQL_NO_VALUES, ret_beat, err);
}
