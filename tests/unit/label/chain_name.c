/* Tickers and keys to CAIP-2. */
#include "run.h"

#include "label/chain_name.h"

#define EVM "0x28C6c06298d514Db089934071355E5743bf21d60"

static void check(const char *ticker, const char *address, const char *wanted)
{
    char chain[CAIP2_BYTES_MAX + 1] = "untouched";
    bool found = chain_of_ticker(span_text(ticker), span_text(address), chain);
    assert_string_equal(chain, wanted);
    assert_true(found == (strcmp(wanted, "untouched") != 0));
}

static void tickers(void **state)
{
    (void)state;
    check("BTC", "x", "bip122:000000000019d6689c085ae165831e93");
    check("ETH", "x", "eip155:1"); /* the address is judged by the chain's rules, not this one */
    check("BSC", EVM, "eip155:56");
    check("BEP20", EVM, "eip155:56");
    check("USDT", EVM, "eip155:1");
    check("USDT", "TRYL7PKCG4b4xRCM554Q5J6o8f1UjUmfnY", "tron:0x2b6653dc");
    check("USDT", "1KYiKJEfdJtap9QX2v9BXJMpz2SfU4pgZw", "ticker:USDT");
    check("AVAX", "X-avax1ju2khnvkex4u30rt5jm5x8jd3jdfhvawg7ed9x", "ticker:AVAX");
    check("AVAX", EVM, "eip155:43114");
    check("XVG", "x", "ticker:XVG");
    check("L-BTC", "x", "ticker:L-BTC");
    check("btc", "x", "ticker:btc"); /* tickers are written as GraphSense writes them */
}

static void no_tickers(void **state)
{
    (void)state;
    check("", "x", "untouched");
    check("a b", "x", "untouched");
    check("ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFG", "x", "untouched"); /* 33 characters */
    check("ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEF", "x", "ticker:ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEF");
    check("ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZ", "x", "untouched");
}

static void llama(void **state)
{
    char chain[CAIP2_BYTES_MAX + 1] = "untouched";
    (void)state;
    assert_false(chain_of_llama(span_text("withdrawalAddresses"), chain));
    assert_false(chain_of_llama(span_text(""), chain));
    assert_string_equal(chain, "untouched");
    assert_true(chain_of_llama(span_text("polygon"), chain));
    assert_string_equal(chain, "eip155:137");
}

static void evm_form(void **state)
{
    (void)state;
    assert_true(looks_evm(span_text(EVM)));
    assert_false(looks_evm(span_text(EVM "0")));
    assert_false(looks_evm(span_text("0x28C6c06298d514Db089934071355E5743bf21d6g")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(tickers), cmocka_unit_test(no_tickers),
                                       cmocka_unit_test(llama), cmocka_unit_test(evm_form)};
    return RUN_ALL("label/chain_name", tests);
}
