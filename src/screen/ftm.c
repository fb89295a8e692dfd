#include <stdlib.h>

#include "base/limits.h"
#include "screen/opensanctions.h"
#include "screen/property.h"
#include "text/json_reader.h"
#include "text/trim.h"

static const struct {
    const char *schema;
    enum party_kind kind;
} schemas[] = {
    {"Person", PARTY_PERSON},      {"Organization", PARTY_ENTITY},  {"Company", PARTY_ENTITY},
    {"LegalEntity", PARTY_ENTITY}, {"PublicBody", PARTY_ENTITY},    {"Vessel", PARTY_VESSEL},
    {"Airplane", PARTY_AIRCRAFT},  {"CryptoWallet", PARTY_ADDRESS},
};

bool schema_kind(struct span schema, enum party_kind *ret_kind)
{
    for (size_t i = 0; i < sizeof schemas / sizeof *schemas; i++)
        if (span_is(schema, schemas[i].schema)) {
            *ret_kind = schemas[i].kind;
            return true;
        }
    return false;
}

/* One entity's members may stand in any order: what is known of it is gathered first. */
struct entity {
    char id[256], schema[64];
    size_t id_size, schema_size;
    bool no_target; /* by the file's own word: related to a party, not listed itself */
};

static bool read_values(struct json_reader *json, struct draft *draft,
                        const struct party_property *property, struct error *err)
{
    bool more, ok = json_expect(json, JSON_BEGIN_ARRAY, err);
    while (ok && (ok = json_next_element(json, &more, err)) && more) {
        if (json->token.kind != JSON_STRING)
            return json_error(err, json, ERROR_VALUE, "expected a text");
        party_property_add(draft, property, json->token.text);
    }
    return ok;
}

static bool read_properties(struct json_reader *json, struct draft *draft, struct error *err)
{
    bool more, ok = json_expect(json, JSON_BEGIN_OBJECT, err);
    while (ok && (ok = json_next_member(json, &more, err)) && more) {
        const struct party_property *property = party_property_named(json->token.text);
        ok =
            property != NULL ? read_values(json, draft, property, err) : json_skip_value(json, err);
    }
    return ok;
}

static bool read_word(struct json_reader *json, char *ret_word, size_t room, size_t *ret_size,
                      struct error *err)
{
    struct span text;
    if (!json_expect_string(json, &text, err))
        return false;
    if (text.size >= room)
        return json_error(err, json, ERROR_LIMIT, "more than %zu bytes", room - 1);
    memcpy(ret_word, text.data, text.size);
    *ret_size = text.size;
    return true;
}

static bool read_target(struct json_reader *json, struct entity *entity, struct error *err)
{
    if (!json_next(json, err))
        return false;
    entity->no_target = json->token.kind == JSON_FALSE;
    return json->token.kind == JSON_TRUE || json->token.kind == JSON_FALSE ||
           json_error(err, json, ERROR_VALUE, "expected true or false");
}

static bool read_entity(struct json_reader *json, struct draft *draft, struct entity *entity,
                        struct error *err)
{
    bool more, ok = json_expect(json, JSON_BEGIN_OBJECT, err);
    while (ok && (ok = json_next_member(json, &more, err)) && more) {
        if (span_is(json->token.text, "id"))
            ok = read_word(json, entity->id, sizeof entity->id, &entity->id_size, err);
        else if (span_is(json->token.text, "schema"))
            ok = read_word(json, entity->schema, sizeof entity->schema, &entity->schema_size, err);
        else if (span_is(json->token.text, "target"))
            ok = read_target(json, entity, err);
        else if (span_is(json->token.text, "properties"))
            ok = read_properties(json, draft, err);
        else
            ok = json_skip_value(json, err);
    }
    return ok && json_expect(json, JSON_END, err);
}

static bool read_line(struct list_reading *reading, struct json_reader *json, struct span line,
                      uint64_t number, struct error *err)
{
    const char *name = reading->files[0].name;
    struct entity entity = {.id_size = 0};
    struct draft *draft = &reading->draft;
    draft_clear(draft);
    json_reader_init(json, line, name);
    bool ok = read_entity(json, draft, &entity, err);
    json_reader_release(json);
    if (!ok)
        return error_is_environment(err->code)
                   ? false
                   : list_error(err, err->code, name, number, "%.600s", err->text);
    if (!schema_kind(span_of(entity.schema, entity.schema_size), &draft->entry.kind) ||
        (entity.no_target && draft->entry.kind != PARTY_ADDRESS))
        return true;
    struct span id = span_of(entity.id, entity.id_size);
    draft_key(draft, id, id);
    return list_hand(reading, name, number, err);
}

bool ftm_read(struct list_reading *reading, struct error *err)
{
    struct span rest = list_text(reading->files[0].bytes);
    struct json_reader *json = malloc(sizeof *json);
    bool ok = json != NULL || error_memory(err, "reading a list");
    for (uint64_t line = 1; ok && rest.size > 0; line++) {
        const unsigned char *feed = memchr(rest.data, '\n', rest.size);
        size_t size = feed == NULL ? rest.size : (size_t)(feed - rest.data);
        struct span text = trim_space(span_part(rest, 0, size));
        rest = span_part(rest, feed == NULL ? size : size + 1, rest.size);
        if (text.size > 0)
            ok = read_line(reading, json, text, line, err);
    }
    free(json);
    return ok;
}

static bool first_line_has(struct span bytes, const char *word)
{
    size_t size = strlen(word);
    for (size_t i = 0; i + size <= bytes.size && i < 65536 && bytes.data[i] != '\n'; i++)
        if (memcmp(bytes.data + i, word, size) == 0)
            return true;
    return false;
}

bool ftm_is(struct span bytes)
{
    bytes = list_text(bytes);
    return span_starts_with(bytes, "{") && first_line_has(bytes, "\"schema\"") &&
           first_line_has(bytes, "\"properties\"");
}

bool targets_csv_is(struct span bytes)
{
    bytes = list_text(bytes);
    return first_line_has(bytes, "schema") && first_line_has(bytes, "aliases") &&
           first_line_has(bytes, "dataset") && first_line_has(bytes, "last_seen");
}
