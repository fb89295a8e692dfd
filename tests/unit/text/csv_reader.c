/* The CSV reader: cases, places, going on after errors, bounds, and every short text against the
 * naive reader. */
#include "text/csv_reader.h"

#include "csv_naive.h"
#include "guarded.h"
#include "repeated.h"
#include "run.h"

#define TEXT(literal) literal, sizeof(literal) - 1

static struct csv_reader csv;
static struct error err;

static void start(const char *text)
{
    csv_init(&csv, guarded_text(text), "a.csv");
}

static const struct {
    const char *name, *text;
    size_t size;
    const char *dump;
} cases[] = {
    {"nothing", TEXT(""), ""},
    {"only empty lines", TEXT("\n\r\n\n"), ""},
    {"only a byte order mark", TEXT("\xef\xbb\xbf"), ""},
    {"one field", TEXT("a"), "1:a;"},
    {"two lines", TEXT("a,b\nc,d\n"), "1:a1:b;1:c1:d;"},
    {"no last line end", TEXT("a,b\nc,d"), "1:a1:b;1:c1:d;"},
    {"line ends of both kinds", TEXT("a,b\r\nc,d\ne\r\n"), "1:a1:b;1:c1:d;1:e;"},
    {"empty fields", TEXT(",,\n,"), "0:0:0:;0:0:;"},
    {"a byte order mark", TEXT("\xef\xbb\xbfx,y\n"), "1:x1:y;"},
    {"a byte order mark and quotes", TEXT("\xef\xbb\xbf\"x\",y\n"), "1:x1:y;"},
    {"empty lines between and behind", TEXT("a\n\nb\r\n\r\n\n"), "1:a;1:b;"},
    {"quoted", TEXT("\"a\",\"b\"\r\n\"c\""), "1:a1:b;1:c;"},
    {"quoted and empty", TEXT("\"\"\n\"\",\"\"\n"), "0:;0:0:;"},
    {"quoted comma", TEXT("\"a,b\",c\n"), "3:a,b1:c;"},
    {"quoted line ends", TEXT("\"a\nb\r\nc\",d\ne\n"), "6:a\nb\r\nc1:d;1:e;"},
    {"doubled quotes", TEXT("\"a\"\"b\",\"\"\"\",\"\"\"x\"\"\"\n"), "3:a\"b1:\"3:\"x\";"},
    {"doubled beside plain", TEXT("x,\"a\"\"\",y,\"\"\"b\"\nz,\"c\"\"\"\n"),
     "1:x2:a\"1:y2:\"b;1:z2:c\";"},
    {"spaces belong to fields", TEXT(" a , b \n"), "3: a 3: b ;"},
    {"formulas are left alone", TEXT("=1+1,+1,-1,@a\n"), "4:=1+12:+12:-12:@a;"},
    {"bytes that are no UTF-8", TEXT("\xff\xfe,\xe9\n"),
     "2:\xff\xfe"
     "1:\xe9;"},
    {"a bad line in the middle", TEXT("a\nb\"c\nd\n"), "1:a;!1:d;"},
    {"a stray quote costs its line", TEXT("a\n\"b\nc\nd\n"), "1:a;!1:c;1:d;"},
    {"bytes behind a closing quote", TEXT("\"a\"b,c\nd\n"), "!1:d;"},
    {"a space behind a closing quote", TEXT("\"a\" ,c\nd\n"), "!1:d;"},
    {"a carriage return alone", TEXT("a\rb\nc\n\rd\ne"), "!1:c;!1:e;"},
    {"a carriage return at the end", TEXT("a\r"), "!"},
    {"a zero", TEXT("a\0b,c\nd\n\"x\0\"\n"), "!1:d;!"},
    {"a zero alone", TEXT("\0"), "!"},
};

