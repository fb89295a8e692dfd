#include "label/yaml_fields.h"

#include <stdio.h>

#include "base/dynbuf.h"
#include "text/place.h"

size_t yaml_field_named(const struct yaml_fields *fields, struct span name)
{
    for (size_t i = 0; fields->names[i] != NULL; i++)
        if (span_is(name, fields->names[i]))
            return i;
    return YAML_FIELDS_MAX;
}

void yaml_fields_wrong(struct yaml_fields *fields, const struct yaml_reader *yaml,
                       const char *format, struct span what)
{
    if (fields->wrong)
        return;
    fields->wrong = true;
    yaml_error(&fields->why, yaml, ERROR_VALUE, "'%.*s': expected %s",
               what.size > 64 ? 64 : (int)what.size, (const char *)what.data, format);
}

static bool keep_text(struct yaml_field *field, struct span text, struct arena *texts,
                      struct error *err)
{
    const char *copy = arena_text(texts, text);
    if (copy == NULL)
        return error_memory(err, "reading a pack");
    field->text = span_of(copy, text.size);
    return true;
}

/* The rest of a sequence: its scalars with semicolons between. */
static bool read_list(struct yaml_fields *fields, struct yaml_field *field,
                      struct yaml_reader *yaml, struct arena *texts, struct error *err)
{
    struct dynbuf words;
    bool more, ok;
    dynbuf_init(&words, YAML_SCALAR_BYTES_MAX);
    while ((ok = yaml_next_element(yaml, &more, err)) && more) {
        if (yaml->token.kind != YAML_SCALAR) {
            yaml_fields_wrong(fields, yaml, "a list of words", span_of(NULL, 0));
            if (!(ok = yaml_skip_rest(yaml, err)))
                break;
            continue;
        }
        if (words.size > 0)
            dynbuf_char(&words, ';');
        dynbuf_span(&words, yaml->token.text);
    }
    ok = ok && (!words.failed || dynbuf_error(&words, "a list", err)) &&
         keep_text(field, dynbuf_bytes(&words), texts, err);
    dynbuf_release(&words);
    return ok;
}

bool yaml_field_value(struct yaml_fields *fields, struct yaml_field *field,
                      struct yaml_reader *yaml, struct arena *texts, struct error *err)
{
    if (!yaml_next(yaml, err))
        return false;
    field->line = yaml->token.line;
    field->column = yaml->token.column;
    if (yaml->token.kind == YAML_BEGIN_SEQUENCE)
        return read_list(fields, field, yaml, texts, err);
    if (yaml->token.kind == YAML_BEGIN_MAPPING) {
        yaml_fields_wrong(fields, yaml, "a scalar or a list", span_of(NULL, 0));
        return yaml_skip_rest(yaml, err);
    }
    return yaml_is_null(yaml) || keep_text(field, yaml->token.text, texts, err);
}

bool yaml_fields_read(struct yaml_fields *fields, struct yaml_reader *yaml, struct arena *texts,
                      struct error *err)
{
    bool more;
    while (yaml_next_member(yaml, &more, err)) {
        if (!more)
            return true;
        size_t at = yaml_field_named(fields, yaml->token.text);
        if (at == YAML_FIELDS_MAX)
            yaml_fields_wrong(fields, yaml, "a field that GraphSense knows", yaml->token.text);
        if (!(at < fields->kept ? yaml_field_value(fields, &fields->values[at], yaml, texts, err)
                                : yaml_skip_value(yaml, err)))
            return false;
    }
    return false;
}

bool yaml_fields_error(const struct yaml_fields *fields, size_t field, const char *name,
                       struct error *err)
{
    char place[TEXT_PLACE_BYTES + 64];
    const struct yaml_field *value = &fields->values[field];
    bool there = value->line > 0;
    if (error_is_environment(err->code))
        return false;
    snprintf(place, sizeof place, "%s:%llu:%llu: %s", place_name(name),
             (unsigned long long)(there ? value->line : fields->line),
             (unsigned long long)(there ? value->column : fields->column), fields->names[field]);
    return error_prefix(err, place);
}

bool yaml_each_of(struct yaml_reader *yaml, const char *name,
                  bool (*element)(void *context, struct error *err), void *context,
                  struct error *err)
{
    bool more;
    if (!yaml_expect(yaml, YAML_BEGIN_MAPPING, err))
        return false;
    while (yaml_next_member(yaml, &more, err)) {
        if (!more)
            return true;
        if (!span_is(yaml->token.text, name)) {
            if (!yaml_skip_value(yaml, err))
                return false;
            continue;
        }
        if (!yaml_expect(yaml, YAML_BEGIN_SEQUENCE, err))
            return false;
        for (bool any = true; any;)
            if (!yaml_next_element(yaml, &any, err) || (any && !element(context, err)))
                return false;
    }
    return false;
}
