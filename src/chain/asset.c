#include "chain/asset.h"

#include "chain/caip.h"

static const struct {
    const char *chain; /* NULL: any */
    const char *name;  /* namespace:reference */
    unsigned decimals;
    const char *symbol;
} known[] = {
    {NULL, "iso4217:USD", 2, "USD"},
    {"eip155:1", "slip44:60", 18, "ETH"},
    {"bip122:000000000019d6689c085ae165831e93", "slip44:0", 8, "BTC"},
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
