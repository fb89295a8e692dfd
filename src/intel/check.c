#include "intel/check.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/limits.h"
#include "intel/shape.h"

static void find(struct check *check, bool warning, const struct json_value *value,
                 const char *format, va_list arguments)
{
    char text[ERROR_TEXT_BYTES];
    *(warning ? &check->report.warnings : &check->report.errors) += 1;
    if (check->kept == CHECK_FINDINGS_MAX || check->failure.code != ERROR_NONE)
        return;
    vsnprintf(text, sizeof text, format, arguments);
    struct finding *finding = arena_alloc(check->arena, sizeof *finding);
    char *kept = finding == NULL ? NULL : arena_text(check->arena, span_text(text));
    if (kept == NULL) {
        error_memory(&check->failure, "checking an object");
        return;
    }
    *finding = (struct finding){.warning = warning, .value = value, .text = kept};
    if (check->last == NULL)
        check->report.first = finding;
    else
        check->last->next = finding;
    check->last = finding;
    check->kept++;
}

void check_error(struct check *check, const struct json_value *value, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    find(check, false, value, format, arguments);
    va_end(arguments);
}

void check_warning(struct check *check, const struct json_value *value, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    find(check, true, value, format, arguments);
    va_end(arguments);
}

struct span words_next(const char **words)
{
    const char *from = *words;
    size_t size = strcspn(from, " ");
    *words = from[size] == ' ' ? from + size + 1 : from + size;
    return span_of(from, size);
}

bool words_have(const char *words, struct span text)
{
    for (struct span word = words_next(&words); word.size > 0; word = words_next(&words))
        if (span_equal(word, text))
            return true;
    return false;
}

const struct shape *shape_find(const struct shape *shapes, size_t count, struct span name)
{
    for (size_t i = 0; i < count; i++)
        if (span_is(name, shapes[i].name))
            return &shapes[i];
    return NULL;
}

static const struct property *property_find(const struct property *properties, size_t count,
                                            struct span name)
{
    for (size_t i = 0; i < count; i++)
        if (span_is(name, properties[i].name))
            return &properties[i];
    return NULL;
}

void check_value(struct check *check, const struct property *property,
                 const struct json_value *value)
{
    if (!(property->flags & LIST)) {
        check_kind(check, property, value);
        return;
    }
    if (value->type != JSON_TYPE_ARRAY) {
        check_error(check, value, "%s; expected an array", json_type_name(value->type));
        return;
    }
    if (value->count == 0)
        check_error(check, value, "an empty list; expected none, or elements");
    for (const struct json_value *one = value->first; one != NULL; one = one->next)
        check_kind(check, property, one);
}

static void check_needed(struct check *check, const struct property *properties, size_t count,
                         const struct json_value *object)
{
    for (size_t i = 0; i < count; i++)
        if ((properties[i].flags & NEED) && json_member(object, properties[i].name) == NULL)
            check_error(check, object, "no %s; expected one", properties[i].name);
}

void check_shape(struct check *check, const struct shape *shape, const struct json_value *object)
{
    if (object->type != JSON_TYPE_OBJECT) {
        check_error(check, object, "%s; expected an object", json_type_name(object->type));
        return;
    }
    check_needed(check, shape->properties, shape->count, object);
    for (const struct json_value *one = object->first; one != NULL; one = one->next) {
        const struct property *property = property_find(shape->properties, shape->count, one->name);
        if (property != NULL)
            check_value(check, property, one);
        else
            check_name(check, one);
    }
    check_rules(check, shape->rules, object);
    if (shape->more != NULL)
        shape->more(check, object);
}

