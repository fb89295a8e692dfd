/* What ends a trace, and which words mean it. */
#include "run.h"

#include "label/category.h"
#include "label/confidence.h"

static void the_seven_end(void **state)
{
    static const char *const ending[] = {"exchange", "mixer", "bridge", "pool",
                                         "issuer",   "otc",   "burn"};
    size_t count = 0;
    (void)state;
    for (size_t i = 0; category_at(i) != NULL; i++) {
        const struct category *found = category_of_word(span_text(category_at(i)->name));
        assert_ptr_equal(found, category_at(i)); /* each name is a word for itself */
        count += category_at(i)->ends;
    }
    assert_int_equal(count, 7);
    for (size_t i = 0; i < 7; i++)
        assert_true(category_of_word(span_text(ending[i]))->ends);
}

static void words(void **state)
{
    (void)state;
    assert_string_equal(category_of_word(span_text("mixing_service"))->name, "mixer");
    assert_string_equal(category_of_word(span_text("mixing-service"))->name, "mixer");
    assert_string_equal(category_of_word(span_text("Defi_DEX"))->name, "pool");
    assert_string_equal(category_of_word(span_text("hosted-wallet"))->name, "hosted_wallet");
    assert_false(category_of_word(span_text("ransomware"))->ends);
    assert_false(category_of_word(span_text("defi"))->ends);
    assert_null(category_of_word(span_text("exchanges")));
    assert_null(category_of_word(span_text("")));
    assert_null(category_of_word(
        span_text("exchangeexchangeexchangeexchangeexchangeexchangeexchangeexchangeexchange")));
}

static void several_words(void **state)
{
    (void)state;
    assert_string_equal(category_of(span_text("service_hack;exchange"))->name, "exchange");
    assert_string_equal(category_of(span_text("mixer;exchange"))->name, "mixer");
    assert_string_equal(category_of(span_text("binance;user;scam"))->name, "user");
    assert_null(category_of(span_text("binance;okx")));
    assert_null(category_of(span_text("")));
    assert_null(category_of(span_text(";;")));
    assert_string_equal(category_of(span_text(";burn;"))->name, "burn");
}

static void confidences(void **state)
{
    unsigned level = 7;
    (void)state;
    assert_true(confidence_level(span_text("ownership"), &level) && level == 100);
    assert_true(confidence_level(span_text("authority_data"), &level) && level == 60);
    assert_true(confidence_level(span_text("web_crawl"), &level) && level == 20);
    assert_true(confidence_level(span_text("unknown"), &level) && level == 5);
    assert_false(confidence_level(span_text("Unknown"), &level));
    assert_int_equal(level, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_seven_end), cmocka_unit_test(words),
                                       cmocka_unit_test(several_words),
                                       cmocka_unit_test(confidences)};
    return RUN_ALL("label/category", tests);
}
