/* The CSV reader beside the naive one; and what the writer writes of it reads the same again. */
#include "base/error.h"
#include "csv_naive.h"
#include "target.h"
#include "text/csv_reader.h"
#include "text/csv_writer.h"

/* Only the good records are written; none of them holds a zero. */
static void write_again(struct dynbuf *ret_text, struct span text)
{
    static struct csv_reader csv;
    struct csv_writer writer;
    struct error err;
    bool any = true;
    csv_init(&csv, text, "text");
    csv_writer_init(&writer, ret_text);
    while (any) {
        if (!csv_next(&csv, &any, &err)) {
            csv_skip_line(&csv);
            continue;
        }
        for (size_t i = 0; any && i < csv.field_count; i++)
            csv_put(&writer, csv.fields[i]);
        if (any)
            csv_end(&writer);
    }
    csv_release(&csv);
}

static void drop_errors(struct dynbuf *dump)
{
    size_t kept = 0;
    for (size_t i = 0; i < dump->size; i++)
        if (dump->data[i] != '!')
            dump->data[kept++] = dump->data[i];
    dump->size = kept;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = span_of(data, size);
    struct dynbuf fast, other;
    if (size > CSV_FIELD_BYTES_MAX)
        return 0;
    dynbuf_init(&fast, 64 << 20);
    dynbuf_init(&other, 64 << 20);
    csv_fast_dump(&fast, text);
    csv_naive_dump(&other, text);
    ensure(span_equal(dynbuf_bytes(&fast), dynbuf_bytes(&other)));
    dynbuf_clear(&other);
    write_again(&other, text);
    struct dynbuf again;
    dynbuf_init(&again, 64 << 20);
    csv_fast_dump(&again, dynbuf_bytes(&other));
    drop_errors(&fast);
    drop_errors(&again);
    ensure(span_equal(dynbuf_bytes(&fast), dynbuf_bytes(&again)));
    dynbuf_release(&fast);
    dynbuf_release(&other);
    dynbuf_release(&again);
    return 0;
}