/* 3.2. What object_read has proven is looked at no more. */
static const struct property common[] = {
    ROW("type", KIND_OTHER, 0),
    ROW("id", KIND_OTHER, 0),
    ROW("spec_version", KIND_OTHER, 0),
    ROW("created_by_ref", KIND_OTHER, 0),
    ROW("created", KIND_MILLISECONDS, 0),
    ROW("modified", KIND_MILLISECONDS, 0),
    ROW("revoked", KIND_OTHER, 0),
    ROW("defanged", KIND_OTHER, 0),
    ROW("object_marking_refs", KIND_OTHER, 0),
    ROW("granular_markings", KIND_OTHER, 0),
    ROW("extensions", KIND_OTHER, 0),
    ROW("labels", KIND_STRING, LIST),
    ROW("confidence", KIND_PERCENT, 0),
    ROW("lang", KIND_LANGUAGE, 0),
    PART("external_references", LIST, &external_reference_shape),
};

static const struct shape *shape_of(const struct object *object)
{
    const struct shape *shape = shape_of_sdo(object->type);
    if (shape == NULL)
        shape = shape_of_sro(object->type);
    if (shape == NULL)
        shape = shape_of_sco(object->type);
    if (shape == NULL)
        shape = shape_of_meta(object->type);
    if (shape == NULL)
        shape = shape_of_community(object->type);
    if (shape == NULL || shape->defined_by == NULL)
        return shape;
    const struct json_value *extensions = json_member(object->root, "extensions");
    return json_member(extensions, shape->defined_by) == NULL ? NULL : shape;
}

/* Whether an extension says where further properties come from: a new type, or top-level ones. */
static bool explained(const struct object *object)
{
    const struct json_value *extensions = json_member(object->root, "extensions");
    for (const struct json_value *one = extensions == NULL ? NULL : extensions->first; one != NULL;
         one = one->next)
        if (words_have("new-sdo new-sro new-sco toplevel-property-extension",
                       json_member_text(one, "extension_type")))
            return true;
    return false;
}

/* What is not of the type but of everything, or of nobody: a custom property. */
static void check_members(struct check *check, const struct shape *shape)
{
    static const struct shape unknown = {.name = "unknown"};
    const struct object *object = check->object;
    bool is_explained = explained(object) || shape == NULL;
    if (shape == NULL)
        shape = &unknown;
    if (span_is(object->type, "action"))
        check_error(check, object->root, "a type that the standard keeps for itself");
    check_needed(check, shape->properties, shape->count, object->root);
    for (const struct json_value *one = object->root->first; one != NULL; one = one->next) {
        const struct property *property = property_find(shape->properties, shape->count, one->name);
        if (property == NULL)
            property = property_find(common, COUNT(common), one->name);
        if (property != NULL) {
            check_value(check, property, one);
            continue;
        }
        check_name(check, one);
        if (!is_explained)
            check_warning(check, one, "a custom property; expected an extension that defines it");
    }
    check_rules(check, shape->rules, object->root);
    if (shape->more != NULL)
        shape->more(check, object->root);
}

bool check_object(const struct object *object, struct arena *arena, struct check_report *ret_report,
                  struct error *err)
{
    struct check check = {.object = object, .arena = arena};
    const struct shape *shape = shape_of(object);
    check_members(&check, shape);
    const struct json_value *extensions = json_member(object->root, "extensions");
    if (extensions != NULL)
        check_extensions(&check, shape, extensions);
    if (shape != NULL && shape->contributing != NULL)
        check_sco_id(&check, shape);
    if (check.failure.code != ERROR_NONE) {
        *err = check.failure;
        return false;
    }
    *ret_report = check.report;
    return true;
}

bool check_passes(const struct object *object, struct arena *arena, struct error *err)
{
    struct check_report report;
    if (!check_object(object, arena, &report, err))
        return false;
    if (report.errors == 0)
        return true;
    const struct finding *finding = report.first;
    while (finding != NULL && finding->warning)
        finding = finding->next;
    if (finding == NULL)
        return error_input(err, ERROR_VALUE, "$", "more findings than are kept");
    return object_error(err, finding->value, ERROR_VALUE, "%s", finding->text);
}
