/* References between objects (core format, 2.6), as relationships between what became of them. */
#include <stdlib.h>

#include "intel/misp.h"

static struct span uuid_part(struct span id)
{
    return span_part(id, id.size - UUID_TEXT_BYTES, id.size);
}

/* By their UUIDs; an indicator before what was observed. */
static int compare(const void *one, const void *other)
{
    const struct span *a = one, *b = other;
    int order = span_compare(uuid_part(*a), uuid_part(*b));
    return order != 0 ? order : span_compare(*a, *b);
}

/* What became of the attribute or object of this UUID: the first of its identifiers. */
static struct span find(const struct misp_event *event, struct span text)
{
    char lower[UUID_TEXT_BYTES + 1];
    struct uuid uuid;
    size_t from = 0, to = event->count;
    if (!uuid_parse(text, &uuid))
        return span_of(NULL, 0);
    uuid_print(lower, &uuid);
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (span_compare(uuid_part(event->refs[middle]), span_text(lower)) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    bool found = from < event->count && span_is(uuid_part(event->refs[from]), lower);
    return found ? event->refs[from] : span_of(NULL, 0);
}

static bool take(struct misp_event *event, const struct json_value *json, struct error *err)
{
    struct misp_thing thing;
    struct json_writer writer;
    struct dynbuf buffer;
    struct span kind = json_member_text(json, "relationship_type");
    if (json->type != JSON_TYPE_OBJECT)
        return import_lose(event->import, json, span_text("ObjectReference"), "none", err);
    if (!misp_thing_read(event, json, &thing, err))
        return false;
    thing.what = span_text("ObjectReference");
    struct span source = find(event, json_member_text(json, "object_uuid"));
    struct span target = find(event, json_member_text(json, "referenced_uuid"));
    if (source.size == 0 || target.size == 0 || thing.deleted)
        return import_lose(event->import, json, thing.what,
                           thing.deleted ? "deleted" : "one of its sides became no object", err);
    if (!misp_open(event, &writer, &buffer, &thing, "relationship", err))
        return false;
    json_string(&writer, "relationship_type", kind.size > 0 ? kind : span_text("related-to"));
    if (thing.comment.size > 0)
        json_string(&writer, "description", thing.comment);
    json_string(&writer, "source_ref", source);
    json_string(&writer, "target_ref", target);
    struct span id;
    json_close(&writer);
    bool ok = import_add_written(event->import, &writer, json, thing.what, &id, err);
    dynbuf_release(&buffer);
    return ok;
}

bool misp_references(struct misp_event *event, struct error *err)
{
    const struct json_value *objects = json_member(event->json, "Object");
    if (event->count > 1)
        qsort(event->refs, event->count, sizeof *event->refs, compare);
    for (const struct json_value *one = objects == NULL ? NULL : objects->first; one != NULL;
         one = one->next) {
        const struct json_value *list = json_member(one, "ObjectReference");
        const struct json_value *reference = list == NULL ? NULL : list->first;
        for (; reference != NULL; reference = reference->next)
            if (!take(event, reference, err))
                return false;
    }
    return true;
}
