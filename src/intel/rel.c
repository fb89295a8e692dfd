#include "intel/rel.h"

#include "base/limits.h"
#include "text/json_canonical.h"
#include "text/json_writer.h"

/* a32c709b-229d-4497-aea6-5e08d83b5551, whose namespace the identifiers lie in. */
static const struct uuid rel_namespace = {{0xa3, 0x2c, 0x70, 0x9b, 0x22, 0x9d, 0x44, 0x97, 0xae,
                                           0xa6, 0x5e, 0x08, 0xd8, 0x3b, 0x55, 0x51}};

static const char *const pap_words[] = {
    [PAP_CLEAR] = "CLEAR",
    [PAP_GREEN] = "GREEN",
    [PAP_AMBER] = "AMBER",
    [PAP_RED] = "RED",
};

struct span rel_extension_definition(void)
{
    return span_text(
        "{\"type\":\"extension-definition\",\"spec_version\":\"2.1\",\"id\":\"" REL_EXTENSION
        "\",\"created_by_ref\":\"identity--0ddfa11c-6d45-4dbb-9b58-5b62eee5fd21\","
        "\"created\":\"2026-01-01T00:00:00.000Z\",\"modified\":\"2026-01-01T00:00:00.000Z\","
        "\"name\":\"trefoil-marking\",\"description\":\"Which members of a body, and whether "
        "exchange desks, may have what is marked; whose approval its onward release needs; "
        "which actions it permits; who may read it at TLP:RED.\","
        "\"schema\":\"rel: ALL, NONE, or a sorted list of member codes and DESK. orcon, persons: "
        "sorted lists of identity identifiers. pap: CLEAR, GREEN, AMBER or RED.\","
        "\"version\":\"1.0\",\"extension_types\":[\"property-extension\"]}");
}

static const struct json_value *extension_of(const struct json_value *definition)
{
    return json_member(json_member(definition, "extensions"), REL_EXTENSION);
}

bool rel_is(const struct json_value *definition)
{
    return extension_of(definition) != NULL;
}

bool rel_member_valid(struct span text)
{
    for (size_t i = 0; i < text.size; i++) {
        bool letter = text.data[i] >= 'a' && text.data[i] <= 'z';
        bool digit = text.data[i] >= '0' && text.data[i] <= '9';
        if (!letter && (i == 0 || !digit))
            return false;
    }
    return text.size >= 2 && text.size <= 16;
}

static bool is_rel_name(struct span text)
{
    return span_is(text, "DESK") || rel_member_valid(text);
}

static bool is_identity(struct span text)
{
    struct span type;
    struct uuid uuid;
    return stix_id_parse(text, &type, &uuid) && span_is(type, "identity");
}

/* A sorted list of names. */
static bool read_set(const struct json_value *list, bool (*is)(struct span text),
                     struct arena *arena, struct marking_set *ret_set, struct error *err)
{
    if (list->type != JSON_TYPE_ARRAY || list->count == 0)
        return object_error(err, list, ERROR_VALUE, "expected a list of names");
    if (list->count > MARKING_NAMES_MAX)
        return object_error(err, list, ERROR_LIMIT, "more than %d names", MARKING_NAMES_MAX);
    struct span *names = arena_array(arena, list->count, sizeof *names);
    if (names == NULL)
        return error_memory(err, "reading a marking");
    size_t count = 0;
    for (const struct json_value *one = list->first; one != NULL; one = one->next) {
        if (one->type != JSON_TYPE_STRING || !is(one->text))
            return object_error(err, one, ERROR_VALUE, "expected %s",
                                is == is_identity ? "the identifier of an identity"
                                                  : "a member's code, or DESK");
        if (count > 0 && span_compare(names[count - 1], one->text) >= 0)
            return object_error(err, one, ERROR_VALUE, "expected names in order, each once");
        names[count++] = one->text;
    }
    *ret_set = (struct marking_set){.names = names, .count = count};
    return true;
}

static bool read_rel(const struct json_value *extension, struct arena *arena,
                     struct rel_marking *marking, struct error *err)
{
    const struct json_value *rel = json_member(extension, "rel");
    if (rel == NULL)
        return object_error(err, extension, ERROR_VALUE,
                            "no rel; expected ALL, NONE, or a list of names");
    if (rel->type != JSON_TYPE_STRING)
        return read_set(rel, is_rel_name, arena, &marking->rel, err);
    marking->rel.all = span_is(rel->text, "ALL");
    return marking->rel.all || span_is(rel->text, "NONE") ||
           object_error(err, rel, ERROR_VALUE, "expected ALL, NONE, or a list of names");
}

