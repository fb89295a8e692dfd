#include "text/csv_writer.h"

#include "base/error.h"

void csv_writer_init(struct csv_writer *writer, struct dynbuf *buffer)
{
    *writer = (struct csv_writer){.buffer = buffer};
}

static bool needs_quotes(struct span field)
{
    for (size_t i = 0; i < field.size; i++) {
        unsigned char byte = field.data[i];
        if (byte == ',' || byte == '"' || byte == '\n' || byte == '\r')
            return true;
    }
    return span_starts_with(field, "\xef\xbb\xbf");
}

/* Quotes doubled and zeros replaced; the bytes between two such go over in one piece. */
static void put_changed(struct dynbuf *buffer, struct span field)
{
    size_t from = 0;
    for (size_t at = 0; at < field.size; at++) {
        unsigned char byte = field.data[at];
        if (byte != '"' && byte != '\0')
            continue;
        dynbuf_span(buffer, span_part(field, from, at));
        dynbuf_text(buffer, byte == '"' ? "\"\"" : "\xef\xbf\xbd");
        from = at + 1;
    }
    if (field.size > from)
        dynbuf_span(buffer, span_part(field, from, field.size));
}

void csv_put(struct csv_writer *writer, struct span field)
{
    bool quoted = needs_quotes(field);
    if (writer->any)
        dynbuf_char(writer->buffer, ',');
    if (quoted)
        dynbuf_char(writer->buffer, '"');
    put_changed(writer->buffer, field);
    if (quoted)
        dynbuf_char(writer->buffer, '"');
    writer->only_empty = !writer->any && field.size == 0;
    writer->any = true;
}

void csv_put_text(struct csv_writer *writer, const char *field)
{
    csv_put(writer, span_text(field));
}

void csv_end(struct csv_writer *writer)
{
    ensure(writer->any);
    dynbuf_text(writer->buffer, writer->only_empty ? "\"\"\n" : "\n");
    writer->any = false;
    writer->only_empty = false;
}
