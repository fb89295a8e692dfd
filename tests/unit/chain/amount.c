#include "chain/amount.h"

#include "run.h"

static struct amount amount_of_text(const char *digits)
{
    struct amount amount = amount_zero();
    assert_true(amount_from_decimal(span_text(digits), &amount));
    return amount;
}

#define MAX_TEXT "115792089237316195423570985008687907853269984665640564039457584007913129639935"

static void assert_amount(struct amount amount, const char *digits)
{
    char text[U256_DECIMAL_BYTES];
    assert_int_equal(amount_to_decimal(amount, text), strlen(digits));
    assert_string_equal(text, digits);
}

static void arithmetic_is_checked(void **state)
{
    struct amount max = amount_of_text(MAX_TEXT), one = amount_from_u64(1), result = one;
    (void)state;
    assert_false(amount_add(max, one, &result));
    assert_false(amount_sub(amount_zero(), one, &result));
    assert_false(amount_share(max, max, one, &result));
    assert_false(amount_share(one, one, amount_zero(), &result));
    assert_amount(result, "1"); /* untouched */
    assert_true(amount_add(amount_of_text("18446744073709551615"), one, &result));
    assert_amount(result, "18446744073709551616");
    assert_true(amount_sub(result, one, &result));
    assert_amount(result, "18446744073709551615");
    assert_true(amount_share(max, max, max, &result));
    assert_amount(result, MAX_TEXT);
    /* Of 7 parts of 10, a debit of 3: floor(2.1). */
    assert_true(amount_share(amount_from_u64(7), amount_from_u64(3), amount_from_u64(10), &result));
    assert_amount(result, "2");
}

static void order_and_sameness(void **state)
{
    struct amount small = amount_of_text("99999999999999999999"), large = amount_of_text(MAX_TEXT);
    (void)state;
    assert_true(amount_compare(small, large) < 0);
    assert_true(amount_compare(large, small) > 0);
    assert_int_equal(amount_compare(large, large), 0);
    assert_true(amount_equal(small, amount_of_text("99999999999999999999")));
    assert_false(amount_equal(small, large));
    assert_true(amount_equal(amount_min(small, large), small));
    assert_true(amount_equal(amount_min(large, small), small));
    assert_true(amount_is_zero(amount_zero()));
    assert_false(amount_is_zero(small));
}

static void bytes_of_its_width(void **state)
{
    unsigned char bytes[9];
    struct amount wei = amount_of_text("10000000000000000000"); /* ten ether: 64 bits */
    (void)state;
    assert_int_equal(amount_width(wei), 8);
    bytes[8] = 0xa5;
    amount_store(bytes, wei, 8);
    assert_memory_equal(bytes, "\x00\x00\xe8\x89\x04\x23\xc7\x8a\xa5", 9);
    assert_true(amount_equal(amount_load(bytes, 8), wei));
    assert_int_equal(amount_width(amount_zero()), 0);
    assert_true(amount_is_zero(amount_load(NULL, 0)));
}

static const struct {
    const char *units;
    unsigned decimals;
    const char *symbol;
    const char *display;
} displays[] = {
    {"7052514727", 2, "USD", "70,525,147.27 USD"},
    {"0", 2, "USD", "0.00 USD"},
    {"5", 2, "USD", "0.05 USD"},
    {"50", 2, "USD", "0.50 USD"},
    {"100", 2, "USD", "1.00 USD"},
    {"99999", 2, "USD", "999.99 USD"},
    {"100000", 2, "USD", "1,000.00 USD"},
    {"123456789", 0, "", "123,456,789"},
    {"100", 0, "", "100"},
    {"0", 0, "", "0"},
    {"7", 1, "", "0.7"},
    {"1230000000000000000", 18, "ETH", "1.23 ETH"},
    {"1200000000000000000", 18, "ETH", "1.20 ETH"}, /* two decimals always stand */
    {"1000000000000000000", 18, "ETH", "1.00 ETH"},
    {"1234000000000000000", 18, "ETH", "1.234 ETH"},
    {"1000000000000000001", 18, "ETH", "1.000000000000000001 ETH"},
    {"1", 18, "ETH", "0.000000000000000001 ETH"},
    {"0", 18, "ETH", "0.00 ETH"},
    {"2099999997690000", 8, "BTC", "20,999,999.9769 BTC"},
    {MAX_TEXT, 18, "ETH",
     "115,792,089,237,316,195,423,570,985,008,687,907,853,269,984,665,640,564,039,457."
     "584007913129639935 ETH"},
    {"1", AMOUNT_DECIMALS_MAX, "",
     "0.0000000000000000000000000000000000000000000000000000000000000001"},
};

static void displays_for_people(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof displays / sizeof displays[0]; i++) {
        struct dynbuf buffer;
        dynbuf_init(&buffer, 1000);
        amount_display(&buffer, amount_of_text(displays[i].units), displays[i].decimals,
                       displays[i].symbol);
        assert_string_equal(buffer.data, displays[i].display);
        dynbuf_release(&buffer);
    }
}

