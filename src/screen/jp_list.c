#include "screen/jp_list.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "screen/birth.h"
#include "screen/jp_cell.h"
#include "screen/jp_column.h"
#include "screen/ofac_words.h"
#include "screen/party_words.h"
#include "text/csv_reader.h"
#include "text/fold.h"
#include "text/trim.h"
#include "text/xlsx_reader.h"

#define WORD_PERSON "\xe5\x80\x8b\xe4\xba\xba" /* 個人 */
#define WORD_BODY   "\xe5\x9b\xa3\xe4\xbd\x93" /* 団体 */
#define WORD_BANK   "\xe9\x8a\x80\xe8\xa1\x8c" /* 銀行 */

struct jp_sheet {
    struct list_reading *reading;
    const char *file;
    char title[256]; /* without its number */
    char number[8];
    bool has_header, pending; /* pending: an entry is made and not yet handed on */
    uint64_t pending_line;
    enum jp_column columns[XLSX_COLUMNS_MAX];
    char labels[XLSX_COLUMNS_MAX][64];
    size_t column_count;
    struct dynbuf folded;
};

/* Hands on the entry that was being made. */
static bool finish_entry(struct jp_sheet *sheet, struct error *err)
{
    if (!sheet->pending)
        return true;
    sheet->pending = false;
    return list_hand(sheet->reading, sheet->file, sheet->pending_line, err);
}

/* "17.北朝鮮(協調；個人)": the number, and the title without it. */
static bool start_sheet(struct jp_sheet *sheet, struct span title, struct error *err)
{
    size_t digits = 0;
    title = trim_space(title);
    while (digits < title.size && digits < 4 && title.data[digits] >= '0' &&
           title.data[digits] <= '9')
        digits++;
    snprintf(sheet->number, sizeof sheet->number, "%.*s", (int)digits, (const char *)title.data);
    if (digits > 0 && digits < title.size && title.data[digits] == '.')
        digits++;
    struct span rest = trim_space(span_part(title, digits, title.size));
    snprintf(sheet->title, sizeof sheet->title, "%.*s", rest.size > 240 ? 240 : (int)rest.size,
             (const char *)rest.data);
    sheet->has_header = false;
    return finish_entry(sheet, err);
}

static void take_header(struct jp_sheet *sheet, const struct xlsx_cell *cells, size_t count)
{
    sheet->has_header = true;
    sheet->column_count = count;
    for (size_t i = 0; i < count; i++) {
        struct span text = cells[i].text;
        sheet->columns[i] = jp_column_of(text);
        snprintf(sheet->labels[i], sizeof sheet->labels[i], "%.*s",
                 text.size > 60 ? 60 : (int)text.size, (const char *)text.data);
    }
}

/* A cell's text; a number in a column of dates is the number of a day. */
static struct span cell_text(const struct jp_sheet *sheet, const struct xlsx_cell *cell, size_t at,
                             char ret_day[16])
{
    unsigned year, month, day;
    if (!cell->is_number || sheet->columns[at] == COLUMN_NUMBER ||
        sheet->columns[at] == COLUMN_ID || sheet->columns[at] == COLUMN_PASSPORT ||
        !xlsx_day(cell->text, &year, &month, &day))
        return cell->text;
    if (cell->text.size == 4 && sheet->columns[at] == COLUMN_BIRTH)
        return cell->text; /* a year alone */
    int size = snprintf(ret_day, 16, "%04u-%02u-%02u", year, month, day);
    return span_of(ret_day, (size_t)size);
}

static struct span cell_named(const struct jp_sheet *sheet, const struct xlsx_cell *cells,
                              size_t count, enum jp_column column)
{
    for (size_t i = 0; i < count && i < sheet->column_count; i++)
        if (sheet->columns[i] == column)
            return cells[i].text;
    return span_text("");
}

