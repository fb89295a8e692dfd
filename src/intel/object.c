#include "intel/object.h"

#include <nettle/sha2.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/limits.h"
#include "intel/selector.h"
#include "text/json_canonical.h"

bool object_error(struct error *err, const struct json_value *value, enum error_code code,
                  const char *format, ...)
{
    char path[JSON_PATH_BYTES], text[ERROR_TEXT_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    json_path(path, value);
    return error_input(err, code, path, "%s", text);
}

static bool expect_type(const struct json_value *value, enum json_type type, struct error *err)
{
    return value->type == type || object_error(err, value, ERROR_VALUE, "%s; expected %s",
                                               json_type_name(value->type), json_type_name(type));
}

/* A member that must be there. */
static bool need(const struct object *object, const char *name, const struct json_value **ret_value,
                 struct error *err)
{
    *ret_value = json_member(object->root, name);
    return *ret_value != NULL ||
           object_error(err, object->root, ERROR_VALUE, "no %s; expected one in every %s", name,
                        object_class_name(object->class));
}

/* An identifier as it is told apart: in lower case. */
static bool normal_id(struct span id, struct arena *arena, struct span *ret_id, struct error *err)
{
    size_t at = 0;
    while (at < id.size && (id.data[at] < 'A' || id.data[at] > 'F'))
        at++;
    if (at == id.size) {
        *ret_id = id;
        return true;
    }
    char *copy = arena_text(arena, id);
    if (copy == NULL)
        return error_memory(err, "reading an object");
    for (; at < id.size; at++)
        if (copy[at] >= 'A' && copy[at] <= 'F')
            copy[at] = (char)(copy[at] | 0x20);
    *ret_id = span_of(copy, id.size);
    return true;
}

static bool read_identity(struct object *object, struct arena *arena, struct error *err)
{
    const struct json_value *type = json_member(object->root, "type");
    const struct json_value *id = json_member(object->root, "id");
    if (type == NULL || id == NULL)
        return object_error(err, object->root, ERROR_VALUE, "no %s; expected a STIX object",
                            type == NULL ? "type" : "id");
    if (!expect_type(type, JSON_TYPE_STRING, err) || !expect_type(id, JSON_TYPE_STRING, err))
        return false;
    if (!stix_type_valid(type->text))
        return object_error(err, type, ERROR_VALUE,
                            "expected 3 to 250 lower-case letters, digits and single hyphens");
    if (span_is(type->text, "bundle"))
        return object_error(err, type, ERROR_VALUE, "a bundle; expected an object of its own");
    struct span id_type;
    if (!stix_id_parse(id->text, &id_type, &object->uuid))
        return object_error(err, id, ERROR_VALUE, "expected type--UUID of RFC 4122");
    if (!span_equal(id_type, type->text))
        return object_error(err, id, ERROR_VALUE, "another type than the object's; expected %.*s--",
                            (int)type->text.size, (const char *)type->text.data);
    object->type = type->text;
    object->class = object_class_of(object->type);
    return normal_id(id->text, arena, &object->id, err);
}

/* A type of others is explained by an extension that says it is new (STIX 2.1, 7.3). */
static void explain(struct object *object)
{
    const struct json_value *extensions = json_member(object->root, "extensions");
    if (object->class != OBJECT_UNKNOWN || extensions == NULL)
        return;
    for (const struct json_value *one = extensions->first; one != NULL; one = one->next) {
        object->class = object_class_of_extension(json_member_text(one, "extension_type"));
        if (object->class != OBJECT_UNKNOWN)
            return;
    }
}

static bool read_spec_version(struct object *object, struct error *err)
{
    const struct json_value *version = json_member(object->root, "spec_version");
    if (version == NULL) {
        if (object->class == OBJECT_SCO || object->class == OBJECT_UNKNOWN)
            return true;
        return object_error(err, object->root, ERROR_UNSUPPORTED,
                            "no spec_version, as in STIX 2.0; expected \"2.1\"");
    }
    if (!expect_type(version, JSON_TYPE_STRING, err))
        return false;
    return span_is(version->text, "2.1") ||
           object_error(err, version, ERROR_UNSUPPORTED, "expected \"2.1\"");
}

static bool read_time(const struct object *object, const char *name, bool needed, bool *ret_has,
                      struct timestamp *ret_time, struct error *err)
{
    const struct json_value *value = json_member(object->root, name);
    if (value == NULL)
        return !needed || need(object, name, &value, err);
    if (!expect_type(value, JSON_TYPE_STRING, err))
        return false;
    *ret_has = timestamp_parse(value->text, ret_time);
    return *ret_has || object_error(err, value, ERROR_VALUE,
                                    "expected a time that exists, as 2026-01-31T12:00:00.000Z");
}

static bool read_times(struct object *object, struct error *err)
{
    bool versioned = object->class == OBJECT_SDO || object->class == OBJECT_SRO ||
                     object->class == OBJECT_EXTENSION || object->class == OBJECT_LANGUAGE;
    if (!read_time(object, "created", versioned || object->class == OBJECT_MARKING,
                   &object->has_created, &object->created, err) ||
        !read_time(object, "modified", versioned, &object->has_modified, &object->modified, err))
        return false;
    if (object->has_created && object->has_modified &&
        timestamp_compare(&object->modified, &object->created) < 0)
        return object_error(err, json_member(object->root, "modified"), ERROR_VALUE,
                            "earlier than created; expected no change before the beginning");
    object->has_version = object->has_created || object->has_modified;
    object->version = object->has_modified ? object->modified : object->created;
    return true;
}

static bool read_bool(const struct object *object, const char *name, bool *ret_bool,
                      struct error *err)
{
    const struct json_value *value = json_member(object->root, name);
    if (value == NULL)
        return true;
    if (!expect_type(value, JSON_TYPE_BOOL, err))
        return false;
    *ret_bool = value->truth;
    return true;
}

static bool ends_with(struct span name, const char *end)
{
    size_t size = strlen(end);
    return name.size > size && memcmp(name.data + name.size - size, end, size) == 0;
}

/* Whether a value stands where identifiers are due: in a member `…_ref` or `…_refs`, by itself or
 * in lists, so that none is overlooked that is written otherwise than the standard says. */
static bool is_reference(const struct json_value *value)
{
    while (value->parent != NULL && value->parent->type == JSON_TYPE_ARRAY)
        value = value->parent;
    return ends_with(value->name, "_ref") || ends_with(value->name, "_refs");
}

/* One that is no identifier names nothing: names further in are free (keys of a dictionary,
 * embedded observables), custom ones too, and what must be one is looked at by intel/check.h. */
static bool read_reference(const struct json_value *value, struct object_ref *ret_ref)
{
    struct uuid uuid;
    *ret_ref = (struct object_ref){.id = value->text, .value = value};
    return value->type == JSON_TYPE_STRING && is_reference(value) &&
           stix_id_parse(value->text, &ret_ref->type, &uuid);
}

static bool read_refs(struct object *object, struct arena *arena, struct error *err)
{
    struct object_ref one, *refs = NULL;
    size_t count = 0;
    for (const struct json_value *at = object->root; at != NULL; at = json_walk(object->root, at))
        count += read_reference(at, &one);
    if (count > 0 && (refs = arena_array(arena, count, sizeof *refs)) == NULL)
        return error_memory(err, "reading an object");
    object->refs = refs;
    for (const struct json_value *at = object->root; at != NULL; at = json_walk(object->root, at)) {
        if (!read_reference(at, &one))
            continue;
        if (!normal_id(one.id, arena, &one.id, err))
            return false;
        refs[object->ref_count++] = one;
    }
    return true;
}

static bool expect_reference(const struct json_value *value, const char *type, struct error *err)
{
    struct span found;
    struct uuid uuid;
    return (value->type == JSON_TYPE_STRING && stix_id_parse(value->text, &found, &uuid) &&
            span_is(found, type)) ||
           object_error(err, value, ERROR_VALUE, "expected an identifier of the type %s", type);
}

static bool read_creator(struct object *object, struct arena *arena, struct error *err)
{
    const struct json_value *creator = json_member(object->root, "created_by_ref");
    if (creator == NULL)
        return true;
    if (!expect_reference(creator, "identity", err))
        return false;
    return normal_id(creator->text, arena, &object->created_by, err);
}

/* The list of this name; NULL when there is none. Lists are never empty (STIX 2.1, 2.11). */
static bool find_list(const struct json_value *object, const char *name,
                      const struct json_value **ret_list, struct error *err)
{
    *ret_list = json_member(object, name);
    if (*ret_list == NULL)
        return true;
    if (!expect_type(*ret_list, JSON_TYPE_ARRAY, err))
        return false;
    return (*ret_list)->count > 0 ||
           object_error(err, *ret_list, ERROR_VALUE, "an empty list; expected none, or elements");
}

/* One granular marking; `*ret_ref` is NULL for one of language. */
static bool read_granular(const struct object *object, const struct json_value *granular,
                          size_t *selector_count, const struct json_value **ret_ref,
                          struct error *err)
{
    const struct json_value *selectors;
    if (!expect_type(granular, JSON_TYPE_OBJECT, err) ||
        !find_list(granular, "selectors", &selectors, err))
        return false;
    const struct json_value *ref = json_member(granular, "marking_ref");
    const struct json_value *lang = json_member(granular, "lang");
    if (selectors == NULL || (ref == NULL) == (lang == NULL))
        return object_error(err, granular, ERROR_VALUE,
                            "expected selectors, and one of marking_ref and lang");
    if (lang != NULL && !expect_type(lang, JSON_TYPE_STRING, err))
        return false;
    *selector_count += selectors->count; /* each of them walks the object */
    if (*selector_count > OBJECT_SELECTORS_MAX)
        return object_error(err, selectors, ERROR_LIMIT, "more than %d selectors in the object",
                            OBJECT_SELECTORS_MAX);
    for (const struct json_value *one = selectors->first; one != NULL; one = one->next)
        if (!expect_type(one, JSON_TYPE_STRING, err) || !selector_check(object->root, one, err))
            return false;
    if (ref != NULL && !expect_reference(ref, "marking-definition", err))
        return false;
    *ret_ref = ref;
    return true;
}

static bool read_markings(struct object *object, struct arena *arena, struct error *err)
{
    const struct json_value *whole, *granular, *ref;
    if (!find_list(object->root, "object_marking_refs", &whole, err) ||
        !find_list(object->root, "granular_markings", &granular, err))
        return false;
    size_t room =
        (size_t)(whole == NULL ? 0 : whole->count) + (granular == NULL ? 0 : granular->count);
    struct span *markings = room == 0 ? NULL : arena_array(arena, room, sizeof *markings);
    if (room > 0 && markings == NULL)
        return error_memory(err, "reading an object");
    object->markings = markings;
    for (const struct json_value *one = whole == NULL ? NULL : whole->first; one != NULL;
         one = one->next) {
        if (!expect_reference(one, "marking-definition", err) ||
            !normal_id(one->text, arena, &markings[object->marking_count++], err))
            return false;
    }
    object->object_marking_count = object->marking_count;
    size_t selectors = 0;
    for (const struct json_value *one = granular == NULL ? NULL : granular->first; one != NULL;
         one = one->next) {
        if (!read_granular(object, one, &selectors, &ref, err))
            return false;
        if (ref != NULL && !normal_id(ref->text, arena, &markings[object->marking_count++], err))
            return false;
    }
    return true;
}

bool object_read(struct span bytes, struct arena *arena, struct object *ret_object,
                 struct error *err)
{
    struct object object = {0};
    if (bytes.size > OBJECT_BYTES_MAX)
        return error_input(err, ERROR_LIMIT, "$", "%zu bytes; expected at most %d in an object",
                           bytes.size, OBJECT_BYTES_MAX);
    if (!json_tree_read(bytes, "object", arena, &object.root, err) ||
        !expect_type(object.root, JSON_TYPE_OBJECT, err) || !read_identity(&object, arena, err))
        return false;
    object.bytes = object.root->source;
    explain(&object);
    if (!read_spec_version(&object, err) || !read_times(&object, err) ||
        !read_bool(&object, "revoked", &object.revoked, err) ||
        !read_bool(&object, "defanged", &object.defanged, err) ||
        !read_creator(&object, arena, err) || !read_markings(&object, arena, err) ||
        !read_refs(&object, arena, err))
        return false;
    *ret_object = object;
    return true;
}

bool object_content_hash(const struct object *object, unsigned char ret_hash[OBJECT_HASH_BYTES],
                         struct error *err)
{
    struct dynbuf canonical;
    struct sha256_ctx sha;
    dynbuf_init(&canonical, JSON_CANONICAL_BYTES_MAX);
    bool ok = json_canonical(&canonical, object->root, JSON_CANONICAL_EXACT, err);
    if (ok && canonical.failed)
        ok = dynbuf_error(&canonical, "canonical JSON", err);
    if (ok) {
        sha256_init(&sha);
        sha256_update(&sha, canonical.size, (const unsigned char *)canonical.data);
        sha256_digest(&sha, OBJECT_HASH_BYTES, ret_hash);
    }
    dynbuf_release(&canonical);
    return ok;
}
