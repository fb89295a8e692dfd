/* Arbitrary bytes as an output's script: a kind, a key that lies inside, and on each chain an
 * address that pays to the same script again, or none. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "chain/coin_address.h"
#include "target.h"

static void check_address(const struct coin_chain *chain, const struct script *script,
                          struct span bytes)
{
    char text[COIN_ADDRESS_TEXT_BYTES];
    unsigned char again[COIN_ADDRESS_SCRIPT_BYTES_MAX];
    struct coin_address address;
    struct error err;
    if (!coin_address_print(chain, script, text)) {
        ensure(script->kind <= SCRIPT_P2PK || script->kind >= SCRIPT_MULTISIG ||
               chain->witness_prefix == NULL);
        return;
    }
    if (!coin_address_parse(chain, span_text(text), "fuzz", &address, &err))
        target_fails(err.text);
    ensure(address.kind == script->kind && address.version == script->version);
    if (!span_equal(span_of(again, coin_address_script(&address, again)), bytes))
        target_fails("an address pays to another script");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span bytes = span_of(data, size);
    struct script script = script_classify(bytes);
    ensure((unsigned)script.kind < SCRIPT_KINDS && script.version <= 16);
    ensure(script.key.size <= size &&
           (size == 0 ||
            (script.key.data >= data && script.key.data + script.key.size <= data + size)));
    ensure(script.kind != SCRIPT_NULLDATA || script_unspendable(bytes));
    for (size_t i = 0; i < COIN_CHAINS; i++)
        check_address(&coin_chains[i], &script, bytes);
    return 0;
}
