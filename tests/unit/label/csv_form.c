/* Labels as CSV: columns in any order, what is refused, and what a home keeps. */
#include "run.h"

#include "label/csv_form.h"
#include "read_back.h"

#define ADDRESS "0x28c6c06298d514db089934071355e5743bf21d60"

static struct pack pack;
static struct rejects rejects;
static struct error err;

static bool read_text(const char *text, bool keep_going)
{
    pack_release(&pack);
    rejects_release(&rejects);
    pack_init(&pack);
    rejects_init(&rejects, keep_going);
    return csv_form_read(&pack, span_text(text), "a.csv", &rejects, &err);
}

static void any_order(void **state)
{
    (void)state;
    assert_true(read_text("label,lastmod,address,chain\r\n"
                          "\"Binance \"\"14\"\"\",2022-11-16," ADDRESS ",eip155:1\r\n",
                          false));
    assert_int_equal(pack.label_count, 1);
    assert_true(span_is(pack.labels[0].text, "Binance \"14\""));
    assert_true(span_is(pack.labels[0].source, "a.csv"));
    assert_true(span_is(pack.labels[0].pack, "a.csv"));
    assert_true(span_is(pack.labels[0].lastmod, "2022-11-16"));
    read_back(&pack);
}

static void each_once(void **state)
{
    (void)state;
    assert_true(read_text("chain,address,label\n"
                          "eip155:1," ADDRESS ",a\n"
                          "eip155:1,0x28C6c06298d514Db089934071355E5743bf21d60,a\n"
                          "eip155:1," ADDRESS ",b\n",
                          false));
    assert_int_equal(pack.label_count, 3);
    read_back(&pack);
    assert_int_equal(pack.label_count, 2);
}

static void headers(void **state)
{
    (void)state;
    assert_false(read_text("", false));
    assert_error(err, ERROR_SYNTAX, "a.csv: nothing; expected a header");
    assert_false(read_text("address,label\n", false));
    assert_error(err, ERROR_SYNTAX,
                 "a.csv: line 1: no column 'chain'; expected chain, address and label");
    assert_false(read_text("chain,address,label,address\n", true));
    assert_int_equal(err.code, ERROR_SYNTAX);
    assert_true(csv_form_is(span_text("exchange,chain_or_key,address\n")));
    assert_true(csv_form_is(span_text("label,address,chain\n")));
    assert_false(csv_form_is(span_text("title: x\ncreator: y\n")));
    assert_false(csv_form_is(span_text("")));
}

static void rejected(void **state)
{
    static const char *const text = "chain,address,label\n"
                                    "eip155:1," ADDRESS ",good\n"
                                    "eip155:1,\"" ADDRESS ",stray quote\n"
                                    "eip155:1," ADDRESS ",also good\n";
    (void)state;
    assert_false(read_text(text, false));
    assert_true(strncmp(err.text, "a.csv:3", 7) == 0);
    assert_true(read_text(text, true));
    assert_int_equal(pack.label_count, 2);
    assert_int_equal(rejects.count, 1);
    const char *kept = strchr(rejects.lines.data, '\n');
    assert_string_equal(kept, "\neip155:1,\"" ADDRESS ",stray quote\n");
}

static void llama(void **state)
{
    (void)state;
    assert_true(read_text("exchange,chain_or_key,address\nTradeOgre,polygon," ADDRESS "\n", false));
    assert_true(span_is(pack.labels[0].chain, "eip155:137"));
    assert_true(span_is(pack.labels[0].category, "exchange") && pack.labels[0].level == 20);
    read_back(&pack);
    assert_false(read_text("exchange,chain_or_key,address\nTradeOgre,tokens," ADDRESS "\n", false));
    assert_error(err, ERROR_UNSUPPORTED,
                 "a.csv:2: column 2 (chain_or_key): 'tokens': expected a chain such as ethereum");
}

static int clean(void **state)
{
    (void)state;
    pack_release(&pack);
    rejects_release(&rejects);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(any_order), cmocka_unit_test(each_once),
                                       cmocka_unit_test(headers), cmocka_unit_test(rejected),
                                       cmocka_unit_test_teardown(llama, clean)};
    return RUN_ALL("label/csv_form", tests);
}
