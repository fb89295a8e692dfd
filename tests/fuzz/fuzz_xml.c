/* XML, zip archives and names: records that hang together, or an error with a place; folding twice
 * is folding once. */
#include "text/xml_reader.h"

#include <stdlib.h>

#include "target.h"
#include "text/fold.h"
#include "text/utf8.h"
#include "text/xlsx_reader.h"

static size_t count_nodes(const struct xml_node *node, unsigned depth)
{
    size_t count = 1;
    ensure(depth <= XML_DEPTH_MAX && utf8_valid(node->text) == node->text.size);
    for (const struct xml_node *child = node->first; child != NULL; child = child->next)
        count += count_nodes(child, depth + 1);
    return count;
}

static void read_xml(struct span text)
{
    static const char *const names[] = {"a", "row", NULL};
    struct xml_reader xml;
    struct error err = {0};
    const struct xml_node *record = NULL;
    size_t nodes = 0;
    bool ok = xml_reader_init(&xml, text, "text", names, &err);
    while (ok && (ok = xml_next(&xml, &record, &err)) && record != NULL)
        nodes += count_nodes(record, 1);
    ensure(nodes <= text.size);
    ensure(ok || (err.code != ERROR_NONE && !error_is_environment(err.code)));
    xml_reader_release(&xml);
}

static void read_book(struct span bytes)
{
    struct xlsx_reader *xlsx = calloc(1, sizeof *xlsx);
    struct error err = {0};
    bool any = true, row = true;
    ensure(xlsx != NULL);
    bool ok = xlsx_open(xlsx, bytes, "book", &err);
    while (ok && (ok = xlsx_next_sheet(xlsx, &any, &err)) && any)
        while ((ok = xlsx_next_row(xlsx, &row, &err)) && row)
            ensure(xlsx->cell_count > 0 && xlsx->cell_count <= XLSX_COLUMNS_MAX);
    xlsx_release(xlsx);
    free(xlsx);
}

static void fold(struct span name)
{
    struct dynbuf once, twice;
    struct error err;
    dynbuf_init(&once, 1 << 24);
    dynbuf_init(&twice, 1 << 24);
    if (fold_name(&once, name, &err)) {
        ensure(utf8_valid(dynbuf_bytes(&once)) == once.size);
        ensure(fold_name(&twice, dynbuf_bytes(&once), &err));
        ensure(span_equal(dynbuf_bytes(&once), dynbuf_bytes(&twice)));
    }
    dynbuf_release(&once);
    dynbuf_release(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 1 << 18)
        return 0;
    if (size > 4 && data[0] == 'P' && data[1] == 'K')
        read_book(span_of(data, size));
    else if (size > 0 && data[0] == '<')
        read_xml(span_of(data, size));
    else
        fold(span_of(data, size));
    return 0;
}
