#include "text/xlsx_reader.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/array.h"
#include "text/place.h"
#include "text/trim.h"

static void name_place(struct xlsx_reader *reader, const char *member)
{
    snprintf(reader->place, sizeof reader->place, "%.150s:%.100s", place_name(reader->name),
             member);
}

/* Inflates a member into `bytes` and starts to read its records. */
static bool start(struct xlsx_reader *reader, const char *member, const char *const *names,
                  struct error *err)
{
    name_place(reader, member);
    dynbuf_clear(&reader->bytes);
    if (!zip_read(&reader->zip, member, &reader->bytes, err))
        return false;
    reader->reading = true;
    return xml_reader_init(&reader->xml, dynbuf_bytes(&reader->bytes), reader->place, names, err);
}

static void stop(struct xlsx_reader *reader)
{
    if (reader->reading)
        xml_reader_release(&reader->xml);
    reader->reading = false;
}

/* All text of a string item or inline string: its own runs, no phonetic ones. */
static bool string_text(const struct xml_node *item, struct dynbuf *ret_text)
{
    dynbuf_clear(ret_text);
    for (const struct xml_node *part = item->first; part != NULL; part = part->next) {
        if (span_is(part->name, "t"))
            dynbuf_span(ret_text, part->text);
        else if (span_is(part->name, "r") && xml_child(part, "t") != NULL)
            dynbuf_span(ret_text, xml_child(part, "t")->text);
    }
    return !ret_text->failed;
}

static bool keep(struct xlsx_reader *reader, struct span text, struct span *ret_kept,
                 struct error *err)
{
    const char *copy = arena_text(&reader->texts, text);
    if (copy == NULL)
        return error_memory(err, "reading a workbook");
    *ret_kept = span_of(copy, text.size);
    return true;
}

static bool add_string(struct xlsx_reader *reader, struct span text, struct error *err)
{
    struct span kept;
    struct span *grown = array_grow(reader->strings, &reader->string_capacity,
                                    reader->string_count + 1, sizeof *grown, XLSX_STRINGS_MAX);
    if (grown == NULL)
        return array_error(reader->string_count + 1, XLSX_STRINGS_MAX, "shared strings", err);
    reader->strings = grown;
    if (!keep(reader, trim_space(text), &kept, err))
        return false;
    reader->strings[reader->string_count++] = kept;
    return true;
}

static bool read_strings(struct xlsx_reader *reader, struct error *err)
{
    static const char *const names[] = {"si", NULL};
    const struct xml_node *item;
    struct dynbuf text;
    bool ok = true;
    if (!zip_has(&reader->zip, "xl/sharedStrings.xml"))
        return true;
    dynbuf_init(&text, XML_TEXT_BYTES_MAX);
    ok = start(reader, "xl/sharedStrings.xml", names, err);
    while (ok && (ok = xml_next(&reader->xml, &item, err)) && item != NULL)
        ok = (string_text(item, &text) || dynbuf_error(&text, "a shared string", err)) &&
             add_string(reader, dynbuf_bytes(&text), err);
    stop(reader);
    dynbuf_release(&text);
    return ok;
}

/* For now `member` is the relation's id; read_relations puts the path in its place. */
static bool read_sheets(struct xlsx_reader *reader, struct error *err)
{
    static const char *const names[] = {"sheet", NULL};
    const struct xml_node *item;
    bool ok = start(reader, "xl/workbook.xml", names, err);
    while (ok && (ok = xml_next(&reader->xml, &item, err)) && item != NULL) {
        struct xlsx_sheet *grown =
            array_grow(reader->sheets, &reader->sheet_capacity, reader->sheet_count + 1,
                       sizeof *grown, XLSX_SHEETS_MAX);
        if (grown == NULL) {
            ok = array_error(reader->sheet_count + 1, XLSX_SHEETS_MAX, "sheets", err);
            break;
        }
        reader->sheets = grown;
        struct xlsx_sheet *sheet = &grown[reader->sheet_count];
        ok = keep(reader, xml_attribute_of(item, "name"), &sheet->title, err) &&
             keep(reader, xml_attribute_of(item, "id"), &sheet->member, err);
        reader->sheet_count += ok;
    }
    stop(reader);
    return ok;
}

/* Where a relation points, from the archive's root. */
static bool target_path(struct xlsx_reader *reader, struct span target, struct span *ret_path,
                        struct error *err)
{
    char path[512];
    bool from_root = span_starts_with(target, "/");
    if (target.size > 256)
        return error_input(err, ERROR_LIMIT, reader->place, "a path of more than 256 bytes");
    if (from_root)
        target = span_part(target, 1, target.size);
    int size = snprintf(path, sizeof path, "%s%.*s", from_root ? "" : "xl/", (int)target.size,
                        (const char *)target.data);
    return keep(reader, span_of(path, (size_t)size), ret_path, err);
}

static bool read_relations(struct xlsx_reader *reader, struct error *err)
{
    static const char *const names[] = {"Relationship", NULL};
    const struct xml_node *item;
    size_t found = 0;
    bool ok = start(reader, "xl/_rels/workbook.xml.rels", names, err);
    while (ok && (ok = xml_next(&reader->xml, &item, err)) && item != NULL)
        for (size_t i = 0; ok && i < reader->sheet_count; i++)
            if (span_equal(reader->sheets[i].member, xml_attribute_of(item, "Id"))) {
                ok = target_path(reader, xml_attribute_of(item, "Target"),
                                 &reader->sheets[i].member, err);
                found++;
            }
    stop(reader);
    if (ok && found != reader->sheet_count)
        ok = error_input(err, ERROR_SYNTAX, reader->place, "%zu of %zu sheets; expected all", found,
                         reader->sheet_count);
    return ok;
}

