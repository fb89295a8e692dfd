/* Rows out of one store and into another: no table and no column is forgotten, the bytes are the
 * same from both databases, and what is no row is refused. */
#include "store/dump.h"

#include <strings.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/scratch.h"
#include "place.h"
#include "store/schema.h"

enum { ROWS = 520 /* more than a page */, BYTES_MAX = 16 << 20 };

static struct error err;

static bool keep_row(void *context, struct span row, struct error *ret_err)
{
    (void)ret_err;
    const uint32_t size = (uint32_t)row.size;
    return dynbuf_append(context, &size, sizeof size) && dynbuf_span(context, row);
}

/* All rows of a store, tables apart by their names. */
static void dump_all(struct store *store, struct dynbuf *ret_bytes, uint64_t *ret_count)
{
    const struct dump_table *table;
    uint64_t count = 0;
    *ret_count = 0;
    for (size_t i = 0; (table = dump_table(i)) != NULL; i++) {
        assert_true(dynbuf_text(ret_bytes, table->name));
        const struct dump_sink sink = {keep_row, ret_bytes};
        if (!dump_read(store, table, sink, &count, &err))
            fail_msg("%s", err.text);
        *ret_count += count;
    }
}

static void load_all(struct store *store, struct span bytes)
{
    const struct dump_table *table;
    struct sql_value values[DUMP_COLUMNS_MAX];
    uint32_t size;
    for (size_t i = 0; (table = dump_table(i)) != NULL; i++) {
        assert_true(span_starts_with(bytes, table->name));
        bytes = span_part(bytes, strlen(table->name), bytes.size);
        const char *next = dump_table(i + 1) == NULL ? NULL : dump_table(i + 1)->name;
        while (bytes.size > 0 && !(next != NULL && span_starts_with(bytes, next))) {
            memcpy(&size, bytes.data, sizeof size);
            struct span row = span_part(bytes, sizeof size, sizeof size + size);
            if (!dump_parse(table, row, values, &err) || !dump_add(store, table, values, &err))
                fail_msg("%s", err.text);
            bytes = span_part(bytes, sizeof size + size, bytes.size);
        }
    }
}

/* Different in each row and column; keys neither in their order nor short. */
static void make_value(char kind, int64_t row, size_t column, char text[64],
                       struct sql_value *ret_value)
{
    int64_t mixed = row * 7919 % 30011;
    if (kind == 'B' && row % 2 == 0) {
        *ret_value = sql_null();
    } else if (kind == 'n') {
        *ret_value = sql_number(mixed - (column > 0 ? 12000 : 0));
    } else {
        int size = snprintf(text, 64, "\xc3\xa9 %lld/%zu", (long long)mixed, column);
        struct span bytes = span_of(text, column % 3 == 2 && row == 3 ? 0 : (size_t)size);
        if (kind == 'b' || kind == 'B')
            text[1] = '\0'; /* bytes may hold zeros */
        *ret_value = kind == 't' ? sql_text(bytes) : sql_bytes(bytes);
    }
}

static void fill(struct store *store, const struct dump_table *table)
{
    struct sql_value values[DUMP_COLUMNS_MAX];
    char texts[DUMP_COLUMNS_MAX][64];
    for (int64_t row = 1; row <= ROWS; row++) {
        for (size_t column = 0; column < table->count; column++)
            make_value(table->kinds[column], row, column, texts[column], &values[column]);
        if (!dump_add(store, table, values, &err))
            fail_msg("%s", err.text);
    }
}

static size_t tables(void)
{
    size_t count = 0;
    while (dump_table(count) != NULL)
        count++;
    return count;
}

static void open_sqlite(struct store *ret_store, const char *name)
{
    char folder[PATH_BYTES_MAX];
    assert_true(file_path(folder, scratch(), name, &err));
    const struct store_place place = {.folder = folder};
    assert_true(store_open(ret_store, &place, &err) && store_begin(ret_store, &err));
}

static void there_and_back(void **state)
{
    (void)state;
    struct store store, lite;
    struct dynbuf here, there, lite_bytes;
    uint64_t count = 0;
    bool empty = false;
    dynbuf_init(&here, BYTES_MAX);
    dynbuf_init(&there, BYTES_MAX);
    dynbuf_init(&lite_bytes, BYTES_MAX);
    place_open(&store);
    assert_true(dump_is_empty(&store, &empty, &err) && empty);
    for (size_t i = 0; dump_table(i) != NULL; i++)
        fill(&store, dump_table(i));
    assert_true(dump_is_empty(&store, &empty, &err) && !empty);
    dump_all(&store, &here, &count);
    assert_int_equal(count, tables() * ROWS);
    store_release(&store);
    place_open(&store);
    load_all(&store, dynbuf_bytes(&here));
    dump_all(&store, &there, &count);
    assert_true(span_equal(dynbuf_bytes(&here), dynbuf_bytes(&there)));
    open_sqlite(&lite, "lite");
    load_all(&lite, dynbuf_bytes(&here));
    dump_all(&lite, &lite_bytes, &count);
    assert_true(span_equal(dynbuf_bytes(&here), dynbuf_bytes(&lite_bytes)));
    store_release(&lite);
    store_release(&store);
    dynbuf_release(&here);
    dynbuf_release(&there);
    dynbuf_release(&lite_bytes);
}

static const struct dump_table *table_named(struct span name)
{
    for (size_t i = 0; dump_table(i) != NULL; i++)
        if (span_is(name, dump_table(i)->name))
            return dump_table(i);
    return NULL;
}

