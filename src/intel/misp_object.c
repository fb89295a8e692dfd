/* Objects of MISP (core format, 2.5). Those whose attributes tell of one thing become one; the
 * others are taken apart, and that is said. */
#include "intel/misp.h"
#include "intel/shape.h"

/* Of which types the attributes are taken together. */
static const struct {
    const char *name, *types;
} joined[] = {
    {"file", "file"},
    {"domain-ip", "domain-name ip"},
    {"coin-address", "cryptocurrency-wallet"},
    {"btc-wallet", "cryptocurrency-wallet"},
};

static const char *types_of(struct span name)
{
    for (size_t i = 0; i < COUNT(joined); i++)
        if (span_is(name, joined[i].name))
            return joined[i].types;
    return NULL;
}

/* What an attribute of an object that is taken together is; NULL: it stands by itself. */
static const struct misp_kind *member_kind(const struct json_value *json, const char *types)
{
    static const struct misp_kind wallet = {"", MISP_OBSERVED, "cryptocurrency-wallet:value"};
    struct span relation = json_member_text(json, "object_relation");
    const struct misp_kind *kind = misp_kind_of(json_member_text(json, "type"));
    if (span_is(relation, "address-crypto"))
        kind = &wallet;
    if (kind == NULL || kind->make != MISP_OBSERVED)
        return NULL;
    struct span word = span_text(kind->words + (kind->words[0] == '?'));
    const unsigned char *colon = memchr(word.data, ':', word.size);
    return words_have(types, span_part(word, 0, (size_t)(colon - word.data))) ? kind : NULL;
}

/* What a part has is not what the whole has: the hash of a section is none of a file. */
static bool is_part(struct span name)
{
    struct span end = span_text("-section");
    return name.size >= end.size &&
           span_equal(span_part(name, name.size - end.size, name.size), end);
}

static bool add_member(struct misp_event *event, struct misp_thing *thing,
                       const struct json_value *json, const char *types, struct error *err)
{
    const struct misp_kind *kind = member_kind(json, types);
    struct span value = json_member_text(json, "value");
    struct span comment = json_member_text(json, "comment");
    if (kind == NULL && span_is(json_member_text(json, "object_relation"), "symbol")) {
        thing->symbol = value;
        return true;
    }
    if (kind == NULL || misp_true(json, "deleted"))
        return misp_attribute(event, json, thing, err);
    if (!misp_facts_add(thing, kind, value, misp_true(json, "to_ids")))
        return import_lose(event->import, json, json_member_text(json, "type"),
                           "not the value of such an attribute", err);
    thing->to_ids = thing->to_ids || misp_true(json, "to_ids");
    if (thing->comment.size == 0)
        thing->comment = comment;
    return misp_mark(event->import, &thing->marks, json_member(json, "Tag"), err) &&
           misp_lose_members(event, json,
                             span_equal(thing->comment, comment) ? "Tag data " MISP_BESIDE
                                                                 : "comment Tag data " MISP_BESIDE,
                             "what an attribute has beside its value", err);
}

/* A file is called by its name, other things by what comes first. */
static void name_thing(struct misp_thing *thing)
{
    if (thing->fact_count > 0)
        thing->name = thing->facts[0].value;
    for (size_t i = 0; i < thing->fact_count; i++)
        if (span_is(thing->facts[i].path, "name")) {
            thing->name = thing->facts[i].value;
            return;
        }
}

static bool write_bond(struct misp_event *event, struct misp_thing *thing, struct error *err)
{
    struct misp_thing bond = *thing;
    struct json_writer json;
    struct dynbuf buffer;
    if (thing->indicator.size == 0 || thing->observed.size == 0)
        return true;
    bond.uuid = uuid_v5(&thing->uuid, span_text("based-on"));
    if (!misp_open(event, &json, &buffer, &bond, "relationship", err))
        return false;
    json_text(&json, "relationship_type", "based-on");
    json_string(&json, "source_ref", thing->indicator);
    json_string(&json, "target_ref", thing->observed);
    return misp_close(event, &json, &buffer, &bond, NULL, err);
}

static bool write_joined(struct misp_event *event, struct misp_thing *thing, struct error *err)
{
    name_thing(thing);
    if (thing->deleted && !thing->to_ids)
        return import_lose(event->import, thing->json, thing->what, "deleted", err);
    return (!thing->to_ids || misp_indicate(event, thing, err)) &&
           (thing->deleted || misp_observe(event, thing, err)) && write_bond(event, thing, err);
}

bool misp_object(struct misp_event *event, const struct json_value *json, struct error *err)
{
    struct misp_thing thing;
    const struct json_value *attributes = json_member(json, "Attribute");
    if (json->type != JSON_TYPE_OBJECT)
        return import_lose(event->import, json, span_of(NULL, 0), "no object", err);
    if (!misp_thing_read(event, json, &thing, err))
        return false;
    thing.what = thing.object = json_member_text(json, "name");
    const char *types = types_of(thing.object);
    if (is_part(thing.object))
        return import_lose(event->import, json, thing.object, "a part of something", err);
    if (types == NULL && !import_lose(event->import, json, thing.object,
                                      "taken apart: its attributes stand alone", err))
        return false;
    for (const struct json_value *one = attributes == NULL ? NULL : attributes->first; one != NULL;
         one = one->next)
        if (types == NULL ? !misp_attribute(event, one, &thing, err)
                          : !add_member(event, &thing, one, types, err))
            return false;
    return (types == NULL || thing.fact_count == 0 || write_joined(event, &thing, err)) &&
           misp_lose_members(event, json, MISP_BESIDE, "what an object has beside its attributes",
                             err);
}
