#include "chain/coin_address.h"

#include "chain/base58.h"
#include "chain/bech32.h"

enum { KEY_HASH_BYTES = 20 };

bool coin_address_print(const struct coin_chain *chain, const struct script *script,
                        char ret_text[COIN_ADDRESS_TEXT_BYTES])
{
    unsigned char versioned[1 + KEY_HASH_BYTES];
    char text[BASE58_TEXT_BYTES];
    switch (script->kind) {
    case SCRIPT_P2PKH:
    case SCRIPT_P2SH:
        versioned[0] = script->kind == SCRIPT_P2PKH ? chain->p2pkh : chain->p2sh;
        memcpy(versioned + 1, script->key.data, KEY_HASH_BYTES);
        size_t size = base58check_encode(span_of(versioned, sizeof versioned), text);
        memcpy(ret_text, text, size + 1);
        return true;
    case SCRIPT_P2WPKH:
    case SCRIPT_P2WSH:
    case SCRIPT_P2TR:
    case SCRIPT_WITNESS:
        if (chain->witness_prefix == NULL)
            return false;
        witness_encode(script->version, script->key, chain->witness_prefix, ret_text);
        return true;
    default:
        return false;
    }
}

/* Addresses are shown up to 96 bytes: all of any that could be right. */
static int shown(struct span text)
{
    return text.size > 96 ? 96 : (int)text.size;
}

static bool parse_base58(const struct coin_chain *chain, struct span text, const char *place,
                         struct coin_address *ret, struct error *err)
{
    struct coin_address address = {.size = KEY_HASH_BYTES};
    unsigned char bytes[BASE58_BYTES_MAX];
    size_t size;
    if (!base58check_decode(text, place, bytes, &size, err))
        return false;
    if (size != 1 + KEY_HASH_BYTES)
        return error_input(err, ERROR_VALUE, place,
                           "'%.*s': %zu bytes of Base58Check; expected an address, a version and "
                           "%d bytes",
                           shown(text), (const char *)text.data, size, KEY_HASH_BYTES);
    if (bytes[0] == chain->p2pkh)
        address.kind = SCRIPT_P2PKH;
    else if (bytes[0] == chain->p2sh || bytes[0] == chain->p2sh_old)
        address.kind = SCRIPT_P2SH;
    else
        return error_input(err, ERROR_VALUE, place,
                           "'%.*s': the first characters give version 0x%02x, of another chain or "
                           "thing; expected 0x%02x or 0x%02x of %s",
                           shown(text), (const char *)text.data, bytes[0], chain->p2pkh,
                           chain->p2sh, chain->name);
    memcpy(address.key, bytes + 1, KEY_HASH_BYTES);
    *ret = address;
    return true;
}

static bool parse_witness(const struct coin_chain *chain, struct span text, const char *place,
                          struct coin_address *ret, struct error *err)
{
    struct coin_address address = {.kind = SCRIPT_WITNESS};
    struct witness_program program;
    if (chain->witness_prefix == NULL)
        return error_input(err, ERROR_VALUE, place,
                           "'%.*s': an address of Bech32; %s has none, expected Base58",
                           shown(text), (const char *)text.data, chain->name);
    if (!witness_decode(text, chain->witness_prefix, place, &program, err))
        return false;
    address.version = program.version;
    address.size = program.size;
    memcpy(address.key, program.bytes, program.size);
    if (program.version == 0)
        address.kind = program.size == KEY_HASH_BYTES ? SCRIPT_P2WPKH : SCRIPT_P2WSH;
    else if (program.version == 1 && program.size == 32)
        address.kind = SCRIPT_P2TR;
    *ret = address;
    return true;
}

/* Whether the text begins with the prefix and a separator: in lower case, or all of it in upper
 * case. (A Litecoin address in Base58 may begin with LTC1.) */
static bool has_prefix(struct span text, const char *prefix)
{
    size_t size = strlen(prefix);
    bool upper = text.size > 0 && text.data[0] >= 'A' && text.data[0] <= 'Z';
    if (text.size <= size || text.data[size] != '1')
        return false;
    for (size_t i = 0; i < text.size; i++) {
        if (upper && text.data[i] >= 'a' && text.data[i] <= 'z')
            return false;
        if (i < size && text.data[i] != (unsigned char)(upper ? prefix[i] - 'a' + 'A' : prefix[i]))
            return false;
    }
    return true;
}

/* Whether the text was meant as Bech32, of this chain or of another. */
static bool looks_like_witness(struct span text)
{
    for (size_t i = 0; i < COIN_CHAINS; i++)
        if (coin_chains[i].witness_prefix != NULL &&
            has_prefix(text, coin_chains[i].witness_prefix))
            return true;
    return false;
}

/* The part of a CAIP-10 name behind the chain; the text itself when it is no such name. */
static bool strip_chain(const struct coin_chain *chain, struct span *text, const char *place,
                        struct error *err)
{
    size_t size = strlen(chain->caip2);
    if (text->size == 0 || memchr(text->data, ':', text->size) == NULL)
        return true;
    if (text->size <= size || memcmp(text->data, chain->caip2, size) != 0 ||
        text->data[size] != ':')
        return error_input(err, ERROR_VALUE, place, "'%.*s': expected an account of %s, %s:ADDRESS",
                           shown(*text), (const char *)text->data, chain->name, chain->caip2);
    *text = span_part(*text, size + 1, text->size);
    return true;
}

bool coin_address_parse(const struct coin_chain *chain, struct span text, const char *place,
                        struct coin_address *ret, struct error *err)
{
    if (!strip_chain(chain, &text, place, err))
        return false;
    if (looks_like_witness(text))
        return parse_witness(chain, text, place, ret, err);
    return parse_base58(chain, text, place, ret, err);
}

size_t coin_address_script(const struct coin_address *address,
                           unsigned char ret_script[COIN_ADDRESS_SCRIPT_BYTES_MAX])
{
    static const unsigned char to_key_hash[] = {0x76, 0xa9, 0x14}; /* DUP HASH160 push20 */
    static const unsigned char to_script_hash[] = {0xa9, 0x14};
    unsigned char *at = ret_script;
    if (address->kind == SCRIPT_P2PKH) {
        memcpy(at, to_key_hash, sizeof to_key_hash);
        memcpy(at + 3, address->key, KEY_HASH_BYTES);
        at[23] = 0x88; /* EQUALVERIFY CHECKSIG */
        at[24] = 0xac;
        return 25;
    }
    if (address->kind == SCRIPT_P2SH) {
        memcpy(at, to_script_hash, sizeof to_script_hash);
        memcpy(at + 2, address->key, KEY_HASH_BYTES);
        at[22] = 0x87; /* EQUAL */
        return 23;
    }
    at[0] = (unsigned char)(address->version == 0 ? 0 : 0x50 + address->version);
    at[1] = (unsigned char)address->size;
    memcpy(at + 2, address->key, address->size);
    return 2 + address->size;
}
