#include "intel/import_misp.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"
#include "intel/misp.h"
#include "intel/shape.h"

bool misp_refer(struct misp_event *event, struct span id, struct error *err)
{
    if (id.size == 0)
        return true;
    struct span *grown = array_grow(event->refs, &event->capacity, event->count + 1, sizeof *grown,
                                    ENVELOPE_OBJECTS_MAX);
    if (grown == NULL)
        return array_error(event->count + 1, ENVELOPE_OBJECTS_MAX, "objects", err);
    event->refs = grown;
    grown[event->count++] = id;
    return true;
}

/* Organisations have no times: the same one always, so that an organisation is one object. */
static bool add_creator(struct misp_event *event, struct error *err)
{
    static const struct uuid space = {{0x5f, 0x4b, 0x15, 0x6e, 0x0e, 0x7d, 0x5c, 0x1a, 0x8f, 0x40,
                                       0x2a, 0x91, 0x3b, 0x6d, 0x70, 0x11}};
    const struct json_value *org = json_member(event->json, "Orgc");
    struct span name = json_member_text(org, "name");
    char id[STIX_ID_BYTES_MAX + 1];
    struct json_writer json;
    struct dynbuf buffer;
    struct uuid uuid;
    if (name.size == 0)
        return import_lose(event->import, org, span_text("Orgc"), "no name of a creator", err);
    if (!uuid_parse(json_member_text(org, "uuid"), &uuid))
        uuid = uuid_v5(&space, name);
    stix_id_print(id, span_text("identity"), &uuid);
    dynbuf_init(&buffer, OBJECT_BYTES_MAX);
    json_writer_init_compact(&json, &buffer);
    json_open_object(&json, NULL);
    json_text(&json, "type", "identity");
    json_text(&json, "spec_version", "2.1");
    json_text(&json, "id", id);
    json_text(&json, "created", "1970-01-01T00:00:00.000Z");
    json_text(&json, "modified", "1970-01-01T00:00:00.000Z");
    json_string(&json, "name", name);
    json_text(&json, "identity_class", "organization");
    json_close(&json);
    bool ok =
        import_add_written(event->import, &json, org, span_text("Orgc"), &event->creator, err);
    dynbuf_release(&buffer);
    return ok;
}

static int compare(const void *one, const void *other)
{
    return span_compare(*(const struct span *)one, *(const struct span *)other);
}

/* Sorted, nothing twice; the creator, where there is nothing else. */
static void write_refs(struct misp_event *event, struct json_writer *json)
{
    if (event->count > 1)
        qsort(event->refs, event->count, sizeof *event->refs, compare);
    json_open_array(json, "object_refs");
    for (size_t i = 0; i < event->count; i++)
        if (i == 0 || !span_equal(event->refs[i], event->refs[i - 1]))
            json_string(json, NULL, event->refs[i]);
    if (event->count == 0 && event->creator.size > 0)
        json_string(json, NULL, event->creator);
    json_close(json);
}

static void write_level(struct json_writer *json, const char *name, struct span number,
                        const char *words)
{
    char label[64];
    size_t size = 0;
    struct span word = {0};
    if (number.size != 1 || number.data[0] < '0' || number.data[0] > '4')
        return;
    for (int i = 0; i <= number.data[0] - '0'; i++)
        word = words_next(&words);
    if (word.size == 0 || word.size + strlen(name) + 2 > sizeof label)
        return;
    memcpy(label, name, strlen(name));
    size = strlen(name);
    memcpy(label + size, word.data, word.size);
    size += word.size;
    label[size++] = '"';
    json_string(json, NULL, span_of(label, size));
}

static bool write_event(struct misp_event *event, const struct misp_thing *thing,
                        struct span published, struct error *err)
{
    struct json_writer json;
    struct dynbuf buffer;
    const struct json_value *root = event->json;
    dynbuf_init(&buffer, OBJECT_BYTES_MAX);
    json_writer_init_compact(&json, &buffer);
    json_open_object(&json, NULL);
    json_string(&json, "type", stix_id_type(event->id));
    json_text(&json, "spec_version", "2.1");
    json_string(&json, "id", event->id);
    if (event->creator.size > 0)
        json_string(&json, "created_by_ref", event->creator);
    json_string(&json, "created", event->created);
    json_string(&json, "modified", event->modified);
    json_string(&json, "name", thing->name);
    json_open_array(&json, "labels");
    write_level(&json, "misp:threat-level=\"", json_member_text(root, "threat_level_id"),
                "- high-risk medium-risk low-risk no-risk");
    write_level(&json, "misp:analysis=\"", json_member_text(root, "analysis"),
                "initial ongoing complete");
    json_text(&json, NULL, "misp:event");
    misp_write_tags(&json, thing->tags);
    json_close(&json);
    if (published.size > 0)
        json_string(&json, "published", published);
    else
        json_text(&json, "context", "suspicious-activity");
    write_refs(event, &json);
    bool ok = misp_write_marks(event, &json, &event->marks, err);
    json_close(&json);
    ok = ok && import_add_written(event->import, &json, root, span_text("Event"), NULL, err);
    dynbuf_release(&buffer);
    return ok;
}

