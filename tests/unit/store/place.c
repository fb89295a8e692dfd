#include "place.h"

#include "base/scratch.h"

static const char *connection;
static char folder[512];
static unsigned next;
static struct store_place place;

void place_choose(int argc, char **argv)
{
    if (argc > 2 && strcmp(argv[1], "postgres") == 0)
        connection = argv[2];
}

bool place_is_postgres(void)
{
    return connection != NULL;
}

const struct store_place *place_fresh(void)
{
    struct error err;
    struct sql *db = NULL;
    snprintf(folder, sizeof folder, "%s/%u", scratch(), next++);
    place = (struct store_place){.folder = folder, .postgres = connection};
    if (connection != NULL) {
        assert_true(sql_open_postgres(&db, connection, &err));
        assert_true(sql_script(
            db, "SET lock_timeout = 60000; DROP SCHEMA public CASCADE; CREATE SCHEMA public",
            &err));
        sql_free(db);
    }
    return &place;
}

void place_open(struct store *ret_store)
{
    struct error err = {0};
    if (!store_open(ret_store, place_fresh(), &err) || !store_begin(ret_store, &err))
        fail_msg("%s", err.text);
}

void place_commit(struct store *store)
{
    struct error err = {0};
    if (!store_commit(store, &err) || !store_begin(store, &err))
        fail_msg("%s", err.text);
}

int64_t place_version(struct store *store, const char *id, const char *version,
                      unsigned char content)
{
    struct error err;
    unsigned char hash[32] = {content};
    int64_t number = 0;
    int64_t seq = 0;
    bool is_new = false;
    assert_true(identifier_make(store, span_text(id), &number, &is_new, &err));
    struct version added = {
        .id = number,
        .version = span_text(version),
        .content = span_of(hash, sizeof hash),
        .asserter = 1,
        .poster = 2,
        .received = 1764331200000000,
        .standing = STANDING_WHOLE,
        .type = span_text("tool"),
        .spec = span_text("2.1"),
        .facts = span_text("facts"),
        .bytes = span_text("{\"a\":\"\xc3\xa9\"}"),
    };
    if (!version_add(store, &added, &seq, &err))
        fail_msg("%s", err.text);
    return seq;
}
