#include "store/feeds.h"

#include "base/array.h"
#include "base/limits.h"
#include "store/questions.h"

#define COLUMNS "number, collection, audience, last_added"

/* `*ret_feed` has the number 0 where there is none. */
static bool ask(struct store *store, const char *query, const struct sql_value *values,
                size_t count, struct known_feed *ret_feed, struct error *err)
{
    struct sql_rows rows;
    bool some = false;
    *ret_feed = (struct known_feed){0};
    if (!sql_ask_one(store->db, query, values, count, &rows, &some, err))
        return false;
    if (some) {
        *ret_feed = (struct known_feed){
            .number = sql_get_number(&rows, 0),
            .collection = sql_get_number(&rows, 1),
            .audience = sql_get_number(&rows, 2),
            .begun = sql_get_number(&rows, 3),
            .last = sql_get_number(&rows, 3),
        };
        sql_done(&rows);
    }
    return true;
}

bool feeds_flush(struct store *store, struct error *err)
{
    static const char put[] = "UPDATE feed SET last_added = $1 WHERE number = $2";
    struct known *known = &store->known;
    for (size_t i = 0; i < known->feed_count; i++) {
        struct known_feed *feed = &known->feeds[i];
        if (feed->changed &&
            !sql_run(store->db, put, SQL_VALUES(sql_number(feed->last), sql_number(feed->number)),
                     err))
            return false;
        feed->changed = false;
    }
    return true;
}

static bool keep(struct store *store, const struct known_feed *feed, struct error *err)
{
    struct known *known = &store->known;
    if (!store->writes || feed->number == 0)
        return true;
    struct known_feed *grown = array_grow(known->feeds, &known->feed_capacity,
                                          known->feed_count + 1, sizeof *grown, FEEDS_MAX);
    if (grown == NULL)
        return array_error(known->feed_count + 1, FEEDS_MAX, "feeds", err);
    known->feeds = grown;
    known->feeds[known->feed_count++] = *feed;
    return true;
}

bool feed_find(struct store *store, int64_t collection, int64_t audience, int64_t *ret_feed,
               struct error *err)
{
    static const char query[] =
        "SELECT " COLUMNS " FROM feed WHERE collection = $1 AND audience = $2";
    struct known_feed feed;
    for (size_t i = 0; i < store->known.feed_count; i++)
        if (store->known.feeds[i].collection == collection &&
            store->known.feeds[i].audience == audience) {
            *ret_feed = store->known.feeds[i].number;
            return true;
        }
    if (!ask(store, query, SQL_VALUES(sql_number(collection), sql_number(audience)), &feed, err) ||
        !keep(store, &feed, err))
        return false;
    *ret_feed = feed.number;
    return true;
}

bool feed_make(struct store *store, int64_t collection, int64_t audience, int64_t *ret_feed,
               struct error *err)
{
    static const char last[] = "SELECT MAX(number) FROM feed";
    static const char add[] = "INSERT INTO feed (" COLUMNS ") VALUES ($1, $2, $3, 0)";
    int64_t feed = 0;
    if (!feed_find(store, collection, audience, &feed, err))
        return false;
    bool is_new = feed == 0;
    if (is_new &&
        (!sql_ask_number(store->db, last, SQL_NO_VALUES, &feed, err) ||
         !sql_run(store->db, add,
                  SQL_VALUES(sql_number(++feed), sql_number(collection), sql_number(audience)),
                  err)))
        return false;
    if (is_new)
        store_touch_feed(store, 0);
    *ret_feed = feed;
    return true;
}

static struct known_feed *find_known(struct store *store, int64_t number)
{
    for (size_t i = 0; i < store->known.feed_count; i++)
        if (store->known.feeds[i].number == number)
            return &store->known.feeds[i];
    return NULL;
}

bool feed_moment(struct store *store, int64_t feed, int64_t now, int64_t *ret_moment,
                 struct error *err)
{
    static const char query[] = "SELECT " COLUMNS " FROM feed WHERE number = $1";
    struct known_feed asked;
    struct known_feed *known = find_known(store, feed);
    if (known == NULL) {
        if (!ask(store, query, SQL_VALUES(sql_number(feed)), &asked, err) ||
            !keep(store, &asked, err))
            return false;
        known = find_known(store, feed);
        ensure(known != NULL); /* the caller has made it */
    }
    known->last = now > known->last ? now : known->last + 1;
    known->changed = true;
    *ret_moment = known->last;
    return true;
}

bool feed_is_new(const struct store *store, int64_t feed, int64_t moment)
{
    for (size_t i = 0; i < store->known.feed_count; i++)
        if (store->known.feeds[i].number == feed)
            return moment > store->known.feeds[i].begun;
    return false; /* then it has given none */
}
