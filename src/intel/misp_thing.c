/* What attributes and objects have alike, and what all objects that are made of them have. */
#include "base/limits.h"
#include "intel/misp.h"
#include "intel/shape.h"

struct uuid misp_uuid(const struct misp_event *event, const struct json_value *json,
                      struct span text)
{
    struct span given = json_member_text(json, "uuid");
    unsigned char lower[UUID_TEXT_BYTES];
    struct uuid uuid;
    if (given.size != sizeof lower || !uuid_parse(given, &uuid))
        return uuid_v5(&event->uuid, text);
    return uuid;
}

bool misp_true(const struct json_value *json, const char *name)
{
    const struct json_value *value = json_member(json, name);
    return value != NULL && ((value->type == JSON_TYPE_BOOL && value->truth) ||
                             span_is(value->text, "1") || span_is(value->text, "true"));
}

/* What MISP's own rules of distribution say is nobody's marking here: whoever imports decides. */
static bool lose_distribution(struct misp_event *event, const struct json_value *json,
                              struct error *err)
{
    const struct json_value *distribution = json_member(json, "distribution");
    struct span text = distribution == NULL ? span_of(NULL, 0) : distribution->text;
    bool own = span_is(text, "0");
    if (!own && !span_is(text, "4"))
        return true;
    return import_lose(event->import, distribution, span_text("distribution"),
                       own ? "for one organisation only, which no marking says: mark it before it "
                             "goes anywhere"
                           : "for a sharing group, which no marking says: mark it before it goes "
                             "anywhere",
                       err);
}

bool misp_thing_read(struct misp_event *event, const struct json_value *json,
                     struct misp_thing *ret_thing, struct error *err)
{
    struct misp_thing *thing = ret_thing;
    *thing = (struct misp_thing){
        .json = json,
        .what = json_member_text(json, "type"),
        .comment = json_member_text(json, "comment"),
        .category = json_member_text(json, "category"),
        .marks = event->marks,
        .tags = json_member(json, "Tag"),
        .deleted = misp_true(json, "deleted"),
        .to_ids = misp_true(json, "to_ids"),
    };
    thing->uuid = misp_uuid(event, json, json->source);
    if (!misp_seconds(event, json, "timestamp", &thing->modified, err) ||
        !misp_iso(event, json, "first_seen", &thing->first_seen, err) ||
        !misp_iso(event, json, "last_seen", &thing->last_seen, err) ||
        !misp_mark(event->import, &thing->marks, thing->tags, err) ||
        !lose_distribution(event, json, err))
        return false;
    if (thing->modified.size == 0)
        thing->modified = event->modified;
    return true;
}

static void write_label(struct json_writer *json, struct dynbuf *text, const char *name,
                        struct span value)
{
    if (value.size == 0)
        return;
    dynbuf_clear(text);
    dynbuf_format(text, "misp:%s=\"", name);
    dynbuf_span(text, value);
    dynbuf_char(text, '"');
    if (text->failed)
        dynbuf_fail(json->buffer, text);
    else
        json_string(json, NULL, dynbuf_bytes(text));
}

/* In the form of MISP's own machine tags, which its converters read. */
static void write_labels(struct json_writer *json, const struct misp_thing *thing, bool observed)
{
    struct dynbuf text;
    bool is_object = thing->object.data == thing->what.data;
    dynbuf_init(&text, JSON_STRING_BYTES_MAX);
    json_open_array(json, "labels");
    write_label(json, &text, is_object ? "name" : "type", thing->what);
    write_label(json, &text, "category", thing->category);
    if (!is_object)
        write_label(json, &text, "object", thing->object);
    write_label(json, &text, "relation", thing->relation);
    write_label(json, &text, "symbol", thing->symbol);
    if (observed) {
        write_label(json, &text, "value", thing->name);
        write_label(json, &text, "comment", thing->comment);
    }
    misp_write_tags(json, thing->tags);
    json_close(json);
    dynbuf_release(&text);
}

