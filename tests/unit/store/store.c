/* Opening, the one writer, transactions, and shapes that came before. */
#include <pthread.h>
#include <time.h>

#include "base/file.h"
#include "base/limits.h"
#include "place.h"
#include "store/schema.h"
#include "store/versions.h"

static struct error err;

static void one_writer(void **state)
{
    (void)state;
    struct store store;
    struct store second;
    const struct store_place *place = place_fresh();
    assert_true(store_open(&store, place, &err));
    assert_false(store_open(&second, place, &err));
    assert_int_equal(err.code, ERROR_BUSY);
    store_release(&store);
    assert_true(store_open(&second, place, &err));
    store_release(&second);
}

static void *end_soon(void *store)
{
    const struct timespec some = {.tv_nsec = 300000000};
    nanosleep(&some, NULL);
    store_release(store);
    return NULL;
}

/* False: it was waited for, but where the machine stands still its end comes too late. */
static bool is_waited_for(const struct store_place *place)
{
    struct store store;
    struct store second;
    struct timespec began, ended;
    pthread_t thread;
    assert_true(store_open(&store, place, &err));
    assert_int_equal(pthread_create(&thread, NULL, end_soon, &store), 0);
    clock_gettime(CLOCK_MONOTONIC, &began);
    bool ok = store_open(&second, place, &err);
    clock_gettime(CLOCK_MONOTONIC, &ended);
    pthread_join(thread, NULL);
    if (ok)
        store_release(&second);
    else if (ended.tv_sec - began.tv_sec < 2)
        fail_msg("%s", err.text);
    return ok;
}

/* PostgreSQL lets go of the lock only when it has seen that the connection is gone. */
static void one_that_ends_is_waited_for(void **state)
{
    (void)state;
    const struct store_place *place = place_fresh();
    while (place_is_postgres() && !is_waited_for(place))
        continue;
}

static void readers_see_what_was_committed(void **state)
{
    (void)state;
    struct store store;
    struct store reader;
    const struct store_place *place = place_fresh();
    int64_t number = 0;
    bool is_new = false;
    assert_false(store_open_reading(&reader, place, &err)); /* nothing is there */
    assert_true(store_open(&store, place, &err));
    assert_true(store_open_reading(&reader, place, &err));
    assert_true(store_begin(&store, &err));
    assert_true(identifier_make(&store, span_text("tool--1"), &number, &is_new, &err));
    assert_true(identifier_find(&reader, span_text("tool--1"), &number, &err));
    assert_int_equal(number, 0);
    assert_true(store_begin_reading(&reader, &err));
    assert_true(identifier_find(&reader, span_text("tool--1"), &number, &err));
    assert_true(store_commit(&store, &err));
    assert_true(identifier_find(&reader, span_text("tool--1"), &number, &err));
    assert_int_equal(number, 0); /* one moment */
    store_end_reading(&reader);
    assert_true(identifier_find(&reader, span_text("tool--1"), &number, &err));
    assert_int_equal(number, 1);
    store_release(&reader);
    store_release(&store);
}

static void roll_back_leaves_nothing(void **state)
{
    (void)state;
    struct store store;
    int64_t number = 0;
    bool is_new = false;
    place_open(&store);
    assert_true(identifier_make(&store, span_text("tool--1"), &number, &is_new, &err));
    store_roll_back(&store);
    assert_true(store_begin(&store, &err));
    assert_true(identifier_find(&store, span_text("tool--1"), &number, &err));
    assert_int_equal(number, 0);
    store_release(&store);
}

/* PostgreSQL would call it committed, and keep nothing; SQLite would keep the rest. */
static void nothing_is_kept_behind_an_error(void **state)
{
    (void)state;
    static const char add[] = "INSERT INTO fact (name, value) VALUES ('schema', 1)";
    struct store store;
    int64_t number = 0;
    bool is_new = false;
    place_open(&store);
    assert_true(identifier_make(&store, span_text("tool--1"), &number, &is_new, &err));
    assert_false(sql_run(store.db, add, SQL_NO_VALUES, &err));
    assert_int_equal(err.code, ERROR_CONFLICT);
    assert_false(store_commit(&store, &err));
    assert_true(store_begin(&store, &err));
    assert_true(identifier_find(&store, span_text("tool--1"), &number, &err));
    assert_int_equal(number, 0);
    assert_true(identifier_make(&store, span_text("tool--1"), &number, &is_new, &err));
    assert_true(store_commit(&store, &err));
    store_release(&store);
}

static void a_newer_shape_is_refused(void **state)
{
    (void)state;
    struct store store;
    struct store_place place = *place_fresh();
    assert_true(store_open(&store, &place, &err));
    assert_true(sql_script(store.db, "UPDATE fact SET value = 99 WHERE name = 'schema'", &err));
    store_release(&store);
    assert_false(store_open(&store, &place, &err));
    assert_int_equal(err.code, ERROR_UNSUPPORTED);
    assert_non_null(strstr(err.text, "of shape 99"));
    assert_false(store_open_reading(&store, &place, &err));
    assert_int_equal(err.code, ERROR_UNSUPPORTED);
}

static void every_shape_moves_forward(void **state)
{
    (void)state;
    for (unsigned from = 0; from <= schema_newest(); from++) {
        struct store store;
        struct sql *db = NULL;
        unsigned version = 0;
        const struct store_place *place = place_fresh();
        char path[PATH_BYTES_MAX];
        assert_true(file_make_folder(place->folder, &err));
        assert_true(file_path(path, place->folder, "store.sqlite", &err));
        assert_true(place_is_postgres() ? sql_open_postgres(&db, place->postgres, &err)
                                        : sql_open_sqlite(&db, path, false, &err));
        assert_true(schema_move(db, from, &err));
        assert_true(schema_version(db, &version, &err));
        assert_int_equal(version, from);
        sql_free(db);
        assert_true(store_open(&store, place, &err));
        assert_true(schema_version(store.db, &version, &err));
        assert_int_equal(version, schema_newest());
        store_release(&store);
    }
}

static void what_is_no_database(void **state)
{
    (void)state;
    struct store store;
    struct store_place place = *place_fresh();
    char path[PATH_BYTES_MAX];
    if (place_is_postgres()) {
        place.postgres = "host=127.0.0.1 port=1 user=nobody password=secret dbname=none";
        assert_false(store_open(&store, &place, &err));
        assert_int_equal(err.code, ERROR_IO);
        assert_null(strstr(err.text, "secret"));
        return;
    }
    assert_true(store_open(&store, &place, &err));
    store_release(&store);
    assert_true(file_path(path, place.folder, "store.sqlite", &err));
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    for (int i = 0; i < 10000; i++)
        fputs("no database at all", file);
    fclose(file);
    assert_false(store_open(&store, &place, &err));
    assert_int_equal(err.code, ERROR_DAMAGED);
}

int main(int argc, char **argv)
{
    place_choose(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_writer),
        cmocka_unit_test(one_that_ends_is_waited_for),
        cmocka_unit_test(readers_see_what_was_committed),
        cmocka_unit_test(roll_back_leaves_nothing),
        cmocka_unit_test(nothing_is_kept_behind_an_error),
        cmocka_unit_test(a_newer_shape_is_refused),
        cmocka_unit_test(every_shape_moves_forward),
        cmocka_unit_test(what_is_no_database),
    };
    return RUN_ALL("store opening", tests);
}
