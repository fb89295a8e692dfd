#include "share/query.h"

#include "base/limits.h"
#include "intel/id.h"
#include "intel/timestamp.h"

struct reading {
    struct taxii_query query;
    struct arena *arena;
    struct span value; /* of the name that is read */
};

static bool bad(struct error *err, const char *name, const char *expected)
{
    return error_input(err, ERROR_VALUE, name, "expected %s", expected);
}

/* Cuts the value at its commas. */
static bool split(struct reading *reading, const char *name, const struct span **ret_values,
                  size_t *ret_count, struct error *err)
{
    struct span rest = reading->value;
    size_t count = 1;
    for (size_t i = 0; i < rest.size; i++)
        count += rest.data[i] == ',';
    if (count > MATCH_VALUES_MAX)
        return error_input(err, ERROR_VALUE, name, "expected at most %d values", MATCH_VALUES_MAX);
    struct span *values = arena_array(reading->arena, count, sizeof *values);
    if (values == NULL)
        return error_memory(err, "reading a query");
    for (size_t i = 0; i < count; i++) {
        size_t size = 0;
        while (size < rest.size && rest.data[size] != ',')
            size++;
        if (size == 0)
            return bad(err, name, "no empty value");
        values[i] = span_part(rest, 0, size);
        rest = span_part(rest, size < rest.size ? size + 1 : size, rest.size);
    }
    *ret_values = values;
    *ret_count = count;
    return true;
}

/* Microseconds since 1970, cut after the sixth digit: rows are told apart by no finer ones. Before
 * 1970 is 0. */
static int64_t micros_of(const struct timestamp *time)
{
    int64_t seconds = timestamp_seconds(time);
    int64_t fraction = 0;
    for (size_t i = 0; i < 6; i++)
        fraction = fraction * 10 + (i < time->fraction.size ? time->fraction.data[i] - '0' : 0);
    return seconds < 0 ? 0 : seconds * 1000000 + fraction;
}

static bool read_added_after(struct reading *reading, const char *name, struct error *err)
{
    struct timestamp time;
    if (!timestamp_parse(reading->value, &time))
        return bad(err, name, "a timestamp such as 2026-01-31T12:00:00.000000Z");
    reading->query.released.added_after = micros_of(&time);
    return true;
}

static bool read_limit(struct reading *reading, const char *name, struct error *err)
{
    size_t limit = 0;
    bool digits = reading->value.size > 0;
    for (size_t i = 0; i < reading->value.size && digits; i++) {
        unsigned char c = reading->value.data[i];
        digits = c >= '0' && c <= '9';
        limit = limit > PAGE_ROWS_MAX ? limit : limit * 10 + (size_t)(c - '0');
    }
    if (!digits || limit == 0)
        return bad(err, name, "a whole number above 0");
    reading->query.released.limit = limit < PAGE_ROWS_MAX ? limit : PAGE_ROWS_MAX;
    return true;
}

static bool read_next(struct reading *reading, const char *name, struct error *err)
{
    if (reading->value.size == 0)
        return bad(err, name, "what `next` of a page said");
    reading->query.next = reading->value;
    return true;
}

static bool read_ids(struct reading *reading, const char *name, struct error *err)
{
    struct released_query *released = &reading->query.released;
    struct span type;
    struct uuid uuid;
    if (!split(reading, name, &released->ids, &released->id_count, err))
        return false;
    for (size_t i = 0; i < released->id_count; i++)
        if (!stix_id_parse(released->ids[i], &type, &uuid))
            return bad(err, name,
                       "identifiers such as "
                       "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f");
    return true;
}

static bool read_types(struct reading *reading, const char *name, struct error *err)
{
    struct released_query *released = &reading->query.released;
    if (!split(reading, name, &released->types, &released->type_count, err))
        return false;
    for (size_t i = 0; i < released->type_count; i++)
        if (!stix_type_valid(released->types[i]))
            return bad(err, name, "types such as indicator");
    return true;
}

