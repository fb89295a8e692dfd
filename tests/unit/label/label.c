/* One label: its canonical address, its dates, what is refused, and the order. */
#include "run.h"

#include "chain/evm_address.h"
#include "label/label.h"

static void address(void **state)
{
    char room[EVM_ADDRESS_TEXT_BYTES];
    struct span text = {0};
    struct error err;
    (void)state;
    assert_true(label_address(span_text("eip155:10"),
                              span_text("0x28C6c06298d514Db089934071355E5743bf21d60"), room, &text,
                              &err));
    assert_true(span_is(text, "0x28c6c06298d514db089934071355e5743bf21d60"));
    assert_false(label_address(span_text("eip155:1"), span_text("18DowXoMUQT5EU8zPTDTrq4"), room,
                               &text, &err));
    assert_error(err, ERROR_VALUE,
                 "'18DowXoMUQT5EU8zPTDTrq4': expected an address, 0x and 40 "
                 "hexadecimal digits");
    assert_true(label_address(span_text("bip122:000000000019d6689c085ae165831e93"),
                              span_text("18DowXoMUQT5EU8zPTDTrq4hrwmi8ddCcc"), room, &text, &err));
    assert_true(span_is(text, "18DowXoMUQT5EU8zPTDTrq4hrwmi8ddCcc"));
    assert_false(label_address(span_text("xrpl:0"), span_text("r1 2"), room, &text, &err));
    assert_error(err, ERROR_VALUE,
                 "'r1 2': character 3: expected an address, ASCII without spaces");
    assert_false(label_address(span_text("xrpl:0"), span_text(""), room, &text, &err));
}

static void dates(void **state)
{
    static const char *const good[] = {"2023-01-31", "2024-02-29", "2000-02-29",
                                       "2023-08-16 12:18:52.619444", "2023-08-16T00:00:00Z"};
    static const char *const bad[] = {"2023-02-29", "1900-02-29", "2023-13-01", "2023-00-01",
                                      "2023-04-31", "2023-1-1",   "23-01-01",   "2023-01-01x",
                                      "2023/01/01", "2023-01-00", "yesterday"};
    struct span date;
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_true(label_date(span_text(good[i]), &date));
        assert_int_equal(date.size, 10);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(label_date(span_text(bad[i]), &date));
    assert_true(label_date(span_text(""), &date) && date.size == 0);
}

static struct label some(const char *text)
{
    return (struct label){.chain = span_text("eip155:1"),
                          .address = span_text("0x28c6c06298d514db089934071355e5743bf21d60"),
                          .text = span_text(text),
                          .pack = span_text("pack.csv")};
}

static void check_refused(struct label label, const char *wanted_field, const char *wanted_text)
{
    struct error err;
    const char *field = NULL;
    assert_false(label_check(&label, &field, &err));
    assert_string_equal(field, wanted_field);
    assert_string_equal(err.text, wanted_text);
}

static void checked(void **state)
{
    struct error err;
    const char *field;
    struct label label = some("Binance 14");
    (void)state;
    assert_true(label_check(&label, &field, &err));
    assert_true(span_is(label.confidence, "unknown") && label.level == 5);
    check_refused(some(""), "label", "nothing; expected some text");
    check_refused(some("a\x1b[2J"), "label", "byte 2: expected one line of UTF-8");
    check_refused(some("a\xc2\x9b"), "label", "byte 2: expected one line of UTF-8");
    check_refused(some("a\nb"), "label", "byte 2: expected one line of UTF-8");
    check_refused(some("\xff"), "label", "byte 1: expected one line of UTF-8");
    label = some("a");
    label.chain = span_text("ethereum");
    check_refused(label, "chain", "'ethereum': expected a CAIP-2 chain such as eip155:1");
    label = some("\xe2\x82\xbf"); /* text of other scripts is text */
    label.valid_to = span_text("2023-02-30");
    check_refused(label, "valid_to", "'2023-02-30': expected a date such as 2023-01-13");
}

static void order(void **state)
{
    struct label labels[6];
    (void)state;
    for (size_t i = 0; i < 6; i++)
        labels[i] = some("a");
    labels[0].level = 50;
    labels[0].lastmod = span_text("2020-01-01");
    labels[1].level = 20;
    labels[1].lastmod = span_text("2023-01-01");
    labels[2].level = 20;
    labels[2].lastmod = span_text("2021-01-01");
    labels[2].creator = span_text("A");
    labels[3] = labels[2];
    labels[3].creator = span_text("B");
    labels[3].pack = span_text("a");
    labels[4] = labels[3];
    labels[4].pack = span_text("b");
    labels[5].level = 20; /* no date: older than any */
    for (size_t i = 0; i < 6; i++)
        for (size_t k = 0; k < 6; k++) {
            int found = label_compare(&labels[i], &labels[k]);
            assert_true(i < k ? found < 0 : i > k ? found > 0 : found == 0);
        }
    labels[5] = labels[4];
    labels[5].pack_number = 1;
    assert_true(label_compare(&labels[4], &labels[5]) < 0);
    assert_int_equal(label_compare_place(&labels[0], &labels[5]), 0);
}

static void conflicts(void **state)
{
    struct label a = some("Binance 14"), b = some("binance: hot wallet");
    (void)state;
    assert_true(label_conflicts(&a, &b)); /* all that is known are two texts */
    a.actor = b.actor = span_text("binance");
    assert_false(label_conflicts(&a, &b));
    b.actor = span_text("okex");
    assert_true(label_conflicts(&a, &b));
    b.actor = span_text("");
    a.category = span_text("exchange");
    assert_false(label_conflicts(&a, &b));
    b.category = span_text("cex");
    assert_false(label_conflicts(&a, &b));
    b.category = span_text("mixing_service");
    assert_true(label_conflicts(&a, &b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(address), cmocka_unit_test(dates),
                                       cmocka_unit_test(checked), cmocka_unit_test(order),
                                       cmocka_unit_test(conflicts)};
    return RUN_ALL("label/label", tests);
}
