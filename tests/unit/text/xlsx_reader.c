/* Archives and workbooks: members, bombs, cells. Archives are made here, with libzip. */
#include "text/xlsx_reader.h"

#include <stdlib.h>
#include <zip.h>

#include "run.h"

struct member {
    const char *name, *text;
    size_t size; /* 0: of the text */
};

/* An archive in memory; free() it. */
static struct span archive_of(const struct member *members, size_t count)
{
    zip_error_t why;
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &why);
    zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, &why);
    zip_stat_t info;
    assert_non_null(zip);
    zip_source_keep(source);
    for (size_t i = 0; i < count; i++) {
        size_t size = members[i].size > 0 ? members[i].size : strlen(members[i].text);
        zip_source_t *bytes = zip_source_buffer(zip, members[i].text, size, 0);
        assert_true(zip_file_add(zip, members[i].name, bytes, 0) >= 0);
    }
    assert_int_equal(zip_close(zip), 0);
    assert_int_equal(zip_source_open(source), 0);
    assert_int_equal(zip_source_stat(source, &info), 0);
    char *made = malloc((size_t)info.size);
    assert_int_equal(zip_source_read(source, made, info.size), (zip_int64_t)info.size);
    zip_source_close(source);
    zip_source_free(source);
    return span_of(made, (size_t)info.size);
}

static void members(void **state)
{
    (void)state;
    char *zeros = calloc(1, 8 << 20);
    const struct member two[] = {{"a.txt", "hello", 0}, {"bomb", zeros, 8 << 20}};
    struct span archive = archive_of(two, 2);
    struct zip_reader zip;
    struct dynbuf bytes;
    struct error err = {0};
    dynbuf_init(&bytes, 64 << 20);
    assert_true(zip_reader_init(&zip, archive, "x.zip", &err));
    assert_true(zip_has(&zip, "a.txt") && !zip_has(&zip, "b.txt"));
    assert_true(zip_read(&zip, "a.txt", &bytes, &err));
    assert_string_equal(bytes.data, "hello");
    assert_false(zip_read(&zip, "b.txt", &bytes, &err));
    assert_error(err, ERROR_NOT_FOUND, "x.zip:b.txt: not in the archive");
    assert_false(zip_read(&zip, "bomb", &bytes, &err));
    assert_error(err, ERROR_LIMIT, "x.zip:bomb: it inflates beyond all measure");
    dynbuf_release(&bytes);
    dynbuf_init(&bytes, 3);
    assert_false(zip_read(&zip, "a.txt", &bytes, &err));
    assert_int_equal(err.code, ERROR_LIMIT);
    dynbuf_release(&bytes);
    zip_reader_release(&zip);
    assert_false(zip_reader_init(&zip, span_text("PK no archive"), "x.zip", &err));
    assert_int_equal(err.code, ERROR_SYNTAX);
    zip_reader_release(&zip);
    free((void *)archive.data);
    free(zeros);
}

#define BOOK "<workbook xmlns:r='urn:r'><sheets><sheet name='One' r:id='r2'/></sheets></workbook>"
#define RELS "<Relationships><Relationship Id='r2' Target='worksheets/s.xml'/></Relationships>"

static void cells(void **state)
{
    (void)state;
    static struct xlsx_reader xlsx;
    const struct member book[] = {
        {"xl/workbook.xml", BOOK, 0},
        {"xl/_rels/workbook.xml.rels", RELS, 0},
        {"xl/sharedStrings.xml",
         "<sst><si><t>a</t><rPh><t>not text</t></rPh></si><si><r><t>b </t></r><r><t>c</t></r>"
         "<phoneticPr/></si></sst>",
         0},
        {"xl/worksheets/s.xml",
         "<worksheet><sheetData><row r='2'><c r='A2' t='s'><v>0</v></c><c r='C2'><v>26362</v></c>"
         "</row><row r='3'><c r='A3'/></row><row r='5'><c r='B5' t='s'><v>1</v></c>"
         "<c r='D5' t='inlineStr'><is><t>in</t></is></c></row></sheetData></worksheet>",
         0}};
    struct span archive = archive_of(book, 4);
    struct error err = {0};
    bool any = false;
    assert_true(xlsx_open(&xlsx, archive, "b.xlsx", &err));
    assert_true(xlsx_next_sheet(&xlsx, &any, &err) && any && span_is(xlsx.sheet, "One"));
    assert_true(xlsx_next_row(&xlsx, &any, &err) && any);
    assert_true(xlsx.row == 2 && xlsx.cell_count == 3);
    assert_true(span_is(xlsx.cells[0].text, "a") && !xlsx.cells[0].is_number);
    assert_int_equal(xlsx.cells[1].text.size, 0);
    assert_true(span_is(xlsx.cells[2].text, "26362") && xlsx.cells[2].is_number);
    assert_true(xlsx_next_row(&xlsx, &any, &err) && any);
    assert_true(xlsx.row == 5 && xlsx.cell_count == 4);
    assert_true(span_is(xlsx.cells[1].text, "b c") && span_is(xlsx.cells[3].text, "in"));
    assert_true(xlsx_next_row(&xlsx, &any, &err) && !any);
    assert_true(xlsx_next_sheet(&xlsx, &any, &err) && !any);
    xlsx_release(&xlsx);
    free((void *)archive.data);
}

static void bad_books(void **state)
{
    (void)state;
    static struct xlsx_reader xlsx;
    struct member book[] = {{"xl/workbook.xml", BOOK, 0},
                            {"xl/_rels/workbook.xml.rels", "<Relationships/>", 0},
                            {"xl/worksheets/s.xml",
                             "<worksheet><row r='1'><c t='s'><v>9</v></c></row></worksheet>", 0}};
    struct error err = {0};
    bool any = false;
    struct span archive = archive_of(book, 3);
    assert_false(xlsx_open(&xlsx, archive, "b.xlsx", &err));
    assert_error(err, ERROR_SYNTAX,
                 "b.xlsx:xl/_rels/workbook.xml.rels: 0 of 1 sheets; expected all");
    xlsx_release(&xlsx);
    free((void *)archive.data);
    book[1].text = RELS;
    archive = archive_of(book, 3);
    assert_true(xlsx_open(&xlsx, archive, "b.xlsx", &err));
    assert_true(xlsx_next_sheet(&xlsx, &any, &err) && any);
    assert_false(xlsx_next_row(&xlsx, &any, &err));
    assert_error(err, ERROR_VALUE, "b.xlsx:xl/worksheets/s.xml:1: no such shared string");
    xlsx_release(&xlsx);
    free((void *)archive.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members),
        cmocka_unit_test(cells),
        cmocka_unit_test(bad_books),
    };
    return RUN_ALL("xlsx_reader", tests);
}
