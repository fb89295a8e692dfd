#include "json_dump.h"

#include "text/json_reader.h"

static void put(struct dynbuf *dump, char letter, struct span text)
{
    dynbuf_format(dump, "%c%zu:", letter, text.size);
    dynbuf_span(dump, text);
}

static void put_token(struct dynbuf *dump, const struct json_token *token)
{
    switch (token->kind) {
    case JSON_BEGIN_OBJECT:
        dynbuf_char(dump, '{');
        break;
    case JSON_NAME:
        put(dump, 'N', token->text);
        break;
    case JSON_END_OBJECT:
        dynbuf_char(dump, '}');
        break;
    case JSON_BEGIN_ARRAY:
        dynbuf_char(dump, '[');
        break;
    case JSON_END_ARRAY:
        dynbuf_char(dump, ']');
        break;
    case JSON_STRING:
        put(dump, 's', token->text);
        break;
    case JSON_NUMBER:
        put(dump, 'n', token->text);
        break;
    case JSON_TRUE:
        dynbuf_char(dump, 't');
        break;
    case JSON_FALSE:
        dynbuf_char(dump, 'f');
        break;
    case JSON_NULL:
        dynbuf_char(dump, '0');
        break;
    case JSON_END:
        break;
    }
}

bool json_dump(struct dynbuf *ret_dump, struct span text, struct error *err)
{
    struct json_reader reader;
    bool ok;
    dynbuf_clear(ret_dump);
    json_reader_init(&reader, text, "text");
    while ((ok = json_next(&reader, err)) && reader.token.kind != JSON_END) {
        const struct json_token *token = &reader.token;
        ensure(token->from < token->to && token->to <= text.size);
        put_token(ret_dump, token);
    }
    json_reader_release(&reader);
    return ok;
}

bool json_cut(struct span text, struct span *ret_raw, struct error *err)
{
    struct json_reader reader;
    json_reader_init(&reader, text, "text");
    bool ok = json_raw_value(&reader, ret_raw, err) && json_expect(&reader, JSON_END, err);
    json_reader_release(&reader);
    return ok;
}
