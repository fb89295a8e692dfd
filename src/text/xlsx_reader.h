/* Workbooks (xlsx): a pull reader, one row a call, sheet by sheet in the workbook's order.
 *
 *     if (!xlsx_open(&xlsx, bytes, "list.xlsx", err)) ...
 *     while ((ok = xlsx_next_sheet(&xlsx, &any, err)) && any)
 *         while ((ok = xlsx_next_row(&xlsx, &any, err)) && any)
 *             use(xlsx.sheet, xlsx.row, xlsx.cells);
 *     xlsx_release(&xlsx);
 *
 * A cell is its text: a shared or inline string without its phonetic runs (rPh is how to read it,
 * not what it says), or a number as the file writes it, marked as such: a date is the number of its
 * day. Formulas give the value that was stored with them. Rows without any filled cell are passed
 * over, and merged cells are their first one.
 *
 * Memory: the shared strings of the workbook, one sheet inflated, one row. Lifetime: open to
 * release; the input and its name outlive the reader; cells are good until the next call. Threads:
 * one at a time.
 */
#pragma once

#include "base/arena.h"
#include "text/xml_reader.h"
#include "text/zip_reader.h"

struct xlsx_cell {
    struct span text; /* trimmed; empty for an empty cell */
    bool is_number;
};

struct xlsx_sheet {
    struct span title, member; /* where in the archive */
};

struct xlsx_reader {
    struct span sheet; /* the title of this sheet */
    uint64_t row;      /* its number in the sheet, from 1 */
    size_t cell_count; /* up to the last cell of the row */
    struct xlsx_cell cells[XLSX_COLUMNS_MAX];

    /* The reader's own: */
    const char *name;
    struct zip_reader zip;
    struct arena texts;
    struct span *strings;
    size_t string_count, string_capacity;
    struct xlsx_sheet *sheets;
    size_t sheet_count, sheet_capacity, next_sheet;
    struct dynbuf bytes; /* of this sheet */
    struct xml_reader xml;
    bool reading;
    char place[256]; /* "list.xlsx:xl/worksheets/sheet1.xml" */
};

/* Errors: syntax, unsupported, limit, memory; then release is still allowed. */
bool xlsx_open(struct xlsx_reader *reader, struct span input, const char *name, struct error *err);
void xlsx_release(struct xlsx_reader *reader);

/* Goes to the next sheet; `*ret_any` is false behind the last one. */
bool xlsx_next_sheet(struct xlsx_reader *reader, bool *ret_any, struct error *err);

/* Reads the next row of the sheet; `*ret_any` is false behind the last one. */
bool xlsx_next_row(struct xlsx_reader *reader, bool *ret_any, struct error *err);

/* The day of a serial number (1 is 1900-01-01; days from 1900-03-01 on, so from 61), as year,
 * month, day. False for other texts. */
bool xlsx_day(struct span number, unsigned *ret_year, unsigned *ret_month, unsigned *ret_day);
