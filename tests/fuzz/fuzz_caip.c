/* Arbitrary bytes as the name of a chain, an account, an asset, an address or an amount: what is
 * taken prints back as it was, what is refused names a place inside the text. */
#include <stddef.h>
#include <stdint.h>

#include "chain/amount.h"
#include "chain/asset.h"
#include "chain/caip.h"
#include "chain/evm_address.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_refused(struct span text, const struct error *err)
{
    const char *at = strstr(err->text, ": character ");
    ensure(err->code == ERROR_SYNTAX && strncmp(err->text, "fuzz: '", 7) == 0);
    if (at == NULL) /* the quoted bytes held a zero: the text ends there */
        ensure(memchr(text.data, 0, text.size) != NULL);
}

static void check_printed(bool ok, const struct dynbuf *printed, struct span text)
{
    ensure(ok && span_equal(dynbuf_bytes(printed), text));
}

static bool check_chain(struct span text, struct dynbuf *printed)
{
    struct error err;
    struct caip2 chain;
    bool ok = caip2_parse(text, "fuzz", &chain, &err);
    ensure(ok == caip2_valid(text));
    if (ok)
        check_printed(caip2_print(&chain, printed), printed, text);
    else
        check_refused(text, &err);
    return ok;
}

static bool check_account(struct span text, struct dynbuf *printed)
{
    struct error err;
    struct caip10 account;
    if (!caip10_parse(text, "fuzz", &account, &err)) {
        check_refused(text, &err);
        return false;
    }
    ensure(caip2_valid(account.chain.whole));
    check_printed(caip10_print(&account, printed), printed, text);
    return true;
}

static bool check_asset(struct span text, struct dynbuf *printed)
{
    struct error err;
    struct caip19 asset;
    struct span chain;
    char symbol[64];
    unsigned decimals;
    bool ok = caip19_parse(text, "fuzz", &asset, &err);
    ensure(ok == caip19_valid(text, &chain));
    asset_display(text, &decimals, symbol, sizeof symbol);
    ensure(strlen(symbol) < sizeof symbol && decimals <= AMOUNT_DECIMALS_MAX);
    if (!ok) {
        ensure(decimals == 0);
        check_refused(text, &err);
        return false;
    }
    ensure(span_equal(chain, asset.chain.whole) && text.size <= CAIP19_BYTES_MAX);
    check_printed(caip19_print(&asset, printed), printed, text);
    return true;
}

static void check_address(struct span text)
{
    unsigned char address[EVM_ADDRESS_BYTES], again[EVM_ADDRESS_BYTES];
    char printed[EVM_ADDRESS_TEXT_BYTES];
    struct error err;
    struct span chain;
    if (!evm_account_parse(text, "fuzz", &chain, address, &err)) {
        ensure(err.code == ERROR_VALUE || err.code == ERROR_SYNTAX);
        return;
    }
    ensure(chain.size == 0 || (caip2_valid(chain) && span_starts_with(chain, "eip155:")));
    evm_address_print_checksum(address, printed);
    ensure(evm_address_parse(span_text(printed), "fuzz", again, &err));
    ensure(memcmp(address, again, sizeof address) == 0);
    evm_address_print(address, printed);
    ensure(evm_address_parse(span_text(printed), "fuzz", again, &err));
    ensure(memcmp(address, again, sizeof address) == 0);
}

static void check_amount(struct span text, unsigned decimals, struct dynbuf *printed)
{
    struct amount amount, back;
    struct dynbuf plain;
    size_t place;
    if (!amount_parse_display(text, decimals, &amount, &place)) {
        ensure(place <= text.size);
        return;
    }
    amount_display(printed, amount, decimals, "");
    ensure(!printed->failed);
    dynbuf_init(&plain, 1000);
    for (size_t i = 0; i < printed->size; i++)
        if (printed->data[i] != ',')
            dynbuf_char(&plain, printed->data[i]);
    ensure(amount_parse_display(dynbuf_bytes(&plain), decimals, &back, &place));
    ensure(amount_equal(amount, back));
    dynbuf_release(&plain);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = span_of(data, size);
    struct dynbuf printed;
    dynbuf_init(&printed, 1000);
    unsigned kinds = check_chain(text, &printed);
    dynbuf_clear(&printed);
    kinds += check_account(text, &printed);
    dynbuf_clear(&printed);
    kinds += check_asset(text, &printed);
    ensure(kinds <= 1); /* no text names two kinds of things */
    dynbuf_clear(&printed);
    check_address(text);
    check_amount(text, (unsigned)(size % 31), &printed);
    dynbuf_release(&printed);
    return 0;
}
