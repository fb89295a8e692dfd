/* What an asker sees of an object, as endpoints that answer about objects must know: what its view
 * does not have is not there. */
#include "base/hex.h"
#include "base/limits.h"
#include "gate/version_key.h"
#include "intel/timestamp.h"
#include "log/record.h"
#include "node/api_inside.h"
#include "store/versions.h"

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
    *ret_key = text;
    if (text.size > 0 && !timestamp_parse(text, &time))
        return error_input(err, ERROR_VALUE, "version",
                           "expected a time such as 2026-01-31T12:00:00.000Z");
    return text.size == 0 || version_key_of_words(text, request->call->arena, ret_key, err);
}

void api_write_version(struct json_writer *json, const char *name, struct span key)
{
    struct timestamp time;
    struct dynbuf text;
    if (!timestamp_of_key(key, &time))
        return;
    dynbuf_init(&text, OBJECT_BYTES_MAX);
    timestamp_write(&text, &time);
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

/* What is asked of each collection, and what came of it. */
struct looking {
    struct api_request *request;
    struct store *store;
    struct arena *arena; /* of what is read */
    struct released_query query;
    bool (*take)(struct looking *looking, const struct released *object, struct error *err);
    const struct api_asked *asked;
    struct span hash; /* of a record: SHA-256 of the bytes, in digits */
    struct api_seen seen;
    unsigned contents; /* different ones that were seen */
    struct dynbuf tell;
};

static bool look(struct looking *looking, const struct collection *collection, struct error *err)
{
    struct api_request *request = looking->request;
    const struct caller *caller = &request->call->who->caller;
    struct released_page page;
    struct view view;
    if (!view_of(looking->store, request->world, collection, &caller->audience, caller->person,
                 &view, err) ||
        !released_page(looking->store, &view, &looking->query, looking->arena, &page, err))
        return false;
    for (size_t i = 0; i < page.count; i++)
        if (!looking->take(looking, page.objects[i], err))
            return false;
    return true;
}

/* All that may be read is looked at, whatever was found before: what is hidden costs as much as
 * what is not there. */
static bool look_all(struct looking *looking, unsigned versions, struct error *err)
{
    const struct world *world = looking->request->world;
    looking->query.versions = versions;
    for (size_t i = 0; i < world->collection_count; i++)
        if (may_read(looking->request, &world->collections[i]) &&
            !look(looking, &world->collections[i], err))
            return false;
    return true;
}

static bool take_version(struct looking *looking, const struct released *object, struct error *err)
{
    struct span version = released_version(object);
    (void)err;
    if (looking->seen.version.size == 0 || span_compare(version, looking->seen.version) > 0)
        looking->seen.version = version;
    return true;
}

static bool content_of(struct span bytes, char ret_hex[2 * OBJECT_HASH_BYTES + 1],
                       struct error *err)
{
    unsigned char hash[OBJECT_HASH_BYTES];
    struct object object;
    struct arena arena;
    arena_init(&arena, OBJECT_ARENA_BYTES);
    bool ok = object_read(bytes, &arena, &object, err) && object_content_hash(&object, hash, err);
    arena_release(&arena);
    if (ok)
        hex_encode(ret_hex, hash, sizeof hash);
    return ok;
}

/* Digits, of either case in what was asked. */
static bool begins_with(struct span content, struct span wanted)
{
    if (wanted.size > content.size)
        return false;
    for (size_t i = 0; i < wanted.size; i++) {
        unsigned char digit = wanted.data[i];
        if (digit >= 'A' && digit <= 'F')
            digit = (unsigned char)(digit - 'A' + 'a');
        if (digit != content.data[i])
            return false;
    }
    return true;
}

/* One of the contents under the version that begin with what was asked. */
static bool take_content(struct looking *looking, const struct released *object, struct error *err)
{
    char hex[2 * OBJECT_HASH_BYTES + 1];
    struct span wanted = looking->asked->content;
    if (!content_of(released_bytes(object), hex, err))
        return false;
    struct span content = span_text(hex);
    if (!begins_with(content, wanted) ||
        (looking->contents > 0 && span_equal(content, looking->seen.content)))
        return true;
    const char *copy = arena_text(looking->request->call->arena, content);
    if (copy == NULL)
        return error_memory(err, "looking at an object");
    looking->seen.content = span_of(copy, content.size);
    looking->seen.sees = true;
    dynbuf_format(&looking->tell, "%s%.12s", looking->contents++ > 0 ? ", " : "", copy);
    return true;
}

static bool see(struct looking *looking, struct error *err)
{
    struct span *version = &looking->seen.version;
    looking->take = take_version;
    if (version->size == 0 && (!look_all(looking, VERSION_LAST, err) ||
                               (version->size == 0 && !look_all(looking, VERSION_ALL, err))))
        return false;
    looking->query.version_keys = version;
    looking->query.version_key_count = 1;
    looking->query.limit = CONTENTS_MAX;
    looking->query.with_bytes = true;
    looking->take = take_content;
    if (!look_all(looking, VERSION_KEYS, err))
        return false;
    return looking->contents <= 1 ||
           error_input(err, ERROR_CONFLICT, "object",
                       "several contents stand under this version: %s; say which",
                       looking->tell.data);
}

bool api_see(struct api_request *request, struct store *store, const struct api_asked *asked,
             struct api_seen *ret_seen, struct error *err)
{
    struct looking looking = {
        .request = request,
        .store = store,
        .arena = request->call->arena,
        .asked = asked,
        .query = {.ids = &asked->id, .id_count = 1, .limit = 1},
        .seen = {.version = asked->version},
    };
    if (request->call->who->role == ROLE_OPERATOR) {
        *ret_seen = (struct api_seen){true, asked->version, asked->content};
        return true;
    }
    dynbuf_init(&looking.tell, ERROR_TEXT_BYTES);
    bool ok = see(&looking, err);
    dynbuf_release(&looking.tell);
    if (ok)
        *ret_seen = looking.seen;
    return ok;
}

static bool no_object(struct error *err)
{
    return error_input(err, ERROR_NOT_FOUND, "object", "there is no such object or version");
}

bool api_see_asked(struct api_request *request, struct store *store, struct api_asked *asked,
                   struct span version, struct api_seen *ret_seen, struct error *err)
{
    struct uuid uuid;
    struct span type;
    if (!stix_id_parse(asked->id, &type, &uuid))
        return error_input(err, ERROR_VALUE, "id", "expected type--UUID, as of a STIX object");
    return api_version(request, version, &asked->version, err) &&
           api_see(request, store, asked, ret_seen, err) && (ret_seen->sees || no_object(err));
}

static bool take_any(struct looking *looking, const struct released *object, struct error *err)
{
    (void)object;
    (void)err;
    looking->seen.sees = true;
    return true;
}

/* With memory of its own: it is asked many times in one answer. */
bool api_sees_id(struct api_request *request, struct store *store, struct span id, bool *ret_sees,
                 struct error *err)
{
    struct arena arena;
    struct looking looking = {.request = request,
                              .store = store,
                              .arena = &arena,
                              .take = take_any,
                              .query = {.ids = &id, .id_count = 1, .limit = 1}};
    arena_init(&arena, API_REQUEST_BYTES_MAX);
    bool ok = look_all(&looking, VERSION_ALL, err);
    arena_release(&arena);
    if (ok)
        *ret_sees = looking.seen.sees || request->call->who->role == ROLE_OPERATOR;
    return ok;
}

static bool take_bytes(struct looking *looking, const struct released *object, struct error *err)
{
    struct log_hash hash;
    char hex[2 * LOG_HASH_BYTES + 1];
    (void)err;
    log_hash_of(&hash, released_bytes(object));
    hex_encode(hex, hash.bytes, sizeof hash.bytes);
    looking->seen.sees = looking->seen.sees || span_is(looking->hash, hex);
    return true;
}

bool api_sees_record(struct api_request *request, struct store *store, const struct record *record,
                     bool *ret_sees, struct error *err)
{
    struct span key;
    struct looking looking = {
        .request = request,
        .store = store,
        .arena = request->call->arena,
        .take = take_bytes,
        .hash = record->values[RECORD_HASH],
        .query = {.ids = &record->values[RECORD_OBJECT],
                  .id_count = 1,
                  .version_keys = &key,
                  .version_key_count = 1,
                  .with_bytes = true,
                  .limit = PAGE_ROWS_MAX},
    };
    *ret_sees = false;
    if (record->values[RECORD_VERSION].size == 0)
        return true;
    if (!version_key_of_words(record->values[RECORD_VERSION], looking.arena, &key, err) ||
        !look_all(&looking, VERSION_KEYS, err))
        return false;
    *ret_sees = looking.seen.sees;
    return true;
}