static void a_display_without_room_fails(void **state)
{
    struct dynbuf buffer;
    (void)state;
    dynbuf_init(&buffer, 8);
    amount_display(&buffer, amount_from_u64(100), 2, "USD"); /* "1.00 USD" just fits */
    assert_string_equal(buffer.data, "1.00 USD");
    dynbuf_clear(&buffer);
    amount_display(&buffer, amount_from_u64(1000), 2, "USD");
    assert_true(buffer.failed);
    assert_int_equal(buffer.size, 0);
    dynbuf_release(&buffer);
}

static void displays_are_parsed(void **state)
{
    static const struct {
        const char *text;
        unsigned decimals;
        const char *units;
    } good[] = {
        {"200000.0", 2, "20000000"},
        {"200991.72", 2, "20099172"},
        {"7", 2, "700"},
        {"0", 2, "0"},
        {"0.01", 2, "1"},
        {"007.50", 2, "750"},
        {"1.5", 18, "1500000000000000000"},
        {"0.000000000000000001", 18, "1"},
        {"42", 0, "42"},
        {"1157920892373161954235709850086879078532699846656405640394575840079131296399.35", 2,
         MAX_TEXT},
        {"1", AMOUNT_DECIMALS_MAX,
         "10000000000000000000000000000000000000000000000000000000000000000"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct amount amount = amount_zero();
        size_t place = 99;
        assert_true(
            amount_parse_display(span_text(good[i].text), good[i].decimals, &amount, &place));
        assert_amount(amount, good[i].units);
        assert_int_equal(place, 99);
    }
}

static void wrong_displays_name_the_place(void **state)
{
    static const struct {
        const char *text;
        unsigned decimals;
        size_t place;
    } bad[] = {
        {"", 2, 0},
        {"1.234", 2, 4},
        {"1.000", 2, 4}, /* a third decimal, though it is zero */
        {"1.0", 0, 2},
        {"1.", 2, 1},
        {".5", 2, 0},
        {".", 2, 0},
        {"1.2.3", 2, 3},
        {"-1", 2, 0},
        {"+1", 2, 0},
        {" 1", 2, 0},
        {"1 ", 2, 1},
        {"1,000", 2, 1},
        {"1e5", 2, 1},
        {"0x10", 2, 1},
        {"1157920892373161954235709850086879078532699846656405640394575840079131296399.36", 2, 0},
        {MAX_TEXT, 1, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct amount amount = amount_from_u64(77);
        size_t place = 99;
        assert_false(
            amount_parse_display(span_text(bad[i].text), bad[i].decimals, &amount, &place));
        assert_int_equal(place, bad[i].place);
        assert_amount(amount, "77");
    }
}

static void a_long_text_of_zeros_is_no_way_in(void **state)
{
    char text[5000];
    struct amount amount = amount_from_u64(77);
    size_t place;
    (void)state;
    memset(text, '0', sizeof text);
    assert_false(amount_parse_display(span_of(text, sizeof text), 2, &amount, &place));
    assert_int_equal(place, U256_DECIMAL_BYTES);
    assert_amount(amount, "77");
}

/* What is displayed is what was meant: parsed back it is the same, at random. */
static void displays_come_back(void **state)
{
    (void)state;
    for (int i = 0; i < 20000; i++) {
        struct amount amount = amount_from_u64(random_next() >> random_next() % 64), back;
        unsigned decimals = (unsigned)(random_next() % 31);
        struct dynbuf buffer, plain;
        size_t place;
        dynbuf_init(&buffer, 1000);
        dynbuf_init(&plain, 1000);
        amount_display(&buffer, amount, decimals, "");
        for (size_t at = 0; at < buffer.size; at++)
            if (buffer.data[at] != ',')
                dynbuf_char(&plain, buffer.data[at]);
        assert_true(amount_parse_display(dynbuf_bytes(&plain), decimals, &back, &place));
        assert_true(amount_equal(amount, back));
        dynbuf_release(&buffer);
        dynbuf_release(&plain);
    }
}

static void too_many_decimals(void)
{
    struct dynbuf buffer;
    dynbuf_init(&buffer, 1000);
    amount_display(&buffer, amount_from_u64(1), AMOUNT_DECIMALS_MAX + 1, "");
}

static void impossible_decimals_are_a_broken_program(void **state)
{
    (void)state;
    assert_true(aborts(too_many_decimals));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arithmetic_is_checked),
        cmocka_unit_test(order_and_sameness),
        cmocka_unit_test(bytes_of_its_width),
        cmocka_unit_test(displays_for_people),
        cmocka_unit_test(a_display_without_room_fails),
        cmocka_unit_test(displays_are_parsed),
        cmocka_unit_test(wrong_displays_name_the_place),
        cmocka_unit_test(a_long_text_of_zeros_is_no_way_in),
        cmocka_unit_test(displays_come_back),
        cmocka_unit_test(impossible_decimals_are_a_broken_program),
    };
    return RUN_ALL("chain/amount", tests);
}
