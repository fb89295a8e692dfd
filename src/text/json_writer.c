#include "text/json_writer.h"

#include "text/json_lexer.h"
#include "text/utf8.h"

void json_writer_init(struct json_writer *writer, struct dynbuf *buffer)
{
    *writer = (struct json_writer){.buffer = buffer};
}

void json_writer_init_compact(struct json_writer *writer, struct dynbuf *buffer)
{
    *writer = (struct json_writer){.buffer = buffer, .compact = true};
}

static void new_line(struct json_writer *writer)
{
    if (writer->compact)
        return;
    dynbuf_char(writer->buffer, '\n');
    for (unsigned i = 0; i < writer->depth; i++)
        dynbuf_text(writer->buffer, "  ");
}

static void put_special(struct dynbuf *buffer, unsigned char byte)
{
    static const char letters[] = "\"\\bfnrt", values[] = "\"\\\b\f\n\r\t";
    const char *known = byte == 0 ? NULL : strchr(values, byte);
    if (byte >= 0x80)
        dynbuf_text(buffer, "\xef\xbf\xbd"); /* U+FFFD */
    else if (known != NULL)
        dynbuf_format(buffer, "\\%c", letters[known - values]);
    else
        dynbuf_format(buffer, "\\u%04x", byte);
}

/* How many bytes at the start stand for themselves. */
static size_t plain_size(struct span text)
{
    size_t at = 0;
    while (at < text.size) {
        unsigned char byte = text.data[at];
        if (byte < 0x20 || byte == '"' || byte == '\\')
            break;
        size_t size = utf8_character(span_part(text, at, text.size));
        if (size == 0)
            break;
        at += size;
    }
    return at;
}

static void quote(struct json_writer *writer, struct span text)
{
    dynbuf_char(writer->buffer, '"');
    while (text.size > 0) {
        size_t plain = plain_size(text);
        dynbuf_append(writer->buffer, text.data, plain);
        if (plain == text.size)
            break;
        put_special(writer->buffer, text.data[plain]);
        text = span_part(text, plain + 1, text.size);
    }
    dynbuf_char(writer->buffer, '"');
}

/* The comma and the line end before a member or an element. */
static void begin_entry(struct json_writer *writer)
{
    if (writer->any[writer->depth - 1])
        dynbuf_char(writer->buffer, ',');
    writer->any[writer->depth - 1] = true;
    new_line(writer);
}

void json_name(struct json_writer *writer, struct span name)
{
    ensure(writer->depth > 0 && writer->open[writer->depth - 1] == '{' && !writer->named);
    begin_entry(writer);
    quote(writer, name);
    dynbuf_text(writer->buffer, writer->compact ? ":" : ": ");
    writer->named = true;
}

static void begin_value(struct json_writer *writer, const char *name)
{
    ensure(!writer->done);
    if (name != NULL)
        json_name(writer, span_text(name));
    bool in_object = writer->depth > 0 && writer->open[writer->depth - 1] == '{';
    ensure(writer->named == in_object);
    if (writer->depth > 0 && !in_object)
        begin_entry(writer);
    writer->named = false;
}

static void end_value(struct json_writer *writer)
{
    if (writer->depth > 0)
        return;
    writer->done = true;
    new_line(writer);
}

static void open_value(struct json_writer *writer, const char *name, char bracket)
{
    begin_value(writer, name);
    ensure(writer->depth < JSON_DEPTH_MAX);
    writer->open[writer->depth] = bracket;
    writer->any[writer->depth] = false;
    writer->depth++;
    dynbuf_char(writer->buffer, bracket);
}

void json_open_object(struct json_writer *writer, const char *name)
{
    open_value(writer, name, '{');
}

void json_open_array(struct json_writer *writer, const char *name)
{
    open_value(writer, name, '[');
}

void json_close(struct json_writer *writer)
{
    ensure(writer->depth > 0 && !writer->named);
    writer->depth--;
    if (writer->any[writer->depth])
        new_line(writer);
    dynbuf_char(writer->buffer, writer->open[writer->depth] == '{' ? '}' : ']');
    end_value(writer);
}

void json_string(struct json_writer *writer, const char *name, struct span text)
{
    begin_value(writer, name);
    quote(writer, text);
    end_value(writer);
}

void json_text(struct json_writer *writer, const char *name, const char *text)
{
    json_string(writer, name, span_text(text));
}

void json_u64(struct json_writer *writer, const char *name, uint64_t value)
{
    begin_value(writer, name);
    dynbuf_format(writer->buffer, "%llu", (unsigned long long)value);
    end_value(writer);
}

void json_number(struct json_writer *writer, const char *name, struct span decimal)
{
    size_t at = 0;
    ensure(json_scan_number(decimal, &at) && at == decimal.size);
    begin_value(writer, name);
    dynbuf_span(writer->buffer, decimal);
    end_value(writer);
}

void json_bool(struct json_writer *writer, const char *name, bool value)
{
    begin_value(writer, name);
    dynbuf_text(writer->buffer, value ? "true" : "false");
    end_value(writer);
}

void json_no_value(struct json_writer *writer, const char *name)
{
    begin_value(writer, name);
    dynbuf_text(writer->buffer, "null");
    end_value(writer);
}

void json_raw(struct json_writer *writer, const char *name, struct span value)
{
    ensure(value.size > 0);
    begin_value(writer, name);
    dynbuf_span(writer->buffer, value);
    end_value(writer);
}

bool json_writer_finish(const struct json_writer *writer, const char *what, struct error *err)
{
    ensure(writer->done);
    return !writer->buffer->failed || dynbuf_error(writer->buffer, what, err);
}
