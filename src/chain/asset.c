#include "chain/asset.h"

#include "chain/caip.h"
#include "chain/coin_chain.h"

enum { COIN_DECIMALS = 8 };

static const struct {
    const char *chain; /* NULL: any */
    const char *name;  /* namespace:reference */
    unsigned decimals;
    const char *symbol;
} known[] = {
    {NULL, "iso4217:USD", 2, "USD"},
    {"eip155:1", "slip44:60", 18, "ETH"},
};

static void copy_cut(char *ret_symbol, size_t size, struct span text)
{
    ensure(size > 0);
    size_t length = text.size < size ? text.size : size - 1;
    if (length > 0)
        memcpy(ret_symbol, text.data, length);
    ret_symbol[length] = '\0';
}

void asset_display(struct span caip19, unsigned *ret_decimals, char *ret_symbol, size_t size)
{
    struct span chain, name = caip19;
    *ret_decimals = 0;
    if (!caip19_valid(caip19, &chain)) {
        copy_cut(ret_symbol, size, caip19);
        return;
    }
    name = span_part(caip19, chain.size + 1, caip19.size);
    const struct coin_chain *coin = coin_chain_find(chain);
    if (coin != NULL && span_is(name, coin->asset)) {
        *ret_decimals = COIN_DECIMALS;
        copy_cut(ret_symbol, size, span_text(coin->symbol));
        return;
    }
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (!span_is(name, known[i].name) ||
            (known[i].chain != NULL && !span_is(chain, known[i].chain)))
            continue;
        *ret_decimals = known[i].decimals;
        name = span_text(known[i].symbol);
        break;
    }
    copy_cut(ret_symbol, size, name);
}