/* The place of a column in "a, b, c"; the count of them when it is not there. */
static size_t column_at(const struct dump_table *table, struct span name)
{
    size_t at = 0;
    for (const char *word = table->columns; at < table->count; at++) {
        size_t size = strcspn(word, ",");
        if (span_equal(name, span_of(word, size)))
            break;
        word += size + (word[size] == ',' ? 2 : 0);
    }
    return at;
}

static char kind_of(struct span type, bool may_be_null)
{
    char text[32] = "";
    assert_true(type.size < sizeof text);
    memcpy(text, type.data, type.size);
    char kind = strcasecmp(text, "text") == 0 ? 't' : strcasecmp(text, "bytea") == 0 ? 'b' : 'n';
    return may_be_null ? (char)(kind - 'a' + 'A') : kind;
}

static void nothing_is_forgotten(void **state)
{
    (void)state;
    static const char lite[] =
        "SELECT t.name, c.name, c.type, 1 - c.\"notnull\", c.pk FROM sqlite_master t,"
        " pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name <> 'fact'"
        " ORDER BY t.name, c.cid";
    static const char post[] =
        "SELECT c.table_name::text, c.column_name::text, c.data_type::text,"
        " CASE WHEN c.is_nullable = 'YES' THEN 1 ELSE 0 END,"
        " COALESCE((SELECT k.ordinal_position::int FROM information_schema.key_column_usage k"
        " JOIN information_schema.table_constraints n ON n.constraint_name = k.constraint_name"
        " WHERE n.constraint_type = 'PRIMARY KEY' AND k.table_name = c.table_name"
        " AND k.column_name = c.column_name), 0) FROM information_schema.columns c"
        " WHERE c.table_schema = 'public' AND c.table_name <> 'fact'";
    struct store store;
    struct sql_rows rows;
    size_t found = 0, listed = 0;
    bool some = false;
    place_open(&store);
    assert_int_equal(dump_shape(), schema_newest());
    assert_true(sql_ask(store.db, place_is_postgres() ? post : lite, SQL_NO_VALUES, &rows, &err));
    while (sql_next(&rows, &some, &err) && some) {
        struct span name = sql_get_bytes(&rows, 1);
        const struct dump_table *table = table_named(sql_get_bytes(&rows, 0));
        assert_non_null(table);
        size_t at = column_at(table, name);
        int64_t key = sql_get_number(&rows, 4);
        assert_in_range(at, 0, table->count - 1);
        assert_int_equal(table->kinds[at],
                         kind_of(sql_get_bytes(&rows, 2), sql_get_number(&rows, 3) == 1));
        assert_int_equal(key, at < table->keys ? (int64_t)at + 1 : 0);
        found++;
    }
    sql_done(&rows);
    for (size_t i = 0; dump_table(i) != NULL; i++)
        listed += dump_table(i)->count;
    assert_int_equal(found, listed);
    store_release(&store);
}

static void what_is_no_row(void **state)
{
    (void)state;
    static const unsigned char good[] = {'n', 1, 0, 0, 0, 0,   0, 0, 0, 'n', 2,   0,  0,
                                         0,   0, 0, 0, 0, 't', 1, 0, 0, 0,   'x', '0'};
    const struct dump_table *org = table_named(span_text("org"));
    struct sql_value values[DUMP_COLUMNS_MAX];
    unsigned char bytes[sizeof good + 1] = {0};
    assert_true(dump_parse(org, span_of(good, sizeof good), values, &err));
    assert_int_equal(values[1].number, 2);
    assert_int_equal(values[3].kind, SQL_NULL);
    for (size_t size = 0; size < sizeof good; size++)
        assert_false(dump_parse(org, span_of(good, size), values, &err));
    memcpy(bytes, good, sizeof good);
    assert_false(dump_parse(org, span_of(bytes, sizeof bytes), values, &err));
    static const size_t tags[] = {0, 9, 18, 24};
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
        memcpy(bytes, good, sizeof good);
        bytes[tags[i]] = '1';
        assert_false(dump_parse(org, span_of(bytes, sizeof good), values, &err));
        assert_int_equal(err.code, ERROR_DAMAGED);
    }
    static const unsigned char letters[] = {0, 0xff};
    for (size_t i = 0; i < sizeof letters; i++) {
        memcpy(bytes, good, sizeof good);
        bytes[23] = letters[i]; /* neither is text */
        assert_false(dump_parse(org, span_of(bytes, sizeof good), values, &err));
    }
    memcpy(bytes, good, sizeof good);
    bytes[22] = 0xff; /* a text of 4 GiB */
    assert_false(dump_parse(org, span_of(bytes, sizeof good), values, &err));
    bytes[9] = '0'; /* a null where none may stand */
    assert_false(dump_parse(org, span_of(bytes, sizeof good), values, &err));
}

static bool refuse(void *context, struct span row, struct error *ret_err)
{
    (void)row;
    return --*(int *)context > 0 || error_input(ret_err, ERROR_VALUE, "sink", "enough");
}

static void a_sink_that_fails(void **state)
{
    (void)state;
    struct store store;
    int left = 20;
    uint64_t count = 7;
    const struct dump_table *version = table_named(span_text("version"));
    const struct dump_sink sink = {refuse, &left};
    place_open(&store);
    fill(&store, version);
    assert_false(dump_read(&store, version, sink, &count, &err));
    assert_int_equal(err.code, ERROR_VALUE);
    assert_int_equal(count, 7);
    assert_int_equal(left, 0);
    store_release(&store);
}

int main(int argc, char **argv)
{
    place_choose(argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_and_back),
        cmocka_unit_test(nothing_is_forgotten),
        cmocka_unit_test(what_is_no_row),
        cmocka_unit_test(a_sink_that_fails),
    };
    return RUN_ALL("store dump", tests);
}