static void good_and_bad_ones(void **state)
{
    (void)state;
    struct dynbuf dump;
    dynbuf_init(&dump, 1 << 16);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        dynbuf_clear(&dump);
        dynbuf_text(&dump, "");
        csv_fast_dump(&dump, guarded(span_of(cases[i].text, cases[i].size)));
        if (strcmp(dump.data, cases[i].dump) != 0)
            fail_msg("%s: %s instead of %s", cases[i].name, dump.data, cases[i].dump);
    }
    dynbuf_release(&dump);
}

static void places(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t size;
        const char *error;
    } wrong[] = {
        {TEXT("a,b\n\nc,d\"e,f\n"), "a.csv:3: column 2: a quote inside an unquoted field; expected "
                                    "the whole field in quotes"},
        {TEXT("a,b\nc,\"d\ne\ng"), "a.csv:2: column 2: the quote is never closed; expected a "
                                   "closing quote"},
        {TEXT("\"x\ny\nz\",\"d\"e"), "a.csv:3: column 2: bytes behind a closing quote; expected a "
                                     "comma or the line's end"},
        {TEXT("\"x\n\ny\0\""), "a.csv:3: column 1: a zero byte; expected text"},
        {TEXT("a,b,\0"), "a.csv:1: column 3: a zero byte; expected text"},
        {TEXT("a,b\rc\n"), "a.csv:1: column 2: a carriage return; expected a line feed behind it"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        bool any = true;
        csv_init(&csv, guarded(span_of(wrong[i].text, wrong[i].size)), "a.csv");
        while (csv_next(&csv, &any, &err))
            assert_true(any);
        assert_int_equal(err.code, ERROR_SYNTAX);
        assert_string_equal(err.text, wrong[i].error);
        csv_release(&csv);
    }
}

static void assert_record(uint64_t line, const char *bytes)
{
    struct span record = span_part(csv.input, csv.record_from, csv.record_to);
    assert_int_equal(csv.record, line);
    if (!span_is(record, bytes))
        fail_msg("'%.*s' instead of '%s'", (int)record.size, (const char *)record.data, bytes);
}

static void records_know_their_lines_and_bytes(void **state)
{
    (void)state;
    bool any;
    char place[64];
    start("\xef\xbb\xbfh1,h2\r\n\r\na,\"b\nb\"\n\nc\"x,d\r\ne,\"f\"\"\"\n\"g\nh\ni");
    assert_true(csv_next(&csv, &any, &err) && any);
    assert_record(1, "h1,h2");
    assert_true(csv_next(&csv, &any, &err) && any);
    assert_record(3, "a,\"b\nb\"");
    csv_place(&csv, 1, "h2", place, sizeof place);
    assert_string_equal(place, "a.csv:3: column 2 (h2)");
    csv_place(&csv, 0, NULL, place, sizeof place);
    assert_string_equal(place, "a.csv:3: column 1");
    assert_false(csv_next(&csv, &any, &err));
    csv_skip_line(&csv);
    assert_record(6, "c\"x,d");
    assert_true(csv_next(&csv, &any, &err) && any);
    assert_record(7, "e,\"f\"\"\"");
    assert_true(span_is(csv.fields[1], "f\""));
    assert_false(csv_next(&csv, &any, &err));
    csv_skip_line(&csv);
    assert_record(8, "\"g");
    assert_true(csv_next(&csv, &any, &err) && any);
    assert_record(9, "h");
    assert_true(csv_next(&csv, &any, &err) && any);
    assert_record(10, "i");
    assert_true(csv_next(&csv, &any, &err) && !any);
    assert_true(csv_next(&csv, &any, &err) && !any);
    csv_release(&csv);
    csv_release(&csv);
}

/* Every text of up to eight of these, and shorter ones at every place in a vector. */
static const char letters[] = {'a', ',', '"', '\n', '\r', '\0'};

static size_t spell(char *ret_text, unsigned long long number, size_t size)
{
    for (size_t i = 0; i < size; i++, number /= sizeof letters)
        ret_text[i] = letters[number % sizeof letters];
    return size;
}

static void compare(struct span text, struct dynbuf *fast, struct dynbuf *naive)
{
    csv_fast_dump(fast, text);
    csv_naive_dump(naive, text);
    if (!span_equal(dynbuf_bytes(fast), dynbuf_bytes(naive)))
        fail_msg("%s instead of %s", fast->data, naive->data);
}

