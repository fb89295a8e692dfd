#include "csv_naive.h"

#include "text/csv_reader.h"

struct naive {
    struct span text;
    size_t at;
    struct dynbuf field;
};

static int byte_at(const struct naive *naive, size_t at)
{
    return at < naive->text.size ? naive->text.data[at] : -1;
}

static bool naive_quoted(struct naive *naive)
{
    naive->at++;
    for (;; naive->at++) {
        int byte = byte_at(naive, naive->at);
        if (byte <= 0)
            return false;
        if (byte == '"') {
            naive->at++;
            if (byte_at(naive, naive->at) != '"')
                break;
        }
        dynbuf_char(&naive->field, (char)byte);
    }
    int byte = byte_at(naive, naive->at);
    return byte < 0 || byte == ',' || byte == '\n' || byte == '\r';
}

static bool naive_plain(struct naive *naive)
{
    for (;; naive->at++) {
        int byte = byte_at(naive, naive->at);
        if (byte < 0 || byte == ',' || byte == '\n' || byte == '\r')
            return true;
        if (byte == 0 || byte == '"')
            return false;
        dynbuf_char(&naive->field, (char)byte);
    }
}

/* Behind the last field the line ends, or the record is no good. */
static bool naive_line_end(struct naive *naive)
{
    int byte = byte_at(naive, naive->at);
    if (byte == '\r' && byte_at(naive, naive->at + 1) != '\n')
        return false;
    if (byte >= 0)
        naive->at += byte == '\r' ? 2 : 1;
    return true;
}

static bool naive_record(struct naive *naive, struct dynbuf *dump)
{
    struct dynbuf fields;
    dynbuf_init(&fields, 64 << 20);
    bool ok;
    for (size_t columns = 1;; columns++, naive->at++) {
        dynbuf_clear(&naive->field);
        ok = byte_at(naive, naive->at) == '"' ? naive_quoted(naive) : naive_plain(naive);
        ok = ok && columns <= CSV_COLUMNS_MAX;
        if (!ok)
            break;
        dynbuf_format(&fields, "%zu:", naive->field.size);
        dynbuf_span(&fields, dynbuf_bytes(&naive->field));
        if (byte_at(naive, naive->at) != ',')
            break;
    }
    ok = ok && naive_line_end(naive);
    if (ok)
        dynbuf_span(dump, dynbuf_bytes(&fields));
    dynbuf_release(&fields);
    return ok;
}

void csv_naive_dump(struct dynbuf *ret_dump, struct span text)
{
    struct naive naive = {.text = text, .at = span_starts_with(text, "\xef\xbb\xbf") ? 3 : 0};
    dynbuf_clear(ret_dump);
    dynbuf_init(&naive.field, 64 << 20);
    for (;;) {
        while (byte_at(&naive, naive.at) == '\n' ||
               (byte_at(&naive, naive.at) == '\r' && byte_at(&naive, naive.at + 1) == '\n'))
            naive.at++;
        if (naive.at >= text.size)
            break;
        size_t from = naive.at;
        bool ok = naive_record(&naive, ret_dump);
        dynbuf_text(ret_dump, ok ? ";" : "!");
        if (ok)
            continue;
        for (naive.at = from; naive.at < text.size && text.data[naive.at] != '\n'; naive.at++)
            continue;
        naive.at += naive.at < text.size;
    }
    dynbuf_release(&naive.field);
}

void csv_fast_dump(struct dynbuf *ret_dump, struct span text)
{
    static struct csv_reader csv;
    struct error err;
    bool any = true;
    dynbuf_clear(ret_dump);
    csv_init(&csv, text, "text");
    while (any) {
        if (!csv_next(&csv, &any, &err)) {
            csv_skip_line(&csv);
            dynbuf_text(ret_dump, "!");
            continue;
        }
        for (size_t i = 0; any && i < csv.field_count; i++) {
            dynbuf_format(ret_dump, "%zu:", csv.fields[i].size);
            dynbuf_span(ret_dump, csv.fields[i]);
        }
        dynbuf_text(ret_dump, any ? ";" : "");
    }
    csv_release(&csv);
}