bool xlsx_open(struct xlsx_reader *reader, struct span input, const char *name, struct error *err)
{
    *reader = (struct xlsx_reader){.name = name};
    arena_init(&reader->texts, XLSX_TEXT_BYTES_MAX);
    dynbuf_init(&reader->bytes, XLSX_SHEET_BYTES_MAX);
    return zip_reader_init(&reader->zip, input, name, err) && read_sheets(reader, err) &&
           read_relations(reader, err) && read_strings(reader, err);
}

void xlsx_release(struct xlsx_reader *reader)
{
    stop(reader);
    dynbuf_release(&reader->bytes);
    arena_release(&reader->texts);
    free(reader->strings);
    free(reader->sheets);
    reader->strings = NULL;
    reader->sheets = NULL;
    zip_reader_release(&reader->zip);
}

bool xlsx_next_sheet(struct xlsx_reader *reader, bool *ret_any, struct error *err)
{
    static const char *const names[] = {"row", NULL};
    stop(reader);
    *ret_any = reader->next_sheet < reader->sheet_count;
    if (!*ret_any)
        return true;
    const struct xlsx_sheet *sheet = &reader->sheets[reader->next_sheet++];
    reader->sheet = sheet->title;
    reader->row = 0;
    return start(reader, (const char *)sheet->member.data, names, err);
}

static bool row_error(const struct xlsx_reader *reader, const struct xml_node *node,
                      struct error *err, enum error_code code, const char *what)
{
    char place[TEXT_PLACE_BYTES];
    xml_place(&reader->xml, node, place);
    return error_input(err, code, place, "%s", what);
}

/* A number below 2^32 of digits alone. */
static bool small_number(struct span digits, size_t *ret_number)
{
    size_t number = 0;
    if (digits.size == 0 || digits.size > 9)
        return false;
    for (size_t i = 0; i < digits.size; i++) {
        if (digits.data[i] < '0' || digits.data[i] > '9')
            return false;
        number = number * 10 + (digits.data[i] - '0');
    }
    *ret_number = number;
    return true;
}

/* The column of a reference such as "AB12", from 0; the next one where there is no reference. */
static bool column_of(struct span reference, size_t next, size_t *ret_column)
{
    size_t column = 0, i = 0;
    for (; i < reference.size && reference.data[i] >= 'A' && reference.data[i] <= 'Z' && i < 3; i++)
        column = column * 26 + (size_t)(reference.data[i] - 'A') + 1;
    column = i == 0 ? next : column - 1;
    *ret_column = column;
    return column < XLSX_COLUMNS_MAX;
}

static bool read_cell(struct xlsx_reader *reader, const struct xml_node *node,
                      struct xlsx_cell *ret_cell, struct error *err)
{
    struct span type = xml_attribute_of(node, "t"), value = xml_child_text(node, "v");
    const struct xml_node *inside = xml_child(node, "is");
    size_t number;
    *ret_cell = (struct xlsx_cell){.text = value};
    if (span_is(type, "s") && value.size > 0) {
        if (!small_number(value, &number) || number >= reader->string_count)
            return row_error(reader, node, err, ERROR_VALUE, "no such shared string");
        ret_cell->text = reader->strings[number];
    } else if (span_is(type, "inlineStr") && inside != NULL) {
        ret_cell->text = xml_child_text(inside, "t");
    } else if (type.size == 0 || span_is(type, "n")) {
        ret_cell->is_number = value.size > 0;
    }
    return true;
}

static bool read_row(struct xlsx_reader *reader, const struct xml_node *row, bool *ret_any,
                     struct error *err)
{
    size_t number, column = 0;
    struct span said = xml_attribute_of(row, "r");
    if (said.size > 0 && !small_number(said, &number))
        return row_error(reader, row, err, ERROR_VALUE, "a row whose number is none");
    reader->row = said.size > 0 ? number : reader->row + 1;
    memset(reader->cells, 0, reader->cell_count * sizeof *reader->cells);
    reader->cell_count = 0;
    for (const struct xml_node *node = row->first; node != NULL; node = node->next) {
        if (!span_is(node->name, "c"))
            continue;
        if (!column_of(xml_attribute_of(node, "r"), column, &column))
            return row_error(reader, node, err, ERROR_LIMIT, "too many columns");
        if (!read_cell(reader, node, &reader->cells[column], err))
            return false;
        if (reader->cells[column].text.size > 0 && reader->cell_count <= column)
            reader->cell_count = column + 1;
        column++;
    }
    *ret_any = reader->cell_count > 0;
    return true;
}

bool xlsx_next_row(struct xlsx_reader *reader, bool *ret_any, struct error *err)
{
    const struct xml_node *row;
    bool any = false;
    while (!any) {
        if (!xml_next(&reader->xml, &row, err))
            return false;
        if (row == NULL)
            break;
        if (!read_row(reader, row, &any, err))
            return false;
    }
    *ret_any = any;
    return true;
}

bool xlsx_day(struct span number, unsigned *ret_year, unsigned *ret_month, unsigned *ret_day)
{
    size_t serial;
    if (!small_number(number, &serial) || serial < 61 || serial > 2958465) /* 9999-12-31 */
        return false;
    /* Days from 0000-03-01, so that a leap day is the last of its year; 25569 is 1970-01-01. */
    size_t days = serial - 25569 + 719468, era = days / 146097, of_era = days % 146097;
    size_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    size_t of_year = of_era - (365 * year + year / 4 - year / 100);
    size_t month = (5 * of_year + 2) / 153;
    *ret_day = (unsigned)(of_year - (153 * month + 2) / 5 + 1);
    *ret_month = (unsigned)(month < 10 ? month + 3 : month - 9);
    *ret_year = (unsigned)(year + era * 400 + (*ret_month <= 2));
    return true;
}
