#include "chain/coin_address.h"

#include "run.h"
#include "vectors.h"

static struct error err;

static const struct coin_chain *chain_named(const char *name)
{
    const struct coin_chain *chain = coin_chain_find(span_text(name));
    assert_non_null(chain);
    return chain;
}

static void check_pair(const struct coin_chain *chain, struct span text, struct span script)
{
    struct script found = script_classify(script);
    struct coin_address address;
    unsigned char paid[COIN_ADDRESS_SCRIPT_BYTES_MAX];
    char printed[COIN_ADDRESS_TEXT_BYTES];
    assert_true(coin_address_print(chain, &found, printed));
    assert_true(span_is(text, printed));
    if (!coin_address_parse(chain, text, "x", &address, &err))
        fail_msg("%s", err.text);
    assert_int_equal(address.kind, found.kind);
    assert_int_equal(address.version, found.version);
    assert_true(span_equal(span_of(address.key, address.size), found.key));
    assert_true(span_equal(span_of(paid, coin_address_script(&address, paid)), script));
}

static void published_addresses(void **state)
{
    struct dynbuf file = vectors_read("coin_address.txt");
    struct span rest = dynbuf_bytes(&file), line, name, text, digits;
    unsigned count = 0;
    (void)state;
    for (; vectors_next(&rest, &line); count++) {
        unsigned char script[64];
        assert_true(vectors_word(&line, &name) && vectors_word(&line, &text) &&
                    vectors_word(&line, &digits));
        size_t size = vectors_bytes(digits, script, sizeof script);
        check_pair(coin_chain_find(name), text, span_of(script, size));
    }
    assert_int_equal(count, 23);
    dynbuf_release(&file);
}

/* Each kind on each chain, with any key: comes back, or has no address. */
static void random_keys_come_back(void **state)
{
    static const enum script_kind kinds[] = {SCRIPT_P2PKH, SCRIPT_P2SH, SCRIPT_P2WPKH,
                                             SCRIPT_P2WSH, SCRIPT_P2TR, SCRIPT_WITNESS};
    (void)state;
    for (int round = 0; round < 3000; round++) {
        const struct coin_chain *chain = &coin_chains[random_next() % COIN_CHAINS];
        struct coin_address address = {.kind = kinds[random_next() % 6], .size = 20};
        unsigned char script[COIN_ADDRESS_SCRIPT_BYTES_MAX];
        char text[COIN_ADDRESS_TEXT_BYTES];
        for (size_t i = 0; i < sizeof address.key; i++)
            address.key[i] = (unsigned char)random_next();
        if (address.kind == SCRIPT_P2WSH || address.kind == SCRIPT_P2TR)
            address.size = 32;
        if (address.kind == SCRIPT_P2TR)
            address.version = 1;
        if (address.kind == SCRIPT_WITNESS) {
            address.version = 2 + (unsigned)(random_next() % 15);
            address.size = 2 + random_next() % 39;
        }
        size_t size = coin_address_script(&address, script);
        struct script found = script_classify(span_of(script, size));
        assert_int_equal(found.kind, address.kind);
        if (round % 6 > 1 && chain->witness_prefix == NULL && found.kind >= SCRIPT_P2WPKH) {
            assert_false(coin_address_print(chain, &found, text));
            continue;
        }
        if (coin_address_print(chain, &found, text))
            check_pair(chain, span_text(text), span_of(script, size));
        else
            assert_null(chain->witness_prefix);
    }
}

static void kinds_without_an_address(void **state)
{
    static const enum script_kind kinds[] = {SCRIPT_UNKNOWN, SCRIPT_P2PK, SCRIPT_MULTISIG,
                                             SCRIPT_NULLDATA};
    char text[COIN_ADDRESS_TEXT_BYTES] = "kept";
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct script script = {kinds[i], 0, span_text("anything of any length")};
        assert_false(coin_address_print(&coin_chains[0], &script, text));
    }
    assert_string_equal(text, "kept");
}

