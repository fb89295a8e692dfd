/* What an asker sees of an object, as endpoints that answer about objects must know: what its view
 * does not have is not there. */
#include "base/limits.h"
#include "intel/timestamp.h"
#include "node/api_inside.h"

const char api_no_version[] = "0";

bool api_audience(struct api_request *request, struct span words,
                  const struct stored_audience **ret_audience, struct error *err)
{
    const struct stored_audience *audience = world_audience_parse(request->world, words);
    if (audience == NULL)
        audience = world_audience_of(request->world, AUDIENCE_MEMBER, words);
    if (audience == NULL)
        return error_input(err, ERROR_VALUE, "audience",
                           "expected public, member:CODE or desk:NAME of those there are");
    *ret_audience = audience;
    return true;
}

void api_write_audience(struct json_writer *json, const char *name,
                        const struct stored_audience *audience)
{
    struct dynbuf words;
    dynbuf_init(&words, ORG_NAME_BYTES_MAX + STIX_ID_BYTES_MAX);
    world_audience_print(audience, &words);
    json_string(json, name, dynbuf_bytes(&words));
    dynbuf_release(&words);
}

bool api_version(struct api_request *request, struct span text, struct span *ret_key,
                 struct error *err)
{
    struct timestamp time;
    struct dynbuf key;
    char *copy = NULL;
    if (text.size == 0) {
        *ret_key = text;
        return true;
    }
    if (!timestamp_parse(text, &time))
        return error_input(err, ERROR_VALUE, "version",
                           "expected a time such as 2026-01-31T12:00:00.000Z");
    dynbuf_init(&key, VERSION_KEY_BYTES_MAX);
    timestamp_write_key(&key, &time);
    bool fits = !key.failed || dynbuf_error(&key, "version", err);
    if (fits)
        copy = arena_text(request->call->arena, dynbuf_bytes(&key));
    if (copy != NULL)
        *ret_key = span_of(copy, key.size);
    dynbuf_release(&key);
    return copy != NULL || (fits && error_memory(err, "reading a version"));
}

void api_write_version(struct json_writer *json, const char *name, struct span key)
{
    struct dynbuf text;
    if (span_is(key, api_no_version))
        return;
    dynbuf_init(&text, VERSION_KEY_BYTES_MAX + 1);
    dynbuf_span(&text, key);
    dynbuf_char(&text, 'Z');
    json_string(json, name, dynbuf_bytes(&text));
    dynbuf_release(&text);
}

static bool may_read(const struct api_request *request, const struct collection *collection)
{
    const struct signed_in *who = request->call->who;
    if (span_is(collection->alias, "public"))
        return (who->may & MAY_READ_PUBLIC) != 0;
    return caller_right(&who->caller, collection).can_read;
}

/* The first page of one object in a collection. */
static bool look(struct api_request *request, struct store *store,
                 const struct collection *collection, const struct released_query *query,
                 struct api_seen *ret_seen, struct error *err)
{
    const struct caller *caller = &request->call->who->caller;
    struct released_page page;
    struct view view;
    if (!view_of(store, request->world, collection, &caller->audience, caller->person, &view,
                 err) ||
        !released_page(store, &view, query, request->call->arena, &page, err))
        return false;
    for (size_t i = 0; i < page.count; i++) {
        struct span version = released_version(page.objects[i]);
        if (!ret_seen->sees || span_compare(version, ret_seen->version) > 0)
            ret_seen->version = version;
        ret_seen->sees = true;
    }
    return true;
}

/* All that may be read is looked at, whatever was found before: what is hidden costs as much as
 * what is not there. */
bool api_see(struct api_request *request, struct store *store, struct span id, struct span version,
             struct api_seen *ret_seen, struct error *err)
{
    static const unsigned kinds[] = {VERSION_LAST, VERSION_ALL};
    struct released_query query = {
        .ids = &id, .id_count = 1, .version_keys = &version, .limit = 1, .versions = VERSION_KEYS};
    struct api_seen seen = {.version = version};
    if (request->call->who->role == ROLE_OPERATOR) {
        seen.sees = true;
        *ret_seen = seen;
        return true;
    }
    query.version_key_count = version.size > 0;
    for (size_t kind = 0; kind < (version.size > 0 ? 1 : 2); kind++) {
        if (version.size == 0)
            query.versions = kinds[kind];
        for (size_t i = 0; i < request->world->collection_count; i++) {
            const struct collection *collection = &request->world->collections[i];
            if (may_read(request, collection) &&
                !look(request, store, collection, &query, &seen, err))
                return false;
        }
    }
    *ret_seen = seen;
    return true;
}
