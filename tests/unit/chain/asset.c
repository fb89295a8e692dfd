#include "chain/asset.h"

#include "run.h"

#define BITCOIN "bip122:000000000019d6689c085ae165831e93"

static void known_and_unknown_assets(void **state)
{
    static const struct {
        const char *text;
        unsigned decimals;
        const char *symbol;
    } assets[] = {
        {"eip155:1/slip44:60", 18, "ETH"},
        {BITCOIN "/slip44:0", 8, "BTC"},
        {"bip122:12a765e31ffd4059bada1e25190f6e98/slip44:2", 8, "LTC"},
        {"bip122:1a91e3dace36e2be3bf030a65679fe82/slip44:3", 8, "DOGE"},
        {"bip122:000000000000000000651ef99cb9fcbe/slip44:145", 8, "BCH"},
        {"bip122:0f9188f13cb7b2c71f2a335e3a4fc328/slip44:1", 8, "tBTC"},
        {"eip155:1/iso4217:USD", 2, "USD"},
        {BITCOIN "/iso4217:USD", 2, "USD"},
        /* Another chain, another asset, a token of the asset: nothing is known of them. */
        {"eip155:137/slip44:60", 0, "slip44:60"},
        {"eip155:11/slip44:60", 0, "slip44:60"},
        {"a-eip155:1/slip44:60", 0, "slip44:60"}, /* ends as the known one does */
        {BITCOIN "/slip44:60", 0, "slip44:60"},
        {"bip122:12a765e31ffd4059bada1e25190f6e98/slip44:0", 0, "slip44:0"},
        {"eip155:1/slip44:600", 0, "slip44:600"},
        {"eip155:1/iso4217:EUR", 0, "iso4217:EUR"},
        {"eip155:1/iso4217:usd", 0, "iso4217:usd"},
        {"eip155:1/iso4217:USD/1", 0, "iso4217:USD/1"},
        {"eip155:1/erc20:0x6b175474e89094c44da98b954eedeac495271d0f", 0,
         "erc20:0x6b175474e89094c44da98b954eedeac495271d0f"},
        {"no asset", 0, "no asset"},
        {"", 0, ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof assets / sizeof assets[0]; i++) {
        char symbol[160];
        unsigned decimals = 99;
        asset_display(span_text(assets[i].text), &decimals, symbol, sizeof symbol);
        assert_int_equal(decimals, assets[i].decimals);
        assert_string_equal(symbol, assets[i].symbol);
    }
}

static void a_symbol_is_cut_to_its_room(void **state)
{
    char symbol[8];
    unsigned decimals;
    (void)state;
    memset(symbol, 'x', sizeof symbol);
    asset_display(span_text("eip155:1/slip44:60"), &decimals, symbol, 4);
    assert_memory_equal(symbol, "ETH\0xxxx", 8);
    asset_display(span_text("eip155:1/slip44:60"), &decimals, symbol, 3);
    assert_memory_equal(symbol, "ET\0\0xxxx", 8);
    asset_display(span_text("eip155:1/slip44:600"), &decimals, symbol, 1);
    assert_memory_equal(symbol, "\0T\0\0xxxx", 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_and_unknown_assets),
        cmocka_unit_test(a_symbol_is_cut_to_its_room),
    };
    return RUN_ALL("chain/asset", tests);
}