static void case_and_names(void **state)
{
    const struct coin_chain *bitcoin = chain_named("bitcoin");
    struct coin_address address;
    (void)state;
    assert_true(coin_address_parse(bitcoin, span_text("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4"),
                                   "x", &address, &err));
    assert_int_equal(address.kind, SCRIPT_P2WPKH);
    assert_true(coin_address_parse(
        bitcoin,
        span_text("bip122:000000000019d6689c085ae165831e93:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
        "x", &address, &err));
    assert_int_equal(address.kind, SCRIPT_P2PKH);
    /* Litecoin's older form of P2SH, which looks like Bitcoin's. */
    assert_true(coin_address_parse(chain_named("litecoin"),
                                   span_text("36j4NfKv6Akva9amjWrLG6MuSQym1GuEmm"), "x", &address,
                                   &err));
    assert_int_equal(address.kind, SCRIPT_P2SH);
    /* Base58 may begin like the prefix in upper case. */
    struct script litecoin = {SCRIPT_P2PKH, 0, {NULL, 20}};
    unsigned char key[20] = {0x51, 0x29, 0x4f};
    char text[COIN_ADDRESS_TEXT_BYTES];
    litecoin.key.data = key;
    assert_true(coin_address_print(chain_named("litecoin"), &litecoin, text));
    assert_int_equal(text[0], 'L');
}

static void what_is_no_address_is_told(void **state)
{
    static const struct {
        const char *chain, *text, *told;
    } wrong[] = {
        {"bitcoin", "mzK2FFDEhxqHcmrJw1ysqFkVyhUULo45hZ",
         "x: 'mzK2FFDEhxqHcmrJw1ysqFkVyhUULo45hZ': the first characters give version 0x6f, of "
         "another chain or thing; expected 0x00 or 0x05 of bitcoin"},
        {"bitcoin", "tb1qcrh3yqn4nlleplcez2yndq2ry8h9ncg3qh7n54",
         "x: 'tb1qcrh3yqn4nlleplcez2yndq2ry8h9ncg3qh7n54': character 1 is not of this chain: "
         "expected the prefix bc1"},
        {"dogecoin", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
         "x: 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4': an address of Bech32; dogecoin has "
         "none, "
         "expected Base58"},
        {"bitcoin", "5JuW2AMDYu4xVwRG9DZW18VbzQrGcd5RCgb99sS6ehJsNQXu5b9",
         "x: '5JuW2AMDYu4xVwRG9DZW18VbzQrGcd5RCgb99sS6ehJsNQXu5b9': 33 bytes of Base58Check; "
         "expected an address, a version and 20 bytes"},
        {"bitcoin", "bc1qw508d6qejxtdg4y5r3zarvary0C5xw7kv8f3t4",
         "x: 'bc1qw508d6qejxtdg4y5r3zarvary0C5xw7kv8f3t4': character 31 is of the other case: "
         "expected all lower or all upper"},
        {"bitcoin", "bip122:000000000933ea01ad0ee984209779ba:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
         "x: 'bip122:000000000933ea01ad0ee984209779ba:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa': "
         "expected an account of bitcoin, bip122:000000000019d6689c085ae165831e93:ADDRESS"},
        {"bitcoin", "", "x: '': 0 bytes of Base58; expected a checksum of 4 at least"},
        {"bitcoin", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
         "x: '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb': the checksum at the end (the last 4 bytes of "
         "Base58Check) fails: a character, anywhere, is wrong"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct coin_address address = {.size = 7};
        assert_false(coin_address_parse(chain_named(wrong[i].chain), span_text(wrong[i].text), "x",
                                        &address, &err));
        assert_error(err, ERROR_VALUE, wrong[i].told);
        assert_int_equal(address.size, 7);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_addresses),        cmocka_unit_test(random_keys_come_back),
        cmocka_unit_test(kinds_without_an_address),   cmocka_unit_test(case_and_names),
        cmocka_unit_test(what_is_no_address_is_told),
    };
    return RUN_ALL("chain/coin_address", tests);
}