static void take_cell(struct jp_sheet *sheet, size_t at, struct span text)
{
    struct draft *draft = &sheet->reading->draft;
    switch (sheet->columns[at]) {
    case COLUMN_JAPANESE:
    case COLUMN_ENGLISH:
        jp_own_name(draft, jp_contains(span_text(sheet->title), WORD_PERSON), text);
        break;
    case COLUMN_ALIAS:
        jp_names(draft, FACT_ALIAS, text);
        break;
    case COLUMN_WEAK:
        jp_names(draft, FACT_WEAK_ALIAS, text);
        break;
    case COLUMN_FORMER:
        jp_names(draft, FACT_FORMER_NAME, text);
        break;
    case COLUMN_BIRTH:
        jp_births(draft, text);
        break;
    case COLUMN_NATION:
        jp_facts(draft, FACT_NATIONALITY, "", text);
        break;
    case COLUMN_PASSPORT:
        jp_numbers(draft, "Passport", text);
        break;
    case COLUMN_ID:
        jp_numbers(draft, "National ID No.", text);
        break;
    case COLUMN_REFERENCE:
        quoted_references(draft, text);
        break;
    case COLUMN_PLACE:
        jp_facts(draft, FACT_REMARK, "place", text);
        break;
    case COLUMN_DAY:
    case COLUMN_NUMBER:
        break;
    case COLUMN_REMARKS:
    case COLUMN_OTHER:
        draft_add(draft, FACT_REMARK,
                  span_text(sheet->columns[at] == COLUMN_OTHER ? sheet->labels[at] : ""), text);
        imo_numbers(draft, text);
        quoted_references(draft, text);
        break;
    }
}

/* Programmes are for persons or for bodies; in a mixed one a birth date or passport tells. */
static enum party_kind kind_of(const struct jp_sheet *sheet, const struct draft *draft)
{
    struct span title = span_text(sheet->title);
    bool person = jp_contains(title, WORD_PERSON);
    bool body = jp_contains(title, WORD_BODY) || jp_contains(title, WORD_BANK);
    if (person != body)
        return person ? PARTY_PERSON : PARTY_ENTITY;
    return entry_fact(&draft->entry, FACT_BIRTH, 0) != NULL ||
                   entry_fact(&draft->entry, FACT_NATIONALITY, 0) != NULL
               ? PARTY_PERSON
               : PARTY_ENTITY;
}

/* The first run of digits: "*15", "#17", "1(*186)". */
static struct span own_number(struct span text)
{
    size_t from = 0, to;
    while (from < text.size && (text.data[from] < '0' || text.data[from] > '9'))
        from++;
    for (to = from; to < text.size && text.data[to] >= '0' && text.data[to] <= '9';)
        to++;
    return span_part(text, from, to);
}

static bool name_entry(struct jp_sheet *sheet, const struct xlsx_cell *cells, size_t count,
                       struct span number, struct error *err)
{
    struct draft *draft = &sheet->reading->draft;
    struct span name = cell_named(sheet, cells, count, COLUMN_ENGLISH);
    char day[11] = "", shown[64], key[1024];
    if (name.size == 0)
        name = cell_named(sheet, cells, count, COLUMN_JAPANESE);
    day_parse(cell_named(sheet, cells, count, COLUMN_DAY), day);
    if (!fold_text(&sheet->folded, name, err))
        return false;
    number = own_number(number);
    snprintf(shown, sizeof shown, "%s-%.*s", sheet->number,
             number.size > 32 ? 32 : (int)number.size, (const char *)number.data);
    int size = snprintf(key, sizeof key, "%s|%s|%.*s", sheet->title, day,
                        sheet->folded.size > 600 ? 600 : (int)sheet->folded.size,
                        sheet->folded.size == 0 ? "" : sheet->folded.data);
    draft_key(draft, span_of(key, (size_t)size), span_text(shown));
    draft_add(draft, FACT_PROGRAMME, span_text(""), span_text(sheet->title));
    draft_add(draft, FACT_EFFECT, span_text(""), span_text("capital transactions"));
    draft_add(draft, FACT_LISTED_ON, span_text(""), span_text(day));
    return true;
}

static bool take_row(struct jp_sheet *sheet, const struct xlsx_cell *cells, size_t count,
                     uint64_t line, struct error *err)
{
    struct draft *draft = &sheet->reading->draft;
    if (count > sheet->column_count)
        count = sheet->column_count;
    struct span number = cell_named(sheet, cells, count, COLUMN_NUMBER);
    bool named = cell_named(sheet, cells, count, COLUMN_JAPANESE).size > 0 ||
                 cell_named(sheet, cells, count, COLUMN_ENGLISH).size > 0;
    if (number.size > 0 && !named)
        return finish_entry(sheet, err); /* deleted */
    if (number.size == 0 && named)
        return list_error(err, ERROR_VALUE, sheet->file, line,
                          "sheet %s: a name without its number; expected both", sheet->number);
    if (number.size > 0) {
        if (!finish_entry(sheet, err))
            return false;
        draft_clear(draft);
        if (!name_entry(sheet, cells, count, number, err))
            return false;
        sheet->pending = true;
        sheet->pending_line = line;
    }
    for (size_t i = 0; sheet->pending && i < count; i++) {
        char day[16];
        struct span text = cell_text(sheet, &cells[i], i, day);
        if (text.size > 0)
            take_cell(sheet, i, text);
    }
    draft->entry.kind = kind_of(sheet, draft);
    return true;
}

