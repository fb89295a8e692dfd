/* Arbitrary bytes as an address of every chain, as Base58 and as Bech32: what is taken is written
 * again as it was (in lower case, where case is free); what is refused says why. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "chain/base58.h"
#include "chain/bech32.h"
#include "chain/coin_address.h"
#include "target.h"

static bool same_letters(struct span text, const char *lower)
{
    if (text.size != strlen(lower))
        return false;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char letter = text.data[i];
        if (letter >= 'A' && letter <= 'Z')
            letter = (unsigned char)(letter - 'A' + 'a');
        if (letter != (unsigned char)lower[i])
            return false;
    }
    return true;
}

static void check_refused(const struct error *err)
{
    ensure((err->code == ERROR_VALUE || err->code == ERROR_LIMIT) &&
           strncmp(err->text, "fuzz: ", 6) == 0);
}

static void check_base58(struct span text)
{
    unsigned char bytes[BASE58_BYTES_MAX];
    char again[BASE58_TEXT_BYTES];
    size_t size;
    struct error err;
    if (!base58_decode(text, "fuzz", bytes, &size, &err)) {
        check_refused(&err);
        return;
    }
    ensure(base58_encode(span_of(bytes, size), again) == text.size && span_is(text, again));
    if (!base58check_decode(text, "fuzz", bytes, &size, &err)) {
        check_refused(&err);
        return;
    }
    base58check_encode(span_of(bytes, size), again);
    ensure(span_is(text, again));
}

static void check_bech32(struct span text)
{
    struct bech32 content;
    char prefix[BECH32_TEXT_BYTES], again[BECH32_TEXT_BYTES];
    struct error err;
    if (!bech32_decode(text, "fuzz", &content, &err)) {
        check_refused(&err);
        return;
    }
    for (size_t i = 0; i < content.prefix.size; i++) {
        unsigned char letter = content.prefix.data[i];
        prefix[i] = (char)(letter >= 'A' && letter <= 'Z' ? letter - 'A' + 'a' : letter);
    }
    content.prefix = span_of(prefix, content.prefix.size);
    bech32_encode(&content, again);
    ensure(same_letters(text, again));
}

static void check_address(const struct coin_chain *chain, struct span text)
{
    struct coin_address address;
    struct error err;
    unsigned char bytes[COIN_ADDRESS_SCRIPT_BYTES_MAX];
    char again[COIN_ADDRESS_TEXT_BYTES];
    if (!coin_address_parse(chain, text, "fuzz", &address, &err)) {
        check_refused(&err);
        return;
    }
    struct script script = script_classify(span_of(bytes, coin_address_script(&address, bytes)));
    ensure(script.kind == address.kind && script.version == address.version &&
           span_equal(script.key, span_of(address.key, address.size)));
    ensure(coin_address_print(chain, &script, again));
    struct coin_address twice;
    ensure(coin_address_parse(chain, span_text(again), "fuzz", &twice, &err));
    ensure(twice.kind == address.kind && twice.size == address.size &&
           memcmp(twice.key, address.key, address.size) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = span_of(data, size);
    check_base58(text);
    check_bech32(text);
    for (size_t i = 0; i < COIN_CHAINS; i++)
        check_address(&coin_chains[i], text);
    return 0;
}