static void every_short_text(void **state)
{
    (void)state;
    struct dynbuf fast, naive;
    char text[64];
    unsigned long long count = 1, texts = 0;
    dynbuf_init(&fast, 1 << 16);
    dynbuf_init(&naive, 1 << 16);
    for (size_t size = 0; size <= 8; size++, count *= sizeof letters)
        for (unsigned long long number = 0; number < count; number++, texts++) {
            spell(text, number, size);
            compare(guarded(span_of(text, size)), &fast, &naive);
        }
    count = 6 * 6 * 6 * 6 * 6;
    for (size_t before = 0; before <= 17; before++)
        for (unsigned long long number = 0; number < count; number++, texts++) {
            memset(text, 'b', sizeof text);
            spell(text + before, number, 5);
            compare(guarded(span_of(text, before + 5 + number % 20)), &fast, &naive);
        }
    print_message("%llu texts\n", texts);
    dynbuf_release(&fast);
    dynbuf_release(&naive);
}

static bool reads(struct span text)
{
    bool any;
    csv_init(&csv, guarded(text), "a.csv");
    bool ok = csv_next(&csv, &any, &err);
    csv_release(&csv);
    if (!ok)
        assert_int_equal(err.code, ERROR_LIMIT);
    return ok;
}

static void bounds(void **state)
{
    (void)state;
    const size_t field = CSV_FIELD_BYTES_MAX;
    struct dynbuf text;
    dynbuf_init(&text, 64 << 20);
    assert_true(reads(repeated(&text, "", ",", CSV_COLUMNS_MAX - 1, "\n")));
    assert_false(reads(repeated(&text, "", ",", CSV_COLUMNS_MAX, "\n")));
    assert_true(reads(repeated(&text, "x,", "abcdefgh", field / 8, ",y\n")));
    assert_false(reads(repeated(&text, "x,", "abcdefgh", field / 8, "i,y\n")));
    assert_false(reads(repeated(&text, "x,", "abcdefgh", field, "i,y\n")));
    assert_true(reads(repeated(&text, "\"", "abcdefgh", field / 8, "\"\n")));
    assert_false(reads(repeated(&text, "\"", "abcdefgh", field / 8, "i\"\n")));
    assert_true(reads(repeated(&text, "\"", "\"\"", field / 2, "\"\n")));
    assert_false(reads(repeated(&text, "\"", "\"\"", field / 2, "i\"\n")));
    assert_false(reads(repeated(&text, "\"i", "\"\"", field / 2, "\"\n")));
    assert_false(reads(repeated(&text, "\"i", "\"\"", field, "\"\n")));
    assert_false(reads(repeated(&text, "\"", "\n", field + 1, "\"\n")));
    assert_false(reads(repeated(&text, "\"", "\"\"", field / 2 + 1, "bbbb")));
    dynbuf_release(&text);
}

static void decoded_text_is_bounded(void **state)
{
    (void)state;
    const size_t fields = CSV_DECODED_BYTES_MAX / CSV_FIELD_BYTES_MAX + 1;
    struct dynbuf text;
    dynbuf_init(&text, 64 << 20);
    for (size_t i = 0; i < fields; i++) {
        dynbuf_text(&text, i == 0 ? "\"" : ",\"");
        for (size_t k = 0; k < CSV_FIELD_BYTES_MAX / 8; k++)
            dynbuf_text(&text, "\"\"\"\"\"\"\"\"");
        dynbuf_text(&text, "\"");
    }
    assert_false(reads(dynbuf_bytes(&text)));
    dynbuf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_and_bad_ones),
        cmocka_unit_test(places),
        cmocka_unit_test(records_know_their_lines_and_bytes),
        cmocka_unit_test(every_short_text),
        cmocka_unit_test(bounds),
        cmocka_unit_test(decoded_text_is_bounded),
    };
    return RUN_ALL("text/csv_reader", tests);
}