static struct jp_sheet *jp_begin(struct list_reading *reading, struct error *err)
{
    struct jp_sheet *sheet = calloc(1, sizeof *sheet);
    if (sheet == NULL) {
        error_memory(err, "reading a list");
        return NULL;
    }
    sheet->reading = reading;
    sheet->file = reading->files[0].name;
    dynbuf_init(&sheet->folded, FOLD_BYTES_MAX * 18);
    return sheet;
}

static void jp_end(struct jp_sheet *sheet)
{
    dynbuf_release(&sheet->folded);
    free(sheet);
}

static bool read_sheets(struct jp_sheet *sheet, struct xlsx_reader *xlsx, struct error *err)
{
    bool any = false, ok = true;
    while (ok && (ok = xlsx_next_sheet(xlsx, &any, err)) && any) {
        ok = start_sheet(sheet, xlsx->sheet, err);
        while (ok && (ok = xlsx_next_row(xlsx, &any, err)) && any) {
            if (jp_is_header(xlsx->cells, xlsx->cell_count))
                take_header(sheet, xlsx->cells, xlsx->cell_count);
            else if (sheet->has_header)
                ok = take_row(sheet, xlsx->cells, xlsx->cell_count, xlsx->row, err);
        }
    }
    return ok && finish_entry(sheet, err);
}

bool jp_xlsx_read(struct list_reading *reading, struct error *err)
{
    struct xlsx_reader *xlsx = calloc(1, sizeof *xlsx);
    struct jp_sheet *sheet = jp_begin(reading, err);
    bool ok = sheet != NULL && (xlsx != NULL || error_memory(err, "reading a list"));
    if (ok) {
        ok = xlsx_open(xlsx, reading->files[0].bytes, reading->files[0].name, err) &&
             read_sheets(sheet, xlsx, err);
        xlsx_release(xlsx);
    }
    if (sheet != NULL)
        jp_end(sheet);
    free(xlsx);
    return ok;
}

/* The first field of a row that has nothing else: a title, when it begins with a number. */
static bool is_title(const struct csv_reader *csv)
{
    for (size_t i = 1; i < csv->field_count; i++)
        if (trim_space(csv->fields[i]).size > 0)
            return false;
    struct span text = trim_space(csv->fields[0]);
    return text.size > 0 && text.data[0] >= '0' && text.data[0] <= '9';
}

static bool read_csv(struct jp_sheet *sheet, struct csv_reader *csv, struct xlsx_cell *cells,
                     struct error *err)
{
    bool any = false, ok = true;
    while (ok && (ok = csv_next(csv, &any, err)) && any) {
        size_t count = csv->field_count < XLSX_COLUMNS_MAX ? csv->field_count : XLSX_COLUMNS_MAX;
        for (size_t i = 0; i < count; i++)
            cells[i] = (struct xlsx_cell){.text = trim_space(csv->fields[i])};
        if (jp_is_header(cells, count))
            take_header(sheet, cells, count);
        else if (is_title(csv))
            ok = start_sheet(sheet, csv->fields[0], err);
        else if (sheet->has_header)
            ok = take_row(sheet, cells, count, csv->record, err);
    }
    return ok && finish_entry(sheet, err);
}

bool jp_csv_read(struct list_reading *reading, struct error *err)
{
    const struct list_file *file = &reading->files[0];
    struct csv_reader *csv = malloc(sizeof *csv);
    struct xlsx_cell *cells = calloc(XLSX_COLUMNS_MAX, sizeof *cells);
    struct jp_sheet *sheet = jp_begin(reading, err);
    bool ok = sheet != NULL && ((csv != NULL && cells != NULL) || error_memory(err, "reading"));
    if (ok) {
        csv_init(csv, list_text(file->bytes), file->name);
        ok = read_csv(sheet, csv, cells, err);
        csv_release(csv);
    }
    if (sheet != NULL)
        jp_end(sheet);
    free(csv);
    free(cells);
    return ok;
}

bool jp_xlsx_is(struct span bytes)
{
    return span_starts_with(bytes, "PK\x03\x04");
}

bool jp_csv_is(struct span bytes)
{
    struct span look = span_part(bytes, 0, bytes.size < 4096 ? bytes.size : 4096);
    return jp_names_columns(look);
}