static bool read_specs(struct reading *reading, const char *name, struct error *err)
{
    struct released_query *released = &reading->query.released;
    if (!split(reading, name, &released->specs, &released->spec_count, err))
        return false;
    for (size_t i = 0; i < released->spec_count; i++)
        if (released->specs[i].size != 3 || released->specs[i].data[0] != '2' ||
            released->specs[i].data[1] != '.' || released->specs[i].data[2] < '0' ||
            released->specs[i].data[2] > '9')
            return bad(err, name, "versions of STIX such as 2.1");
    return true;
}

/* The store's form of a version. */
static bool add_version(struct reading *reading, const char *name, struct span text,
                        struct span *keys, int64_t *moments, struct error *err)
{
    struct released_query *released = &reading->query.released;
    struct timestamp time;
    struct dynbuf key;
    if (!timestamp_parse(text, &time))
        return bad(err, name, "first, last, all, or timestamps");
    dynbuf_init(&key, HTTP_TARGET_BYTES_MAX);
    timestamp_write_key(&key, &time);
    const char *copy = key.failed ? NULL : arena_text(reading->arena, dynbuf_bytes(&key));
    size_t size = key.size;
    dynbuf_release(&key);
    if (copy == NULL)
        return error_memory(err, "reading a query");
    moments[released->version_key_count] = micros_of(&time);
    keys[released->version_key_count++] = span_of(copy, size);
    released->versions |= VERSION_KEYS;
    return true;
}

static bool read_versions(struct reading *reading, const char *name, struct error *err)
{
    struct released_query *released = &reading->query.released;
    const struct span *values = NULL;
    size_t count = 0;
    if (!split(reading, name, &values, &count, err))
        return false;
    struct span *keys = arena_array(reading->arena, count, sizeof *keys);
    int64_t *moments = arena_array(reading->arena, count, sizeof *moments);
    if (keys == NULL || moments == NULL)
        return error_memory(err, "reading a query");
    released->version_keys = keys;
    released->version_moments = moments;
    released->versions = 0;
    reading->query.has_version = true;
    for (size_t i = 0; i < count; i++) {
        if (span_is(values[i], "first"))
            released->versions |= VERSION_FIRST;
        else if (span_is(values[i], "last"))
            released->versions |= VERSION_LAST;
        else if (span_is(values[i], "all"))
            released->versions |= VERSION_ALL;
        else if (!add_version(reading, name, values[i], keys, moments, err))
            return false;
    }
    return count == 1 || !(released->versions & VERSION_ALL) || bad(err, name, "all by itself");
}

static const struct name {
    const char *name;
    unsigned of;
    bool (*read)(struct reading *reading, const char *name, struct error *err);
} names_known[] = {
    {"added_after", QUERY_PAGES, read_added_after},
    {"limit", QUERY_PAGES, read_limit},
    {"next", QUERY_PAGES, read_next},
    {"match[id]", QUERY_ID, read_ids},
    {"match[type]", QUERY_TYPE, read_types},
    {"match[version]", QUERY_VERSION, read_versions},
    {"match[spec_version]", QUERY_SPEC_VERSION, read_specs},
};
enum { NAMES_KNOWN = sizeof names_known / sizeof names_known[0] };

static bool read_pair(struct reading *reading, const struct http_pair *pair, unsigned names,
                      bool seen[NAMES_KNOWN], struct error *err)
{
    for (size_t i = 0; i < NAMES_KNOWN; i++) {
        const struct name *name = &names_known[i];
        if (!span_is(pair->name, name->name) || !(name->of & names))
            continue;
        if (seen[i])
            return bad(err, name->name, "it once");
        seen[i] = true;
        reading->value = pair->value;
        return name->read(reading, name->name, err);
    }
    return error_input(err, ERROR_VALUE, "query", "no parameter of this endpoint: %.*s",
                       (int)(pair->name.size < 64 ? pair->name.size : 64),
                       (const char *)pair->name.data);
}

bool taxii_query_read(struct taxii_query *ret_query, const struct http_request *request,
                      unsigned names, struct arena *arena, struct error *err)
{
    bool seen[NAMES_KNOWN] = {false};
    struct reading reading = {
        .query = {.released = {.versions = VERSION_LAST, .limit = PAGE_ROWS_MAX}}, .arena = arena};
    for (size_t i = 0; i < request->query_count; i++)
        if (!read_pair(&reading, &request->query[i], names, seen, err))
            return false;
    *ret_query = reading.query;
    return true;
}
