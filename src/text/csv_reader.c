#include "text/csv_reader.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/array.h"
#include "text/place.h"

void csv_init(struct csv_reader *reader, struct span input, const char *name)
{
    if (input.data == NULL)
        input = span_text("");
    *reader = (struct csv_reader){.name = name, .input = input, .line = 1};
    if (span_starts_with(input, "\xef\xbb\xbf"))
        reader->at = 3;
}

void csv_seek(struct csv_reader *reader, size_t record_from, uint64_t record)
{
    ensure(record_from <= reader->input.size);
    reader->at = record_from;
    reader->line = record;
}

void csv_release(struct csv_reader *reader)
{
    free(reader->decoded);
    reader->decoded = NULL;
    reader->decoded_capacity = 0;
}

static void put_place(const struct csv_reader *reader, uint64_t line, size_t column,
                      const char *title, char *ret_text, size_t size)
{
    snprintf(ret_text, size, "%s:%llu: column %zu%s%s%s", place_name(reader->name),
             (unsigned long long)line, column + 1, title != NULL ? " (" : "",
             title != NULL ? title : "", title != NULL ? ")" : "");
}

void csv_place(const struct csv_reader *reader, size_t column, const char *title, char *ret_text,
               size_t size)
{
    put_place(reader, reader->record, column, title, ret_text, size);
}

/* Names the line of the fault itself, which may lie behind that of the record. */
static bool fail(const struct csv_reader *reader, size_t at, enum error_code code, const char *what,
                 struct error *err)
{
    char place[TEXT_PLACE_BYTES];
    struct span record = span_part(reader->input, reader->record_from, reader->input.size);
    uint64_t line = place_line(record, at - reader->record_from, reader->record);
    put_place(reader, line, reader->field_count, NULL, place, sizeof place);
    return error_input(err, code, place, "%s", what);
}

typedef unsigned char bytes16 __attribute__((vector_size(16)));

/* The first comma, quote, line feed, carriage return or zero at or behind `at`, or the end. Sixteen
 * bytes at a time: a vector of compares, whose lanes are all ones where one stands. */
static size_t find_special(const unsigned char *data, size_t at, size_t end)
{
    for (; end - at >= sizeof(bytes16); at += sizeof(bytes16)) {
        bytes16 block;
        uint64_t half[2];
        memcpy(&block, data + at, sizeof block);
        bytes16 hits = (bytes16)((block == ',') | (block == '"') | (block == '\n') |
                                 (block == '\r') | (block == 0));
        memcpy(half, &hits, sizeof hits);
        if ((half[0] | half[1]) == 0)
            continue;
        size_t upper = half[0] == 0;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        return at + upper * 8 + (size_t)__builtin_ctzll(half[upper]) / 8;
#else
        return at + upper * 8 + (size_t)__builtin_clzll(half[upper]) / 8;
#endif
    }
    while (at < end && data[at] != ',' && data[at] != '"' && data[at] != '\n' && data[at] != '\r' &&
           data[at] != '\0')
        at++;
    return at;
}

/* Where a field that starts at `from` must have ended, plus one byte to see that it has not. */
static size_t field_end(const struct csv_reader *reader, size_t from)
{
    size_t left = reader->input.size - from;
    return left > CSV_FIELD_BYTES_MAX ? from + CSV_FIELD_BYTES_MAX + 1 : reader->input.size;
}

static bool take_plain(struct csv_reader *reader, struct error *err)
{
    const unsigned char *data = reader->input.data;
    size_t from = reader->at;
    size_t at = find_special(data, from, field_end(reader, from));
    if (at - from > CSV_FIELD_BYTES_MAX)
        return fail(reader, from, ERROR_LIMIT, "the field is too long", err);
    if (at < reader->input.size && data[at] == '"')
        return fail(reader, at, ERROR_SYNTAX,
                    "a quote inside an unquoted field; expected the whole field in quotes", err);
    if (at < reader->input.size && data[at] == '\0')
        return fail(reader, at, ERROR_SYNTAX, "a zero byte; expected text", err);
    reader->fields[reader->field_count] = span_part(reader->input, from, at);
    reader->at = at;
    return true;
}

/* Notes the field as it stands between its quotes; those doubled are undone when the record is
 * whole, so that the memory for them moves once. */
static bool note_quoted(struct csv_reader *reader, size_t from, size_t to, bool doubled,
                        struct error *err)
{
    reader->fields[reader->field_count] = span_part(reader->input, from, to);
    if (!doubled)
        return true;
    reader->doubled[reader->doubled_count++] = (uint16_t)reader->field_count;
    reader->doubled_bytes += to - from;
    return reader->doubled_bytes <= CSV_DECODED_BYTES_MAX ||
           fail(reader, from, ERROR_LIMIT, "too much text in fields with doubled quotes", err);
}

