/* The CSV writer: its bytes, and that the reader reads back whatever was written. */
#include "text/csv_writer.h"

#include "run.h"
#include "text/csv_reader.h"

static struct dynbuf buffer;
static struct csv_writer csv;

static void put_line(const char *a, const char *b)
{
    csv_put_text(&csv, a);
    if (b != NULL)
        csv_put_text(&csv, b);
    csv_end(&csv);
}

static void quotes_where_needed(void **state)
{
    (void)state;
    dynbuf_clear(&buffer);
    csv_writer_init(&csv, &buffer);
    put_line("a", "b c");
    put_line("a,b", "say \"hi\"");
    put_line("two\nlines", "back\r");
    put_line("", "");
    put_line("", NULL);
    put_line("=1+1", "@x");
    put_line("\xef\xbb\xbfx", " ");
    csv_put(&csv, span_of("a\0b", 3));
    csv_put(&csv, span_of("\0\"", 2));
    csv_end(&csv);
    assert_string_equal(buffer.data, "a,b c\n"
                                     "\"a,b\",\"say \"\"hi\"\"\"\n"
                                     "\"two\nlines\",\"back\r\"\n"
                                     ",\n"
                                     "\"\"\n"
                                     "=1+1,@x\n"
                                     "\"\xef\xbb\xbfx\", \n"
                                     "a\xef\xbf\xbd"
                                     "b,\"\xef\xbf\xbd\"\"\"\n");
}

static uint64_t next_random(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 33;
}

/* The fields of one table: a short text each, made again from the seed to compare. */
static size_t make_field(uint64_t *seed, char ret_field[8])
{
    static const char letters[] = "a,\"\n\r \xef\xbb\xbf";
    size_t size = next_random(seed) % 6;
    for (size_t i = 0; i < size; i++)
        ret_field[i] = letters[next_random(seed) % (sizeof letters - 1)];
    return size;
}

static void what_is_written_is_read_back(void **state)
{
    (void)state;
    static struct csv_reader reader;
    char field[8];
    for (uint64_t table = 0; table < 3000; table++) {
        uint64_t seed = table, again = table;
        struct error err;
        bool any;
        dynbuf_clear(&buffer);
        csv_writer_init(&csv, &buffer);
        size_t columns = 1 + table % 4;
        for (size_t i = 0; i < columns * 5; i++) {
            csv_put(&csv, span_of(field, make_field(&seed, field)));
            if (i % columns == columns - 1)
                csv_end(&csv);
        }
        csv_init(&reader, dynbuf_bytes(&buffer), "a.csv");
        for (size_t line = 0; line < 5; line++) {
            assert_true(csv_next(&reader, &any, &err) && any);
            assert_int_equal(reader.field_count, columns);
            for (size_t i = 0; i < columns; i++) {
                size_t size = make_field(&again, field);
                assert_true(span_equal(reader.fields[i], span_of(field, size)));
            }
        }
        assert_true(csv_next(&reader, &any, &err) && !any);
        csv_release(&reader);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quotes_where_needed),
        cmocka_unit_test(what_is_written_is_read_back),
    };
    dynbuf_init(&buffer, 1 << 20);
    int failed = RUN_ALL("text/csv_writer", tests);
    dynbuf_release(&buffer);
    return failed;
}
