#include "label/actorpack.h"

#include <stdlib.h>

#include "base/limits.h"
#include "label/yaml_fields.h"
#include "text/utf8.h"

enum { ID, LABEL, CATEGORIES, URI, JURISDICTIONS, KEPT };

static const char *const names[] = {"id",      "label",   "categories", "uri", "jurisdictions",
                                    "aliases", "context", "lastmod",    NULL};

struct actorpack {
    struct yaml_reader yaml;
    struct pack *pack;
    struct rejects *rejects;
    const char *name;
    struct arena texts;
    struct yaml_fields fields;
};

static bool take_actor(struct actorpack *reading, struct error *err)
{
    const struct yaml_fields *fields = &reading->fields;
    const struct yaml_field *values = fields->values;
    if (fields->wrong) {
        *err = fields->why;
        return false;
    }
    for (size_t i = 0; i < KEPT; i++) {
        bool needed = i == ID || i == LABEL;
        if (utf8_line(values[i].text) < values[i].text.size) {
            error_input(err, ERROR_VALUE, NULL, "byte %zu: expected one line of UTF-8",
                        utf8_line(values[i].text) + 1);
            return yaml_fields_error(fields, i, reading->name, err);
        }
        if (values[i].text.size > LABEL_FIELD_BYTES_MAX || (needed && values[i].text.size == 0)) {
            error_input(err, ERROR_VALUE, NULL, "%zu bytes; expected %d to %d", values[i].text.size,
                        needed ? 1 : 0, LABEL_FIELD_BYTES_MAX);
            return yaml_fields_error(fields, i, reading->name, err);
        }
    }
    struct actor actor = {.id = values[ID].text,
                          .name = values[LABEL].text,
                          .category = values[CATEGORIES].text,
                          .uri = values[URI].text,
                          .jurisdictions = values[JURISDICTIONS].text,
                          .pack = span_text(reading->name)};
    return pack_add_actor(reading->pack, &actor, err);
}

static bool read_actor(void *context, struct error *err)
{
    struct actorpack *reading = context;
    struct yaml_reader *yaml = &reading->yaml;
    struct error why;
    reading->fields = (struct yaml_fields){.names = names, .kept = KEPT};
    reading->fields.line = yaml->token.line;
    reading->fields.column = yaml->token.column;
    if (yaml->token.kind != YAML_BEGIN_MAPPING)
        return yaml_error(err, yaml, ERROR_VALUE, "expected an actor, a mapping");
    if (!yaml_fields_read(&reading->fields, yaml, &reading->texts, err))
        return false;
    bool ok = take_actor(reading, &why) ||
              rejects_add(reading->rejects, reading->fields.values[ID].text, &why, err);
    arena_release(&reading->texts);
    return ok;
}

bool actorpack_read(struct pack *pack, struct span bytes, const char *name, struct rejects *rejects,
                    struct error *err)
{
    struct actorpack *reading = calloc(1, sizeof *reading);
    if (reading == NULL)
        return error_memory(err, "reading a pack");
    reading->pack = pack;
    reading->rejects = rejects;
    reading->name = name;
    arena_init(&reading->texts, LABEL_TAG_BYTES_MAX);
    bool ok = yaml_reader_init(&reading->yaml, bytes, name, err) &&
              yaml_each_of(&reading->yaml, "actors", read_actor, reading, err);
    yaml_reader_release(&reading->yaml);
    arena_release(&reading->texts);
    free(reading);
    return ok;
}
