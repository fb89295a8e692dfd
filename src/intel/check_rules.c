/* How properties bind each other, and what extensions and custom properties may look like. */
#include "intel/id.h"
#include "intel/shape.h"

static const struct json_value *member_of(const struct json_value *object, struct span name)
{
    return json_member_span(object, name);
}

static void check_any_of(struct check *check, const char *names, const struct json_value *object)
{
    const char *rest = names;
    for (struct span name = words_next(&rest); name.size > 0; name = words_next(&rest))
        if (member_of(object, name) != NULL)
            return;
    check_error(check, object, "expected one of %s", names);
}

static void check_order(struct check *check, const struct rule *rule,
                        const struct json_value *object)
{
    const struct json_value *subject = json_member(object, rule->subject);
    const struct json_value *other = json_member(object, rule->others);
    struct timestamp late, early;
    if (subject == NULL || other == NULL || !timestamp_parse(subject->text, &late) ||
        !timestamp_parse(other->text, &early))
        return;
    int order = timestamp_compare(&late, &early);
    if (order < 0 || (order == 0 && rule->kind == RULE_LATER))
        check_error(check, subject, "expected a time %s %s",
                    rule->kind == RULE_LATER ? "later than" : "not earlier than", rule->others);
}

static void check_others(struct check *check, const struct rule *rule, bool needs,
                         const struct json_value *object, const struct json_value *subject)
{
    const char *rest = rule->others;
    for (struct span name = words_next(&rest); name.size > 0; name = words_next(&rest))
        if ((member_of(object, name) != NULL) != needs)
            check_error(check, subject, "expected %.*s %s", (int)name.size, (const char *)name.data,
                        needs ? "beside it" : "not to stand beside it");
}

static void check_rule(struct check *check, const struct rule *rule,
                       const struct json_value *object)
{
    if (rule->kind == RULE_ANY_OF) {
        check_any_of(check, rule->others, object);
        return;
    }
    const struct json_value *subject = json_member(object, rule->subject);
    if (subject == NULL)
        return;
    bool is_true = subject->type == JSON_TYPE_BOOL && subject->truth;
    bool is_false = subject->type == JSON_TYPE_BOOL && !subject->truth;
    if (rule->kind == RULE_LATER || rule->kind == RULE_NOT_EARLIER)
        check_order(check, rule, object);
    else if (rule->kind == RULE_NEEDS || (rule->kind == RULE_TRUE_NEEDS && is_true))
        check_others(check, rule, true, object, subject);
    else if (rule->kind == RULE_EXCLUDES || (rule->kind == RULE_TRUE_EXCLUDES && is_true) ||
             (rule->kind == RULE_FALSE_EXCLUDES && is_false))
        check_others(check, rule, false, object, subject);
}

void check_rules(struct check *check, const struct rule *rules, const struct json_value *object)
{
    for (; rules != NULL && rules->kind != RULE_NONE; rules++)
        check_rule(check, rules, object);
}

static bool is_id(const struct json_value *value)
{
    struct span type;
    struct uuid uuid;
    return value->type == JSON_TYPE_STRING && stix_id_parse(value->text, &type, &uuid);
}

void check_name(struct check *check, const struct json_value *member)
{
    struct span name = member->name;
    bool good = name.size >= 3 && name.size <= 250 && name.data[0] != '_' &&
                (name.data[0] < '0' || name.data[0] > '9');
    for (size_t i = 0; good && i < name.size; i++)
        good = (name.data[i] >= 'a' && name.data[i] <= 'z') ||
               (name.data[i] >= '0' && name.data[i] <= '9') || name.data[i] == '_';
    if (!good)
        check_error(check, member,
                    "expected a name of 3 to 250 lower-case letters, digits and underscores");
    if (words_have("severity username phone_numbers action", name))
        check_error(check, member, "a name that the standard keeps for itself");
    if (name.size > 4 && memcmp(name.data + name.size - 4, "_ref", 4) == 0 && !is_id(member))
        check_warning(check, member, "names no object; expected an identifier, type--UUID");
    if (member->type == JSON_TYPE_NULL)
        check_error(check, member, "null; expected a value, or no property");
    if (member->type == JSON_TYPE_ARRAY && member->count == 0)
        check_error(check, member, "an empty list; expected none, or elements");
}

static bool is_extension_id(struct span key)
{
    struct span type;
    struct uuid uuid;
    return stix_id_parse(key, &type, &uuid) && span_is(type, "extension-definition");
}

static bool ends_with_ext(struct span key)
{
    return key.size > 4 && memcmp(key.data + key.size - 4, "-ext", 4) == 0 && stix_type_valid(key);
}

static void check_defined(struct check *check, const struct json_value *extension)
{
    const struct json_value *type = json_member(extension, "extension_type");
    if (type == NULL)
        check_error(check, extension, "no extension_type; expected one");
    else if (type->type != JSON_TYPE_STRING ||
             !words_have("new-sdo new-sco new-sro property-extension toplevel-property-extension",
                         type->text))
        check_error(check, type,
                    "expected new-sdo, new-sco, new-sro, property-extension or "
                    "toplevel-property-extension");
}

static const struct shape *known_extension(const struct shape *shape, struct span key)
{
    const struct shape *one = shape == NULL ? NULL : shape->extensions;
    while (one != NULL && one->name != NULL && !span_is(key, one->name))
        one++;
    return one == NULL || one->name == NULL ? NULL : one;
}

void check_extensions(struct check *check, const struct shape *shape,
                      const struct json_value *extensions)
{
    if (extensions->type != JSON_TYPE_OBJECT || extensions->count == 0) {
        check_error(check, extensions, "expected an object with members");
        return;
    }
    for (const struct json_value *one = extensions->first; one != NULL; one = one->next) {
        const struct shape *known = known_extension(shape, one->name);
        if (one->type != JSON_TYPE_OBJECT || one->count == 0)
            check_error(check, one, "expected an object with members");
        else if (known != NULL)
            check_shape(check, known, one);
        else if (is_extension_id(one->name))
            check_defined(check, one);
        else if (ends_with_ext(one->name))
            check_warning(check, one, "a custom extension; expected an extension definition's id");
        else
            check_error(check, one, "expected the id of an extension definition as name");
    }
}
