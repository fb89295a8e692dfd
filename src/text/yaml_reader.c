#include "text/yaml_reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <yaml.h>

#include "text/place.h"

struct yaml_libyaml {
    yaml_parser_t parser;
    yaml_event_t event; /* holds the last token's text; zeroed when there is none */
};

bool yaml_reader_init(struct yaml_reader *reader, struct span input, const char *name,
                      struct error *err)
{
    static const char mark[] = "\xef\xbb\xbf";
    if (input.data == NULL)
        input = span_text("");
    *reader = (struct yaml_reader){.name = name, .input = input};
    if (span_starts_with(input, mark)) /* libyaml counts it as a column, and ends the mapping */
        input = span_part(input, strlen(mark), input.size);
    struct yaml_libyaml *libyaml = calloc(1, sizeof *libyaml);
    if (libyaml == NULL || !yaml_parser_initialize(&libyaml->parser)) {
        free(libyaml);
        return error_memory(err, "starting to read YAML");
    }
    reader->libyaml = libyaml;
    yaml_parser_set_encoding(&libyaml->parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&libyaml->parser, input.data, input.size);
    return true;
}

void yaml_reader_release(struct yaml_reader *reader)
{
    if (reader->libyaml != NULL) {
        yaml_event_delete(&reader->libyaml->event);
        yaml_parser_delete(&reader->libyaml->parser);
        free(reader->libyaml);
    }
    name_set_release(&reader->names);
    reader->libyaml = NULL;
    reader->depth = 0;
}

static bool fail_at(const struct yaml_reader *reader, yaml_mark_t mark, enum error_code code,
                    const char *what, struct error *err)
{
    char place[TEXT_PLACE_BYTES];
    snprintf(place, sizeof place, "%s:%zu:%zu", place_name(reader->name), mark.line + 1,
             mark.column + 1);
    return error_input(err, code, place, "%s", what);
}

static bool fail(const struct yaml_reader *reader, enum error_code code, const char *what,
                 struct error *err)
{
    return fail_at(reader, reader->libyaml->event.start_mark, code, what, err);
}

/* What libyaml found wrong, in our words: the problem, and within what it met it. */
static bool fail_as_libyaml(const struct yaml_reader *reader, struct error *err)
{
    const yaml_parser_t *parser = &reader->libyaml->parser;
    const char *problem = parser->problem != NULL ? parser->problem : "not YAML";
    if (parser->error == YAML_MEMORY_ERROR)
        return error_memory(err, "reading YAML");
    if (parser->error == YAML_READER_ERROR) {
        char place[TEXT_PLACE_BYTES];
        size_t at = parser->problem_offset;
        place_of(place, reader->name, reader->input,
                 at < reader->input.size ? at : reader->input.size);
        return error_input(err, ERROR_SYNTAX, place, "%s; expected printable UTF-8", problem);
    }
    char what[256];
    snprintf(what, sizeof what, "%s%s%s", problem, parser->context != NULL ? " " : "",
             parser->context != NULL ? parser->context : "");
    return fail_at(reader, parser->problem_mark, ERROR_SYNTAX, what, err);
}

static bool next_event(struct yaml_reader *reader, struct error *err)
{
    struct yaml_libyaml *libyaml = reader->libyaml;
    yaml_event_delete(&libyaml->event);
    return yaml_parser_parse(&libyaml->parser, &libyaml->event) || fail_as_libyaml(reader, err);
}

static bool is_name_next(const struct yaml_reader *reader)
{
    return reader->depth > 0 && reader->levels[reader->depth - 1].is_mapping &&
           !reader->levels[reader->depth - 1].has_name;
}

static bool refuse_properties(const struct yaml_reader *reader, const yaml_char_t *anchor,
                              const yaml_char_t *tag, struct error *err)
{
    if (anchor != NULL)
        return fail(reader, ERROR_UNSUPPORTED, "an anchor; expected the value itself", err);
    if (tag != NULL)
        return fail(reader, ERROR_UNSUPPORTED, "a tag; expected the value alone", err);
    return true;
}

/* A value, whole or its first token, stands behind a name or in a sequence or at the top. */
static bool enter_value(struct yaml_reader *reader, struct error *err)
{
    if (is_name_next(reader))
        return fail(reader, ERROR_UNSUPPORTED, "a collection as a name; expected a scalar", err);
    if (reader->depth > 0)
        reader->levels[reader->depth - 1].has_name = false;
    return true;
}

static bool begin(struct yaml_reader *reader, bool is_mapping, struct error *err)
{
    if (!enter_value(reader, err))
        return false;
    if (reader->depth == YAML_DEPTH_MAX)
        return fail(reader, ERROR_LIMIT, "too many mappings and sequences in one another", err);
    reader->levels[reader->depth++] =
        (struct yaml_level){.is_mapping = is_mapping, .scope = name_scope_open(&reader->names)};
    reader->token.kind = is_mapping ? YAML_BEGIN_MAPPING : YAML_BEGIN_SEQUENCE;
    return true;
}

