#include "gate/released.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"
#include "gate/released_row.h"
#include "store/versions.h"

struct released {
    struct shown shown;
    struct span id;
    struct span bytes;
};

const struct shown *released_row(const struct released *released)
{
    return &released->shown;
}

struct span released_bytes(const struct released *released)
{
    return released->bytes;
}

struct span released_id(const struct released *released)
{
    return released->id;
}

struct span released_type(const struct released *released)
{
    return released->shown.type;
}

struct span released_spec(const struct released *released)
{
    return released->shown.spec;
}

struct span released_version(const struct released *released)
{
    return released->shown.version;
}

int64_t released_added(const struct released *released)
{
    return released->shown.added;
}

bool view_of(struct store *store, const struct world *world, const struct collection *collection,
             const struct stored_audience *audience, struct span person, struct view *ret_view,
             struct error *err)
{
    struct view view = {.count = audience->class == AUDIENCE_OWN ? 2 : 1};
    const struct stored_audience *by_name =
        view.count == 1 ? NULL : world_audience_of(world, AUDIENCE_OWN, person);
    int64_t number = by_name == NULL || person.size == 0 ? 0 : by_name->number;
    if (!feed_find(store, collection->number, audience->number, &view.feeds[0], err) ||
        (view.count == 2 && !feed_find(store, collection->number, number, &view.feeds[1], err)))
        return false;
    *ret_view = view;
    return true;
}

struct paging {
    struct store *store;
    const struct view *view;
    const struct released_query *query;
    struct arena *arena;
    struct shown *rows; /* that match, of all feeds, each by its place in the view; on the heap, as
                           they may be many */
    size_t count, capacity;
    struct shown *scratch; /* what one question gives: OBJECT_VERSIONS_MAX of them */
    bool unfinished;       /* the scan stopped early */
    struct position stopped;
};

static bool among(struct span text, const struct span *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (span_equal(text, list[i]))
            return true;
    return count == 0;
}

/* The order key of objects without a version (gate/take.c). */
static bool moment_matches(const struct released_query *query, const struct shown *row)
{
    if (query->version_moments == NULL || !span_is(row->version, "0"))
        return false;
    for (size_t i = 0; i < query->version_key_count; i++)
        if (query->version_moments[i] == row->added)
            return true;
    return false;
}

static bool version_matches(const struct released_query *query, const struct shown *row)
{
    return (query->versions & VERSION_ALL) || ((query->versions & VERSION_FIRST) && row->first) ||
           ((query->versions & VERSION_LAST) && row->last) ||
           ((query->versions & VERSION_KEYS) && query->version_key_count > 0 &&
            (among(row->version, query->version_keys, query->version_key_count) ||
             moment_matches(query, row)));
}

static bool matches(const struct released_query *query, const struct shown *row)
{
    return among(row->type, query->types, query->type_count) &&
           among(row->spec, query->specs, query->spec_count) && version_matches(query, row);
}

/* The moment behind which a feed's rows are asked for: those of one moment go feed by feed. */
static int64_t after_in(const struct released_query *query, size_t feed)
{
    int64_t after = query->after.added;
    if (after > 0 && feed > query->after.feed)
        after--;
    return after > query->added_after ? after : query->added_after;
}

/* In order of the moment; of one moment, by feed. */
static int by_added(const void *a, const void *b)
{
    const struct shown *one = a;
    const struct shown *other = b;
    if (one->added != other->added)
        return one->added < other->added ? -1 : 1;
    return (one->feed > other->feed) - (one->feed < other->feed);
}

static bool keep_row(struct paging *paging, const struct shown *row, size_t feed, struct error *err)
{
    struct shown *grown = array_grow(paging->rows, &paging->capacity, paging->count + 1,
                                     sizeof *grown, MATCH_VALUES_MAX * OBJECT_VERSIONS_MAX);
    if (grown == NULL)
        return array_error(paging->count + 1, MATCH_VALUES_MAX * OBJECT_VERSIONS_MAX,
                           "versions on one page", err);
    paging->rows = grown;
    paging->rows[paging->count] = *row;
    paging->rows[paging->count++].feed = (int64_t)feed;
    return true;
}

/* Named ids: their versions in each feed. Asked for also when nobody knows the id, so that it costs
 * the same. */
