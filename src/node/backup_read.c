#include "node/backup_read.h"

#include <sodium.h>

struct reading {
    const struct backup_source *source;
    const struct backup_taker *taker;
    struct sha256_ctx sum, sum_before; /* of all records, and without the last one */
    struct dynbuf body;
    struct dynbuf checkpoint;
    enum backup_kind kind;
    struct backup_facts facts;
};

static bool damaged(struct error *err, const char *what)
{
    return error_input(err, ERROR_DAMAGED, "backup", "%s", what);
}

static uint64_t little(const unsigned char *bytes, size_t size)
{
    uint64_t value = 0;
    for (size_t i = size; i > 0; i--)
        value = value << 8 | bytes[i - 1];
    return value;
}

static size_t largest(enum backup_kind kind)
{
    switch (kind) {
    case BACKUP_HEAD:
    case BACKUP_END:
        return 16;
    case BACKUP_ROW:
        return DUMP_ROW_BYTES_MAX;
    case BACKUP_FILE:
    case BACKUP_TABLE:
    case BACKUP_CHECKPOINT:
    case BACKUP_CLOSE:
    default:
        return BACKUP_FILE_BYTES_MAX;
    }
}

static bool known(unsigned char kind)
{
    return kind != '\0' && strchr("hftrecz", kind) != NULL;
}

/* The next record, whatever it is. */
static bool next(struct reading *reading, struct error *err)
{
    unsigned char head[BACKUP_RECORD_HEAD];
    const struct backup_source *source = reading->source;
    reading->sum_before = reading->sum;
    if (!source->get(source->context, head, sizeof head, err))
        return false;
    size_t size = (size_t)little(head + 1, 4);
    reading->kind = (enum backup_kind)head[0];
    if (!known(head[0]))
        return damaged(err, "a record of no known kind");
    if (size > largest(reading->kind))
        return damaged(err, "a record longer than one can be");
    dynbuf_clear(&reading->body);
    unsigned char *body = dynbuf_extend(&reading->body, size);
    if (body == NULL)
        return error_memory(err, "reading a backup");
    if (!source->get(source->context, body, size, err))
        return false;
    sha256_update(&reading->sum, sizeof head, head);
    sha256_update(&reading->sum, size, body);
    return true;
}

static bool next_is(struct reading *reading, enum backup_kind kind, struct error *err)
{
    return next(reading, err) &&
           (reading->kind == kind || damaged(err, "records are missing or out of order"));
}

static struct span body_of(const struct reading *reading)
{
    return dynbuf_bytes(&reading->body);
}

static bool read_head(struct reading *reading, struct error *err)
{
    if (!next_is(reading, BACKUP_HEAD, err))
        return false;
    struct span body = body_of(reading);
    if (body.size != 12)
        return damaged(err, "its head has another size");
    reading->facts.made = (int64_t)little(body.data, 8);
    unsigned shape = (unsigned)little(body.data + 8, 4);
    return shape == dump_shape() ||
           error_input(err, ERROR_UNSUPPORTED, "backup",
                       "of a store of shape %u; this program restores shape %u", shape,
                       dump_shape());
}

static bool read_file(struct reading *reading, struct error *err)
{
    struct span body = body_of(reading);
    size_t size = body.size == 0 ? 0 : body.data[0];
    if (size >= body.size || !backup_file_valid(span_part(body, 1, 1 + size)))
        return damaged(err, "a file that has no place in a home");
    bool ok = reading->taker->file(reading->taker->context, span_part(body, 1, 1 + size),
                                   span_part(body, 1 + size, body.size), err);
    sodium_memzero(reading->body.data, reading->body.size);
    return ok;
}

/* Up to the first table's record, which is then the one at hand. */
static bool read_files(struct reading *reading, struct error *err)
{
    for (size_t count = 0; count <= BACKUP_FILES_MAX; count++) {
        if (!next(reading, err))
            return false;
        if (reading->kind == BACKUP_TABLE)
            return reading->taker->files_end(reading->taker->context, err);
        if (reading->kind != BACKUP_FILE)
            return damaged(err, "records are missing or out of order");
        if (!read_file(reading, err))
            return false;
    }
    return damaged(err, "more files than a home has");
}