static bool end(struct yaml_reader *reader)
{
    const struct yaml_level *level = &reader->levels[--reader->depth];
    name_scope_close(&reader->names, &level->scope);
    reader->token.kind = level->is_mapping ? YAML_END_MAPPING : YAML_END_SEQUENCE;
    return true;
}

static bool take_name(struct yaml_reader *reader, struct error *err)
{
    struct yaml_level *level = &reader->levels[reader->depth - 1];
    if (reader->token.plain && span_is(reader->token.text, "<<"))
        return fail(reader, ERROR_UNSUPPORTED, "a merge key; expected the members themselves", err);
    switch (name_scope_add(&reader->names, &level->scope, reader->token.text)) {
    case NAME_ADDED:
        break;
    case NAME_PRESENT:
        return fail(reader, ERROR_SYNTAX,
                    "a name that this mapping has already; expected every name once", err);
    case NAME_LIMIT:
        return fail(reader, ERROR_LIMIT, "too many names, or too long ones", err);
    case NAME_MEMORY:
        return error_memory(err, "reading a name");
    }
    level->has_name = true;
    reader->token.kind = YAML_NAME;
    return true;
}

static bool take_scalar(struct yaml_reader *reader, struct error *err)
{
    const yaml_event_t *event = &reader->libyaml->event;
    if (!refuse_properties(reader, event->data.scalar.anchor, event->data.scalar.tag, err))
        return false;
    if (event->data.scalar.length > YAML_SCALAR_BYTES_MAX)
        return fail(reader, ERROR_LIMIT, "the scalar is too long", err);
    reader->token.text = span_of(event->data.scalar.value, event->data.scalar.length);
    reader->token.plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    if (is_name_next(reader))
        return take_name(reader, err);
    reader->token.kind = YAML_SCALAR;
    return enter_value(reader, err);
}

static bool take_document(struct yaml_reader *reader, struct error *err)
{
    const yaml_event_t *event = &reader->libyaml->event;
    if (reader->document_seen)
        return fail(reader, ERROR_UNSUPPORTED, "a second document; expected one a file", err);
    if (event->data.document_start.tag_directives.start !=
        event->data.document_start.tag_directives.end)
        return fail(reader, ERROR_UNSUPPORTED, "a %TAG directive; expected none", err);
    reader->document_seen = true;
    return true;
}

/* Turns the last event into the token; `*ret_done` is false when it makes none. */
static bool take_event(struct yaml_reader *reader, bool *ret_done, struct error *err)
{
    const yaml_event_t *event = &reader->libyaml->event;
    *ret_done = true;
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return take_scalar(reader, err);
    case YAML_MAPPING_START_EVENT:
        return refuse_properties(reader, event->data.mapping_start.anchor,
                                 event->data.mapping_start.tag, err) &&
               begin(reader, true, err);
    case YAML_SEQUENCE_START_EVENT:
        return refuse_properties(reader, event->data.sequence_start.anchor,
                                 event->data.sequence_start.tag, err) &&
               begin(reader, false, err);
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
        return end(reader);
    case YAML_ALIAS_EVENT:
        return fail(reader, ERROR_UNSUPPORTED, "an alias; expected the value itself", err);
    case YAML_STREAM_END_EVENT:
    case YAML_NO_EVENT: /* what libyaml says behind the stream's end */
        reader->token.kind = YAML_END;
        return true;
    case YAML_DOCUMENT_START_EVENT:
        *ret_done = false;
        return take_document(reader, err);
    case YAML_STREAM_START_EVENT:
    case YAML_DOCUMENT_END_EVENT:
        break;
    }
    *ret_done = false;
    return true;
}

bool yaml_next(struct yaml_reader *reader, struct error *err)
{
    ensure(!reader->failed);
    bool done = false;
    while (!done) {
        reader->failed = true; /* until this event is taken */
        if (!next_event(reader, err))
            return false;
        yaml_mark_t mark = reader->libyaml->event.start_mark;
        reader->token = (struct yaml_token){.line = mark.line + 1, .column = mark.column + 1};
        if (!take_event(reader, &done, err))
            return false;
        reader->failed = false;
    }
    return true;
}

bool yaml_error(struct error *err, const struct yaml_reader *reader, enum error_code code,
                const char *format, ...)
{
    char place[TEXT_PLACE_BYTES], text[ERROR_TEXT_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    snprintf(place, sizeof place, "%s:%llu:%llu", place_name(reader->name),
             (unsigned long long)reader->token.line, (unsigned long long)reader->token.column);
    return error_input(err, code, place, "%s", text);
}