static bool find_by_id(struct paging *paging, size_t feed, struct span id, struct error *err)
{
    const struct shown *rows = paging->scratch;
    size_t count = 0;
    if (!shown_versions(paging->store, paging->view->feeds[feed], id, OBJECT_VERSIONS_MAX,
                        paging->arena, paging->scratch, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (rows[i].added > after_in(paging->query, feed) && matches(paging->query, &rows[i]) &&
            !keep_row(paging, &rows[i], feed, err))
            return false;
    return true;
}

static void stop_scan(struct paging *paging, int64_t added)
{
    if (!paging->unfinished || added < paging->stopped.added)
        paging->stopped.added = added;
    paging->unfinished = true;
}

/* Without ids: the feed from where the reader is, until the page is full or enough was looked at.
 */
static bool scan_feed(struct paging *paging, size_t feed, struct error *err)
{
    const struct released_query *query = paging->query;
    struct shown_query part = {
        .feed = paging->view->feeds[feed],
        .after = after_in(query, feed),
        .last_only = query->versions == VERSION_LAST,
        .limit = query->limit + 1,
    };
    size_t count = part.limit;
    size_t found = 0;
    size_t seen = 0;
    if (part.last_only && query->type_count == 1)
        part.type = query->types[0];
    for (; count == part.limit && found <= query->limit && seen < PAGE_SCAN_MAX; seen += count) {
        if (!shown_page(paging->store, &part, paging->arena, paging->scratch, &count, err))
            return false;
        for (size_t i = 0; i < count && found <= query->limit; i++) {
            if (!matches(query, &paging->scratch[i]))
                continue;
            if (!keep_row(paging, &paging->scratch[i], feed, err))
                return false;
            found++;
        }
        if (count > 0)
            part.after = paging->scratch[count - 1].added;
    }
    if (count == part.limit && found <= query->limit)
        stop_scan(paging, part.after);
    return true;
}

static bool repeats(const struct span *ids, size_t at)
{
    return at > 0 && among(ids[at], ids, at);
}

/* All versions of one object; or a page, and the row behind it that says whether there is more. */
enum {
    SCRATCH_ROWS = OBJECT_VERSIONS_MAX > PAGE_ROWS_MAX ? OBJECT_VERSIONS_MAX : PAGE_ROWS_MAX + 1
};

static bool find_rows(struct paging *paging, struct error *err)
{
    const struct released_query *query = paging->query;
    paging->scratch = arena_array(paging->arena, SCRATCH_ROWS, sizeof *paging->scratch);
    if (paging->scratch == NULL)
        return error_memory(err, "reading a page");
    for (size_t feed = 0; feed < paging->view->count; feed++) {
        if (query->id_count == 0 && !scan_feed(paging, feed, err))
            return false;
        for (size_t i = 0; i < query->id_count; i++)
            if (!repeats(query->ids, i) && !find_by_id(paging, feed, query->ids[i], err))
                return false;
    }
    if (paging->count > 0)
        qsort(paging->rows, paging->count, sizeof *paging->rows, by_added);
    return true;
}

static struct position position_of(const struct shown *row)
{
    return (struct position){.added = row->added, .feed = (size_t)row->feed};
}

/* Where a scan stopped early, nothing behind that place may be shown: it may have holes. */
static void cut(struct paging *paging, struct released_page *page)
{
    size_t limit = paging->query->limit;
    size_t whole = paging->count;
    if (paging->unfinished)
        for (whole = 0;
             whole < paging->count && paging->rows[whole].added <= paging->stopped.added;)
            whole++;
    page->count = whole < limit ? whole : limit;
    page->more = whole > limit || paging->unfinished;
    if (page->count == limit || !paging->unfinished) {
        if (page->count > 0)
            page->next = position_of(&paging->rows[page->count - 1]);
    } else {
        page->next = paging->stopped;
        page->next.feed = paging->view->count - 1;
    }
}

static bool read_object(struct paging *paging, const struct shown *row, struct released **ret_one,
                        struct error *err)
{
    struct version version;
    struct released *one = arena_alloc(paging->arena, sizeof *one);
    if (one == NULL)
        return error_memory(err, "reading a page");
    one->shown = *row;
    if (!identifier_text(paging->store, row->id, paging->arena, &one->id, err))
        return false;
    if (paging->query->with_bytes) {
        if (!version_read(paging->store, row->seq, true, paging->arena, &version, err))
            return false;
        one->bytes = version.bytes;
    }
    *ret_one = one;
    return true;
}

static bool make_page(struct paging *paging, struct released_page *ret_page, struct error *err)
{
    struct released_page page = {.next = paging->query->after};
    if (!find_rows(paging, err))
        return false;
    cut(paging, &page);
    struct released **objects = arena_array(paging->arena, page.count, sizeof *objects);
    if (objects == NULL)
        return error_memory(err, "reading a page");
    size_t bytes = 0;
    size_t most = paging->query->bytes_max > 0 ? paging->query->bytes_max : PAGE_BYTES_MAX;
    for (size_t i = 0; i < page.count; i++) {
        if (!read_object(paging, &paging->rows[i], &objects[i], err))
            return false;
        bytes += objects[i]->bytes.size;
        if (bytes < most || i + 1 == page.count)
            continue;
        page.count = i + 1;
        page.more = true;
        page.next = position_of(&paging->rows[i]);
    }
    page.objects = objects;
    *ret_page = page;
    return true;
}

bool released_page(struct store *store, const struct view *view, const struct released_query *query,
                   struct arena *arena, struct released_page *ret_page, struct error *err)
{
    struct paging paging = {.store = store, .view = view, .query = query, .arena = arena};
    ensure(query->limit >= 1 && query->limit <= PAGE_ROWS_MAX);
    ensure(query->id_count <= MATCH_VALUES_MAX);
    bool ok = make_page(&paging, ret_page, err);
    free(paging.rows);
    return ok;
}