static bool check_table(struct reading *reading, const struct dump_table *table, struct error *err)
{
    struct dynbuf text;
    dynbuf_init(&text, BACKUP_FILE_BYTES_MAX);
    bool ok = backup_table_print(table, &text) || dynbuf_error(&text, "a table", err);
    if (ok && !span_equal(dynbuf_bytes(&text), body_of(reading)))
        ok = error_input(err, ERROR_DAMAGED, "backup", "another table where %s is expected",
                         table->name);
    dynbuf_release(&text);
    return ok;
}

/* Of the table whose record is at hand. */
static bool read_rows(struct reading *reading, const struct dump_table *table, struct error *err)
{
    struct sql_value values[DUMP_COLUMNS_MAX];
    uint64_t count = 0;
    for (;; count++) {
        if (!next(reading, err))
            return false;
        if (reading->kind != BACKUP_ROW)
            break;
        if (!dump_parse(table, body_of(reading), values, err) ||
            !reading->taker->row(reading->taker->context, table, values, err))
            return false;
    }
    struct span body = body_of(reading);
    reading->facts.rows += count;
    return (reading->kind == BACKUP_END && body.size == 8 && little(body.data, 8) == count) ||
           error_input(err, ERROR_DAMAGED, "backup", "rows of %s are missing", table->name);
}

static bool read_tables(struct reading *reading, struct error *err)
{
    for (size_t i = 0; dump_table(i) != NULL; i++)
        if ((i > 0 && !next_is(reading, BACKUP_TABLE, err)) ||
            !check_table(reading, dump_table(i), err) || !read_rows(reading, dump_table(i), err))
            return false;
    return true;
}

/* The text of the closing note is that of the sum of what was read. */
static bool check_close(struct reading *reading, struct error *err)
{
    struct dynbuf text;
    struct note note;
    dynbuf_init(&text, BACKUP_FILE_BYTES_MAX);
    bool ok =
        note_parse(body_of(reading), "backup", &note, err) &&
        (backup_close_print(&reading->sum_before, &text) || dynbuf_error(&text, "a note", err));
    if (ok && !span_equal(dynbuf_bytes(&text), note.text))
        ok = damaged(err, "its records are not those that were summed up");
    dynbuf_release(&text);
    return ok;
}

static bool read_end(struct reading *reading, struct error *err)
{
    const struct backup_source *source = reading->source;
    bool end = false;
    if (!next_is(reading, BACKUP_CHECKPOINT, err))
        return false;
    if (!dynbuf_span(&reading->checkpoint, body_of(reading)))
        return dynbuf_error(&reading->checkpoint, "a checkpoint", err);
    if (!next_is(reading, BACKUP_CLOSE, err) || !check_close(reading, err) ||
        !source->at_end(source->context, &end, err))
        return false;
    return (end || damaged(err, "records behind its end")) &&
           reading->taker->end(reading->taker->context, dynbuf_bytes(&reading->checkpoint),
                               body_of(reading), err);
}

bool backup_read(const struct backup_source *source, const struct backup_taker *taker,
                 struct backup_facts *ret_facts, struct error *err)
{
    struct reading reading = {.source = source, .taker = taker};
    sha256_init(&reading.sum);
    dynbuf_init(&reading.checkpoint, BACKUP_FILE_BYTES_MAX);
    dynbuf_init(&reading.body, DUMP_ROW_BYTES_MAX);
    /* room for every file: where a buffer with keys grows, a copy of them stays behind */
    bool ok = dynbuf_extend(&reading.body, BACKUP_FILE_BYTES_MAX) != NULL ||
              error_memory(err, "reading a backup");
    ok = ok && read_head(&reading, err) && read_files(&reading, err) &&
         read_tables(&reading, err) && read_end(&reading, err);
    if (reading.body.data != NULL)
        sodium_memzero(reading.body.data, reading.body.capacity);
    dynbuf_release(&reading.body);
    dynbuf_release(&reading.checkpoint);
    if (ok)
        *ret_facts = reading.facts;
    return ok;
}
