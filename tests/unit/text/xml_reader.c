/* XML as records: what comes out, and what is refused with its place. */
#include "text/xml_reader.h"

#include <stdlib.h>

#include "run.h"

static const char *const names[] = {"item", "other", NULL};

/* Reads all records; returns how many, or -1 with the error. */
static int read_all(struct span text, struct error *err)
{
    static struct xml_reader xml;
    const struct xml_node *record;
    int count = 0;
    bool ok = xml_reader_init(&xml, text, "list.xml", names, err);
    while (ok && (ok = xml_next(&xml, &record, err)) && record != NULL)
        count++;
    xml_reader_release(&xml);
    return ok ? count : -1;
}

static void refused(const char *text, enum error_code code, const char *said)
{
    struct error err = {0};
    assert_int_equal(read_all(span_text(text), &err), -1);
    assert_error(err, code, said);
}

static void records(void **state)
{
    (void)state;
    static struct xml_reader xml;
    struct error err = {0};
    const struct xml_node *record = NULL;
    const char *text = "<?xml version='1.0'?>\n<l:list xmlns:l='urn:x' l:day='2026-02-27'>\n"
                       "<head><item/></head>\n"
                       "<item id='7'> <a> x &amp; y </a><a>z</a>tail</item>\n"
                       "<skipped>no</skipped><l:other>\xe5\x8c\x97</l:other></l:list>";
    assert_true(xml_reader_init(&xml, span_text(text), "list.xml", names, &err));
    assert_true(xml_next(&xml, &record, &err) && record != NULL);
    assert_true(span_is(record->name, "item") && record->first == NULL);
    assert_true(span_is(xml_attribute_of(&xml.root, "day"), "2026-02-27"));
    assert_true(xml_next(&xml, &record, &err) && record != NULL);
    assert_true(span_is(xml_attribute_of(record, "id"), "7"));
    assert_true(span_is(xml_child_text(record, "a"), "x & y"));
    assert_true(span_is(xml_find(record->first->next, "a")->text, "z"));
    assert_true(span_is(xml_text_of(record), "tail"));
    assert_int_equal(xml_child_text(record, "b").size, 0);
    assert_int_equal(record->line, 4);
    assert_true(xml_next(&xml, &record, &err) && record != NULL);
    assert_true(span_is(record->name, "other") && span_is(record->text, "\xe5\x8c\x97"));
    assert_true(xml_next(&xml, &record, &err) && record == NULL);
    xml_reader_release(&xml);
}

static void bad_documents(void **state)
{
    (void)state;
    refused("", ERROR_SYNTAX, "list.xml:1:1: no element found; expected well-formed XML");
    refused("<list><item></list>", ERROR_SYNTAX,
            "list.xml:1:15: mismatched tag; expected well-formed XML");
    refused("<list>\n<item>\xff</item></list>", ERROR_SYNTAX,
            "list.xml:2:7: not well-formed (invalid token); expected well-formed XML");
    refused("<list><item/></list><more/>", ERROR_SYNTAX,
            "list.xml:1:21: junk after document element; expected well-formed XML");
    refused("<!DOCTYPE list [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>]><list/>",
            ERROR_UNSUPPORTED, "list.xml:1:16: a document type; expected none, as lists have none");
    refused("<!DOCTYPE list SYSTEM 'file:///etc/passwd'><list/>", ERROR_UNSUPPORTED,
            "list.xml:1:43: a document type; expected none, as lists have none");
    refused("<list><item>&other;</item></list>", ERROR_SYNTAX,
            "list.xml:1:13: undefined entity; expected well-formed XML");
}

static void too_much(void **state)
{
    (void)state;
    struct error err = {0};
    size_t size = 11 << 20;
    char *text = malloc(size);
    assert_non_null(text);
    memset(text, 'r', size);
    memcpy(text, "<list><item>", 12);
    memcpy(text + size - 14, "</item></list>", 14);
    assert_int_equal(read_all(span_of(text, size), &err), -1);
    assert_int_equal(err.code, ERROR_LIMIT);
    memcpy(text, "<list><skip>", 12); /* what is no record may be as long as it likes */
    memcpy(text + size - 14, "</skip></list>", 14);
    assert_int_equal(read_all(span_of(text, size), &err), 0);
    for (size_t i = 0; i + 3 <= size; i += 3) /* elements in one another */
        memcpy(text + i, "<a>", 3);
    assert_int_equal(read_all(span_of(text, size), &err), -1);
    assert_error(err, ERROR_LIMIT, "list.xml:1:193: too many elements in one another");
    free(text);
}

static void many_children(void **state)
{
    (void)state;
    struct error err = {0};
    size_t size = 8 << 20;
    char *text = malloc(size);
    assert_non_null(text);
    memset(text, ' ', size);
    memcpy(text, "<list><item>", 12);
    for (size_t i = 12; i + 4 <= size - 14; i += 4)
        memcpy(text + i, "<a/>", 4);
    memcpy(text + size - 14, "</item></list>", 14);
    assert_int_equal(read_all(span_of(text, size), &err), -1);
    assert_int_equal(err.code, ERROR_LIMIT);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records),
        cmocka_unit_test(bad_documents),
        cmocka_unit_test(too_much),
        cmocka_unit_test(many_children),
    };
    return RUN_ALL("xml_reader", tests);
}