static bool take_quoted(struct csv_reader *reader, struct error *err)
{
    const unsigned char *data = reader->input.data;
    size_t from = reader->at + 1, at = from, end = field_end(reader, from);
    bool doubled = false;
    for (;; at++) {
        if (at < end) /* a doubled quote may pass it by one */
            at = find_special(data, at, end);
        if (at - from > CSV_FIELD_BYTES_MAX)
            return fail(reader, from, ERROR_LIMIT,
                        "the quoted field is too long; expected a closing quote", err);
        if (at == end)
            return fail(reader, from, ERROR_SYNTAX,
                        "the quote is never closed; expected a closing quote", err);
        if (data[at] == '\0')
            return fail(reader, at, ERROR_SYNTAX, "a zero byte; expected text", err);
        reader->line += data[at] == '\n';
        if (data[at] != '"')
            continue;
        if (at + 1 >= reader->input.size || data[at + 1] != '"')
            break;
        doubled = true;
        at++;
    }
    reader->at = at + 1;
    if (reader->at < reader->input.size && data[reader->at] != ',' && data[reader->at] != '\n' &&
        data[reader->at] != '\r')
        return fail(reader, reader->at, ERROR_SYNTAX,
                    "bytes behind a closing quote; expected a comma or the line's end", err);
    return note_quoted(reader, from, at, doubled, err);
}

/* Passes over a line end, if one stands here. */
static bool take_line_end(struct csv_reader *reader)
{
    struct span input = reader->input;
    size_t at = reader->at;
    if (at < input.size && input.data[at] == '\r')
        at++;
    if (at >= input.size || input.data[at] != '\n')
        return false;
    reader->at = at + 1;
    reader->line++;
    return true;
}

static bool take_record(struct csv_reader *reader, struct error *err)
{
    const unsigned char *data = reader->input.data;
    for (;;) {
        if (reader->field_count == CSV_COLUMNS_MAX)
            return fail(reader, reader->at, ERROR_LIMIT, "too many columns", err);
        bool quoted = reader->at < reader->input.size && data[reader->at] == '"';
        if (!(quoted ? take_quoted(reader, err) : take_plain(reader, err)))
            return false;
        reader->field_count++;
        if (reader->at >= reader->input.size || data[reader->at] != ',')
            break;
        reader->at++;
    }
    reader->record_to = reader->at;
    if (reader->at >= reader->input.size || take_line_end(reader))
        return true;
    reader->field_count--;
    return fail(reader, reader->at, ERROR_SYNTAX,
                "a carriage return; expected a line feed behind it", err);
}

static size_t undouble(unsigned char *ret_text, struct span raw)
{
    size_t size = 0;
    for (size_t at = 0; at < raw.size; at++) {
        ret_text[size++] = raw.data[at];
        at += raw.data[at] == '"';
    }
    return size;
}

static bool undo_doubled(struct csv_reader *reader, struct error *err)
{
    unsigned char *room = array_grow(reader->decoded, &reader->decoded_capacity,
                                     reader->doubled_bytes, 1, CSV_DECODED_BYTES_MAX);
    if (room == NULL)
        return error_memory(err, "reading a CSV record");
    reader->decoded = room;
    for (size_t i = 0; i < reader->doubled_count; i++) {
        struct span *field = &reader->fields[reader->doubled[i]];
        *field = span_of(room, undouble(room, *field));
        room += field->size;
    }
    return true;
}

bool csv_next(struct csv_reader *reader, bool *ret_any, struct error *err)
{
    reader->field_count = 0;
    reader->doubled_count = 0;
    reader->doubled_bytes = 0;
    while (take_line_end(reader))
        continue;
    reader->record = reader->line;
    reader->record_from = reader->record_to = reader->at;
    if (reader->at >= reader->input.size) {
        *ret_any = false;
        return true;
    }
    if (!take_record(reader, err))
        return false;
    if (reader->doubled_count > 0 && !undo_doubled(reader, err))
        return false;
    *ret_any = true;
    return true;
}

void csv_skip_line(struct csv_reader *reader)
{
    struct span rest = span_part(reader->input, reader->record_from, reader->input.size);
    const unsigned char *feed = rest.size == 0 ? NULL : memchr(rest.data, '\n', rest.size);
    reader->record_to = feed == NULL ? reader->input.size : (size_t)(feed - reader->input.data);
    reader->at = feed == NULL ? reader->input.size : reader->record_to + 1;
    if (feed != NULL && reader->record_to > reader->record_from && feed[-1] == '\r')
        reader->record_to--;
    reader->line = reader->record + 1;
}
