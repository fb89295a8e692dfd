/* What says something of objects: markings, extension definitions, translations, references to what
 * is no object (STIX 2.1, 2.5, 7). */
#include "base/limits.h"
#include "intel/rel.h"
#include "intel/shape.h"
#include "intel/tlp.h"
#include "text/json_canonical.h"

/* 2.5 */
static const struct property external_reference[] = {
    ROW("source_name", KIND_STRING, NEED),
    ROW("description", KIND_STRING, 0),
    ROW("url", KIND_URI, 0),
    ROW("hashes", KIND_HASHES, 0),
    ROW("external_id", KIND_STRING, 0),
};
static const struct rule external_reference_rules[] = {
    {RULE_ANY_OF, NULL, "description url external_id"},
    {RULE_NONE, NULL, NULL},
};
const struct shape external_reference_shape = {
    .name = "external-reference",
    .properties = external_reference,
    .count = COUNT(external_reference),
    .rules = external_reference_rules,
};

/* 7.3 */
static const struct property extension_definition[] = {
    ROW("name", KIND_STRING, NEED),
    ROW("description", KIND_STRING, 0),
    ROW("schema", KIND_STRING, NEED),
    ROW("version", KIND_STRING, NEED),
    WORDS("extension_types", KIND_ENUM, LIST | NEED,
          "new-sdo new-sco new-sro property-extension toplevel-property-extension"),
    ROW("extension_properties", KIND_STRING, LIST),
};

/* Names of properties only where there are properties at the top level. */
static void check_extension_definition(struct check *check, const struct json_value *object)
{
    if (check->object->created_by.size == 0)
        check_error(check, object, "no created_by_ref; expected one");
    const struct json_value *types = json_member(object, "extension_types");
    const struct json_value *names = json_member(object, "extension_properties");
    if (types == NULL || names == NULL)
        return;
    for (const struct json_value *one = types->first; one != NULL; one = one->next)
        if (span_is(one->text, "toplevel-property-extension"))
            return;
    check_error(check, names, "expected only with the type toplevel-property-extension");
}

/* 7.1 */
static const struct property language_content[] = {
    WORDS("object_ref", KIND_REFERENCE, NEED,
          "@sdo @sco @sro marking-definition extension-definition"),
    ROW("object_modified", KIND_TIMESTAMP, 0),
    ROW("contents", KIND_CONTENTS, NEED),
};

/* 7.2.1 */
static const struct property marking_definition[] = {
    ROW("name", KIND_STRING, 0),
    ROW("definition_type", KIND_STRING, 0),
    ROW("definition", KIND_OTHER, 0),
};
static const struct rule marking_definition_rules[] = {
    {RULE_ANY_OF, NULL, "definition extensions"},
    {RULE_NEEDS, "definition", "definition_type"},
    {RULE_NEEDS, "definition_type", "definition"},
    {RULE_NONE, NULL, NULL},
};

/* A definition under one of TLP's identifiers is the built-in one, to the last member. */
static void check_tlp(struct check *check, const struct object *object)
{
    struct arena arena;
    const struct json_value *built_in;
    bool same = false;
    arena_init(&arena, OBJECT_BYTES_MAX);
    bool ok =
        json_tree_read(tlp_definition(object->id), "TLP", &arena, &built_in, &check->failure) &&
        json_same(object->root, built_in, &same, &check->failure);
    arena_release(&arena);
    if (ok && !same)
        check_error(check, object->root, "not what this identifier of TLP stands for");
}

/* Whether the extension of TLP 2.0 is there: only its five definitions have it. */
static bool claims_tlp_2(const struct json_value *object)
{
    const struct json_value *extensions = json_member(object, "extensions");
    return json_member(extensions, "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d") !=
           NULL;
}

static void check_marking_definition(struct check *check, const struct json_value *object)
{
    const struct json_value *definition = json_member(object, "definition");
    struct span kind = json_member_text(object, "definition_type");
    enum tlp tlp;
    if (tlp_of(check->object->id, &tlp)) {
        check_tlp(check, check->object);
        return;
    }
    struct error why;
    if (rel_is(object) && !rel_check(object, check->arena, &why)) {
        if (error_is_environment(why.code))
            check->failure = why;
        check_error(check, object, "%s", why.text);
    }
    if (span_is(kind, "tlp") || claims_tlp_2(object))
        check_error(check, object, "TLP under an identifier that is none of its own");
    if (definition != NULL && (definition->type != JSON_TYPE_OBJECT || definition->count == 0))
        check_error(check, definition, "expected an object with members");
    else if (span_is(kind, "statement")) {
        const struct json_value *statement = json_member(definition, "statement");
        if (statement == NULL || statement->type != JSON_TYPE_STRING)
            check_error(check, definition == NULL ? object : definition,
                        "no statement; expected a string");
    }
    for (size_t i = 0; i < check->object->marking_count; i++)
        if (span_equal(check->object->markings[i], check->object->id))
            check_error(check, object, "marked with itself");
    const struct json_value *modified = json_member(object, "modified");
    if (modified != NULL)
        check_warning(check, modified, "a marking definition has no versions");
}

#define SHAPE(name, table, rules, more) {name, table, COUNT(table), rules, NULL, NULL, more, NULL}

static const struct shape shapes[] = {
    SHAPE("extension-definition", extension_definition, NULL, check_extension_definition),
    SHAPE("language-content", language_content, NULL, NULL),
    SHAPE("marking-definition", marking_definition, marking_definition_rules,
          check_marking_definition),
};

const struct shape *shape_of_meta(struct span type)
{
    return shape_find(shapes, COUNT(shapes), type);
}
