/* Events of MISP (the MISP core format, draft-dulaunoy-misp-core-format). The order of members in
 * JSON is free: attributes are written as objects come, what the event says of itself at the end.
 */
#include "base/limits.h"
#include "intel/export_misp_attribute.h"

void export_misp_head(struct exporter *exporter)
{
    dynbuf_init(&exporter->parts, exporter->buffer->max);
    dynbuf_init(&exporter->event, OBJECT_BYTES_MAX);
    dynbuf_init(&exporter->people, exporter->buffer->max);
    json_writer_init_compact(&exporter->part, &exporter->parts);
    json_open_array(&exporter->part, NULL);
    json_writer_init(&exporter->json, exporter->buffer);
    json_open_object(&exporter->json, NULL);
    json_open_object(&exporter->json, "Event");
    json_open_array(&exporter->json, "Attribute");
}

bool export_misp(struct exporter *exporter, const struct object *object, struct arena *arena,
                 struct error *err)
{
    bool is_event = span_is(object->type, "report") || span_is(object->type, "grouping");
    const struct json_value *name = json_member(object->root, "name");
    if (span_is(object->type, "identity") && name != NULL && name->type == JSON_TYPE_STRING) {
        dynbuf_span(&exporter->people, object->id);
        dynbuf_char(&exporter->people, '\t');
        dynbuf_span(&exporter->people, name->source);
        dynbuf_char(&exporter->people, '\n');
        exporter->written++;
        return true;
    }
    if (!is_event)
        return misp_put(exporter, object, arena, err);
    if (exporter->event.size > 0)
        exporter->left_out++;
    else
        exporter->written += dynbuf_span(&exporter->event, object->bytes);
    return true;
}

/* The identity as MISP's organisation, if it was among the objects. */
static void write_creator(struct exporter *exporter, struct span id)
{
    struct span people = dynbuf_bytes(&exporter->people);
    while (id.size > 0 && people.size > 0) {
        const unsigned char *end = memchr(people.data, '\n', people.size);
        size_t size = (size_t)(end - people.data);
        struct uuid uuid;
        struct span type;
        if (size > id.size && memcmp(people.data, id.data, id.size) == 0 &&
            people.data[id.size] == '\t' && stix_id_parse(id, &type, &uuid)) {
            json_open_object(&exporter->json, "Orgc");
            json_raw(&exporter->json, "name", span_part(people, id.size + 1, size));
            misp_put_uuid(&exporter->json, &uuid);
            json_close(&exporter->json);
            return;
        }
        people = span_part(people, size + 1, people.size);
    }
}

static void write_event(struct exporter *exporter, const struct object *event,
                        const struct uuid *id)
{
    struct json_writer *json = &exporter->json;
    const struct timestamp *time = event == NULL ? &exporter->now : &event->version;
    struct timestamp published;
    bool is_published =
        event != NULL && timestamp_parse(json_member_text(event->root, "published"), &published);
    struct span name = event == NULL ? span_of(NULL, 0) : json_member_text(event->root, "name");
    misp_put_uuid(json, event == NULL ? id : &event->uuid);
    json_string(json, "info", name.size > 0 ? name : span_text("Exported objects"));
    json_string(json, "date", span_part(event == NULL ? time->whole : event->created.whole, 0, 10));
    misp_put_time(json, "timestamp", time);
    json_bool(json, "published", is_published);
    if (is_published)
        misp_put_time(json, "publish_timestamp", &published);
    json_text(json, "analysis", "2");
    json_text(json, "threat_level_id", "4");
    json_text(json, "distribution", "0");
    if (event != NULL) {
        misp_put_tags(json, event);
        write_creator(exporter, event->created_by);
    }
}

bool export_misp_end(struct exporter *exporter, const struct uuid *id, struct error *err)
{
    struct arena arena;
    struct object event;
    bool has_event = exporter->event.size > 0;
    if (exporter->event.failed)
        return dynbuf_error(&exporter->event, "an event", err);
    arena_init(&arena, OBJECT_ARENA_BYTES);
    bool ok = !has_event || object_read(dynbuf_bytes(&exporter->event), &arena, &event, err);
    if (ok) {
        json_close(&exporter->part);
        ok = json_writer_finish(&exporter->part, "an event", err) &&
             (!exporter->people.failed || dynbuf_error(&exporter->people, "an event", err));
    }
    if (ok) {
        json_close(&exporter->json);
        json_raw(&exporter->json, "Object", dynbuf_bytes(&exporter->parts));
        write_event(exporter, has_event ? &event : NULL, id);
        json_close(&exporter->json);
        json_close(&exporter->json);
        ok = json_writer_finish(&exporter->json, "an event", err);
    }
    arena_release(&arena);
    return ok;
}
