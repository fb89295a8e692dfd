#include "chain/caip.h"

#include <stdio.h>

static bool letter(unsigned char byte, bool capitals, const char *others)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') ||
           (capitals && byte >= 'A' && byte <= 'Z') || (byte != '\0' && strchr(others, byte));
}

static bool all_letters(struct span text, size_t least, size_t most, bool capitals,
                        const char *others)
{
    for (size_t i = 0; i < text.size; i++)
        if (!letter(text.data[i], capitals, others))
            return false;
    return text.size >= least && text.size <= most;
}

/* Cuts at the first `mark`; false when there is none. */
static bool cut(struct span text, char mark, struct span *ret_head, struct span *ret_tail)
{
    const unsigned char *at = text.size == 0 ? NULL : memchr(text.data, mark, text.size);
    if (at == NULL)
        return false;
    size_t place = (size_t)(at - text.data);
    *ret_head = span_part(text, 0, place);
    *ret_tail = span_part(text, place + 1, text.size);
    return true;
}

bool caip2_valid(struct span text)
{
    struct span name, reference;
    return cut(text, ':', &name, &reference) && all_letters(name, 3, 8, false, "-") &&
           all_letters(reference, 1, 32, true, "-_");
}

bool caip19_valid(struct span text, struct span *ret_chain)
{
    struct span chain, asset, name, reference, token;
    if (!cut(text, '/', &chain, &asset) || !caip2_valid(chain) ||
        !cut(asset, ':', &name, &reference) || !all_letters(name, 3, 8, false, "-"))
        return false;
    if (cut(reference, '/', &reference, &token) && !all_letters(token, 1, 78, true, "-.%"))
        return false;
    if (!all_letters(reference, 1, 128, true, "-.%"))
        return false;
    *ret_chain = chain;
    return true;
}

void asset_display(struct span caip19, unsigned *ret_decimals, char *ret_symbol, size_t size)
{
    static const struct {
        const char *ending; /* of the CAIP-19 text */
        unsigned decimals;
        const char *symbol;
    } known[] = {
        {"/iso4217:USD", 2, "USD"},
        {"eip155:1/slip44:60", 18, "ETH"},
        {"bip122:000000000019d6689c085ae165831e93/slip44:0", 8, "BTC"},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        size_t length = strlen(known[i].ending);
        if (caip19.size < length ||
            !span_is(span_part(caip19, caip19.size - length, caip19.size), known[i].ending))
            continue;
        *ret_decimals = known[i].decimals;
        snprintf(ret_symbol, size, "%s", known[i].symbol);
        return;
    }
    *ret_decimals = 0;
    snprintf(ret_symbol, size, "%.*s", (int)caip19.size, (const char *)caip19.data);
}
