/* What a text is as an address: published ones of each family, and each of them with one character
 * changed, which no checksum lets pass. */
#include "screen/address_form.h"

#include "run.h"

static const struct {
    const char *text;
    enum address_form form;
} known[] = {
    {"0x098B716B8Aaf21512996dC57EB0615e2383E2f96", ADDRESS_EVM},
    {"0x098b716b8aaf21512996dc57eb0615e2383e2f96", ADDRESS_EVM},
    {"0x098B716B8aaf21512996dC57EB0615e2383E2f96", ADDRESS_EVM_MISCASED},
    {"0xa7e5d5a720f06526557c513402f2e6b5fa20b00", ADDRESS_BROKEN},
    {"1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", ADDRESS_BASE58},
    {"3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", ADDRESS_BASE58},
    {"TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", ADDRESS_BASE58},
    {"bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", ADDRESS_BECH32},
    {"BC1QAR0SRRR7XFKVY5L643LYDNW9RE59GTZZWF5MDQ", ADDRESS_BECH32},
    {"bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", ADDRESS_CASHADDR},
    {"qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", ADDRESS_CASHADDR},
    {"rf1BiGeXwwQoi8Z2ueFYTEXSwuJYfV2Jpn", ADDRESS_RIPPLE},
    {"49HqitRzdnhYjgTEAhgGpCfsjdTeMbUTU6cyR4JV1R7k2Eej9rGT8JpFiYDa4tZM6RZiFrHmMzgSrhHEqpDYKBe5B2ufN"
     "sL",
     ADDRESS_MONERO},
    {"5be5543ff73456ab9f2d207887e2af87322c651ea1a873c5b25b7ffae456c320", ADDRESS_HEX32},
    {"3LbDu1rUXHNyiz4i8eb3KwkSSBMf7C583E", ADDRESS_BROKEN},
    {"1B64QRxf", ADDRESS_UNKNOWN},
    {"", ADDRESS_UNKNOWN},
    {"0x", ADDRESS_BROKEN},
};

static void forms(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        enum address_form form = address_form_of(span_text(known[i].text));
        if (form != known[i].form)
            print_message("%s is %s\n", known[i].text, address_form_word(form));
        assert_int_equal(form, known[i].form);
    }
}

static void one_change(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        char text[128];
        size_t size = strlen(known[i].text);
        if (known[i].form < ADDRESS_BASE58 || known[i].form > ADDRESS_MONERO)
            continue;
        memcpy(text, known[i].text, size);
        for (size_t at = size / 2; at < size; at++) {
            char kept = text[at];
            text[at] = kept == 'q' || kept == 'Q' ? (char)(kept - 1)
                                                  : (char)(kept == 'z' ? 'y' : kept + 1);
            assert_int_not_equal(address_form_of(span_of(text, size)), known[i].form);
            text[at] = kept;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(forms), cmocka_unit_test(one_change)};
    return RUN_ALL("address_form", tests);
}