/* STIX forbids that a version is older than what it is a version of. */
static struct span earlier(struct span one, struct span other)
{
    struct timestamp a, b;
    ensure(timestamp_parse(one, &a) && timestamp_parse(other, &b));
    return timestamp_compare(&a, &b) < 0 ? one : other;
}

bool misp_open(struct misp_event *event, struct json_writer *json, struct dynbuf *buffer,
               const struct misp_thing *thing, const char *type, struct error *err)
{
    char id[STIX_ID_BYTES_MAX + 1];
    stix_id_print(id, span_text(type), &thing->uuid);
    dynbuf_init(buffer, OBJECT_BYTES_MAX);
    json_writer_init_compact(json, buffer);
    json_open_object(json, NULL);
    json_text(json, "type", type);
    json_text(json, "spec_version", "2.1");
    json_text(json, "id", id);
    if (event->creator.size > 0)
        json_string(json, "created_by_ref", event->creator);
    json_string(json, "created", earlier(event->created, thing->modified));
    json_string(json, "modified", thing->modified);
    if (thing->deleted)
        json_bool(json, "revoked", true);
    write_labels(json, thing, strcmp(type, "observed-data") == 0);
    if (misp_write_marks(event, json, &thing->marks, err))
        return true;
    dynbuf_release(buffer);
    return false;
}

bool misp_close(struct misp_event *event, struct json_writer *json, struct dynbuf *buffer,
                const struct misp_thing *thing, struct span *ret_id, struct error *err)
{
    struct span id;
    json_close(json);
    bool ok = import_add_written(event->import, json, thing->json, thing->what, &id, err) &&
              misp_refer(event, id, err);
    dynbuf_release(buffer);
    if (ok && ret_id != NULL)
        *ret_id = id;
    return ok;
}

bool misp_write_indicator(struct misp_event *event, struct misp_thing *thing, struct span pattern,
                          const char *language, struct error *err)
{
    struct json_writer json;
    struct dynbuf buffer;
    if (!misp_open(event, &json, &buffer, thing, "indicator", err))
        return false;
    if (thing->name.size > 0)
        json_string(&json, "name", thing->name);
    if (thing->comment.size > 0)
        json_string(&json, "description", thing->comment);
    json_string(&json, "pattern", pattern);
    json_text(&json, "pattern_type", language);
    if (strcmp(language, "stix") == 0)
        json_text(&json, "pattern_version", "2.1");
    json_string(&json, "valid_from",
                thing->first_seen.size > 0 ? thing->first_seen : thing->modified);
    if (!misp_close(event, &json, &buffer, thing, &thing->indicator, err))
        return false;
    return thing->last_seen.size == 0 ||
           import_lose(event->import, json_member(thing->json, "last_seen"), span_text("last_seen"),
                       "an indicator has no such time", err);
}

bool misp_write_pattern(struct misp_event *event, struct misp_thing *thing,
                        const struct dynbuf *pattern, struct error *err)
{
    struct error why;
    if (!pattern->failed)
        return misp_write_indicator(event, thing, dynbuf_bytes(pattern), "stix", err);
    dynbuf_error(pattern, "a pattern", &why);
    if (!error_is_environment(why.code))
        return import_lose(event->import, thing->json, thing->what, why.text, err);
    *err = why;
    return false;
}

static bool has_something(const struct json_value *value)
{
    return value != NULL && (value->count > 0 || value->text.size > 0) &&
           value->type != JSON_TYPE_NULL && value->type != JSON_TYPE_BOOL;
}

bool misp_lose_members(struct misp_event *event, const struct json_value *json, const char *names,
                       const char *why, struct error *err)
{
    for (struct span name = words_next(&names); name.size > 0; name = words_next(&names)) {
        const struct json_value *member = json_member_span(json, name);
        if (has_something(member) && !import_lose(event->import, member, name, why, err))
            return false;
    }
    return true;
}