/* A page of text about the event. */
static bool add_text(struct misp_event *event, const struct json_value *json, struct error *err)
{
    struct misp_thing thing;
    struct json_writer writer;
    struct dynbuf buffer;
    if (json->type != JSON_TYPE_OBJECT)
        return import_lose(event->import, json, span_text("EventReport"), "no report", err);
    if (!misp_thing_read(event, json, &thing, err))
        return false;
    thing.what = span_text("EventReport");
    if (thing.deleted)
        return import_lose(event->import, json, thing.what, "deleted", err);
    if (!misp_open(event, &writer, &buffer, &thing, "note", err))
        return false;
    json_string(&writer, "abstract", json_member_text(json, "name"));
    json_string(&writer, "content", json_member_text(json, "content"));
    json_open_array(&writer, "object_refs");
    json_string(&writer, NULL, event->id);
    json_close(&writer);
    return misp_close(event, &writer, &buffer, &thing, NULL, err) &&
           misp_lose_members(event, json, MISP_BESIDE, "what a report has beside its text", err);
}

static const struct json_value *first_of(const struct json_value *event, const char *name)
{
    const struct json_value *list = json_member(event, name);
    return list == NULL || list->type != JSON_TYPE_ARRAY ? NULL : list->first;
}

static bool add_parts(struct misp_event *event, struct error *err)
{
    const struct json_value *one;
    for (one = first_of(event->json, "Attribute"); one != NULL; one = one->next)
        if (!misp_attribute(event, one, NULL, err))
            return false;
    for (one = first_of(event->json, "Object"); one != NULL; one = one->next)
        if (!misp_object(event, one, err))
            return false;
    for (one = first_of(event->json, "EventReport"); one != NULL; one = one->next)
        if (!add_text(event, one, err))
            return false;
    return misp_references(event, err);
}

/* Reads what the event says of itself, and the times that all of it rests upon. */
static bool begin(struct misp_event *event, struct misp_thing *thing, struct span *ret_published,
                  struct error *err)
{
    char id[STIX_ID_BYTES_MAX + 1];
    struct span date;
    *ret_published = span_of(NULL, 0);
    event->modified = span_text("1970-01-01T00:00:00.000Z");
    if (!misp_thing_read(event, event->json, thing, err) ||
        !misp_date(event, event->json, "date", &date, err))
        return false;
    thing->name = json_member_text(event->json, "info");
    event->marks = thing->marks;
    event->modified = thing->modified;
    event->created =
        date.size > 0 && span_compare(date, event->modified) < 0 ? date : event->modified;
    if (misp_true(event->json, "published")) {
        if (!misp_seconds(event, event->json, "publish_timestamp", ret_published, err))
            return false;
        if (ret_published->size == 0)
            *ret_published = event->modified;
    }
    stix_id_print(id, span_text(ret_published->size > 0 ? "report" : "grouping"), &event->uuid);
    event->id = span_of(arena_text(event->arena, span_text(id)), strlen(id));
    return event->id.data != NULL || error_memory(err, "importing");
}

static bool import_event(struct import *import, const struct json_value *json, struct arena *arena,
                         struct error *err)
{
    struct misp_event event = {.import = import, .arena = arena, .json = json};
    struct misp_thing thing;
    struct span published;
    if (json->type != JSON_TYPE_OBJECT || !uuid_parse(json_member_text(json, "uuid"), &event.uuid))
        return import_lose(import, json, span_text("Event"), "no event with a UUID", err);
    bool ok =
        begin(&event, &thing, &published, err) && add_creator(&event, err) &&
        add_parts(&event, err) && write_event(&event, &thing, published, err) &&
        misp_lose_members(&event, json, MISP_BESIDE " RelatedEvent CryptographicKey extends_uuid",
                          "what an event has beside its attributes, objects and tags", err);
    free(event.refs);
    return ok;
}

/* `{"Event": …}` or the event itself. */
static const struct json_value *event_of(const struct json_value *value)
{
    const struct json_value *inside = json_member(value, "Event");
    return inside == NULL ? value : inside;
}

static bool looks_like_event(const struct json_value *value)
{
    return json_member(event_of(value), "info") != NULL ||
           json_member(event_of(value), "Attribute") != NULL;
}

static bool import_all(struct import *import, const struct json_value *root, const char *name,
                       struct arena *arena, struct error *err)
{
    const struct json_value *answer = json_member(root, "response");
    if (answer != NULL)
        root = answer;
    if (root->type != JSON_TYPE_ARRAY)
        return looks_like_event(root)
                   ? import_event(import, event_of(root), arena, err)
                   : error_input(err, ERROR_VALUE, name, "expected an event of MISP");
    for (const struct json_value *one = root->first; one != NULL; one = one->next)
        if (!import_event(import, event_of(one), arena, err))
            return false;
    return true;
}

bool import_misp(struct import *import, struct span bytes, const char *name, struct error *err)
{
    const struct json_value *root;
    struct arena arena;
    if (bytes.size > IMPORT_FILE_BYTES_MAX)
        return error_input(err, ERROR_LIMIT, name, "over %d bytes", IMPORT_FILE_BYTES_MAX);
    arena_init(&arena, (size_t)IMPORT_ARENA_BYTES * 2);
    bool ok = json_tree_read(bytes, name, &arena, &root, err) &&
              import_begin(import, IMPORT_MISP, name, bytes, err) &&
              import_all(import, root, name, &arena, err);
    arena_release(&arena);
    return ok;
}
