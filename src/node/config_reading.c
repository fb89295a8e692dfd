#include "node/config_reading.h"

const char config_code_form[] = "2 to 16 lower-case letters and digits, a letter first, "
                                "and neither public nor own";

bool config_mapping_rest(struct config_reading *reading, const struct config_field *fields,
                         void *target, struct error *err)
{
    struct yaml_reader *yaml = &reading->yaml;
    const struct yaml_token start = yaml->token;
    uint64_t seen = 0;
    bool more = false;
    bool ok;
    while ((ok = yaml_next_member(yaml, &more, err)) && more) {
        size_t at = 0;
        while (fields[at].name != NULL && !span_is(yaml->token.text, fields[at].name))
            at++;
        if (fields[at].name == NULL)
            return yaml_error(err, yaml, ERROR_VALUE, "'%.*s' is no name that stands here",
                              yaml->token.text.size > 64 ? 64 : (int)yaml->token.text.size,
                              (const char *)yaml->token.text.data);
        seen |= (uint64_t)1 << at;
        if (!fields[at].read(reading, target, err))
            return false;
    }
    for (size_t at = 0; ok && fields[at].name != NULL; at++) {
        if (!fields[at].needed || (seen >> at & 1) != 0)
            continue;
        yaml->token = start;
        ok = yaml_error(err, yaml, ERROR_VALUE, "'%s' is missing here", fields[at].name);
    }
    return ok;
}

bool config_mapping(struct config_reading *reading, const struct config_field *fields, void *target,
                    struct error *err)
{
    return yaml_expect(&reading->yaml, YAML_BEGIN_MAPPING, err) &&
           config_mapping_rest(reading, fields, target, err);
}

bool config_text(struct config_reading *reading, struct span *ret_text, struct error *err)
{
    struct yaml_reader *yaml = &reading->yaml;
    if (!yaml_expect(yaml, YAML_SCALAR, err))
        return false;
    struct span text = yaml->token.text;
    if (text.size == 0 || yaml_is_null(yaml))
        return yaml_error(err, yaml, ERROR_VALUE, "nothing; expected a text");
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] < ' ' || text.data[i] == 0x7f)
            return yaml_error(err, yaml, ERROR_VALUE, "a control character; expected one line");
    const char *copy = arena_text(&reading->config->arena, text);
    if (copy == NULL)
        return error_memory(err, "reading the configuration");
    *ret_text = span_of(copy, text.size);
    return true;
}

bool config_formed(struct config_reading *reading, bool (*valid)(struct span text),
                   const char *expected, struct span *ret_text, struct error *err)
{
    struct span text;
    if (!config_text(reading, &text, err))
        return false;
    if (!valid(text))
        return yaml_error(err, &reading->yaml, ERROR_VALUE, "'%.*s'; expected %s",
                          text.size > 64 ? 64 : (int)text.size, (const char *)text.data, expected);
    *ret_text = text;
    return true;
}