static bool read_pap(const struct json_value *value, struct rel_marking *marking, struct error *err)
{
    for (size_t i = PAP_CLEAR; i <= PAP_RED; i++)
        if (value->type == JSON_TYPE_STRING && span_is(value->text, pap_words[i])) {
            marking->has_pap = true;
            marking->pap = (enum pap)i;
            return true;
        }
    return object_error(err, value, ERROR_VALUE, "expected CLEAR, GREEN, AMBER or RED");
}

static bool read_extension(const struct json_value *extension, struct arena *arena,
                           struct rel_marking *marking, struct error *err)
{
    const struct json_value *orcon = json_member(extension, "orcon");
    const struct json_value *persons = json_member(extension, "persons");
    const struct json_value *pap = json_member(extension, "pap");
    return read_rel(extension, arena, marking, err) &&
           (orcon == NULL || read_set(orcon, is_identity, arena, &marking->orcon, err)) &&
           (persons == NULL || read_set(persons, is_identity, arena, &marking->persons, err)) &&
           (pap == NULL || read_pap(pap, marking, err));
}

/* What rel_make makes of it, beside what was given. */
static bool is_made(const struct json_value *definition, const struct rel_marking *marking,
                    struct arena *arena, bool *ret_is, struct error *err)
{
    struct dynbuf made;
    const struct json_value *tree;
    dynbuf_init(&made, OBJECT_BYTES_MAX);
    bool ok = rel_make(&made, marking, err);
    if (ok && made.failed)
        ok = dynbuf_error(&made, "a marking", err);
    /* The tree points into the buffer, and is done with before that goes. */
    ok = ok && json_tree_read(dynbuf_bytes(&made), "a marking", arena, &tree, err) &&
         json_same(definition, tree, ret_is, err);
    dynbuf_release(&made);
    return ok;
}

bool rel_read(const struct json_value *definition, struct arena *arena,
              struct rel_marking *ret_marking, struct error *err)
{
    struct rel_marking marking = {.has_pap = false};
    const struct json_value *extension = extension_of(definition);
    ensure(extension != NULL);
    if (!read_extension(extension, arena, &marking, err))
        return false;
    *ret_marking = marking;
    return true;
}

bool rel_check(const struct json_value *definition, struct arena *arena, struct error *err)
{
    struct rel_marking marking;
    bool made = false;
    if (!rel_read(definition, arena, &marking, err) ||
        !is_made(definition, &marking, arena, &made, err))
        return false;
    return made ||
           object_error(err, definition, ERROR_VALUE,
                        "not the object, with its identifier, that its extension stands for");
}

static void write_set(struct json_writer *json, const char *name, const struct marking_set *set)
{
    json_open_array(json, name);
    for (size_t i = 0; i < set->count; i++)
        json_string(json, NULL, set->names[i]);
    json_close(json);
}

/* Compact and in the order of names, so that it is its own RFC 8785 form: names are ASCII. */
static void write_extension(struct json_writer *json, const char *name,
                            const struct rel_marking *marking)
{
    json_open_object(json, name);
    json_text(json, "extension_type", "property-extension");
    if (marking->orcon.count > 0)
        write_set(json, "orcon", &marking->orcon);
    if (marking->has_pap)
        json_text(json, "pap", pap_words[marking->pap]);
    if (marking->persons.count > 0)
        write_set(json, "persons", &marking->persons);
    if (marking->rel.all || marking->rel.count == 0)
        json_text(json, "rel", marking->rel.all ? "ALL" : "NONE");
    else
        write_set(json, "rel", &marking->rel);
    json_close(json);
}

static bool make_id(const struct rel_marking *marking, char ret_id[STIX_ID_BYTES_MAX + 1],
                    struct error *err)
{
    struct dynbuf name;
    struct json_writer json;
    dynbuf_init(&name, OBJECT_BYTES_MAX);
    json_writer_init_compact(&json, &name);
    write_extension(&json, NULL, marking);
    bool ok = json_writer_finish(&json, "a marking", err);
    if (ok) {
        struct uuid uuid = uuid_v5(&rel_namespace, dynbuf_bytes(&name));
        stix_id_print(ret_id, span_text("marking-definition"), &uuid);
    }
    dynbuf_release(&name);
    return ok;
}

bool rel_make(struct dynbuf *buffer, const struct rel_marking *marking, struct error *err)
{
    char id[STIX_ID_BYTES_MAX + 1];
    struct json_writer json;
    if (!make_id(marking, id, err))
        return false;
    json_writer_init_compact(&json, buffer);
    json_open_object(&json, NULL);
    json_text(&json, "type", "marking-definition");
    json_text(&json, "spec_version", "2.1");
    json_text(&json, "id", id);
    json_text(&json, "created", "2026-01-01T00:00:00.000Z");
    json_open_object(&json, "extensions");
    write_extension(&json, REL_EXTENSION, marking);
    json_close(&json);
    json_close(&json);
    return json_writer_finish(&json, "a marking", err);
}
