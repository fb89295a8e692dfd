#include "intel/upgrade.h"

#include "base/limits.h"
#include "intel/shape.h"
#include "intel/tlp.h"

bool is_stix_2_0(const struct json_value *object)
{
    enum object_class class = object_class_of(json_member_text(object, "type"));
    return json_member(object, "spec_version") == NULL && class != OBJECT_SCO &&
           (class != OBJECT_UNKNOWN || json_member(object, "created") != NULL);
}

/* Where 2.1 has the words that 2.0 kept in `labels`. */
static const char *types_of(struct span type)
{
    static const char *const names[][2] = {
        {"indicator", "indicator_types"}, {"malware", "malware_types"},
        {"report", "report_types"},       {"threat-actor", "threat_actor_types"},
        {"tool", "tool_types"},
    };
    for (size_t i = 0; i < COUNT(names); i++)
        if (span_is(type, names[i][0]))
            return names[i][1];
    return NULL;
}

/* The elements that say no more than the type (`"labels": ["malware"]`), or the others. */
static void write_words(struct json_writer *json, const char *name, const struct json_value *labels,
                        struct span type, bool equal)
{
    bool open = false;
    for (const struct json_value *one = labels->first; one != NULL; one = one->next) {
        if ((one->type == JSON_TYPE_STRING && span_equal(one->text, type)) != equal)
            continue;
        if (!open)
            json_open_array(json, name);
        open = true;
        json_raw(json, NULL, one->source);
    }
    if (open)
        json_close(json);
}

static void write_labels(struct json_writer *json, const struct json_value *object,
                         const struct json_value *labels)
{
    struct span type = json_member_text(object, "type");
    const char *types = types_of(type);
    if (types == NULL || labels->type != JSON_TYPE_ARRAY || json_member(object, types) != NULL) {
        json_raw(json, "labels", labels->source);
        return;
    }
    write_words(json, "labels", labels, type, true);
    write_words(json, types, labels, type, false);
}

void upgrade_members(struct json_writer *json, const struct json_value *object)
{
    struct span type = json_member_text(object, "type");
    json_text(json, "spec_version", "2.1");
    if (span_is(type, "malware") && json_member(object, "is_family") == NULL)
        json_bool(json, "is_family", true);
    if (span_is(type, "indicator") && json_member(object, "pattern_type") == NULL)
        json_text(json, "pattern_type", "stix");
    for (const struct json_value *one = object->first; one != NULL; one = one->next) {
        if (span_is(one->name, "labels")) {
            write_labels(json, object, one);
        } else if (!span_is(one->name, "objects") || !span_is(type, "observed-data")) {
            json_name(json, one->name);
            json_raw(json, NULL, one->source);
        }
    }
}

bool upgrade(struct import *import, const struct json_value *object, struct span what,
             struct error *err)
{
    struct dynbuf buffer;
    struct json_writer json;
    struct span tlp = tlp_definition(json_member_text(object, "id"));
    if (span_is(json_member_text(object, "type"), "observed-data"))
        return upgrade_observed(import, object, what, err);
    if (tlp.size > 0)
        return import_add(import, tlp, object, what, NULL, err);
    dynbuf_init(&buffer, OBJECT_BYTES_MAX);
    json_writer_init_compact(&json, &buffer);
    json_open_object(&json, NULL);
    upgrade_members(&json, object);
    json_close(&json);
    bool ok = import_add_written(import, &json, object, what, NULL, err);
    dynbuf_release(&buffer);
    return ok;
}
