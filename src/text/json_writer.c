#include "text/json_writer.h"

#include "base/error.h"

void json_writer_init(struct json_writer *writer, struct dynbuf *buffer)
{
    *writer = (struct json_writer){.buffer = buffer};
}

static void new_line(struct json_writer *writer)
{
    dynbuf_char(writer->buffer, '\n');
    for (unsigned i = 0; i < writer->depth; i++)
        dynbuf_text(writer->buffer, "  ");
}

/* How many bytes of a UTF-8 character stand at the start; 0 when none does (RFC 3629, section 4).
 */
static size_t character_size(struct span text)
{
    const unsigned char *b = text.data;
    size_t size = b[0] < 0x80                   ? 1
                  : b[0] >= 0xc2 && b[0] < 0xe0 ? 2
                  : b[0] >= 0xe0 && b[0] < 0xf0 ? 3
                  : b[0] >= 0xf0 && b[0] < 0xf5 ? 4
                                                : 0;
    if (size == 0 || text.size < size)
        return 0;
    for (size_t i = 1; i < size; i++)
        if ((b[i] & 0xc0) != 0x80)
            return 0;
    if ((b[0] == 0xe0 && b[1] < 0xa0) || (b[0] == 0xed && b[1] > 0x9f) ||
        (b[0] == 0xf0 && b[1] < 0x90) || (b[0] == 0xf4 && b[1] > 0x8f))
        return 0;
    return size;
}

static void quote(struct json_writer *writer, struct span text)
{
    dynbuf_char(writer->buffer, '"');
    for (size_t at = 0; at < text.size;) {
        unsigned char byte = text.data[at];
        size_t size = character_size(span_part(text, at, text.size));
        if (size == 0)
            dynbuf_text(writer->buffer, "\\ufffd");
        else if (byte == '"' || byte == '\\')
            dynbuf_format(writer->buffer, "\\%c", byte);
        else if (byte < 0x20 || byte == 0x7f)
            dynbuf_format(writer->buffer, "\\u%04x", byte);
        else
            dynbuf_append(writer->buffer, text.data + at, size);
        at += size == 0 ? 1 : size;
    }
    dynbuf_char(writer->buffer, '"');
}

static void begin_value(struct json_writer *writer, const char *name)
{
    if (writer->depth > 0) {
        bool object = writer->open[writer->depth - 1] == '{';
        ensure(object == (name != NULL));
        if (writer->any[writer->depth - 1])
            dynbuf_char(writer->buffer, ',');
        writer->any[writer->depth - 1] = true;
        new_line(writer);
    }
    if (name == NULL)
        return;
    quote(writer, span_text(name));
    dynbuf_text(writer->buffer, ": ");
}

static void open_value(struct json_writer *writer, const char *name, char bracket)
{
    begin_value(writer, name);
    ensure(writer->depth < JSON_WRITER_DEPTH);
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
    ensure(writer->depth > 0);
    writer->depth--;
    if (writer->any[writer->depth])
        new_line(writer);
    dynbuf_char(writer->buffer, writer->open[writer->depth] == '{' ? '}' : ']');
    if (writer->depth == 0)
        dynbuf_char(writer->buffer, '\n');
}

void json_string(struct json_writer *writer, const char *name, struct span text)
{
    begin_value(writer, name);
    quote(writer, text);
}

void json_text(struct json_writer *writer, const char *name, const char *text)
{
    json_string(writer, name, span_text(text));
}

void json_u64(struct json_writer *writer, const char *name, uint64_t value)
{
    begin_value(writer, name);
    dynbuf_format(writer->buffer, "%llu", (unsigned long long)value);
}
