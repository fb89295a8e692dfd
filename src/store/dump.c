#include "store/dump.h"

#include "base/limits.h"
#include "text/utf8.h"

enum { NUMBER_BYTES = 8, SIZE_BYTES = 4 };

static bool is_text(char kind)
{
    return kind == 't' || kind == 'T';
}

static bool is_number(char kind)
{
    return kind == 'n' || kind == 'N';
}

static void put_little(struct dynbuf *out, uint64_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        dynbuf_char(out, (char)(value >> 8 * i & 0xff));
}

static uint64_t get_little(const unsigned char *bytes, size_t size)
{
    uint64_t value = 0;
    for (size_t i = size; i > 0; i--)
        value = value << 8 | bytes[i - 1];
    return value;
}

static bool print_column(const struct sql_rows *rows, int column, char kind, struct dynbuf *out,
                         struct error *err)
{
    struct span bytes;
    if (sql_is_null(rows, column)) {
        dynbuf_char(out, '0');
    } else if (is_number(kind)) {
        dynbuf_char(out, 'n');
        put_little(out, (uint64_t)sql_get_number(rows, column), NUMBER_BYTES);
    } else {
        bytes = sql_get_bytes(rows, column);
        if (bytes.size > DUMP_ROW_BYTES_MAX)
            return error_input(err, ERROR_LIMIT, "store", "a column of %zu bytes, expected %d",
                               bytes.size, DUMP_ROW_BYTES_MAX);
        dynbuf_char(out, is_text(kind) ? 't' : 'b');
        put_little(out, bytes.size, SIZE_BYTES);
        dynbuf_span(out, bytes);
    }
    return true;
}

static bool print_row(const struct sql_rows *rows, const struct dump_table *table,
                      struct dynbuf *out, struct error *err)
{
    dynbuf_clear(out);
    for (size_t i = 0; i < table->count; i++)
        if (!print_column(rows, (int)i, table->kinds[i], out, err))
            return false;
    return !out->failed || dynbuf_error(out, table->name, err);
}

/* `row` keeps the last one. */
static bool read_page(struct sql_rows *rows, const struct dump_table *table, struct dump_sink sink,
                      struct dynbuf *row, uint64_t *count, struct error *err)
{
    bool some = false;
    for (;;) {
        if (!sql_next(rows, &some, err))
            return false;
        if (!some)
            return true;
        if (!print_row(rows, table, row, err) || !sink.act(sink.context, dynbuf_bytes(row), err))
            return false;
        ++*count;
    }
}

static bool read_pages(struct store *store, const struct dump_table *table, struct dump_sink sink,
                       struct dynbuf *row, uint64_t *count, struct error *err)
{
    struct sql_value last[DUMP_COLUMNS_MAX];
    struct dynbuf key;
    struct sql_rows rows;
    dynbuf_init(&key, DUMP_ROW_BYTES_MAX);
    bool ok = true, more = true;
    while (ok && more) {
        uint64_t before = *count;
        ok = before == 0 ? sql_ask(store->db, table->first, SQL_NO_VALUES, &rows, err)
                         : sql_ask(store->db, table->next, last, table->keys, &rows, err);
        if (!ok)
            break;
        ok = read_page(&rows, table, sink, row, count, err);
        sql_done(&rows);
        more = *count > before;
        if (!ok || !more)
            break;
        dynbuf_clear(&key);
        ok = (dynbuf_span(&key, dynbuf_bytes(row)) || dynbuf_error(&key, table->name, err)) &&
             dump_parse(table, dynbuf_bytes(&key), last, err);
    }
    dynbuf_release(&key);
    return ok;
}

bool dump_read(struct store *store, const struct dump_table *table, struct dump_sink sink,
               uint64_t *ret_count, struct error *err)
{
    struct dynbuf row;
    uint64_t count = 0;
    dynbuf_init(&row, DUMP_ROW_BYTES_MAX);
    bool ok = read_pages(store, table, sink, &row, &count, err);
    dynbuf_release(&row);
    if (ok)
        *ret_count = count;
    return ok;
}

/* What both databases take: UTF-8 without zero bytes. */
static bool good_text(struct span text)
{
    return utf8_valid(text) == text.size &&
           (text.size == 0 || memchr(text.data, '\0', text.size) == NULL);
}

/* Takes a column off the front. */
static bool parse_column(struct span *rest, char kind, struct sql_value *ret_value)
{
    if (rest->size == 0)
        return false;
    char is = (char)rest->data[0];
    struct span body = span_part(*rest, 1, rest->size);
    if (is == '0') {
        *ret_value = sql_null();
        *rest = body;
        return kind < 'a'; /* an upper-case letter */
    }
    if (is_number(kind)) {
        if (is != 'n' || body.size < NUMBER_BYTES)
            return false;
        *ret_value = sql_number((int64_t)get_little(body.data, NUMBER_BYTES));
        *rest = span_part(body, NUMBER_BYTES, body.size);
        return true;
    }
    if (is != (is_text(kind) ? 't' : 'b') || body.size < SIZE_BYTES)
        return false;
    uint64_t size = get_little(body.data, SIZE_BYTES);
    if (size > body.size - SIZE_BYTES)
        return false;
    struct span bytes = span_part(body, SIZE_BYTES, SIZE_BYTES + size);
    if (is_text(kind) && !good_text(bytes))
        return false;
    *ret_value = is_text(kind) ? sql_text(bytes) : sql_bytes(bytes);
    *rest = span_part(body, SIZE_BYTES + size, body.size);
    return true;
}

bool dump_parse(const struct dump_table *table, struct span row,
                struct sql_value ret_values[DUMP_COLUMNS_MAX], struct error *err)
{
    for (size_t i = 0; i < table->count; i++)
        if (!parse_column(&row, table->kinds[i], &ret_values[i]))
            return error_input(err, ERROR_DAMAGED, table->name,
                               "a row whose column %zu is none, expected columns %s", i + 1,
                               table->columns);
    return row.size == 0 || error_input(err, ERROR_DAMAGED, table->name,
                                        "a row with %zu bytes behind its last column", row.size);
}

bool dump_add(struct store *store, const struct dump_table *table,
              const struct sql_value values[DUMP_COLUMNS_MAX], struct error *err)
{
    return sql_run(store->db, table->insert, values, table->count, err) ||
           error_prefix(err, table->name);
}

bool dump_is_empty(struct store *store, bool *ret_empty, struct error *err)
{
    bool empty = true;
    for (size_t i = 0; empty && dump_table(i) != NULL; i++) {
        struct sql_rows rows;
        bool some = false;
        if (!sql_ask(store->db, dump_table(i)->first, SQL_NO_VALUES, &rows, err))
            return false;
        bool ok = sql_next(&rows, &some, err);
        sql_done(&rows);
        if (!ok)
            return false;
        empty = !some;
    }
    *ret_empty = empty;
    return true;
}
