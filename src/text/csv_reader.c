#include "text/csv_reader.h"

#include <stdio.h>

void csv_init(struct csv_reader *reader, struct span input, const char *name)
{
    *reader = (struct csv_reader){.name = name, .input = input, .line = 1};
    if (span_starts_with(input, "\xef\xbb\xbf"))
        reader->at = 3;
    dynbuf_init(&reader->scratch, CSV_FIELD_BYTES_MAX);
}

void csv_release(struct csv_reader *reader)
{
    dynbuf_release(&reader->scratch);
}

void csv_place(const struct csv_reader *reader, size_t column, const char *title, char *ret_text,
               size_t size)
{
    snprintf(ret_text, size, "%s:%llu: column %zu%s%s%s", reader->name,
             (unsigned long long)reader->record, column + 1, title != NULL ? " (" : "",
             title != NULL ? title : "", title != NULL ? ")" : "");
}

static bool fail(struct csv_reader *reader, enum error_code code, const char *what,
                 struct error *err)
{
    char place[512];
    csv_place(reader, reader->field_count, NULL, place, sizeof place);
    return error_input(err, code, place, "%s", what);
}

static bool ends_field(unsigned char byte)
{
    return byte == ',' || byte == '\n' || byte == '\r';
}

static bool take_plain(struct csv_reader *reader, struct error *err)
{
    const unsigned char *data = reader->input.data;
    size_t from = reader->at, at = from;
    while (at < reader->input.size && !ends_field(data[at])) {
        if (data[at] == '"')
            return fail(reader, ERROR_SYNTAX, "a quote inside an unquoted field", err);
        if (data[at] == '\0')
            return fail(reader, ERROR_SYNTAX, "a zero byte; expected text", err);
        at++;
    }
    reader->fields[reader->field_count] = span_part(reader->input, from, at);
    reader->scratch_from[reader->field_count] = SIZE_MAX;
    reader->at = at;
    return at - from <= CSV_FIELD_BYTES_MAX ||
           fail(reader, ERROR_LIMIT, "the field is too long", err);
}

/* Decodes into the scratch when doubled quotes must be undone; else points into the input. */
static bool take_quoted(struct csv_reader *reader, struct error *err)
{
    const unsigned char *data = reader->input.data;
    size_t size = reader->input.size, at = reader->at + 1, from = at;
    size_t start = reader->scratch.size;
    for (;; at++) {
        if (at >= size)
            return fail(reader, ERROR_SYNTAX, "the quote is never closed", err);
        if (data[at] == '\0')
            return fail(reader, ERROR_SYNTAX, "a zero byte; expected text", err);
        reader->line += data[at] == '\n';
        if (data[at] != '"')
            continue;
        if (at + 1 >= size || data[at + 1] != '"')
            break;
        if (!dynbuf_append(&reader->scratch, data + from, at + 1 - from))
            return fail(reader, ERROR_LIMIT, "the quoted fields are too long", err);
        from = ++at + 1;
    }
    bool decoded = reader->scratch.size > start;
    if (decoded && !dynbuf_append(&reader->scratch, data + from, at - from))
        return fail(reader, ERROR_LIMIT, "the quoted fields are too long", err);
    if (at - from > CSV_FIELD_BYTES_MAX)
        return fail(reader, ERROR_LIMIT, "the field is too long", err);
    reader->at = at + 1;
    if (reader->at < size && !ends_field(data[reader->at]))
        return fail(reader, ERROR_SYNTAX, "a byte behind a closing quote; expected a comma", err);
    size_t decoded_size = reader->scratch.size - start;
    reader->scratch_from[reader->field_count] = decoded ? start : SIZE_MAX;
    reader->fields[reader->field_count] =
        decoded ? span_of(NULL, decoded_size) : span_part(reader->input, from, at);
    return true;
}

static void take_line_end(struct csv_reader *reader)
{
    if (reader->at < reader->input.size && reader->input.data[reader->at] == '\r')
        reader->at++;
    if (reader->at < reader->input.size && reader->input.data[reader->at] == '\n') {
        reader->at++;
        reader->line++;
    }
}

static bool take_record(struct csv_reader *reader, struct error *err)
{
    const unsigned char *data = reader->input.data;
    for (;;) {
        if (reader->field_count == CSV_COLUMNS_MAX)
            return fail(reader, ERROR_LIMIT, "too many columns", err);
        bool quoted = reader->at < reader->input.size && data[reader->at] == '"';
        if (!(quoted ? take_quoted(reader, err) : take_plain(reader, err)))
            return false;
        reader->field_count++;
        if (reader->at >= reader->input.size || data[reader->at] != ',')
            break;
        reader->at++;
    }
    if (reader->at < reader->input.size && data[reader->at] == '\r' &&
        (reader->at + 1 >= reader->input.size || data[reader->at + 1] != '\n'))
        return fail(reader, ERROR_SYNTAX, "a carriage return; expected a line feed behind it", err);
    return true;
}

bool csv_next(struct csv_reader *reader, bool *ret_any, struct error *err)
{
    const unsigned char *data = reader->input.data;
    dynbuf_clear(&reader->scratch);
    reader->field_count = 0;
    while (reader->at < reader->input.size &&
           (data[reader->at] == '\n' || data[reader->at] == '\r'))
        take_line_end(reader);
    reader->record = reader->line;
    reader->record_from = reader->at;
    if (reader->at >= reader->input.size) {
        *ret_any = false;
        return true;
    }
    if (!take_record(reader, err))
        return false;
    reader->record_to = reader->at;
    take_line_end(reader);
    for (size_t i = 0; i < reader->field_count; i++)
        if (reader->scratch_from[i] != SIZE_MAX)
            reader->fields[i].data =
                (const unsigned char *)reader->scratch.data + reader->scratch_from[i];
    *ret_any = true;
    return true;
}

void csv_skip_line(struct csv_reader *reader)
{
    const unsigned char *data = reader->input.data;
    size_t at = reader->record_from;
    while (at < reader->input.size && data[at] != '\n')
        at++;
    reader->record_to = at;
    reader->at = at < reader->input.size ? at + 1 : at;
    reader->line = reader->record + 1;
}
