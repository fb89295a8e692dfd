/* What callers of the JSON reader want most: whole values instead of tokens. */
#include "base/checked.h"
#include "text/json_lexer.h"
#include "text/json_reader.h"

static const char *const kind_names[] = {
    [JSON_BEGIN_OBJECT] = "an object",
    [JSON_NAME] = "a name",
    [JSON_END_OBJECT] = "the object's end",
    [JSON_BEGIN_ARRAY] = "an array",
    [JSON_END_ARRAY] = "the array's end",
    [JSON_STRING] = "a string",
    [JSON_NUMBER] = "a number",
    [JSON_TRUE] = "true",
    [JSON_FALSE] = "false",
    [JSON_NULL] = "null",
    [JSON_END] = "the end",
};

bool json_expect(struct json_reader *reader, enum json_kind kind, struct error *err)
{
    if (!json_next(reader, err))
        return false;
    return reader->token.kind == kind ||
           json_error(err, reader, ERROR_VALUE, "%s; expected %s", kind_names[reader->token.kind],
                      kind_names[kind]);
}

bool json_next_member(struct json_reader *reader, bool *ret_more, struct error *err)
{
    if (!json_next(reader, err))
        return false;
    ensure(reader->token.kind == JSON_NAME || reader->token.kind == JSON_END_OBJECT);
    *ret_more = reader->token.kind == JSON_NAME;
    return true;
}

bool json_next_element(struct json_reader *reader, bool *ret_more, struct error *err)
{
    if (!json_next(reader, err))
        return false;
    ensure(reader->token.kind != JSON_NAME && reader->token.kind != JSON_END_OBJECT &&
           reader->token.kind != JSON_END);
    *ret_more = reader->token.kind != JSON_END_ARRAY;
    return true;
}

bool json_expect_string(struct json_reader *reader, struct span *ret_text, struct error *err)
{
    if (!json_expect(reader, JSON_STRING, err))
        return false;
    *ret_text = reader->token.text;
    return true;
}

bool json_number_u64(const struct json_reader *reader, uint64_t *ret_number, struct error *err)
{
    struct span text = reader->token.text;
    uint64_t number = 0;
    bool good = reader->token.kind == JSON_NUMBER;
    for (size_t i = 0; good && i < text.size; i++)
        good = text.data[i] >= '0' && text.data[i] <= '9' && checked_mul_u64(number, 10, &number) &&
               checked_add_u64(number, (uint64_t)(text.data[i] - '0'), &number);
    if (!good)
        return json_error(err, reader, ERROR_VALUE, "expected a whole number below 2^64");
    *ret_number = number;
    return true;
}

bool json_expect_u64(struct json_reader *reader, uint64_t *ret_number, struct error *err)
{
    return json_next(reader, err) && json_number_u64(reader, ret_number, err);
}

static bool begins(enum json_kind kind)
{
    return kind == JSON_BEGIN_OBJECT || kind == JSON_BEGIN_ARRAY;
}

bool json_skip_rest(struct json_reader *reader, struct error *err)
{
    ensure(begins(reader->token.kind));
    unsigned outside = reader->depth - 1;
    while (reader->depth > outside)
        if (!json_next(reader, err))
            return false;
    return true;
}

bool json_raw_value(struct json_reader *reader, struct span *ret_raw, struct error *err)
{
    if (!json_next(reader, err))
        return false;
    enum json_kind kind = reader->token.kind;
    size_t from = reader->token.from;
    if (kind == JSON_NAME || kind == JSON_END_OBJECT || kind == JSON_END_ARRAY || kind == JSON_END)
        return json_error(err, reader, ERROR_VALUE, "%s; expected a value", kind_names[kind]);
    if (begins(kind) && !json_skip_rest(reader, err))
        return false;
    *ret_raw = span_part(reader->input, from, reader->token.to);
    return true;
}

bool json_skip_value(struct json_reader *reader, struct error *err)
{
    struct span raw;
    return json_raw_value(reader, &raw, err);
}

bool json_is_number(struct span text)
{
    size_t at = 0;
    return json_scan_number(text, &at) && at == text.size;
}
