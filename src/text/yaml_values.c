/* What callers of the YAML reader want most: whole values instead of tokens. */
#include "text/yaml_reader.h"

static const char *const kind_names[] = {
    [YAML_BEGIN_MAPPING] = "a mapping",
    [YAML_NAME] = "a name",
    [YAML_END_MAPPING] = "the mapping's end",
    [YAML_BEGIN_SEQUENCE] = "a sequence",
    [YAML_END_SEQUENCE] = "the sequence's end",
    [YAML_SCALAR] = "a scalar",
    [YAML_END] = "the end",
};

bool yaml_expect(struct yaml_reader *reader, enum yaml_kind kind, struct error *err)
{
    if (!yaml_next(reader, err))
        return false;
    return reader->token.kind == kind ||
           yaml_error(err, reader, ERROR_VALUE, "%s; expected %s", kind_names[reader->token.kind],
                      kind_names[kind]);
}

bool yaml_next_member(struct yaml_reader *reader, bool *ret_more, struct error *err)
{
    if (!yaml_next(reader, err))
        return false;
    ensure(reader->token.kind == YAML_NAME || reader->token.kind == YAML_END_MAPPING);
    *ret_more = reader->token.kind == YAML_NAME;
    return true;
}

bool yaml_next_element(struct yaml_reader *reader, bool *ret_more, struct error *err)
{
    if (!yaml_next(reader, err))
        return false;
    ensure(reader->token.kind != YAML_NAME && reader->token.kind != YAML_END_MAPPING &&
           reader->token.kind != YAML_END);
    *ret_more = reader->token.kind != YAML_END_SEQUENCE;
    return true;
}

static bool begins(enum yaml_kind kind)
{
    return kind == YAML_BEGIN_MAPPING || kind == YAML_BEGIN_SEQUENCE;
}

bool yaml_skip_rest(struct yaml_reader *reader, struct error *err)
{
    ensure(begins(reader->token.kind));
    unsigned outside = reader->depth - 1;
    while (reader->depth > outside)
        if (!yaml_next(reader, err))
            return false;
    return true;
}

bool yaml_skip_value(struct yaml_reader *reader, struct error *err)
{
    if (!yaml_next(reader, err))
        return false;
    enum yaml_kind kind = reader->token.kind;
    if (begins(kind))
        return yaml_skip_rest(reader, err);
    return kind == YAML_SCALAR ||
           yaml_error(err, reader, ERROR_VALUE, "%s; expected a value", kind_names[kind]);
}

bool yaml_is_null(const struct yaml_reader *reader)
{
    struct span text = reader->token.text;
    return reader->token.kind == YAML_SCALAR && reader->token.plain &&
           (text.size == 0 || span_is(text, "~") || span_is(text, "null") ||
            span_is(text, "Null") || span_is(text, "NULL"));
}
